package preference

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// say records the meanings of one span as wishes. A product type that is not what
// is looked for is taken for what else its word means, or for a word.
func (p *parse) say(s span, i int, c clause, negated, softened bool) {
	meanings := choose(s.meanings)
	if meanings[0].Attribute == retrieval.TypeAttribute && (!c.head(i) || p.partOf(s, i, c)) {
		others := slices.DeleteFunc(slices.Clone(s.meanings), isType)
		if len(others) == 0 {
			p.free = append(p.free, lexical.WithoutStopWords(p.atoms[s.from:s.to])...)
			return
		}
		meanings = choose(others)
	}
	for _, m := range meanings {
		if OfPerson(m.Attribute) && peopleNamed(p.atoms[s.from:s.to]) && p.inCompany(s.from, s.to) {
			continue
		}
		p.reading.Values = append(p.reading.Values, m)
		c := Constraint{
			Attribute: m.Attribute, Op: In, Values: []string{m.Value}, Strength: strengthOf(m.Attribute),
			Words: p.words(s.from, s.to), Turn: p.scene.Turn,
		}
		if softened {
			soften(&c)
		}
		if negated {
			c.Op = NotIn
		}
		p.wishes = append(p.wishes, Change{Kind: Add, Constraint: c})
	}
}

// soften lets a wish only rank. The kind of product stays what is shown: "maybe a
// jacket" asks to see jackets.
func soften(c *Constraint) {
	if c.Attribute != retrieval.TypeAttribute {
		c.Strength = Prefer
	}
}

// peopleNamed reports whether atoms are a word for somebody, such as "wife".
func peopleNamed(atoms []lexical.Atom) bool { return len(peoplePhrases().Find(atoms)) > 0 }

// saySeason prefers the season of a date or a feast. Its words are looked for too:
// "Christmas" is more than winter.
func (p *parse) saySeason(s span, c *clause) {
	for _, r := range s.roles {
		season, ok := strings.CutPrefix(string(r), "season:")
		if !ok || s.amount {
			continue
		}
		c.free = append(c.free, p.atoms[s.from:s.to]...)
		if p.reader.vocabulary.Lists("season") {
			p.wishes = append(p.wishes, Change{Kind: Add, Constraint: Constraint{
				Attribute: "season", Op: In, Values: []string{season}, Strength: Prefer, Words: p.words(s.from, s.to), Turn: p.scene.Turn,
			}})
		}
	}
}

// partOf reports whether a product type is something of what is looked for, or goes into
// it: "good camera" while phones are, "has to fit a laptop" while bags are.
func (p *parse) partOf(s span, i int, c clause) bool {
	other := len(p.scene.Kinds) > 0 || slices.ContainsFunc(p.spans, func(o span) bool { return o.from != s.from && names(o) })
	if !other || slices.ContainsFunc(s.meanings, func(m retrieval.Meaning) bool { return slices.Contains(p.scene.Kinds, m.Value) }) {
		return false
	}
	for _, before := range slices.Backward(c.spans[:i]) {
		if names(before) {
			break
		}
		if before.is("holds") {
			return true
		}
	}
	praised := slices.Contains(moods()["quality"], p.wordAt(s.from-1))
	from, _ := p.clauseAround(s.from)
	return praised && (from == s.from-1 || p.isPart(s.from-2)) && len(p.scene.Kinds) > 0
}

// isPart reports whether the words up to an atom say that something has what follows:
// "with", "with a".
func (p *parse) isPart(i int) bool {
	if p.wordAt(i) == "a" {
		i--
	}
	return slices.Contains(moods()["part"], p.wordAt(i))
}

// head reports whether a product type names what is looked for. Of two in a row
// ("sports watch", 运动手表) the last one does; across a preposition ("lamp for
// my desk") the first; joined by "or" both do.
func (c clause) head(i int) bool {
	for j := i + 1; j < len(c.spans); j++ {
		next := c.spans[j]
		if next.is("or") || next.is("of") {
			return true
		}
		if names(next) {
			return false
		}
	}
	for j := i - 1; j >= 0; j-- {
		before := c.spans[j]
		if before.is("of") && slices.ContainsFunc(c.spans[:j], names) {
			return false
		}
		if names(before) {
			return true
		}
	}
	return true
}

func names(s span) bool {
	return slices.ContainsFunc(s.meanings, isType)
}

func isType(m retrieval.Meaning) bool { return m.Attribute == retrieval.TypeAttribute }

// priority orders the attributes that one ambiguous word may mean.
var priority = []string{retrieval.TypeAttribute, retrieval.BrandAttribute, "color", "material", "size", "season"}

// choose settles what an ambiguous word means: one attribute that excludes, by
// priority, and beside it whom a product is for; or all that only rank.
func choose(meanings []retrieval.Meaning) []retrieval.Meaning {
	var person, hard, soft []retrieval.Meaning
	for _, m := range meanings {
		switch {
		case OfPerson(m.Attribute):
			person = append(person, m)
		case strengthOf(m.Attribute) == Must:
			hard = append(hard, m)
		default:
			soft = append(soft, m)
		}
	}
	rank := func(m retrieval.Meaning) int {
		if i := slices.Index(priority, m.Attribute); i >= 0 {
			return i
		}
		return len(priority)
	}
	if len(hard) > 0 {
		best := slices.MinFunc(hard, func(a, b retrieval.Meaning) int { return cmp.Compare(rank(a), rank(b)) })
		hard = slices.DeleteFunc(hard, func(m retrieval.Meaning) bool { return m.Attribute != best.Attribute })
		return append(hard, person...)
	}
	if len(person) > 0 {
		return person
	}
	return soft
}

// spareKind lets a negation be about the words before a product type, not about
// the type and whom it is for: "no black women's jeans" asks for women's jeans.
func spareKind(wishes []Change) {
	refused, spared := false, false
	for i := range wishes {
		switch w := &wishes[i].Constraint; {
		case w.Attribute != retrieval.TypeAttribute && !OfPerson(w.Attribute):
			refused = refused || w.Op == NotIn
		case refused:
			w.Op = In
			spared = spared || w.Attribute == retrieval.TypeAttribute
		}
	}
	for i := range wishes {
		if w := &wishes[i].Constraint; spared && OfPerson(w.Attribute) {
			w.Op = In
		}
	}
}

// withoutRefused returns the wishes less those for what the message refuses: what is
// named again only says why, as in "not black, he has three black ones".
func withoutRefused(wishes []Change) []Change {
	refused := func(w Change) bool {
		return slices.ContainsFunc(wishes, func(r Change) bool {
			return r.Constraint.Op == NotIn && r.Constraint.Attribute == w.Constraint.Attribute &&
				slices.Equal(r.Constraint.Values, w.Constraint.Values)
		})
	}
	return slices.DeleteFunc(slices.Clone(wishes), func(w Change) bool { return w.Constraint.Op == In && refused(w) })
}

// withoutImplied returns the wishes less the refusals that say nothing beside others: of
// another size than the one said ("I don't wear 42, I wear 43"), and of an age that the
// word for a refused gender implies, for "no men's" leaves other adults.
func withoutImplied(wishes []Change) []Change {
	if slices.ContainsFunc(wishes, func(w Change) bool { return w.Constraint.Attribute == sizeAttribute && w.Constraint.Op == In }) {
		wishes = slices.DeleteFunc(slices.Clone(wishes), func(w Change) bool {
			return w.Constraint.Attribute == sizeAttribute && w.Constraint.Op == NotIn
		})
	}
	gender := slices.IndexFunc(wishes, func(w Change) bool { return w.Constraint.Attribute == "gender" && w.Constraint.Op == NotIn })
	if gender < 0 {
		return wishes
	}
	words := wishes[gender].Constraint.Words
	return slices.DeleteFunc(wishes, func(w Change) bool {
		return w.Constraint.Attribute == "age_group" && w.Constraint.Op == NotIn && w.Constraint.Words == words
	})
}

// OfPerson reports whether an attribute says for whom a product is made.
func OfPerson(attribute string) bool { return attribute == "gender" || attribute == "age_group" }
