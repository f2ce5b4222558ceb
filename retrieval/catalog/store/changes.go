package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// ErrForgotten says that the store no longer knows what was removed since a state
// so old: build the index anew.
var ErrForgotten = errors.New("what was removed since is no longer known: build the index anew from all products")

// Sequence returns the number of the products' state, which every change of any
// product makes larger.
//
// An index built from All holds at least the state that Sequence told before: what
// changed meanwhile is told by Changes once more, and may be applied twice.
func (s *Store) Sequence(ctx context.Context) (int64, error) { return s.sequence(ctx, products) }

// SectionSequence is Sequence for the sections.
func (s *Store) SectionSequence(ctx context.Context) (int64, error) { return s.sequence(ctx, sections) }

func (s *Store) sequence(ctx context.Context, k kind) (int64, error) {
	n, err := number(ctx, s.read, `select value from sequences where kind = ?`, k)
	return n, s.failed("read the sequence", err)
}

// Change is a product as it is now. Product is nil when it is gone.
type Change struct {
	ID      string
	Product *catalog.Product
}

// Changes streams what became of the products that changed after the state of the
// given sequence, each once: first those that are gone. It sees one state, at
// least that which Sequence told before the call. It yields ErrForgotten when
// since is older than the indexes that SetCurrent keeps.
func (s *Store) Changes(ctx context.Context, since int64) iter.Seq2[Change, error] {
	return explained(s, "read the changes", func(yield func(Change, error) bool) {
		tx, err := s.read.BeginTx(ctx, nil)
		if err != nil {
			yield(Change{}, err)
			return
		}
		defer tx.Rollback() //nolint:errcheck // it has read only
		for c, err := range changes(ctx, tx, since) {
			if !yield(c, err) || err != nil {
				return
			}
		}
	})
}

func changes(ctx context.Context, tx *sql.Tx, since int64) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		floor, err := number(ctx, tx, `select floor from sequences where kind = 'product'`)
		if err == nil && since < floor {
			err = fmt.Errorf("since %d: %w", since, ErrForgotten)
		}
		if err != nil {
			yield(Change{}, err)
			return
		}
		gone := sqlite.Each(ctx, tx, scanText, `select product from removed where sequence > ? order by sequence, product`, since)
		for id, err := range gone {
			if !yield(Change{ID: id}, err) {
				return
			}
		}
		stored := sqlite.Each(ctx, tx, scanProduct, `select i.key, b.body from items i join bodies b on b.item = i.id
			where i.kind = 'product' and i.sequence > ? order by i.sequence, i.source, i.position`, since)
		for p, err := range stored {
			if err != nil {
				yield(Change{}, err)
				return
			}
			if !yield(Change{ID: p.ID, Product: p}, nil) {
				return
			}
		}
	}
}
