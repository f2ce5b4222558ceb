package annotation

import (
	"slices"
)

// mostMaterials is how many materials a product is believed to be of when their
// shares are not given.
const mostMaterials = 3

// choose returns the findings of an attribute in one passage that count, none when
// they leave in doubt what the product is.
func (r *rules) choose(number int, found []finding, p *passage, variant bool) []finding {
	if sure := slices.DeleteFunc(slices.Clone(found), func(f finding) bool { return !f.sure }); len(sure) > 0 {
		found = sure
	}
	a := r.attributes[number]
	switch {
	case a.several:
		found = slices.DeleteFunc(slices.Clone(found), func(f finding) bool { return f.sentence != found[0].sentence })
		if a.name == "material" && !found[0].sure && distinct(found) > mostMaterials {
			return nil
		}
	case distinct(found) == 2 && a.name == "color" && !variant && p.joins(firsts(found)):
	case distinct(found) > 1:
		return nil
	}
	return firsts(found)
}

// firsts keeps the first finding of each value.
func firsts(found []finding) []finding {
	var kept []finding
	for _, f := range found {
		if !slices.ContainsFunc(kept, func(k finding) bool { return k.value == f.value }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// distinct counts the values of findings.
func distinct(found []finding) int {
	return len(firsts(found))
}

// joins reports whether two findings are one expression, such as black/white.
func (p *passage) joins(found []finding) bool {
	if len(found) != 2 {
		return false
	}
	first, second := found[0], found[1]
	switch second.from - first.to {
	case 0:
		return p.gaps[second.from]&(divided|hyphened) != 0
	case 1:
		return p.atoms[first.to].Text == "and" && p.gaps[first.to]&p.gaps[second.from]&spaced != 0
	}
	return first.from == second.from
}

// settle makes the values said of an attribute those that a feed would state.
func (r *rules) settle(number int, values []string) []string {
	switch name := r.attributes[number].name; {
	case name == "gender" && len(values) > 1:
		return []string{"unisex"}
	case name == "material":
		return r.narrow(name, values)
	}
	slices.SortStableFunc(values, func(x, y string) int {
		return r.lexicon.Position(r.attributes[number].name, x) - r.lexicon.Position(r.attributes[number].name, y)
	})
	return values
}
