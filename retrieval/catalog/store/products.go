package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// cacheKey is a product as of a state of the catalogue: after a change nobody asks
// for the old keys, and the cache forgets them by itself.
type cacheKey struct {
	sequence int64
	id       string
}

// encoded returns what is stored of a product.
func encoded(p *catalog.Product) (hash, body []byte) {
	body = p.Encode()
	sum := sha256.Sum256(body)
	return sum[:], body
}

// Product returns the product with the id, or nil. It is shared: read-only.
func (s *Store) Product(ctx context.Context, id string) (*catalog.Product, error) {
	found, err := s.Products(ctx, []string{id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// idsInQuery bounds the parameters of a query.
const idsInQuery = 10_000

// Products returns the products with the ids, in the order of the ids; unknown ids
// are left out. They are shared: read-only.
func (s *Store) Products(ctx context.Context, ids []string) ([]*catalog.Product, error) {
	sequence, err := s.Sequence(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[string]*catalog.Product, len(ids))
	var missing []any
	for _, id := range ids {
		if p, ok := s.cache.Get(cacheKey{sequence, id}); ok {
			found[id] = p
		} else {
			missing = append(missing, id)
		}
	}
	for some := range slices.Chunk(missing, idsInQuery) {
		read := sqlite.Each(ctx, s.read, scanProduct, `select i.key, b.body from items i join bodies b on b.item = i.id
			where i.kind = 'product' and i.key in (`+marks(len(some))+`)`, some...)
		for p, err := range read {
			if err != nil {
				return nil, s.failed("look up products", err)
			}
			found[p.ID] = p
			s.cache.Add(cacheKey{sequence, p.ID}, p)
		}
	}
	all := make([]*catalog.Product, 0, len(found))
	for _, id := range ids {
		if p := found[id]; p != nil {
			all = append(all, p)
		}
	}
	return all, nil
}

// Group returns the products that share catalog.Product.Group, in feed order.
func (s *Store) Group(ctx context.Context, group string) ([]*catalog.Product, error) {
	members, err := sqlite.All(ctx, s.read, scanProduct, `
		select i.key, b.body from items i join bodies b on b.item = i.id
		where i.kind = 'product' and i.group_key = ? order by i.source, i.position`, group)
	return members, s.failed("look up a group", err)
}

// All streams the products in feed order, the sources in the order in which they
// were first read. It sees the state at its start, whatever is written meanwhile.
func (s *Store) All(ctx context.Context) iter.Seq2[*catalog.Product, error] {
	return explained(s, "read all products", sqlite.Each(ctx, s.read, scanProduct, `
		select i.key, b.body from items i join bodies b on b.item = i.id
		where i.kind = 'product' order by i.source, i.position`))
}

// Len returns the number of products.
func (s *Store) Len(ctx context.Context) (int, error) {
	n, err := number(ctx, s.read, `select count(*) from items where kind = 'product'`)
	return int(n), s.failed("count the products", err)
}

// scanProduct reads the id and the body of a product.
func scanProduct(rows *sql.Rows) (*catalog.Product, error) {
	var id string
	var body sql.RawBytes
	if err := rows.Scan(&id, &body); err != nil {
		return nil, err
	}
	return decoded(id, body)
}

func decoded(id string, body []byte) (*catalog.Product, error) {
	p, err := catalog.DecodeProduct(body)
	if err != nil {
		return nil, fmt.Errorf("product %q: %w (%w)", id, ErrDamaged, err)
	}
	if p.ID != id {
		return nil, fmt.Errorf("product %q: %w (it holds product %q)", id, ErrDamaged, p.ID)
	}
	return &p, nil
}
