package conversation

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// prefer brings the ledger up to date with what the message says. A question
// about a shown item, a policy or an order says nothing of what is wanted.
func (t *turn) prefer(ctx context.Context) error {
	if t.aboutItem() || t.aboutService() || t.asksWhatGoes() {
		return nil
	}
	if who := t.reading.For; who != "" {
		t.state = t.state.turnedTo(who, t.namesKind() || t.reading.Anything)
	}
	topic := t.state.Ledger.Values(retrieval.TypeAttribute)
	if t.tellsOfAnotherNeed(topic) {
		t.state.Ledger = t.state.Ledger.Personal()
		t.newTopic(topic, nil)
	}
	t.comeBack()
	for _, c := range t.reading.Changes {
		if c.Constraint.Op == preference.Like && t.onlyComments(ctx, c.Constraint) {
			continue
		}
		t.state.Ledger = t.state.Ledger.Apply(c, t.related)
		if c.Kind == preference.Retract {
			t.state.Profile = t.state.Profile.drop(t.state.For, c.Constraint.Attribute)
		}
		if c.Kind == preference.Allow {
			t.state.Profile = t.state.Profile.allowing(t.state.For, c.Constraint)
		}
	}
	if t.reading.GoesWith {
		t.forTheSame(ctx)
	}
	if err := t.leaveType(ctx); err != nil {
		return err
	}
	if now := t.state.Ledger.Values(retrieval.TypeAttribute); !slices.Equal(topic, now) || t.reading.Is(preference.StartOver) {
		t.leave(topic)
		t.newTopic(topic, now)
		if err := t.dropInapplicable(ctx); err != nil {
			return err
		}
	}
	if t.reading.Is(preference.Cheaper, preference.Dearer) {
		if err := t.critiquePrice(ctx); err != nil {
			return err
		}
	}
	if t.reading.Is(preference.Between) {
		t.between(ctx)
	}
	if t.reading.Is(preference.InStock) {
		t.inStock()
	}
	if t.reading.Is(preference.Reject, preference.Another) {
		t.refuse(ctx)
	}
	t.state.Profile = t.state.Profile.with(t.state.For, t.state.Ledger)
	return nil
}

// mostLeft bounds how many wishes of a session are kept beside the one in force.
const mostLeft = 8

// leave keeps the wish that the message found in force, by its kinds of product.
func (t *turn) leave(kinds []string) {
	if t.reading.Is(preference.StartOver) {
		t.state.Left = nil
		return
	}
	if t.whom != t.state.For {
		return // it is kept by whom it is for
	}
	left := maps.Clone(t.state.Left)
	for _, kind := range kinds {
		if left == nil {
			left = map[string]preference.Ledger{}
		}
		key := leftKey(t.state.For, kind)
		if _, kept := left[key]; kept || len(left) < mostLeft {
			left[key] = t.before
		}
	}
	t.state.Left = left
}

func leftKey(person, kind string) string { return person + "/" + kind }

// comeBack puts the wish for a kind of product in force again that the shopper comes
// back to: "back to the lamps".
func (t *turn) comeBack() {
	if !t.reading.Returns || t.whom != t.state.For {
		return
	}
	for _, m := range t.reading.Values {
		left, kept := t.state.Left[leftKey(t.state.For, m.Value)]
		if m.Attribute == retrieval.TypeAttribute && kept && !slices.Contains(t.state.Ledger.Values(m.Attribute), m.Value) {
			t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(left.Constraints), func(c preference.Constraint) bool { return c.Relative })
			return
		}
	}
}

// forTheSame wants what is to go with a shown item to be for the same people.
func (t *turn) forTheSame(ctx context.Context) {
	p := t.itemMeant(ctx)
	if p == nil && t.shown() > 0 {
		p = t.product(ctx, t.at(1))
	}
	if p == nil || t.state.Ledger.Has("gender") {
		return
	}
	gender := t.engine.Record(p).Values["gender"]
	if len(gender) != 1 || gender[0] != "male" && gender[0] != "female" {
		return
	}
	t.want(preference.Constraint{Attribute: "gender", Op: preference.In, Values: gender, Strength: preference.Must, Words: t.text, Turn: t.state.Turn})
}

