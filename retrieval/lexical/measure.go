package lexical

import (
	"strings"
	"sync"
)

// measures are the units of measure by their spellings.
var measures = sync.OnceValue(func() *Phrases[string] {
	units := &Phrases[string]{}
	for line := range lines("measures.tsv") {
		unit, spellings, _ := strings.Cut(line, "\t")
		for spelling := range strings.FieldsFuncSeq(spellings, func(r rune) bool { return r == '\t' || r == '|' }) {
			units.Add(spelling, unit)
		}
	}
	return units
})

// measure reads a quantity at the beginning of atoms, however it is written:
// "256GB", "256 g", "500毫升". It returns the figure, the figure joined with each
// unit that it may be in, and how many atoms it takes; 0 when there is none.
func measure(atoms []Atom) (figure string, joined []string, taken int) {
	first := atoms[0].Text
	end := 0
	for end < len(first) && (first[end] >= '0' && first[end] <= '9' || end > 0 && first[end] == '.') {
		end++
	}
	if end == 0 {
		return "", nil, 0
	}
	rest := atoms[1:]
	figure = first[:end]
	if end < len(first) {
		rest, taken = []Atom{{Text: first[end:]}}, -1 // the unit is part of the first atom
	}
	if len(rest) == 0 {
		return "", nil, 0
	}
	m := measures().longest(rest, 0)
	if m.To == 0 {
		return "", nil, 0
	}
	for _, unit := range m.Values {
		joined = append(joined, figure+unit)
	}
	return figure, joined, 1 + m.To + taken
}

// Quantity reports whether atoms are a figure with a unit of measure and nothing else,
// such as "256 GB" or "500毫升".
func Quantity(atoms []Atom) bool {
	if len(atoms) == 0 {
		return false
	}
	_, _, taken := measure(atoms)
	return taken > 0 && taken == len(atoms)
}
