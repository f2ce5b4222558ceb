package conversation

import (
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// unmatched answers when the words of a wish match nothing. Where they do once the
// wish's conditions are left aside, these are what stands in the way.
func (t *turn) unmatched(ctx context.Context, q retrieval.Query) (answer.Answer, error) {
	words := strings.Join(t.freeWords(), " ")
	if len(q.Must) == 0 {
		return t.unfound(words), nil
	}
	free := q
	free.Must = nil
	found, err := t.find(ctx, free)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 || found.Misses() {
		return t.unfound(words), nil
	}
	return t.nothing(t.relaxations(ctx, q.Must, func(ctx context.Context, must catalog.Filter) ([]retrieval.Relaxation, error) {
		q.Must = must
		return t.engine.RelaxFor(ctx, q)
	}))
}

// mostWays is how many ways to relax a wish are offered.
const mostWays = 4

// nothing says that no product meets the wish, and offers the ways to what would.
func (t *turn) nothing(ways []retrieval.Relaxation, err error) (answer.Answer, error) {
	if err != nil {
		return answer.Answer{}, err
	}
	var said prompts.Nothing
	var choices []answer.Choice
	all := t.state.inForce()
	gendered := slices.ContainsFunc(all, func(c preference.Constraint) bool { return c.Attribute == "gender" })
	var musts []string
	for _, wish := range wishes(slices.DeleteFunc(all, func(c preference.Constraint) bool {
		said := gendered && c.Attribute == "age_group" && slices.Equal(c.Values, []string{"adult"}) // by "for men"
		return said || c.Strength != preference.Must
	})) {
		musts = append(musts, put(t.writer.Briefly(), wish))
	}
	said.Wish = t.writer.Join(musts)
	ways = sparingPeople(ways)
	for _, w := range ways[:min(mostWays, len(ways))] {
		way := t.relaxed(w)
		say, err := way.Say(t.state.Lang)
		if err != nil {
			return answer.Answer{}, err
		}
		said.Relaxed = append(said.Relaxed, t.writer.Say(way))
		said.Two = w.With != ""
		choices = append(choices, answer.Choice{Label: say, Say: say, Count: w.Count})
	}
	notes := t.notes()
	a := t.writer.Plain(said, slices.Concat(musts, said.Relaxed, notes)...)
	a.Closing, a.Choices = strings.Join(notes, "\n"), choices
	return a, nil
}

// sparingPeople returns the ways that leave alone whom the product is for, if there are
// any: a women's coat is no way out for a man.
func sparingPeople(ways []retrieval.Relaxation) []retrieval.Relaxation {
	people := []string{"gender", "age_group"}
	others := slices.DeleteFunc(slices.Clone(ways), func(w retrieval.Relaxation) bool {
		return slices.Contains(people, w.Attribute) || slices.Contains(people, w.With)
	})
	if len(others) == 0 {
		return ways
	}
	return others
}

// relaxed puts a way to relax the wish into words.
func (t *turn) relaxed(w retrieval.Relaxation) prompts.Relaxed {
	way := prompts.Relaxed{Count: w.Count}
	v := t.engine.Vocabulary()
	for _, attribute := range []string{w.With, w.Attribute} {
		if attribute != "" && (w.Amount == 0 || attribute != w.Attribute) {
			way.Dropped = append(way.Dropped, prompts.Dropping{Label: v.AttributeLabel(attribute, t.state.Lang), Flag: v.Flag(attribute)})
		}
	}
	if w.Amount > 0 {
		way.Amount = catalog.Money{Minor: w.Amount, Currency: v.Currency()}.Format(t.state.Lang)
	}
	return way
}

// relaxations returns the ways to relax the wish, which relax finds. An amount
// "around" which to look gives way as a whole, as the ledger will have it.
func (t *turn) relaxations(ctx context.Context, must catalog.Filter, relax func(context.Context, catalog.Filter) ([]retrieval.Relaxation, error)) ([]retrieval.Relaxation, error) {
	near := slices.ContainsFunc(t.state.Ledger.Constraints, func(c preference.Constraint) bool {
		return c.Op == preference.Near && c.Attribute == catalog.PriceAttribute
	})
	ways, err := relax(ctx, must)
	if err != nil || !near {
		return ways, err
	}
	ways = slices.DeleteFunc(ways, func(w retrieval.Relaxation) bool { return w.Attribute == catalog.PriceAttribute })
	above := slices.DeleteFunc(slices.Clone(must), func(c catalog.Condition) bool { return c.Op == catalog.Min })
	raised, err := relax(ctx, above)
	for _, w := range raised {
		if w.Attribute == catalog.PriceAttribute {
			ways = append(ways, w)
		}
	}
	if single := slices.DeleteFunc(slices.Clone(ways), func(w retrieval.Relaxation) bool { return w.With != "" }); len(single) > 0 {
		ways = single
	}
	return ways, err
}

// unfound says that the shop has nothing of that name; the words are not kept as a
// wish.
func (t *turn) unfound(words string) answer.Answer {
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), func(c preference.Constraint) bool {
		return c.Op == preference.Like && c.Turn == t.state.Turn
	})
	a := t.writer.Plain(prompts.Unfound{Words: words}, words)
	a.Choices = t.departments()
	return a
}