// namesKind reports whether the message says what kind of product it is about.
func (t *turn) namesKind() bool { return namesKind(t.reading) }

func namesKind(r preference.Reading) bool {
	return slices.ContainsFunc(r.Changes, func(c preference.Change) bool { return c.Constraint.Attribute == retrieval.TypeAttribute })
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

// leaveType looks at a message that names, in free words alone, something that no
// product of the type in force mentions. If others do and it is asked for as a
// thing ("do you have a piano"), the shopper has turned to another kind of product,
// for which the catalogue has no word; said of the kind at hand ("a quiet one") it
// is a wish that no listing speaks of.
func (t *turn) leaveType(ctx context.Context) error {
	if !t.state.Ledger.Has(retrieval.TypeAttribute) {
		return nil
	}
	said := t.saidFreely()
	if said == nil {
		return t.leaveTypeForPurpose(ctx)
	}
	typed := t.typed()
	within, err := t.engine.Mentions(ctx, said.Words, typed)
	if err != nil || within {
		return err
	}
	elsewhere, err := t.engine.Mentions(ctx, said.Words, nil)
	if err != nil {
		return err
	}
	switch {
	case !elsewhere && !t.reading.Modifies:
		t.unheardOf = said.Words
		t.state.Ledger = t.before
	case t.reading.Is(preference.Find) && !t.reading.Modifies:
		t.state.Ledger = preference.Ledger{}.Apply(preference.Change{Kind: preference.Add, Constraint: *said}, t.related)
	default:
		// it stays a wish, and the answer says that no listing speaks of it
	}
	return nil
}

// tellsOfAnotherNeed reports whether the message tells of a need that what is looked
// for does not meet: "keep my coffee hot" while earbuds are, or "my hands freeze" after
// "I always get soaked in the rain".
func (t *turn) tellsOfAnotherNeed(topic []string) bool {
	if t.onlySaysOfPerson() || !t.reading.Wants() || t.reading.Modifies || t.criticizes() || t.namesKind() || len(t.reading.Items) > 0 {
		return false
	}
	kinds, plain := t.engine.Vocabulary().Needed(t.text)
	before := topic
	if len(topic) == 0 {
		plain = true
		before, _ = t.engine.Vocabulary().Needed(strings.Join(t.freeWords(), " "))
	}
	if !plain || len(kinds) == 0 || len(before) == 0 {
		return false
	}
	return !slices.ContainsFunc(before, func(b string) bool {
		return slices.ContainsFunc(kinds, func(k string) bool { return t.related(b, k) })
	})
}

// onlySaysOfPerson reports whether the message says whom the wish is for, and no more.
func (t *turn) onlySaysOfPerson() bool {
	return !slices.ContainsFunc(t.reading.Changes, func(c preference.Change) bool { return !preference.OfPerson(c.Constraint.Attribute) })
}

// leaveTypeForPurpose does the same for a message that only says what for: "I want
// to learn cooking" while headphones are looked for.
func (t *turn) leaveTypeForPurpose(ctx context.Context) error {
	gift := t.says("label") && t.says("use") // what is both labelled and used as such is a thing of its own
	if len(t.reading.Changes) == 0 || !gift && !t.reading.Is(preference.Find) && !t.onlySays("genre") || t.reading.Modifies || slices.Contains(t.reading.Items, preference.Focused) {
		return nil
	}
	for _, c := range t.reading.Changes {
		aside := gift && slices.Contains([]string{"label", "gender", "age_group", catalog.PriceAttribute}, c.Constraint.Attribute)
		if c.Constraint.Attribute != "use" && c.Constraint.Attribute != "genre" && c.Constraint.Op != preference.Like && !aside {
			return nil
		}
	}
	expand := t.engine.Vocabulary().Expand
	for _, c := range t.reading.Changes {
		if c.Constraint.Op != preference.In || preference.OfPerson(c.Constraint.Attribute) {
			continue
		}
		facets, err := t.engine.Facets(ctx, t.typed(), c.Constraint.Attribute)
		if err != nil {
			return err
		}
		wanted := c.Constraint.Conditions(expand)[0].Values
		if slices.ContainsFunc(facets.Values[c.Constraint.Attribute].Counts, func(f index.Count) bool { return slices.Contains(wanted, f.Value) }) {
			return nil
		}
	}
	t.state.Ledger = preference.Ledger{}
	for _, c := range t.reading.Changes {
		t.state.Ledger = t.state.Ledger.Apply(c, t.related)
	}
	return nil
}

// says reports whether the message asks for values of an attribute.
func (t *turn) says(attribute string) bool {
	return slices.ContainsFunc(t.reading.Changes, func(c preference.Change) bool {
		return c.Constraint.Attribute == attribute && c.Constraint.Op == preference.In
	})
}

// onlySays reports whether the message is about one attribute alone.
func (t *turn) onlySays(attribute string) bool {
	return !slices.ContainsFunc(t.reading.Changes, func(c preference.Change) bool { return c.Constraint.Attribute != attribute })
}

// typed returns the conditions on the product type that are in force.
func (t *turn) typed() catalog.Filter {
	var f catalog.Filter
	for _, c := range t.state.Ledger.Constraints {
		if c.Attribute == retrieval.TypeAttribute {
			f = append(f, c.Conditions(t.engine.Vocabulary().Expand)...)
		}
	}
	return f
}

// onlyComments reports whether free words that no product has stand beside a
// critique, as in "something quizzically cheaper".
func (t *turn) onlyComments(ctx context.Context, said preference.Constraint) bool {
	if !t.criticizes() {
		return false
	}
	known, err := t.engine.Mentions(ctx, said.Words, nil)
	return err == nil && !known
}

// criticizes reports whether the message reacts to what is shown.
func (t *turn) criticizes() bool {
	return t.reading.Is(preference.Cheaper, preference.Dearer, preference.Reject, preference.Another, preference.More)
}

// saidFreely returns the wish in free words if the message says nothing else.
func (t *turn) saidFreely() *preference.Constraint {
	if t.criticizes() || len(t.reading.Changes) != 1 || t.reading.Changes[0].Constraint.Op != preference.Like {
		return nil
	}
	return &t.reading.Changes[0].Constraint
}

// dropInapplicable drops what was carried over, and leaves out what lasts, where
// no product of the new kind is such a thing: a lamp is for no gender, and that
// headphones are not of wool goes without saying.
func (t *turn) dropInapplicable(ctx context.Context) error {
	t.state.Unfit = nil
	types := t.typed()
	if len(types) == 0 {
		return nil
	}
	var attributes []string
	for _, c := range slices.Concat(t.state.Ledger.Constraints, t.state.Profile.of(t.state.For)) {
		attributes = append(attributes, c.Attribute)
	}
	kind, err := t.engine.Facets(ctx, types, attributes...)
	if err != nil {
		return err
	}
	misfit := func(c preference.Constraint) bool {
		if c.Op == preference.Like || c.Attribute == catalog.PriceAttribute {
			return false
		}
		values := c.Conditions(t.engine.Vocabulary().Expand)[0].Values
		return !slices.ContainsFunc(kind.Values[c.Attribute].Counts, func(f index.Count) bool { return slices.Contains(values, f.Value) })
	}
	unheard := map[string]bool{} // words said of something else before
	for _, c := range t.state.Ledger.Constraints {
		if c.Op == preference.Like && c.Turn != t.state.Turn {
			heard, err := t.engine.Mentions(ctx, c.Words, types)
			if err != nil {
				return err
			}
			unheard[c.Words] = !heard
		}
	}
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), func(c preference.Constraint) bool {
		return c.Turn != t.state.Turn && (misfit(c) || c.Op == preference.Like && unheard[c.Words])
	})
	for _, c := range t.state.Profile.of(t.state.For) {
		if misfit(c) {
			t.state.Unfit = append(t.state.Unfit, c.Key())
		}
	}
	return nil
}

