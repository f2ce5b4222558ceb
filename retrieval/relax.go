package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// Relaxation is one smallest way to make a filter that nothing passes let
// something pass.
type Relaxation struct {
	Attribute string // the one that gives way
	Amount    int64  // for the price, the upper bound to raise to; 0 when any value will do
	Count     int    // groups that pass then
}

// enough is how many groups a raised price bound should let in, if it can.
const enough = 3

// Relax returns the ways to relax one attribute of a filter, the one that opens
// most first, each with its true count. The product type never gives way: it is
// what the shopper came for.
func (e *Engine) Relax(ctx context.Context, f catalog.Filter) ([]Relaxation, error) {
	var ways []Relaxation
	for _, c := range f {
		tried := slices.ContainsFunc(ways, func(r Relaxation) bool { return r.Attribute == c.Attribute })
		if c.Attribute == TypeAttribute || tried {
			continue
		}
		way := Relaxation{Attribute: c.Attribute}
		relaxed := f.Without(c.Attribute)
		if c.Attribute == catalog.PriceAttribute {
			raised, err := e.raise(ctx, f)
			if err != nil {
				return nil, err
			}
			if raised > 0 {
				way.Amount = raised
				relaxed = append(relaxed, catalog.Condition{Attribute: c.Attribute, Op: catalog.Max, Amount: raised})
			}
		}
		var err error
		if way.Count, err = e.index.Count(ctx, relaxed); err != nil {
			return nil, fmt.Errorf("count a relaxation: %w", err)
		}
		if way.Count > 0 {
			ways = append(ways, way)
		}
	}
	slices.SortStableFunc(ways, func(a, b Relaxation) int { return cmp.Compare(b.Count, a.Count) })
	return ways, nil
}

// raise returns the lowest upper bound on the price that lets enough groups in,
// or all there are; 0 if the filter has no upper bound or nothing costs more.
func (e *Engine) raise(ctx context.Context, f catalog.Filter) (int64, error) {
	bound := slices.IndexFunc(f, func(c catalog.Condition) bool { return c.Op == catalog.Max })
	if bound < 0 {
		return 0, nil
	}
	amounts, err := e.Amounts(ctx, f.Without(catalog.PriceAttribute))
	if err != nil {
		return 0, err
	}
	above := slices.DeleteFunc(amounts, func(a int64) bool { return a <= f[bound].Amount })
	if len(above) == 0 {
		return 0, nil
	}
	return above[min(enough, len(above))-1], nil
}

// Amounts returns what the groups that the filter admits cost, each by its
// cheapest admitted variant, in ascending order.
func (e *Engine) Amounts(ctx context.Context, f catalog.Filter) ([]int64, error) {
	hits, err := e.index.Search(ctx, index.Request{Filter: f, K: max(1, len(e.records))})
	if err != nil {
		return nil, fmt.Errorf("collect prices: %w", err)
	}
	cheapest := map[string]int64{}
	for _, h := range hits {
		r := e.records[h.ID]
		if !r.Priced {
			continue
		}
		group := e.catalog.Product(h.ID).Group()
		if old, ok := cheapest[group]; !ok || r.Amount < old {
			cheapest[group] = r.Amount
		}
	}
	amounts := make([]int64, 0, len(cheapest))
	for _, a := range cheapest {
		amounts = append(amounts, a)
	}
	slices.Sort(amounts)
	return amounts, nil
}

// Facet is one value of an attribute and the groups that state it.
type Facet struct {
	Value string
	Count int
}

// Facets counts, over the groups that the filter admits, the values that they
// state of an attribute: the most frequent first. The second result is the
// number of groups that state any.
func (e *Engine) Facets(ctx context.Context, f catalog.Filter, attribute string) ([]Facet, int, error) {
	hits, err := e.index.Search(ctx, index.Request{Filter: f, K: max(1, len(e.records))})
	if err != nil {
		return nil, 0, fmt.Errorf("collect values of %s: %w", attribute, err)
	}
	groups := map[string]map[string]bool{}
	stating := map[string]bool{}
	for _, h := range hits {
		group := e.catalog.Product(h.ID).Group()
		for _, v := range e.records[h.ID].Values[attribute] {
			if groups[v] == nil {
				groups[v] = map[string]bool{}
			}
			groups[v][group] = true
			stating[group] = true
		}
	}
	var facets []Facet
	for v, g := range groups {
		facets = append(facets, Facet{Value: v, Count: len(g)})
	}
	slices.SortFunc(facets, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return facets, len(stating), nil
}
