package conversation

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"sync"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// superlative asks which of the shown items has most or least of something.
type superlative struct {
	attributes []string // it is about the first of these that the items state
	direction  preference.Direction
	opens      bool // no superlative, but the words before one: "which of them is"
	all        bool // no superlative, but words for all that the shop has: "you have"
}

//go:embed superlatives.tsv
var superlativesText string

var superlatives = sync.OnceValue(func() *lexical.Phrases[*superlative] {
	phrases := &lexical.Phrases[*superlative]{}
	readTable("superlatives.tsv", superlativesText, 4, func(cells []string) {
		s := &superlative{attributes: list(cells[0]), direction: preference.Direction(cells[1]), opens: cells[0] == "which", all: cells[0] == "all"}
		for _, column := range cells[2:] {
			for _, phrase := range list(column) {
				phrases.Add(phrase, s)
			}
		}
	})
	return phrases
})

// asksWhich returns what a message asks of the shown items by a superlative, or nil:
// "which one is lighter", 哪个最便宜. The words stand next to each other, so that
// "which of these shirts goes with lighter trousers" is no such question.
func (t *turn) asksWhich() *superlative {
	if t.shown() < 2 || t.asksOfAll() {
		return nil
	}
	end := -1
	atoms := lexical.Atoms(lexical.Normalize(t.text))
	for _, m := range superlatives().Find(atoms) {
		if s := m.Values[0]; s.opens {
			end = m.To
		} else if m.From == end && !s.all {
			return s
		}
	}
	return nil
}

// asksOfAll reports whether a message asks for the cheapest, or the dearest, of all that
// the shop has: "which is the cheapest you have?"
func (t *turn) asksOfAll() bool {
	all := slices.ContainsFunc(superlatives().Find(lexical.Atoms(lexical.Normalize(t.text))), func(m lexical.Match[*superlative]) bool { return m.Values[0].all })
	return all && t.reading.Is(preference.Cheapest, preference.Dearest)
}

// asksWhichOtherwise reports whether a message asks which of the shown items, by a word
// that no row can be measured by: "which is the warmest?"
func (t *turn) asksWhichOtherwise() bool {
	const longest = 7 // atoms: a longer message says more than that
	atoms := lexical.Atoms(lexical.Normalize(t.text))
	found := superlatives().Find(atoms)
	return t.shown() > 1 && !t.asksOfAll() && len(atoms) <= longest && len(found) > 0 && found[0].Values[0].opens && found[0].From == 0 && found[0].To < len(atoms) &&
		len(t.reading.Values)+len(t.reading.Items)+len(t.reading.Attributes) == 0 && t.asksWhich() == nil
}

// superlative names the item that has most or least of what the message asks about, from
// the rows.
func (t *turn) superlative(ctx context.Context) (answer.Answer, error) {
	t.out.Reply.Acts = []string{string(preference.Compare)}
	asked := t.asksWhich()
	ids := t.pointedAt()
	if len(ids) < 2 {
		ids = t.allShown()
	}
	var products []*catalog.Product
	for _, id := range ids {
		if p := t.product(ctx, id); p != nil {
			products = append(products, p)
		}
	}
	attribute := t.adjusted(products, asked.attributes)
	said := prompts.Superlative{Label: t.engine.Vocabulary().AttributeLabel(attribute, t.state.Lang)}
	first, most := t.extreme(products, attribute, asked.direction)
	var stating []*catalog.Product
	for _, p := range products {
		if _, ok := t.comparable(p, attribute, most); ok {
			stating = append(stating, p)
		} else {
			said.Unstated = append(said.Unstated, p.Text(t.state.Lang).Title)
		}
	}
	slices.SortStableFunc(stating, func(a, b *catalog.Product) int {
		x, _ := t.comparable(a, attribute, most)
		y, _ := t.comparable(b, attribute, most)
		if asked.direction == preference.Down {
			x, y = y, x
		}
		return cmp.Compare(y.amount, x.amount)
	})
	for i, p := range stating {
		said.Items = append(said.Items, prompts.Measured{Title: p.Text(t.state.Lang).Title, Value: t.writer.Stated(p, attribute)})
		f, _ := t.comparable(p, attribute, most)
		said.Tied = said.Tied || i == 1 && f.amount == most.amount
	}
	if first != nil && !said.Tied {
		t.focusOn(first.ID)
	}
	return t.writer.Measured(said, products), nil
}