// related reports whether one product type covers the other.
func (t *turn) related(a, b string) bool {
	v := t.engine.Vocabulary()
	return slices.Contains(v.Expand(retrieval.TypeAttribute, a), b) || slices.Contains(v.Expand(retrieval.TypeAttribute, b), a)
}

// critiquePrice turns "cheaper" and "dearer" into a bound on what there really
// is: beyond all that was shown if enough lies there, else beyond the middle of it.
// With nothing shown, cheap is the lower half of what there is.
func (t *turn) critiquePrice(ctx context.Context) error {
	wish := t.wish()
	wish.Must = wish.Must.Without(catalog.PriceAttribute)
	found, err := t.find(ctx, wish)
	if err != nil {
		return err
	}
	facets, err := t.engine.FacetsOf(ctx, found)
	if err != nil {
		return err
	}
	amounts := facets.Amounts
	if len(amounts) == 0 {
		return nil
	}
	op, bound, strength := preference.Max, int64(0), preference.Must
	if t.reading.Is(preference.Dearer) {
		op = preference.Min
	}
	shown := t.shownAmounts(ctx)
	switch {
	case len(shown) == 0 && t.state.Ledger.Has(catalog.PriceAttribute):
		return nil // there is a budget already, and nothing to be cheaper than
	case len(shown) == 0:
		bound, strength = amounts[len(amounts)/2], preference.Prefer
	case op == preference.Max:
		bound = below(amounts, shown[0], shown[len(shown)/2])
	default:
		bound = above(amounts, shown[len(shown)-1], shown[len(shown)/2])
	}
	if bound == 0 {
		t.exhausted = true
		return nil
	}
	t.state.Ledger = t.state.Ledger.Apply(preference.Change{Kind: preference.Add, Constraint: preference.Constraint{
		Attribute: catalog.PriceAttribute, Op: op, Strength: strength, Relative: true, Words: t.text, Turn: t.state.Turn,
		Amount: catalog.Money{Minor: bound, Currency: t.engine.Vocabulary().Currency()},
	}}, t.related)
	return nil
}

