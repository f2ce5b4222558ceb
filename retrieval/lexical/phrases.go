package lexical

import "slices"

// Phrases finds known phrases of either language in a sequence of atoms. It is
// built with Add and then only read, by any number of goroutines.
type Phrases[V comparable] struct{ root branch[V] }

type branch[V comparable] struct {
	next   map[string]*branch[V]
	values []V
}

// Match is a phrase found: atoms [From, To) and all values added under it.
type Match[V comparable] struct {
	From, To int
	Values   []V
}

// Add makes phrase known under a value. A phrase without letters or digits is
// ignored; a phrase added with several values has them all, each once.
func (p *Phrases[V]) Add(phrase string, value V) {
	atoms := Atoms(Normalize(phrase))
	if len(atoms) == 0 {
		return
	}
	at := &p.root
	for _, a := range atoms {
		if at.next == nil {
			at.next = map[string]*branch[V]{}
		}
		child := at.next[a.Text]
		if child == nil {
			child = &branch[V]{}
			at.next[a.Text] = child
		}
		at = child
	}
	if !slices.Contains(at.values, value) {
		at.values = append(at.values, value)
	}
}

// Find returns the phrases in atoms from left to right, the longest at each
// place, none overlapping.
func (p *Phrases[V]) Find(atoms []Atom) []Match[V] {
	var found []Match[V]
	for i := 0; i < len(atoms); {
		m := p.longest(atoms, i)
		if m.To == 0 {
			i++
			continue
		}
		found = append(found, m)
		i = m.To
	}
	return found
}

// FindAll returns the longest phrase that begins at each place, from left to
// right; they may overlap.
func (p *Phrases[V]) FindAll(atoms []Atom) []Match[V] {
	var found []Match[V]
	for i := range atoms {
		if m := p.longest(atoms, i); m.To > 0 {
			found = append(found, m)
		}
	}
	return found
}

// longest returns the longest phrase that begins at atoms[i], or a Match with To 0.
func (p *Phrases[V]) longest(atoms []Atom, i int) Match[V] {
	var best Match[V]
	at := &p.root
	for j := i; j < len(atoms); j++ {
		if at = at.next[atoms[j].Text]; at == nil {
			break
		}
		if len(at.values) > 0 {
			best = Match[V]{From: i, To: j + 1, Values: at.values}
		}
	}
	return best
}
