package conversation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

var (
	figure = regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	number = regexp.MustCompile(`(?m)^\d+\. |[①-⑳]`) // of an entry of a list
)

// shopsPapers are the policies and the orders, from which replies may quote.
var shopsPapers = sync.OnceValues(func() (string, error) {
	names, err := filepath.Glob("service/builtin/policies/*.md")
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, name := range append(names, "service/builtin/orders.json") {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	return all.String(), nil
})

// checkFigures checks that every number of a reply stands in a row that is shown or
// was shown before, in a wish, in a choice or in what the shopper said, without the
// help of the verifier that the manager has.
func (c *chat) checkFigures(t *testing.T, text string, before conversation.State, turn conversation.Turn) {
	t.Helper()
	for _, act := range turn.Reply.Acts {
		switch act {
		case "command", "why":
			return // the scores of the ranking
		case "hello", "reset", "unclear":
			text += " 300" // the example in what they are answered with
		}
	}
	papers, err := shopsPapers()
	if err != nil {
		t.Fatal(err)
	}
	known := map[float64]bool{}
	add := func(text string) {
		for _, f := range figures(text) {
			known[f] = true
		}
	}
	add(text)
	for _, s := range []conversation.State{before, turn.State} {
		if s.Slate != nil {
			known[float64(len(s.Slate.Items))] = true
			for i, item := range s.Slate.Items {
				known[float64(i+1)] = true
				c.addRow(t, add, item.Product)
			}
		}
		c.addRow(t, add, s.Focus)
		for _, wish := range s.Ledger.Constraints {
			if !wish.Said.IsZero() {
				add(catalog.DefaultRates().Date) // said beside a converted amount
			}
			add(wish.Amount.String() + " " + wish.Said.String() + " " + wish.Words + " " + strings.Join(wish.Values, " "))
		}
	}
	for _, card := range turn.Reply.Items {
		c.addRow(t, add, card.ID)
	}
	for _, choice := range turn.Reply.Choices {
		add(choice.Label + " " + choice.Say)
		known[float64(choice.Count)] = true
	}
	if service := []string{"ask-policy", "ask-order", "person"}; slices.ContainsFunc(turn.Reply.Acts, func(a string) bool { return slices.Contains(service, a) }) {
		add(papers)
	}
	for _, f := range figures(number.ReplaceAllString(turn.Reply.Text, "")) {
		if !known[f] {
			t.Errorf("%q is answered with the number %v, which stands in no row, wish or choice: %s", text, f, turn.Reply.Text)
		}
	}
}

// addRow adds all that a product's row and those of its variants say.
func (c *chat) addRow(t *testing.T, add func(string), id string) {
	t.Helper()
	p := c.shop.row(id)
	if p == nil {
		return
	}
	variants, err := c.shop.engine.Variants(t.Context(), p.Group())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range append(variants, p) {
		row, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		add(string(row))
		add(v.Pays().String())
	}
}

// figures returns the numbers of a text; separators of thousands do not count.
func figures(text string) []float64 {
	var all []float64
	for _, digits := range figure.FindAllString(text, -1) {
		if f, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64); err == nil {
			all = append(all, f)
		}
	}
	return all
}
