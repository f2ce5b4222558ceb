package preference

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// clauseEnds is the punctuation that ends a clause, in normalized text.
const clauseEnds = ",.;!?\n。"

// clause is a stretch of spans and free atoms between punctuation or "but".
type clause struct {
	spans []span
	free  []lexical.Atom
}

func (c clause) is(r role) bool {
	return slices.ContainsFunc(c.spans, func(s span) bool { return s.is(r) })
}

// saysValue reports whether the clause names a value: "I don't like leather" and
// "another in red" are about leather and red, and not about what is shown.
func (c clause) saysValue() bool {
	return slices.ContainsFunc(c.spans, func(s span) bool { return len(s.meanings) > 0 })
}

// indifferent reports whether the clause leaves something open: "no preference",
// "any price is fine".
func (c clause) indifferent() bool { return c.is("indifferent") || c.is("any") && c.is("fine") }

func (p *parse) clauses() []clause {
	var all []clause
	var c clause
	end := func() {
		if len(c.spans)+len(c.free) > 0 {
			all = append(all, c)
		}
		c = clause{}
	}
	next := 0
	for i := 0; i < len(p.atoms); {
		if i > 0 && strings.ContainsAny(p.text[p.atoms[i-1].End:p.atoms[i].Start], clauseEnds) {
			end()
		}
		for next < len(p.spans) && p.spans[next].from < i {
			next++
		}
		if next == len(p.spans) || p.spans[next].from != i {
			c.free = append(c.free, p.atoms[i])
			i++
			continue
		}
		s := p.spans[next]
		if s.is("but") {
			end()
		}
		c.spans = append(c.spans, s)
		i = s.to
	}
	end()
	return all
}

// refusesWords reports whether a negation is about words that name no value, which
// stand between atoms [from, to): "not too short" in "a not too short skirt". They
// are taken out of the clause, because what is refused is not looked for.
func (p *parse) refusesWords(c *clause, from, to int) bool {
	if from < 0 || from >= len(p.atoms) {
		return false
	}
	end := len(p.text)
	if to < len(p.atoms) {
		end = p.atoms[to].Start
	}
	var refused, rest []lexical.Atom
	for _, a := range c.free {
		if a.Start >= p.atoms[from].Start && a.Start < end {
			refused = append(refused, a)
		} else {
			rest = append(rest, a)
		}
	}
	if len(lexical.WithoutStopWords(refused)) == 0 {
		return false
	}
	c.free = rest
	p.reading.Refused = p.text[refused[0].Start:refused[len(refused)-1].End]
	return true
}

// refusedAlone reports whether a value is refused by what is joined to it: 不紧身,
// "wool-free".
func (p *parse) refusedAlone(s span) bool {
	after := s.from > 0 && p.atoms[s.from-1].Text == "不" && p.atoms[s.from-1].End == p.atoms[s.from].Start && !p.suggests(s.from-1)
	return after || p.freeOf(s.to-1)
}

// suggests reports whether the 不 at an atom belongs to a 要不 that begins a suggestion.
func (p *parse) suggests(i int) bool {
	begins := i == 1 || i > 1 && strings.ContainsAny(p.text[p.atoms[i-2].End:p.atoms[i-1].Start], clauseEnds)
	return begins && p.atoms[i-1].Text == "要" && containsAny(p.text[p.atoms[i].End:], moods()["suggest"])
}

// freeOf reports whether "-free" is joined to the atom.
func (p *parse) freeOf(i int) bool {
	return i+1 < len(p.atoms) && p.atoms[i+1].Text == "free" && p.text[p.atoms[i].End:p.atoms[i+1].Start] == "-"
}

// withoutFreeOf drops "alcohol-free" from free atoms: what a product should be
// free of is not looked for.
func (p *parse) withoutFreeOf(free []lexical.Atom) []lexical.Atom {
	refused := map[int]bool{} // by where the atom starts
	for i, a := range p.atoms {
		if p.freeOf(i) {
			refused[a.Start], refused[p.atoms[i+1].Start] = true, true
		}
	}
	return slices.DeleteFunc(slices.Clone(free), func(a lexical.Atom) bool { return refused[a.Start] })
}

