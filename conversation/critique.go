package conversation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// adjust shows what is bigger, lighter, more formal than the items that the message
// points at, or than all shown. What no row supports it says, and shows nothing.
func (t *turn) adjust(ctx context.Context) (answer.Answer, error) {
	refs := t.compared(ctx)
	lead := prompts.Lead{Kind: "adjusted"}
	if len(refs) == 1 {
		lead.Like = refs[0].Text(t.state.Lang).Title
	}
	before := t.state.Ledger
	var checks []check
	var words []string
	for _, a := range t.reading.Adjustments {
		words = append(words, a.Words)
		attribute := t.adjusted(refs, a.Attributes)
		if attribute == "size" {
			return t.resize(ctx, refs, a)
		}
		fits, err := t.further(ctx, refs, attribute, a)
		if err != nil {
			return answer.Answer{}, err
		}
		if fits == nil {
			t.state.Ledger = before
			furthest, _ := t.extreme(refs, attribute, a.Direction)
			return t.noFurther(a.Words, attribute, furthest), nil
		}
		checks = append(checks, fits)
	}
	lead.Words = strings.Join(words, ", ")
	q := t.wish()
	if t.reading.Is(preference.Variant) && len(refs) > 0 {
		q = t.near(q, refs[0])
	}
	found, err := t.find(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	found.Ranked = slices.DeleteFunc(slices.Clone(found.Ranked), func(r ranking.Ranked) bool {
		p := t.product(ctx, r.ID)
		return p == nil || slices.ContainsFunc(checks, func(fits check) bool { return !fits(p, r.Record) })
	})
	if len(found.Ranked) == 0 {
		t.state.Ledger = before
		a := t.reading.Adjustments[0]
		attribute := t.adjusted(refs, a.Attributes)
		furthest, _ := t.extreme(refs, attribute, a.Direction)
		if furthest == nil && len(a.Values) > 0 && len(refs) > 0 {
			if !t.states(refs, attribute) {
				return t.writer.Plain(prompts.NoFurther{Words: lead.Words}, lead.Words), nil
			}
			furthest = refs[0]
		}
		return t.noFurther(lead.Words, attribute, furthest), nil
	}
	found.Ranked = t.ofWish(found.Ranked)
	return t.show(ctx, ranking.DefaultPolicy, q, found, lead, "", nil), nil
}

// sinceThen returns what the wish asks for beyond an earlier one.
func (t *turn) sinceThen(before preference.Ledger) catalog.Filter {
	var added catalog.Filter
	for _, c := range t.state.Ledger.Constraints {
		if !slices.ContainsFunc(before.Constraints, func(b preference.Constraint) bool {
			return b.Attribute == c.Attribute && b.Turn == c.Turn && b.Words == c.Words
		}) {
			added = append(added, c.Conditions(t.engine.Vocabulary().Expand)...)
		}
	}
	return added
}

// compared returns the items that a critique is about: those pointed at, the one
// talked about just before, or all shown.
func (t *turn) compared(ctx context.Context) []*catalog.Product {
	ids := t.pointedAt()
	if len(ids) == 0 && t.state.Focus != "" && t.state.FocusAt == t.state.Turn-1 {
		ids = []string{t.state.Focus}
	}
	if len(ids) == 0 {
		ids = t.allShown()
	}
	var all []*catalog.Product
	for _, id := range ids {
		if p := t.product(ctx, id); p != nil {
			all = append(all, p)
		}
	}
	return all
}

// adjusted returns the first of the attributes that any of the items states, else the
// first.
func (t *turn) adjusted(refs []*catalog.Product, attributes []string) string {
	for _, a := range attributes {
		if t.states(refs, a) {
			return a
		}
	}
	return attributes[0]
}

// states reports whether any of the products states an attribute.
func (t *turn) states(products []*catalog.Product, attribute string) bool {
	return slices.ContainsFunc(products, func(p *catalog.Product) bool { return len(retrieval.Values(p, attribute)) > 0 })
}

// check reports whether a product is as a critique wants it.
type check func(*catalog.Product, catalog.Record) bool

// further adds what an adjustment asks for to the wish, and returns the check of
// whether a product goes further than all the items, or has a value that was asked for
// and a single item has not. What does not state the attribute is no answer to a
// critique of it. The check is nil if nothing can be compared, or nothing goes further.
func (t *turn) further(ctx context.Context, refs []*catalog.Product, attribute string, a preference.Adjustment) (check, error) {
	if len(a.Values) > 0 {
		t.want(preference.Constraint{
			Attribute: attribute, Op: preference.In, Values: a.Values, Strength: preference.Must, Relative: true, Words: a.Words, Turn: t.state.Turn,
		})
		asked := a.Values
		if len(refs) == 1 {
			have := t.engine.Record(refs[0]).Values[attribute]
			asked = slices.DeleteFunc(slices.Clone(asked), func(v string) bool { return slices.Contains(have, v) })
		}
		return func(_ *catalog.Product, r catalog.Record) bool {
			stated := slices.Concat(r.Values[attribute], r.Values[catalog.Said(attribute)])
			return slices.ContainsFunc(asked, func(v string) bool { return slices.Contains(stated, v) })
		}, nil
	}
	furthest, bound := t.extreme(refs, attribute, a.Direction)
	if furthest == nil {
		return nil, nil
	}
	if !t.engine.Vocabulary().Measures(attribute) {
		t.writer.Telling = append(t.writer.Telling, attribute) // no wish among the reasons tells it
	} else {
		c, there, err := t.beyondAll(ctx, attribute, bound, a)
		if err != nil || !there {
			return nil, err
		}
		t.want(c)
	}
	return func(p *catalog.Product, _ catalog.Record) bool {
		f, stated := t.comparable(p, attribute, bound)
		return stated && f.beyond(bound, a.Direction)
	}, nil
}

// want adds a constraint to the wish.
func (t *turn) want(c preference.Constraint) {
	t.state.Ledger = t.state.Ledger.Apply(preference.Change{Kind: preference.Add, Constraint: c}, t.related)
}

// noFurther says that nothing goes further than an item, or that no listing states
// what would have to be compared.
func (t *turn) noFurther(words, attribute string, furthest *catalog.Product) answer.Answer {
	said := prompts.NoFurther{Words: words, Label: t.engine.Vocabulary().AttributeLabel(attribute, t.state.Lang)}
	if furthest != nil {
		said.Title = furthest.Text(t.state.Lang).Title
		if len(t.figures(furthest, attribute)) > 0 {
			said.Value = t.writer.Stated(furthest, attribute)
		}
	}
	return t.writer.Plain(said, words, said.Title, said.Value)
}

// resize looks for the next size up or down from the one that the shopper takes, and
// asks for that where it is not known.
func (t *turn) resize(ctx context.Context, refs []*catalog.Product, a preference.Adjustment) (answer.Answer, error) {
	kind, err := t.engine.Facets(ctx, t.typed(), "size")
	if err != nil {
		return answer.Answer{}, err
	}
	var all []string
	for _, c := range kind.Values["size"].Counts {
		all = append(all, c.Value)
	}
	all = t.engine.Vocabulary().Sorted("size", all)
	worn := slices.IndexFunc(all, func(size string) bool {
		return slices.ContainsFunc(t.state.inForce(), func(c preference.Constraint) bool {
			return c.Attribute == "size" && c.Op == preference.In && slices.Contains(c.Values, size)
		})
	})
	measured := worn < 0
	if measured {
		all, worn = t.measuredSizes(refs, all, a.Direction)
	}
	if worn < 0 {
		return t.askSize(all), nil
	}
	next := worn + 1
	if a.Direction == preference.Down {
		next = worn - 1
	}
	if next < 0 || next >= len(all) {
		return t.noFurther(a.Words, "size", nil), nil
	}
	t.want(preference.Constraint{
		Attribute: "size", Op: preference.In, Values: all[next : next+1], Strength: preference.Must, Relative: measured, Words: a.Words, Turn: t.state.Turn,
	})
	q := t.wish()
	lead := prompts.Lead{Kind: "adjusted", Words: a.Words}
	if len(refs) == 1 {
		q = t.near(q, refs[0])
		lead.Like = refs[0].Text(t.state.Lang).Title
	}
	found, err := t.find(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 {
		return t.nothing(t.relaxations(ctx, q.Must, t.engine.Relax))
	}
	if len(refs) == 1 {
		found.Ranked = foremost(found.Ranked, refs[0].Group())
	}
	found.Ranked = t.ofWish(found.Ranked)
	return t.show(ctx, ranking.DefaultPolicy, q, found, lead, "", nil), nil
}

// measuredSizes returns sizes that are figures, such as those of desks, from small to
// large, and where among them the item stands that goes furthest in a direction. Other
// sizes are the shopper's own, not the item's: it returns them as they are, and -1.
func (t *turn) measuredSizes(refs []*catalog.Product, sizes []string, d preference.Direction) (sorted []string, at int) {
	if slices.ContainsFunc(sizes, func(size string) bool { return len(parseFigures(size)) == 0 }) {
		return sizes, -1
	}
	sorted = slices.Clone(sizes)
	slices.SortFunc(sorted, func(a, b string) int { return cmp.Compare(parseFigures(a)[0].amount, parseFigures(b)[0].amount) })
	furthest, _ := t.extreme(refs, "size", d)
	if furthest == nil {
		return sorted, -1
	}
	return sorted, slices.IndexFunc(sorted, func(size string) bool { return slices.Contains(t.engine.Record(furthest).Values["size"], size) })
}

// askSize asks which size the shopper takes, of those that there are.
func (t *turn) askSize(sizes []string) answer.Answer {
	const most = 8
	t.state.Asking = "size"
	a := t.writer.Plain(prompts.Question{Attribute: "size", Label: t.engine.Vocabulary().AttributeLabel("size", t.state.Lang)})
	for _, size := range sizes[:min(most, len(sizes))] {
		label := t.writer.Value("size", size)
		a.Choices = append(a.Choices, answer.Choice{Label: label, Say: label})
	}
	return a
}
