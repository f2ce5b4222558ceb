package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Facets counts over the groups that a filter admits.
func (e *Engine) Facets(ctx context.Context, f catalog.Filter, attributes ...string) (index.Facets, error) {
	facets, err := e.index.Facets(ctx, f.OfText(), attributes)
	if err != nil {
		return index.Facets{}, fmt.Errorf("count facets: %w", err)
	}
	return facets, nil
}

// FacetsOf counts over the products of a result: all that keep the musts when
// those say what is looked for, else those found by words.
func (e *Engine) FacetsOf(ctx context.Context, r Result, attributes ...string) (index.Facets, error) {
	if narrows(r.must) {
		return e.Facets(ctx, r.must, attributes...)
	}
	return facetsOf(r.Ranked, attributes), nil
}

// facetsOf counts over ranked products, which are of different groups.
func facetsOf(ranked []ranking.Ranked, attributes []string) index.Facets {
	f := index.Facets{Groups: len(ranked), Values: make(map[string]index.Values, len(attributes))}
	for _, r := range ranked {
		if r.Record.Priced {
			f.Amounts = append(f.Amounts, r.Record.Amount)
		}
	}
	slices.Sort(f.Amounts)
	for _, attribute := range attributes {
		counts := map[string]int{}
		var values index.Values
		for _, r := range ranked {
			stated := r.Record.Values[attribute]
			if len(stated) > 0 {
				values.Stating++
			}
			for _, v := range stated {
				counts[v]++
			}
		}
		for v, n := range counts {
			values.Counts = append(values.Counts, index.Count{Value: v, Groups: n})
		}
		slices.SortFunc(values.Counts, func(a, b index.Count) int {
			return cmp.Or(cmp.Compare(b.Groups, a.Groups), cmp.Compare(a.Value, b.Value))
		})
		f.Values[attribute] = values
	}
	return f
}