// endsWith reports whether words with the role stand after the last value of the
// clause: "黑色的不要", "linen if possible". They are about what stands before them.
func (c clause) endsWith(r role) bool {
	for _, s := range slices.Backward(c.spans) {
		if len(s.meanings) > 0 {
			return false
		}
		if s.is(r) {
			return true
		}
	}
	return false
}

// readClause reads the spans of a clause from left to right. What is negated,
// softened or added lasts to its end.
func (p *parse) readClause(c clause) {
	if (c.indifferent() || c.is("drop") || p.boundless(c)) && p.retracts(c) {
		for _, s := range c.spans {
			p.acts(s)
		}
		return
	}
	if p.agrees(c) {
		return
	}
	rejecting := c.is("act:reject")
	var negated, softened, also, replacing bool
	said, negator := 0, -1 // the atom after the last negator or what it refused
	first, replaced := len(p.wishes), 0
	for i, s := range c.spans {
		negated = negated || s.is("negate") && !s.amount || s.is("lack") && !p.reading.Question || rejecting && len(s.meanings) > 0 && !replacing
		softened = softened || s.is("soft")
		also = also || s.is("also")
		if s.is("instead") || s.is("want") {
			negated = false
		}
		if s.is("negate") || s.is("lack") {
			negator = s.to
		}
		if negated && len(s.meanings) > 0 && p.refusesWords(&c, negator, s.from) {
			negated = false
		}
		if s.is("instead") {
			replacing, replaced = true, len(p.wishes)
		}
		if !s.is("act:reject") && !s.is("act:another") && !s.is("act:more") || !c.saysValue() {
			p.acts(s)
		}
		if len(s.adjust) > 0 && !s.amount {
			p.critique(s, &c, negated)
			continue
		}
		p.saySeason(s, &c)
		if s.amount || len(s.meanings) == 0 {
			if s.attribute != "" && !slices.ContainsFunc(s.roles, func(r role) bool { return !besideNumbers(r) }) && !s.amount && (s.from == 0 || !p.freeOf(s.from-1)) {
				p.reading.Attributes = union(p.reading.Attributes, []string{s.attribute})
				if !p.reader.vocabulary.Lists(s.attribute) {
					c.free = append(c.free, p.atoms[s.from:s.to]...) // in this shop an ordinary word
				}
			}
			continue
		}
		said++
		p.say(s, i, c, (negated || p.refusedAlone(s)) != s.lacks, softened)
		if negated {
			negator = s.to
		}
	}
	if said > 0 && c.endsWith("negate") && !p.refusesWords(&c, negator, len(p.atoms)) {
		for i := first; i < len(p.wishes); i++ {
			p.wishes[i].Constraint.Op = NotIn
		}
	}
	if said > 0 && c.endsWith("soft") {
		for i := first; i < len(p.wishes); i++ {
			soften(&p.wishes[i].Constraint)
		}
	}
	spareKind(p.wishes[first:])
	if kind := Also; also || c.endsWith("fine") {
		if !also {
			kind = Allow
		}
		for i := first; i < len(p.wishes); i++ {
			switch c := &p.wishes[i].Constraint; {
			case c.Attribute == retrieval.TypeAttribute:
			case c.Op == In:
				p.wishes[i].Kind = kind
			case c.Op == NotIn && p.reader.vocabulary.Flag(c.Attribute): // 不防水也行
				p.wishes[i] = Change{Kind: Retract, Constraint: Constraint{Attribute: c.Attribute}}
			}
		}
	}
	if replacing {
		p.replace(replaced)
	}
	if negated {
		p.refusesWords(&c, negator, len(p.atoms))
	}
	if p.repeatsRefused(first) {
		return
	}
	if !c.is("act:picture") && !c.is("act:off-topic") && !c.is("act:upset") && !c.is("act:lost") && !c.is("act:caution") && !c.is("origin") && !c.is("act:compare") && !rejecting && !c.indifferent() && !p.complains(c) {
		p.free = append(p.free, lexical.WithoutStopWords(p.withoutFreeOf(c.free))...)
	}
}

