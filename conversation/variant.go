package conversation

import (
	"context"
	"slices"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// near returns a query for products of the type of p, and like it.
func (t *turn) near(q retrieval.Query, p *catalog.Product) retrieval.Query {
	q.Texts = append(slices.Clip(q.Texts), p.Text(t.state.Lang).Title)
	q.Must = append(slices.Clip(q.Must), t.engine.SameType(p)...)
	q.Seen = nil
	own := t.engine.Record(p).Values
	for _, attribute := range []string{"style", "season", "use", "fit", "material"} {
		if len(own[attribute]) > 0 {
			q.Prefer = append(slices.Clip(q.Prefer), catalog.Condition{Attribute: attribute, Op: catalog.In, Values: own[attribute]})
		}
	}
	return q
}

// ofWish returns ranked products with the reasons that are about the wish alone: that
// one is like another item is no wish.
func (t *turn) ofWish(ranked []ranking.Ranked) []ranking.Ranked {
	q := t.wish()
	wished := slices.Concat(q.Must, q.Prefer)
	ranked = slices.Clone(ranked)
	for i := range ranked {
		ranked[i].Reasons = slices.DeleteFunc(slices.Clone(ranked[i].Reasons), func(r ranking.Reason) bool {
			return !slices.ContainsFunc(wished, func(c catalog.Condition) bool {
				return c.Attribute == r.Condition.Attribute && c.Op == r.Condition.Op && c.Amount == r.Condition.Amount && slices.Equal(c.Values, r.Condition.Values)
			})
		})
	}
	return ranked
}

// foremost returns ranked products with that of a group first.
func foremost(ranked []ranking.Ranked, group string) []ranking.Ranked {
	i := slices.IndexFunc(ranked, func(r ranking.Ranked) bool { return r.Group == group })
	if i < 0 {
		return ranked
	}
	return slices.Concat(ranked[i:i+1], ranked[:i], ranked[i+1:])
}

// variant shows what is like an item but for what the message says: a variant of the
// item first, if one is known to be so. What is said of one item is no wish for others.
func (t *turn) variant(ctx context.Context) (answer.Answer, error) {
	defer func() { t.state.Ledger = t.before }()
	if len(t.reading.Adjustments) > 0 {
		return t.adjust(ctx)
	}
	p := t.itemMeant(ctx)
	if p == nil {
		return t.missing(ctx), nil
	}
	q := t.near(t.wish(), p)
	changed := t.sinceThen(t.before)
	lead := prompts.Lead{Kind: "instead", Like: p.Text(t.state.Lang).Title, Words: t.writer.Join(t.said())}
	own := slices.ContainsFunc(t.variants(ctx, p.Group()), func(v *catalog.Product) bool {
		r := t.engine.Record(v)
		return v.Orderable() && len(changed) > 0 && !slices.ContainsFunc(changed, func(c catalog.Condition) bool { return c.Check(r) != catalog.True })
	})
	if !own {
		q.Refused = append(slices.Clone(q.Refused), p.Group())
	}
	found, err := t.find(ctx, q)
	if err == nil && len(found.Ranked) == 0 { // nothing of the item's own kind: then of the kind that was asked for
		q.Must = t.wish().Must
		found, err = t.find(ctx, q)
	}
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 {
		return t.nothing(t.relaxations(ctx, q.Must, t.engine.Relax))
	}
	if known := slices.DeleteFunc(slices.Clone(found.Ranked), func(r ranking.Ranked) bool {
		return slices.ContainsFunc(changed, func(c catalog.Condition) bool { return c.Check(r.Record) == catalog.Unknown })
	}); len(known) > 0 {
		found.Ranked = known
	}
	if own && slices.ContainsFunc(found.Ranked, func(r ranking.Ranked) bool { return r.Group == p.Group() }) {
		lead.Kind = "variant"
		found.Ranked = foremost(found.Ranked, p.Group())
	}
	found.Ranked = t.ofWish(found.Ranked)
	return t.show(ctx, ranking.DefaultPolicy, q, found, lead, "", nil), nil
}

// said returns the wishes of this message in words, without the names of attributes.
func (t *turn) said() []string {
	var words []string
	for _, c := range t.state.Ledger.Constraints {
		switch {
		case c.Turn != t.state.Turn:
		case c.Op == preference.In && c.Attribute != retrieval.TypeAttribute:
			words = append(words, t.writer.Values(c.Attribute, c.Values)...)
		default:
			words = append(words, t.writer.Constraint(c))
		}
	}
	return words
}

// between puts bounds on the price: what the two items that the message points at cost.
func (t *turn) between(ctx context.Context) {
	amounts := t.shownAmounts(ctx)
	if len(amounts) < 2 {
		return
	}
	currency := t.engine.Vocabulary().Currency()
	for _, bound := range []struct {
		op     preference.Op
		amount int64
	}{{preference.Min, amounts[0]}, {preference.Max, amounts[len(amounts)-1]}} {
		t.want(preference.Constraint{
			Attribute: catalog.PriceAttribute, Op: bound.op, Strength: preference.Must, Relative: true, Words: t.text, Turn: t.state.Turn,
			Amount: catalog.Money{Minor: bound.amount, Currency: currency},
		})
	}
}

// inStock asks for what can be had now alone.
func (t *turn) inStock() {
	t.want(preference.Constraint{
		Attribute: catalog.AvailabilityAttribute, Op: preference.In, Values: []string{string(catalog.InStock)}, Strength: preference.Must,
		Words: t.text, Turn: t.state.Turn,
	})
}
