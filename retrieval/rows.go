package retrieval

import (
	"context"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// catalogRows are the rows of a catalogue in memory.
type catalogRows struct {
	catalog *catalog.Catalog
	groups  map[string][]*catalog.Product
}

func newCatalogRows(c *catalog.Catalog) catalogRows {
	r := catalogRows{catalog: c, groups: map[string][]*catalog.Product{}}
	for i := range c.Products {
		p := &c.Products[i]
		r.groups[p.Group()] = append(r.groups[p.Group()], p)
	}
	return r
}

func (r catalogRows) Product(_ context.Context, id string) (*catalog.Product, error) {
	return r.catalog.Product(id), nil
}

func (r catalogRows) Products(_ context.Context, ids []string) ([]*catalog.Product, error) {
	all := make([]*catalog.Product, 0, len(ids))
	for _, id := range ids {
		if p := r.catalog.Product(id); p != nil {
			all = append(all, p)
		}
	}
	return all, nil
}

// Sequence is always that of the index, which is made of the rows before they are read.
func (r catalogRows) Sequence(context.Context) (int64, error) { return 0, nil }

func (r catalogRows) Group(_ context.Context, group string) ([]*catalog.Product, error) {
	return r.groups[group], nil
}