// boundless reports whether a clause says that there is no budget, and nothing else.
func (p *parse) boundless(c clause) bool {
	priced := slices.ContainsFunc(c.spans, func(s span) bool { return s.attribute == catalog.PriceAttribute })
	return priced && (c.is("negate") || c.is("lack")) && !c.saysValue() && len(lexical.WithoutStopWords(c.free)) == 0 && !slices.ContainsFunc(c.spans, func(s span) bool { return s.amount })
}

// agrees reports whether a clause is a word of agreement and nothing else, which looks for
// nothing: 好，我想想.
func (p *parse) agrees(c clause) bool {
	return len(c.spans) == 0 && len(c.free) == 1 && slices.Contains(moods()["agree"], c.free[0].Text)
}

// repeatsRefused reports whether all wishes from the i-th on are for what the message
// refused before: "not black, he has three black ones". Such a clause says why.
func (p *parse) repeatsRefused(i int) bool {
	return i < len(p.wishes) && !slices.ContainsFunc(p.wishes[i:], func(w Change) bool {
		return w.Constraint.Op != In || !slices.ContainsFunc(p.wishes[:i], func(r Change) bool {
			return r.Constraint.Op == NotIn && r.Constraint.Attribute == w.Constraint.Attribute && slices.Equal(r.Constraint.Values, w.Constraint.Values)
		})
	})
}

// replace takes back the first n wishes of the message as far as later ones are
// about the same: 黑色换成白色.
func (p *parse) replace(n int) {
	later := slices.Clone(p.wishes[n:])
	p.wishes = append(slices.DeleteFunc(p.wishes[:n], func(w Change) bool {
		return w.Constraint.Op == In && slices.ContainsFunc(later, func(l Change) bool {
			return l.Constraint.Op == In && l.Constraint.Attribute == w.Constraint.Attribute
		})
	}), later...)
}

// corrects reports whether a clause says no, and nothing else, to what the message
// said before: "a vase? no, a mug".
func (p *parse) corrects(c clause) bool {
	alone := len(c.free) == 0 && len(c.spans) == 1 && c.spans[0].is("negate") || len(c.spans) == 0 && len(c.free) == 1 && c.free[0].Text == "不"
	return alone && len(p.wishes) > 0
}

// complains reports whether the clause says what is wrong with a shown item.
func (p *parse) complains(c clause) bool {
	return p.refuses && c.is("item:focus") && !c.is("act:another")
}

// retracts reads "any colour", "price doesn't matter", "都行" and reports whether
// the clause was that: it takes back wishes and adds none.
func (p *parse) retracts(c clause) bool {
	var attributes []string
	for _, s := range c.spans {
		if len(s.meanings) > 0 && c.is("drop") {
			attributes = append(attributes, choose(s.meanings)[0].Attribute)
			continue
		}
		if len(s.meanings) > 0 && !s.is("indifferent") {
			flag := slices.IndexFunc(s.meanings, func(m retrieval.Meaning) bool { return p.reader.vocabulary.Flag(m.Attribute) })
			if flag < 0 {
				return false
			}
			attributes = append(attributes, s.meanings[flag].Attribute)
			continue
		}
		if s.attribute != "" {
			attributes = append(attributes, s.attribute)
		}
	}
	if words := lexical.WithoutStopWords(c.free); len(attributes) == 0 && c.is("drop") && len(words) > 0 {
		p.reading.Changes = append(p.reading.Changes, Change{Kind: Retract, Constraint: Constraint{Words: p.text[words[0].Start:words[len(words)-1].End]}})
		return true
	}
	if len(attributes) == 0 && p.scene.Asking != "" {
		attributes = []string{p.scene.Asking}
	}
	for _, a := range attributes {
		p.reading.Changes = append(p.reading.Changes, Change{Kind: Retract, Constraint: Constraint{Attribute: a}})
		p.wishes = slices.DeleteFunc(p.wishes, func(w Change) bool { // "red, or any colour"
			return w.Constraint.Attribute == a && w.Constraint.Op == In
		})
	}
	return true
}
