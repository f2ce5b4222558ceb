package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// ErrDamaged says that the file is no catalogue, or no longer.
var ErrDamaged = errors.New("the file is damaged: restore it from a copy, or move it away and index the sources again")

// failed names the deed and the file in an error.
func (s *Store) failed(what string, err error) error {
	if err == nil {
		return nil
	}
	switch code(err) {
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		err = fmt.Errorf("%w (%w)", ErrDamaged, err)
	case codes.SQLITE_FULL:
		err = fmt.Errorf("%w; make room on the disk and run it again", err)
	}
	return fmt.Errorf("catalogue %s: %s: %w", s.path, what, err)
}

// code returns SQLite's primary result code, 0 for an error of another origin.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// database is what transactions begin on: a pool, or one connection of it.
type database interface {
	BeginTx(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error)
}

// transact runs f in one transaction, which is undone when f fails.
func transact(ctx context.Context, db database, f func(*sql.Tx) error) error {
	tx, err := begin(ctx, db)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			return errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

// begin waits for other writers until ctx ends: to take over a large reading may
// take one of them longer than the busy timeout.
func begin(ctx context.Context, db database) (*sql.Tx, error) {
	for {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil || code(err) != codes.SQLITE_BUSY {
			return tx, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// change runs f in a transaction of the one that writes. What names the deed in
// the error.
func (s *Store) change(ctx context.Context, what string, f func(*sql.Tx) error) error {
	return s.failed(what, transact(ctx, s.write, f))
}

// querier is a pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// count runs a statement and returns how many rows it changed.
func count(ctx context.Context, tx *sql.Tx, query string, args ...any) (int, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// number returns the one number that a query finds, or 0 where it finds nothing.
func number(ctx context.Context, db querier, query string, args ...any) (n int64, err error) {
	if err = db.QueryRowContext(ctx, query, args...).Scan(&n); errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// each streams what scan makes of each row of a query. An error ends it.
func each[T any](ctx context.Context, db querier, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			one, err := scan(rows)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(one, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// collect gathers a stream.
func collect[T any](stream iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for one, err := range stream {
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
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

func micros(t time.Time) int64 { return t.UnixMicro() }

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
