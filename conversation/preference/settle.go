package preference

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// settle joins what was said of one attribute into one change, and adds the
// wishes in free words.
func (p *parse) settle() {
	p.settleActs()
	if p.reading.Is(StartOver) {
		p.reading.Changes = append([]Change{{Kind: Reset}}, p.reading.Changes...)
	}
	var joined []Change
	for _, w := range withoutImplied(withoutRefused(p.wishes)) {
		i := slices.IndexFunc(joined, func(c Change) bool {
			return c.Constraint.Attribute == w.Constraint.Attribute && c.Constraint.Op == w.Constraint.Op
		})
		if i < 0 {
			joined = append(joined, w)
			continue
		}
		same := &joined[i].Constraint
		same.Values = union(same.Values, w.Constraint.Values)
		if !strings.Contains(same.Words, w.Constraint.Words) {
			same.Words += " " + w.Constraint.Words
		}
	}
	// The product type comes first: a new one decides what is carried over.
	slices.SortStableFunc(joined, func(a, b Change) int { return cmp.Compare(typeLast(a), typeLast(b)) })
	p.reading.Changes = append(p.reading.Changes, joined...)
	p.reading.Changes = append(p.reading.Changes, p.amounts...)
	if p.reading.Is(Accept) && len(p.reading.Items) > 0 {
		p.free = nil // "cool, I'll take 1" looks for nothing cool
	}
	if words := p.freeWords(); words != "" {
		p.reading.Changes = append(p.reading.Changes, Change{Kind: Add, Constraint: Constraint{
			Attribute: FreeText, Op: Like, Strength: Prefer, Words: words, Turn: p.scene.Turn,
		}})
	}
}

// settleActs drops what words do elsewhere, but not in this message: the "ok" before a
// wish is no hesitation, a wish with its amount stated needs none that follows from
// "cheaper", and "forget it" gives up all only if nothing else is said.
func (p *parse) settleActs() {
	r := &p.reading
	drop := func(acts ...Act) {
		r.Acts = slices.DeleteFunc(r.Acts, func(a Act) bool { return slices.Contains(acts, a) })
	}
	says := len(p.wishes)+len(p.amounts)+len(p.free)+len(r.Changes)+len(r.Adjustments) > 0
	if r.Is(GiveUp) {
		if !says && len(r.Acts) == 1 {
			r.Acts = append(r.Acts, StartOver)
		}
		drop(GiveUp)
	}
	if says || slices.ContainsFunc(r.Acts, func(a Act) bool { return !slices.Contains([]Act{Wait, Hello, Thanks, Bye}, a) }) {
		drop(Wait)
	}
	if r.Is(Person) {
		drop(Order, Policy) // whoever asks for a person says to them what it is about
	}
	if r.Is(Policy) {
		drop(Reject) // "can I return it if I don't like it" dislikes nothing
	}
	if slices.ContainsFunc(p.amounts, func(c Change) bool { return c.Constraint.Attribute == catalog.PriceAttribute }) {
		drop(Cheaper, Dearer)
	}
}

func typeLast(c Change) int {
	if c.Constraint.Attribute == retrieval.TypeAttribute && c.Constraint.Op == In {
		return 0
	}
	return 1
}

// freeWords joins the atoms that nothing else explains; characters that stood
// together stay together.
func (p *parse) freeWords() string {
	var b strings.Builder
	slices.SortFunc(p.free, func(x, y lexical.Atom) int { return cmp.Compare(x.Start, y.Start) })
	p.free = p.meaningful()
	for i, a := range p.free {
		if i > 0 && p.free[i-1].End != a.Start {
			b.WriteByte(' ')
		}
		b.WriteString(p.text[a.Start:a.End])
	}
	return strings.TrimSpace(b.String())
}

// meaningful returns the free atoms less what is left of idioms: numbers with no
// word beside them, and single Chinese characters in a message that says more.
func (p *parse) meaningful() []lexical.Atom {
	atoms := p.free
	lone := func(i int) bool {
		joined := i > 0 && atoms[i-1].End == atoms[i].Start || i+1 < len(atoms) && atoms[i].End == atoms[i+1].Start
		return atoms[i].Ideograph && !joined
	}
	var words []lexical.Atom
	for i, a := range atoms {
		if !lone(i) {
			words = append(words, a)
		}
	}
	if len(words) == 0 && len(p.wishes)+len(p.amounts)+len(p.reading.Items)+len(p.reading.Acts) == 0 {
		words = atoms
	}
	if !slices.ContainsFunc(words, func(a lexical.Atom) bool { return strings.ContainsFunc(a.Text, unicode.IsLetter) }) {
		return nil
	}
	return words
}
