package preference

import (
	"slices"

	"github.com/shopguide/shopguide/retrieval"
)

// critique reads a span that says how what is shown should differ. With nothing
// shown, or for another kind of product, there is nothing to differ from: values are
// then preferred, and the rest are ordinary words. So are refused ones: 不要太大.
func (p *parse) critique(s span, c *clause, negated bool) {
	words := p.words(s.from, s.to)
	for _, a := range s.adjust {
		switch {
		case negated:
		case p.scene.Shown > 0 && !slices.ContainsFunc(p.spans, names):
			said := *a
			said.Words = words
			p.reading.Adjustments = append(p.reading.Adjustments, said)
			p.act(string(Adjust))
			continue
		case len(a.Values) > 0 && p.reader.vocabulary.Lists(a.Attributes[0]):
			p.wishes = append(p.wishes, Change{Kind: Add, Constraint: Constraint{
				Attribute: a.Attributes[0], Op: In, Values: slices.Clone(a.Values), Strength: Prefer, Words: words, Turn: p.scene.Turn,
			}})
			continue
		}
		c.free = append(c.free, p.atoms[s.from:s.to]...)
		return
	}
}

// scope finds out whether wishes are about one of the shown items: "the second one
// but in blue", "between 1 and 3".
func (p *parse) scope() {
	r := &p.reading
	if len(r.Items) == 0 || r.Question || p.scene.Shown == 0 {
		return
	}
	has := func(r role) bool { return slices.ContainsFunc(p.spans, func(s span) bool { return s.is(r) }) }
	if len(r.Items) == 2 && has("between") {
		p.act(string(Between))
		return
	}
	if slices.Equal(r.Items, []int{Focused}) && !has("but") {
		return // "this weekend", "it is too small"
	}
	changes := len(p.amounts) > 0 || len(r.Adjustments) > 0 || slices.ContainsFunc(p.wishes, func(w Change) bool {
		return w.Constraint.Attribute != retrieval.TypeAttribute
	})
	switch {
	case r.Is(Reject, Another, Accept, Compare, Detail, Why, Complement):
	case changes:
		r.Acts = slices.DeleteFunc(r.Acts, func(a Act) bool { return a == Similar })
		p.act(string(Variant))
	case p.likens:
		p.act(string(Similar))
	}
}
