package answer

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// UnsupportedError says that an answer's text claims something that none of its
// facts holds.
type UnsupportedError struct{ Claim string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("the answer claims %q, which no row or passage of the turn states", e.Claim)
}

// number matches an amount, a quantity, a size or a date part: digits with
// separators between them.
var number = regexp.MustCompile(`\d+(?:[.,:]\d+)*`)

// Verify checks that every number of the text stands in a card, a choice or
// another fact of the answer, written the same way. It returns *UnsupportedError
// for the first that does not.
func (a Answer) Verify(lang string) error {
	supported := map[string]bool{}
	support := func(facts ...string) {
		for _, f := range facts {
			for _, n := range number.FindAllString(lexical.Normalize(f), -1) {
				supported[n] = true
			}
		}
	}
	support(a.Facts...)
	for _, c := range a.Cards {
		support(fmt.Sprint(c.Position), c.Title, c.Price.Format(lang), c.ListPrice.Format(lang), c.StockText, c.Why, c.Link)
		for _, f := range c.Attributes {
			support(f.Value)
		}
	}
	for _, c := range a.Choices {
		support(c.Label, c.Say, fmt.Sprint(c.Count))
	}
	for _, n := range number.FindAllString(lexical.Normalize(a.Text()), -1) {
		if !supported[n] {
			return &UnsupportedError{Claim: strings.TrimSpace(n)}
		}
	}
	return nil
}
