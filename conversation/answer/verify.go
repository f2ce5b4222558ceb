package answer

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// UnsupportedError says that an answer's text claims something that none of its
// facts holds.
type UnsupportedError struct{ Claim string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("the answer claims %q, which no row or passage of the turn states", e.Claim)
}

var (
	// claim matches a date, an amount of money, a size by letter, or any other
	// number: digits with separators between them.
	claim = regexp.MustCompile(`\d{4}-\d{2}-\d{2}|\b(?:\dX|X{1,4})[SL]\b|\b[SML]\b|\p{Sc}?\d+(?:[.,:]\d+)*`)
	// mark matches the number of an entry, which points at it and says nothing of it.
	mark = regexp.MustCompile(`(?m)^\d+\. |[①-⑳]`)
)

// Verify checks that every number, date, amount and size of the text stands in a
// card, a choice or another fact of the answer, written the same way; a number
// may leave out the currency of the amount that it rests on. It returns
// *UnsupportedError for the first that stands in none.
func (a Answer) Verify(lang string) error {
	supported := map[string]bool{}
	support := func(facts ...string) {
		for _, f := range facts {
			for _, c := range claim.FindAllString(lexical.Normalize(f), -1) {
				supported[c] = true
				supported[strings.TrimLeftFunc(c, func(r rune) bool { return unicode.Is(unicode.Sc, r) })] = true
			}
		}
	}
	support(a.Facts...)
	for _, c := range a.Cards {
		support(c.Title, c.Price.Format(lang), c.ListPrice.Format(lang), c.StockText, c.Why, c.Link)
		for _, f := range c.Attributes {
			support(f.Value)
		}
	}
	for _, c := range a.Choices {
		support(c.Label, c.Say, fmt.Sprint(c.Count))
	}
	text := lexical.Normalize(mark.ReplaceAllString(a.Text(), ""))
	for _, c := range claim.FindAllString(text, -1) {
		if !supported[c] {
			return &UnsupportedError{Claim: c}
		}
	}
	return nil
}
