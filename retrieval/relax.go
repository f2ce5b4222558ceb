package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
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
			if raised := e.raise(f); raised > 0 {
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
func (e *Engine) raise(f catalog.Filter) int64 {
	bound := slices.IndexFunc(f, func(c catalog.Condition) bool { return c.Op == catalog.Max })
	if bound < 0 {
		return 0
	}
	above := slices.DeleteFunc(e.Under(f.Without(catalog.PriceAttribute)).Amounts(), func(a int64) bool { return a <= f[bound].Amount })
	if len(above) == 0 {
		return 0
	}
	return above[min(enough, len(above))-1]
}
