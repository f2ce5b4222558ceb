package retrieval

import (
	"cmp"
	"iter"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Facet is one value of an attribute and the groups that state it.
type Facet struct {
	Value string
	Count int
}

// Set is products by group, to be counted. The rows of a group stand together.
type Set []*row

// Matching returns the products of a result: all that keep the musts when those
// say what is looked for, else those found by words.
func (e *Engine) Matching(r Result) Set {
	if narrows(r.must) {
		return e.Under(r.must)
	}
	set := make(Set, len(r.Ranked))
	for i, ranked := range r.Ranked {
		set[i] = &row{group: i, record: ranked.Record}
	}
	return set
}

// Under returns the products that a filter admits.
func (e *Engine) Under(f catalog.Filter) Set {
	var set Set
	for i := range e.candidates(f) {
		if f.Admits(e.rows[i].record) {
			set = append(set, &e.rows[i])
		}
	}
	return set
}

// candidates returns the rows, ascending, that a filter on the product type may
// admit: those of the types, and those that state none. Without such a condition
// it returns all.
func (e *Engine) candidates(f catalog.Filter) iter.Seq[int] {
	wanted := slices.IndexFunc(f, func(c catalog.Condition) bool { return c.Attribute == TypeAttribute && c.Op == catalog.In })
	return func(yield func(int) bool) {
		if wanted < 0 {
			for i := range e.rows {
				if !yield(i) {
					return
				}
			}
			return
		}
		rows := slices.Clone(e.byType[""])
		for _, value := range f[wanted].Values {
			rows = append(rows, e.byType[value]...)
		}
		slices.Sort(rows)
		for _, i := range slices.Compact(rows) {
			if !yield(i) {
				return
			}
		}
	}
}

// Facets counts the values that the groups state of an attribute, the most
// frequent first. The second figure is the number of groups that state any.
func (s Set) Facets(attribute string) ([]Facet, int) {
	type count struct{ groups, last int }
	counts := map[string]*count{}
	stating, last := 0, -1
	for _, row := range s {
		values := row.record.Values[attribute]
		if len(values) > 0 && row.group != last {
			stating, last = stating+1, row.group
		}
		for _, v := range values {
			c := counts[v]
			if c == nil {
				c = &count{last: -1}
				counts[v] = c
			}
			if c.last != row.group {
				c.groups, c.last = c.groups+1, row.group
			}
		}
	}
	facets := make([]Facet, 0, len(counts))
	for v, c := range counts {
		facets = append(facets, Facet{Value: v, Count: c.groups})
	}
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return facets, stating
}

// Amounts returns what the groups cost, each by its cheapest variant, ascending.
func (s Set) Amounts() []int64 {
	var amounts []int64
	last := -1
	for _, row := range s {
		switch {
		case !row.record.Priced:
		case row.group != last:
			amounts = append(amounts, row.record.Amount)
			last = row.group
		default:
			cheapest := &amounts[len(amounts)-1]
			*cheapest = min(*cheapest, row.record.Amount)
		}
	}
	slices.Sort(amounts)
	return amounts
}