// below returns the highest of amounts (ascending) under the first limit that
// leaves enough for a slate, or under the last that leaves any; 0 if none does.
func below(amounts []int64, limits ...int64) int64 {
	best := int64(0)
	for _, limit := range limits {
		n, _ := slices.BinarySearch(amounts, limit)
		if n > 0 && best == 0 {
			best = amounts[n-1]
		}
		if n >= slateSize {
			return amounts[n-1]
		}
	}
	return best
}

// above is below in the other direction.
func above(amounts []int64, limits ...int64) int64 {
	best := int64(0)
	for _, limit := range limits {
		n, _ := slices.BinarySearch(amounts, limit+1)
		left := len(amounts) - n
		if left > 0 && best == 0 {
			best = amounts[n]
		}
		if left >= slateSize {
			return amounts[n]
		}
	}
	return best
}

// shownAmounts returns what the items that the critique is about cost, ascending:
// the ones referred to, else all that are shown.
func (t *turn) shownAmounts(ctx context.Context) []int64 {
	if t.state.Slate == nil {
		return nil
	}
	var amounts []int64
	for _, id := range t.itemsMeant() {
		if p := t.product(ctx, id); p != nil {
			if r := t.engine.Record(p); r.Priced {
				amounts = append(amounts, r.Amount)
			}
		}
	}
	slices.Sort(amounts)
	return amounts
}

// refuse puts aside the items that the shopper does not like: the ones referred
// to, else all that are shown.
func (t *turn) refuse(ctx context.Context) {
	for _, id := range t.itemsMeant() {
		if p := t.product(ctx, id); p != nil && !slices.Contains(t.state.Refused, p.Group()) {
			t.state.Refused = append(t.state.Refused, p.Group())
		}
	}
}
