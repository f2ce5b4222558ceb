package conversation

import (
	"context"
	"slices"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// prefer brings the ledger up to date with what the message says. A question
// about a shown item, a policy or an order says nothing of what is wanted.
func (t *turn) prefer(ctx context.Context) error {
	if t.isCommand() || t.aboutItem() || t.aboutService() {
		return nil
	}
	topic := t.state.Ledger.Values(retrieval.TypeAttribute)
	for _, c := range t.reading.Changes {
		t.state.Ledger = t.state.Ledger.Apply(c, t.related)
		if c.Kind == preference.Retract {
			t.state.Profile = t.state.Profile.drop(c.Constraint.Attribute)
		}
	}
	if now := t.state.Ledger.Values(retrieval.TypeAttribute); !slices.Equal(topic, now) || t.reading.Is(preference.StartOver) {
		t.newTopic(topic, now)
	}
	if t.reading.Is(preference.Cheaper, preference.Dearer) {
		if err := t.critiquePrice(ctx); err != nil {
			return err
		}
	}
	if t.reading.Is(preference.Reject) {
		t.refuse()
	}
	t.state.Profile = t.state.Profile.with(t.state.Ledger)
	return nil
}

// newTopic forgets what was shown and asked for another kind of product, unless
// the wish has only been narrowed.
func (t *turn) newTopic(before, now []string) {
	for _, a := range before {
		for _, b := range now {
			if t.related(a, b) {
				return
			}
		}
	}
	t.state.Seen, t.state.Refused, t.state.Asked, t.state.Focus = nil, nil, nil, ""
	if len(before) > 0 || len(now) == 0 {
		t.state.Slate = nil
	}
}

// related reports whether one product type covers the other.
func (t *turn) related(a, b string) bool {
	v := t.engine.Vocabulary()
	return slices.Contains(v.Expand(retrieval.TypeAttribute, a), b) || slices.Contains(v.Expand(retrieval.TypeAttribute, b), a)
}

// critiquePrice turns "cheaper" and "dearer" into a bound: below all that was
// shown if enough costs less, else below most of it, else below the dearest. With
// nothing shown, cheap is the lower half of what there is.
func (t *turn) critiquePrice(ctx context.Context) error {
	cheaper := t.reading.Is(preference.Cheaper)
	op := catalog.Max
	if !cheaper {
		op = catalog.Min
	}
	strength := preference.Must
	base := t.wish().Must.Without(catalog.PriceAttribute)
	var bounds []int64
	shown := t.shownAmounts()
	if len(shown) == 0 {
		amounts, err := t.engine.Amounts(ctx, base)
		if err != nil || len(amounts) == 0 {
			return err
		}
		bounds, strength = []int64{amounts[len(amounts)/2]}, preference.Prefer
	} else if cheaper {
		bounds = []int64{shown[0] - 1, shown[len(shown)/2] - 1, shown[len(shown)-1] - 1}
	} else {
		bounds = []int64{shown[len(shown)-1] + 1, shown[len(shown)/2] + 1, shown[0] + 1}
	}
	best, found := int64(0), 0
	for _, bound := range bounds {
		n, err := t.engine.Count(ctx, append(slices.Clone(base), catalog.Condition{Attribute: catalog.PriceAttribute, Op: op, Amount: bound}))
		if err != nil {
			return err
		}
		if n > 0 && (found == 0 || found < slateSize) {
			best, found = bound, n
		}
	}
	if found == 0 {
		t.exhausted = true
		return nil
	}
	t.state.Ledger = t.state.Ledger.Apply(preference.Change{Kind: preference.Add, Constraint: preference.Constraint{
		Attribute: catalog.PriceAttribute, Op: preference.Op(op), Strength: strength, Words: t.text, Turn: t.state.Turn,
		Amount: catalog.Money{Minor: best, Currency: t.engine.Vocabulary().Currency()},
	}}, t.related)
	return nil
}

// shownAmounts returns what the items that the critique is about cost, ascending:
// the ones referred to, else all that are shown.
func (t *turn) shownAmounts() []int64 {
	if t.state.Slate == nil {
		return nil
	}
	var amounts []int64
	for _, id := range t.itemsMeant() {
		if r := t.engine.Record(id); r.Priced {
			amounts = append(amounts, r.Amount)
		}
	}
	slices.Sort(amounts)
	return amounts
}

// refuse puts aside the items that the shopper does not like: the ones referred
// to, else all that are shown.
func (t *turn) refuse() {
	for _, id := range t.itemsMeant() {
		if p := t.engine.Product(id); p != nil && !slices.Contains(t.state.Refused, p.Group()) {
			t.state.Refused = append(t.state.Refused, p.Group())
		}
	}
}

// wish is the query that the preferences in force make.
func (t *turn) wish() retrieval.Query {
	q := retrieval.Query{Seen: t.state.Seen, Refused: t.state.Refused, Now: t.message.At}
	expand := t.engine.Vocabulary().Expand
	for _, c := range t.inForce() {
		if c.Op == preference.Like || c.Op == preference.In {
			q.Text += " " + c.Words
		}
		if c.Strength == preference.Must {
			q.Must = append(q.Must, c.Conditions(expand)...)
		} else {
			q.Prefer = append(q.Prefer, c.Conditions(expand)...)
		}
	}
	return q
}

// inForce returns the wish of the session, and of the lasting preferences those
// that it says nothing about. What was liked earlier only ranks; what was
// declined stays away.
func (t *turn) inForce() []preference.Constraint {
	all := slices.Clone(t.state.Ledger.Constraints)
	for _, c := range t.state.Profile.Constraints {
		if t.state.Ledger.Has(c.Attribute) {
			continue
		}
		if c.Op != preference.NotIn {
			c.Strength = preference.Prefer
		}
		c.Turn = 0
		all = append(all, c)
	}
	return all
}
