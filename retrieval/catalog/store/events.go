package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// EventSummary says what became of the events that were read; each is counted in
// one field.
type EventSummary struct {
	Added     int
	Known     int // read before
	Purged    int // older than PurgeEvents has left
	Forgotten int // of shoppers who were forgotten
	Rejections
}

// AddEvents adds the events of a source to those that are stored. An event that
// was read before, from whatever source, counts once; so do events that differ in
// nothing, such as two views of a product by nobody knows whom in one second. What
// was read before an error is kept and counted, and reading again adds the rest. Of
// opts, Annotate and Force have no meaning here.
func (s *Store) AddEvents(ctx context.Context, source string, events iter.Seq2[behaviour.Event, error], opts SyncOptions) (EventSummary, error) {
	r := eventReading{store: s, source: source, opts: opts}
	err := checkName(source)
	if err == nil {
		err = r.run(ctx, events)
	}
	return r.sum, s.failed("read "+source, err)
}

// eventReading is one source of events on its way into the catalogue.
type eventReading struct {
	store  *Store
	source string
	opts   SyncOptions
	sum    EventSummary
	rows   int
	batch  []behaviour.Event
}

// eventBatch is how many events one transaction takes.
const eventBatch = 2000

func (r *eventReading) run(ctx context.Context, events iter.Seq2[behaviour.Event, error]) error {
	for e, err := range events {
		r.rows++
		if err == nil {
			err = checkEvent(r.source, e)
		}
		switch {
		case err != nil && isRejection(err):
			r.sum.reject(err)
			continue
		case err != nil:
			return err
		}
		if r.batch = append(r.batch, e); len(r.batch) == eventBatch {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	return sqlite.Transact(ctx, r.store.write, func(tx *sql.Tx) error {
		_, err := enterSource(ctx, tx, r.source, r.opts)
		return err
	})
}

func checkEvent(source string, e behaviour.Event) error {
	if math.IsNaN(e.Value) || math.IsInf(e.Value, 0) {
		return &catalog.RowError{File: source, ID: e.Item, Err: fmt.Errorf("the value %v is no number", e.Value)}
	}
	return nil
}

func (r *eventReading) flush(ctx context.Context) error {
	sum := r.sum
	err := sqlite.Transact(ctx, r.store.write, func(tx *sql.Tx) error { return addBatch(ctx, tx, r.source, r.opts.Kind, r.batch, &sum) })
	if err != nil {
		return err
	}
	r.sum, r.batch = sum, r.batch[:0]
	if r.opts.Progress != nil {
		r.opts.Progress(r.rows)
	}
	return nil
}

// addBatch stores events. The source has no validators until all of it was read.
func addBatch(ctx context.Context, tx *sql.Tx, source, kind string, batch []behaviour.Event, sum *EventSummary) error {
	err := sqlite.Exec(ctx, tx, `insert into sources (name, kind, etag, modified, readings, synced_at)
		values (?, ?, '', '', 0, 0) on conflict (name) do nothing`, source, kind)
	if err != nil {
		return err
	}
	from, err := originOf(ctx, tx, source)
	if err != nil {
		return err
	}
	floor, err := number(ctx, tx, `select floor from retention`)
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `
		insert into events (key, source, at, shopper, order_key, item, kind, value, quantity, query, lang)
		select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
		where not exists (select 1 from forgotten where shopper = ?)
		on conflict (key) do nothing`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range batch {
		if sqlite.Micros(e.At) < floor {
			sum.Purged++
			continue
		}
		result, err := insert.ExecContext(ctx, keyOf(e), from.id, sqlite.Micros(e.At), e.Shopper, e.Order, e.Item,
			e.Kind, e.Value, e.Quantity, e.Query, e.Lang, digest(e.Shopper))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			sum.Added += int(n)
			continue
		}
		forgotten, err := number(ctx, tx, `select count(*) from forgotten where shopper = ?`, digest(e.Shopper))
		if err != nil {
			return err
		}
		sum.Forgotten += int(forgotten)
		sum.Known += 1 - int(forgotten)
	}
	return nil
}

// keyOf is the identity of an event: all that it says.
func keyOf(e behaviour.Event) []byte {
	e.At = e.At.UTC()
	fields, _ := json.Marshal(e) // what checkEvent lets through cannot fail
	return digest(string(fields))
}

func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:16]
}

// Events streams the events of since and later, oldest first.
func (s *Store) Events(ctx context.Context, since time.Time) iter.Seq2[behaviour.Event, error] {
	return explained(s, "read the events", sqlite.Each(ctx, s.read, scanEvent, `
		select at, shopper, order_key, item, kind, value, quantity, query, lang
		from events where at >= ? order by at, id`, sqlite.Micros(since)))
}

func scanEvent(rows *sql.Rows) (e behaviour.Event, err error) {
	var at int64
	err = rows.Scan(&at, &e.Shopper, &e.Order, &e.Item, &e.Kind, &e.Value, &e.Quantity, &e.Query, &e.Lang)
	e.At = sqlite.Moment(at)
	return e, err
}

// PurgeEvents erases the events of before a time and returns how many there were.
// They do not come back when an old export is read again.
func (s *Store) PurgeEvents(ctx context.Context, before time.Time) (gone int, err error) {
	return s.erase(ctx, "purge events", func(tx *sql.Tx) (int, error) {
		if err := sqlite.Exec(ctx, tx, `update retention set floor = max(floor, ?)`, sqlite.Micros(before)); err != nil {
			return 0, err
		}
		return sqlite.Count(ctx, tx, `delete from events where at < ?`, sqlite.Micros(before))
	})
}

// ForgetShopper erases the events of a shopper, who is named by the pseudonym, and
// returns how many there were. They do not come back when an export is read again:
// a digest of the pseudonym is kept to know them by.
func (s *Store) ForgetShopper(ctx context.Context, shopper string) (gone int, err error) {
	return s.erase(ctx, "forget a shopper", func(tx *sql.Tx) (int, error) {
		if shopper == "" {
			return 0, errors.New("no shopper is named")
		}
		if err := sqlite.Exec(ctx, tx, `insert or ignore into forgotten (shopper) values (?)`, digest(shopper)); err != nil {
			return 0, err
		}
		return sqlite.Count(ctx, tx, `delete from events where shopper = ?`, shopper)
	})
}

// erase deletes rows so that no byte of them stays in the file or its log.
func (s *Store) erase(ctx context.Context, what string, f func(*sql.Tx) (int, error)) (gone int, err error) {
	err = s.change(ctx, what, func(tx *sql.Tx) (err error) {
		gone, err = f(tx)
		return err
	})
	if err != nil {
		return 0, err
	}
	s.scrub(ctx)
	return gone, nil
}

// scrub empties the write-ahead log, where erased rows would outlive their
// erasure. The erasure is committed by now: when another process keeps the log
// busy, they go with the next checkpoint.
func (s *Store) scrub(ctx context.Context) {
	var busy, logged, moved int
	err := s.write.QueryRowContext(ctx, `pragma wal_checkpoint(truncate)`).Scan(&busy, &logged, &moved)
	if err != nil || busy != 0 {
		s.log.WarnContext(ctx, "the write-ahead log still holds erased rows; the next checkpoint takes them out", "error", err)
	}
}
