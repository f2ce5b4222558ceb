package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// Code returns SQLite's primary result code, 0 for an error of another origin.
func Code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// Beginner is what transactions begin on: a pool, or one connection of it.
type Beginner interface {
	BeginTx(ctx context.Context, options *sql.TxOptions) (*sql.Tx, error)
}

// Transact runs f in one transaction, which is undone when f fails.
func Transact(ctx context.Context, db Beginner, f func(*sql.Tx) error) error {
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

// begin waits for other writers until ctx ends: one of them may take longer than a
// connection waits.
func begin(ctx context.Context, db Beginner) (*sql.Tx, error) {
	for {
		tx, err := db.BeginTx(ctx, nil)
		if err == nil || Code(err) != codes.SQLITE_BUSY {
			return tx, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// Querier is a pool, a connection or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Exec runs a statement.
func Exec(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// Count runs a statement and returns how many rows it changed.
func Count(ctx context.Context, tx *sql.Tx, query string, args ...any) (int, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// Each streams what scan makes of each row of a query. An error ends it.
func Each[T any](ctx context.Context, db Querier, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
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

// All gathers what scan makes of each row of a query.
func All[T any](ctx context.Context, db Querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	return Collect(Each(ctx, db, scan, query, args...))
}

// Collect gathers a stream.
func Collect[T any](stream iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for one, err := range stream {
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// Micros is how a time is stored: unix microseconds.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Moment is the time that is stored so.
func Moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
