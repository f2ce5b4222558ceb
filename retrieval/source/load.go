package source

import (
	"context"
	"errors"
	"iter"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Load gathers the products of feeds that are named as in Open. What becomes of bad
// rows catalog.Load says.
func Load(ctx context.Context, names []string, o Options, strict bool) (_ *catalog.Catalog, _ catalog.Report, err error) {
	o.Kind = Products
	var feeds []iter.Seq2[catalog.Row, error]
	for _, name := range names {
		var s *Source
		if s, err = Open(ctx, name, o); err != nil {
			return nil, catalog.Report{}, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		feeds = append(feeds, s.Products)
	}
	return catalog.Load(ctx, strict, feeds...)
}
