package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Relaxation is one smallest way to make a filter that nothing passes let
// something pass.
type Relaxation struct {
	Attribute string // the one that gives way
	With      string // another that must give way as well, never the price; "" if one is enough
	Amount    int64  // for the price, the upper bound to raise to; 0 when any value will do
	Count     int    // groups that pass then
}

// enough is how many groups a raised price bound should let in, if it can.
const enough = 3

// Relax returns the ways to relax one attribute of a filter, or two where no single
// one is enough, the one that opens most first, each with its true count. The product type never gives way: it is
// what the shopper came for. A lower bound on the price stays when the upper one is
// raised.
func (e *Engine) Relax(ctx context.Context, f catalog.Filter) ([]Relaxation, error) {
	return relax(ctx, f, passing{
		groups: e.Count,
		amounts: func(ctx context.Context, f catalog.Filter) ([]int64, error) {
			facets, err := e.Facets(ctx, f)
			return facets.Amounts, err
		},
	})
}

// RelaxFor returns the ways to relax the musts of a query, as Relax does, whose words
// say what is looked for. It counts what matches them as a search with the relaxed
// musts would find it, so no more than a search returns.
func (e *Engine) RelaxFor(ctx context.Context, q Query) ([]Relaxation, error) {
	found := func(ctx context.Context, f catalog.Filter) ([]ranking.Ranked, error) {
		q.Must = f
		r, err := e.Search(ctx, q)
		if err != nil || r.Misses() {
			return nil, err
		}
		return r.matching(), nil
	}
	return relax(ctx, q.Must, passing{
		groups: func(ctx context.Context, f catalog.Filter) (int, error) {
			matching, err := found(ctx, f)
			return len(matching), err
		},
		amounts: func(ctx context.Context, f catalog.Filter) ([]int64, error) {
			matching, err := found(ctx, f)
			return facetsOf(matching, nil).Amounts, err
		},
	})
}

// passing tells of the groups that a filter lets pass how many they are, and what they
// cost, ascending.
type passing struct {
	groups  func(ctx context.Context, f catalog.Filter) (int, error)
	amounts func(ctx context.Context, f catalog.Filter) ([]int64, error)
}

func relax(ctx context.Context, f catalog.Filter, pass passing) ([]Relaxation, error) {
	ways, err := relaxOne(ctx, f, pass)
	if err == nil && len(ways) == 0 {
		ways, err = relaxTwo(ctx, f, pass)
	}
	slices.SortStableFunc(ways, func(a, b Relaxation) int { return cmp.Compare(b.Count, a.Count) })
	return ways, err
}

// relaxTwo returns the ways to relax two attributes together, each pair once.
func relaxTwo(ctx context.Context, f catalog.Filter, pass passing) ([]Relaxation, error) {
	var ways []Relaxation
	giving := givesWay(f)
	for i, attribute := range giving {
		if attribute == catalog.PriceAttribute {
			continue
		}
		more, err := relaxOne(ctx, f.Without(attribute), pass)
		if err != nil {
			return nil, err
		}
		for _, way := range more {
			if way.Attribute == catalog.PriceAttribute || slices.Index(giving, way.Attribute) > i {
				way.With = attribute
				ways = append(ways, way)
			}
		}
	}
	return ways, nil
}

// givesWay returns the attributes of a filter that may give way, each once.
func givesWay(f catalog.Filter) []string {
	var attributes []string
	for _, c := range f {
		if c.Attribute != TypeAttribute && !slices.Contains(attributes, c.Attribute) {
			attributes = append(attributes, c.Attribute)
		}
	}
	return attributes
}

func relaxOne(ctx context.Context, f catalog.Filter, pass passing) ([]Relaxation, error) {
	var ways []Relaxation
	for _, attribute := range givesWay(f) {
		options := []Relaxation{{Attribute: attribute}}
		if attribute == catalog.PriceAttribute {
			raised, err := raise(ctx, f, pass.amounts)
			if err != nil {
				return nil, err
			}
			if len(raised) > 0 {
				options = raised
			}
		}
		for _, way := range options {
			var err error
			if way.Count, err = pass.groups(ctx, way.apply(f)); err != nil {
				return nil, fmt.Errorf("count a relaxation: %w", err)
			}
			if way.Count > 0 {
				ways = append(ways, way)
			}
		}
	}
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
func raise(ctx context.Context, f catalog.Filter, amounts func(context.Context, catalog.Filter) ([]int64, error)) ([]Relaxation, error) {
	bound, bounded := int64(math.MaxInt64), false
	for _, c := range f {
		if c.Op == catalog.Max {
			bound, bounded = min(bound, c.Amount), true
		}
	}
	if !bounded {
		return nil, nil
	}
	all, err := amounts(ctx, withoutMax(f))
	if err != nil {
		return nil, err
	}
	above := slices.DeleteFunc(all, func(a int64) bool { return a <= bound })
	if len(above) == 0 {
		return nil, nil
	}
	ways := []Relaxation{{Attribute: catalog.PriceAttribute, Amount: above[0]}}
	if more := above[min(enough, len(above))-1]; more > above[0] {
		ways = append(ways, Relaxation{Attribute: catalog.PriceAttribute, Amount: more})
	}
	return ways, nil
}
