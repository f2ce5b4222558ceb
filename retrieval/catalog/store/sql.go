package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	codes "modernc.org/sqlite/lib"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// ErrDamaged says that the file is no catalogue, or no longer.
var ErrDamaged = errors.New("the file is damaged: restore it from a copy, or move it away and index the sources again")

// failed names the deed and the file in an error.
func (s *Store) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	switch sqlite.Code(err) {
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		err = fmt.Errorf("%w (%w)", ErrDamaged, err)
	case codes.SQLITE_FULL:
		err = fmt.Errorf("%w; make room on the disk and run it again", err)
	}
	return fmt.Errorf("catalogue %s: %s: %w", s.path, what, err)
}

// change runs f in a transaction of the one that writes. What names the deed in
// the error.
func (s *Store) change(ctx context.Context, what string, f func(*sql.Tx) error) error {
	return s.failed(what, sqlite.Transact(ctx, s.write, f))
}

// number returns the one number that a query finds, or 0 where it finds nothing.
func number(ctx context.Context, db sqlite.Querier, query string, args ...any) (n int64, err error) {
	if err = db.QueryRowContext(ctx, query, args...).Scan(&n); errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// explained names the deed in the error of a stream.
func explained[T any](s *Store, what string, stream iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for one, err := range stream {
			if !yield(one, s.failed(what, err)) {
				return
			}
		}
	}
}

// marks returns n parameters of a query: "?,?,?".
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }
