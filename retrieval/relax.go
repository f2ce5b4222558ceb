package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
// what the shopper came for. A lower bound on the price stays when the upper one is
// raised.
func (e *Engine) Relax(ctx context.Context, f catalog.Filter) ([]Relaxation, error) {
	return relax(ctx, f, func(ctx context.Context, f catalog.Filter) (index.Facets, error) { return e.Facets(ctx, f) })
}

// RelaxFor returns the ways to relax one attribute of the musts of a query whose words
// say what is looked for. It counts what matches them as a search with the relaxed
// musts would find it.
func (e *Engine) RelaxFor(ctx context.Context, q Query) ([]Relaxation, error) {
	return relax(ctx, q.Must, func(ctx context.Context, f catalog.Filter) (index.Facets, error) {
		q.Must = f
		r, err := e.Search(ctx, q)
		if err != nil || r.Misses() {
			return index.Facets{}, err
		}
		return facetsOf(r.matching(), nil), nil
	})
}

// passing counts the groups that a filter lets pass, and what they cost.
type passing func(ctx context.Context, f catalog.Filter) (index.Facets, error)

func relax(ctx context.Context, f catalog.Filter, count passing) ([]Relaxation, error) {
	var ways []Relaxation
	var tried []string
	for _, c := range f {
		if c.Attribute == TypeAttribute || slices.Contains(tried, c.Attribute) {
			continue
		}
		tried = append(tried, c.Attribute)
		options := []Relaxation{{Attribute: c.Attribute}}
		if c.Attribute == catalog.PriceAttribute {
			raised, err := raise(ctx, f, count)
			if err != nil {
				return nil, err
			}
			if len(raised) > 0 {
				options = raised
			}
		}
		for _, way := range options {
			open, err := count(ctx, way.apply(f))
			if err != nil {
				return nil, fmt.Errorf("count a relaxation: %w", err)
			}
			if way.Count = open.Groups; way.Count > 0 {
				ways = append(ways, way)
			}
		}
	}
	slices.SortStableFunc(ways, func(a, b Relaxation) int { return cmp.Compare(b.Count, a.Count) })
	return ways, nil
}

// apply returns the filter as relaxed.
func (r Relaxation) apply(f catalog.Filter) catalog.Filter {
	if r.Amount == 0 {
		return f.Without(r.Attribute)
	}
	return append(withoutMax(f), catalog.Condition{Attribute: r.Attribute, Op: catalog.Max, Amount: r.Amount})
}

func withoutMax(f catalog.Filter) catalog.Filter {
	return slices.DeleteFunc(slices.Clone(f), func(c catalog.Condition) bool { return c.Op == catalog.Max })
}

// raise returns the lowest upper bounds on the price that let any group in, and
// enough of them or all there are; none if the filter has no upper bound or
// nothing costs more.
func raise(ctx context.Context, f catalog.Filter, count passing) ([]Relaxation, error) {
	bound, bounded := int64(math.MaxInt64), false
	for _, c := range f {
		if c.Op == catalog.Max {
			bound, bounded = min(bound, c.Amount), true
		}
	}
	if !bounded {
		return nil, nil
	}
	facets, err := count(ctx, withoutMax(f))
	if err != nil {
		return nil, err
	}
	above := slices.DeleteFunc(facets.Amounts, func(a int64) bool { return a <= bound })
	if len(above) == 0 {
		return nil, nil
	}
	ways := []Relaxation{{Attribute: catalog.PriceAttribute, Amount: above[0]}}
	if more := above[min(enough, len(above))-1]; more > above[0] {
		ways = append(ways, Relaxation{Attribute: catalog.PriceAttribute, Amount: more})
	}
	return ways, nil
}
