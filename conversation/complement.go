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
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

//go:embed complements.tsv
var complementsText string

// pairing says which product types go with a type.
type pairing struct {
	kind string
	with []string
}

var pairings = sync.OnceValue(func() []pairing {
	var all []pairing
	readTable("complements.tsv", complementsText, 2, func(cells []string) { all = append(all, pairing{cells[0], list(cells[1])}) })
	return all
})

// asksWhatGoes reports whether the message asks what goes with a shown item.
func (t *turn) asksWhatGoes() bool { return t.reading.Is(preference.Complement) && t.shown() > 0 }

// complement shows what goes with the item that the message is about, or with the
// first shown: the best of each kind that goes with its kind, and never its own.
func (t *turn) complement(ctx context.Context) (answer.Answer, error) {
	p := t.itemMeant(ctx)
	if p == nil {
		p = t.product(ctx, t.at(1))
	}
	if p == nil {
		return t.which(ctx), nil
	}
	title := p.Text(t.state.Lang).Title
	kinds := t.goWith(p)
	if named := t.otherKinds(p); len(named) > 0 {
		kinds = named
	}
	before := t.state.Ledger.Values(retrieval.TypeAttribute)
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), func(c preference.Constraint) bool {
		return !preference.OfPerson(c.Attribute) // the rest was wished of the item's kind
	})
	var found []ranking.Ranked
	var shown []string
	for _, kind := range kinds {
		if len(found) == slateSize {
			break
		}
		best, err := t.bestOf(ctx, kind, p)
		if err != nil {
			return answer.Answer{}, err
		}
		best = slices.DeleteFunc(best, func(r ranking.Ranked) bool { // that is of several kinds
			return slices.ContainsFunc(found, func(f ranking.Ranked) bool { return f.Group == r.Group })
		})
		if len(best) > 0 {
			shown = append(shown, kind)
		}
		if len(kinds) > 1 {
			best = best[:min(1, len(best))]
		}
		found = append(found, best...)
	}
	if len(found) == 0 {
		t.state.Ledger = t.before
		return t.writer.Plain(prompts.NoComplement{Title: title}, title), nil
	}
	t.want(preference.Constraint{
		Attribute: retrieval.TypeAttribute, Op: preference.In, Values: shown, Strength: preference.Must, Words: t.text, Turn: t.state.Turn,
	})
	t.newTopic(before, shown)
	return t.show(ctx, ranking.DefaultPolicy, t.wish(), retrieval.Result{Ranked: found}, prompts.Lead{Kind: "complement", Like: title}, "", nil), nil
}

// otherKinds returns the kinds of product that the message names, but for the item's own.
func (t *turn) otherKinds(p *catalog.Product) []string {
	own := t.engine.Record(p).Values[retrieval.TypeAttribute]
	var kinds []string
	for _, m := range t.reading.Values {
		if m.Attribute == retrieval.TypeAttribute && !slices.ContainsFunc(own[max(0, len(own)-1):], func(kind string) bool { return t.related(kind, m.Value) }) {
			kinds = append(kinds, m.Value)
		}
	}
	return kinds
}

// goWith returns the kinds that go with a product, by its innermost type that has any,
// or by an umbrella over it.
func (t *turn) goWith(p *catalog.Product) []string {
	own := t.engine.Record(p).Values[retrieval.TypeAttribute]
	v := t.engine.Vocabulary()
	for _, covers := range []func(umbrella, kind string) bool{
		func(umbrella, kind string) bool { return umbrella == kind },
		func(umbrella, kind string) bool {
			return slices.Contains(v.Expand(retrieval.TypeAttribute, umbrella), kind)
		},
	} {
		for _, kind := range slices.Backward(own) {
			if i := slices.IndexFunc(pairings(), func(p pairing) bool { return covers(p.kind, kind) }); i >= 0 {
				return pairings()[i].with
			}
		}
	}
	return nil
}

// bestOf returns the products of a kind that can be ordered, best first, to go with p:
// for the same people and, if it can be, of its style and season.
func (t *turn) bestOf(ctx context.Context, kind string, p *catalog.Product) ([]ranking.Ranked, error) {
	v := t.engine.Vocabulary()
	own := t.engine.Record(p).Values
	q := retrieval.Query{Now: t.state.At, Refused: t.state.Refused, Texts: []string{v.Label(retrieval.TypeAttribute, kind, t.state.Lang)}}
	q.Must = slices.Concat(t.wish().Must, catalog.Filter{{Attribute: retrieval.TypeAttribute, Op: catalog.In, Values: v.Expand(retrieval.TypeAttribute, kind)}})
	for _, attribute := range []string{"gender", "age_group"} {
		var people []string
		for _, value := range own[attribute] {
			people = append(people, v.Expand(attribute, value)...)
		}
		if len(people) > 0 {
			q.Must = append(q.Must, catalog.Condition{Attribute: attribute, Op: catalog.In, Values: people})
		}
	}
	for _, attribute := range []string{"style", "season", "use"} {
		if len(own[attribute]) > 0 {
			q.Prefer = append(q.Prefer, catalog.Condition{Attribute: attribute, Op: catalog.In, Values: own[attribute]})
		}
	}
	found, err := t.find(ctx, q)
	if err != nil {
		return nil, err
	}
	var best []ranking.Ranked
	for _, r := range found.Ranked {
		if r.Record.Orderable() && r.Group != p.Group() {
			r.Reasons = nil // it was chosen to go with another, not by a wish
			best = append(best, r)
		}
	}
	slices.SortStableFunc(best, func(a, b ranking.Ranked) int {
		return cmp.Compare(b.Features.Met-b.Features.Missed, a.Features.Met-a.Features.Missed)
	})
	return best, nil
}
