package conversation

import (
	"context"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// product returns the row of a product, or nil if there is none, or none any more.
// A row that cannot be read fails the turn.
func (t *turn) product(ctx context.Context, id string) *catalog.Product {
	if id == "" {
		return nil
	}
	p, err := t.engine.Product(ctx, id)
	t.fail(err)
	return p
}

// variants returns the products of a group, in feed order.
func (t *turn) variants(ctx context.Context, group string) []*catalog.Product {
	all, err := t.engine.Variants(ctx, group)
	t.fail(err)
	return all
}

func (t *turn) fail(err error) {
	if t.failed == nil {
		t.failed = err
	}
}
