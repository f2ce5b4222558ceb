package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Bounds on what is held in memory of a reading.
const (
	batchRows  = 500
	batchBytes = 8 << 20
)

// staging holds a reading until all of it is there. It has a connection of its own
// to the catalogue, with a second file attached to it in which the rows wait: the
// catalogue is not written to, nor are its writers kept waiting, while a shop's
// website is crawled for an hour.
type staging struct {
	db     *sql.DB
	file   string // its name, while it has one
	origin origin

	batch   []entry
	inBatch map[string]int // key → line
	size    int            // bytes of bodies in batch
	next    int            // position of the next row, from 1
}

// origin is the source as it was when its reading began.
type origin struct {
	id       int64 // 0 for a new one
	readings int64
}

// schemaOfStaging: an item is one that the source has already; without a hash it
// stays as it is, without a body it is unchanged.
const schemaOfStaging = `
	create table staging.rows (
		position  integer primary key,
		key       text    not null unique,
		group_key text    not null,
		page      text    not null,
		line      integer not null,
		hash      blob,
		item      integer
	) strict;
	create table staging.bodies (
		position integer primary key,
		body     text not null
	) strict`

// newStaging makes an empty one.
func (s *Store) newStaging(ctx context.Context, source string) (*staging, error) {
	db, err := sqlite.OpenWriter(s.path) // one connection, to which what is attached belongs
	if err != nil {
		return nil, err
	}
	st := &staging{db: db, inBatch: map[string]int{}, next: 1}
	if st.origin, err = originOf(ctx, db, source); err == nil {
		err = st.attach(ctx, s.path)
	}
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	return st, nil
}

// attach adds the file in which the rows wait. Where the system lets it, the file
// has no name any more by the time it has content, and no crash leaves it behind.
func (st *staging) attach(ctx context.Context, beside string) error {
	file, err := os.CreateTemp(filepath.Dir(beside), filepath.Base(beside)+".reading-*")
	if err != nil {
		return fmt.Errorf("make room for the reading: %w", err)
	}
	st.file = file.Name()
	if err := file.Close(); err != nil {
		return err
	}
	if _, err := st.db.ExecContext(ctx, `attach database ? as staging`, st.file); err != nil {
		return err
	}
	if os.Remove(st.file) == nil {
		st.file = ""
	}
	for _, statement := range []string{
		`pragma staging.journal_mode = off`, // nobody reads it after an error
		`pragma staging.synchronous = off`,
		schemaOfStaging,
	} {
		if _, err := st.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func originOf(ctx context.Context, db sqlite.Querier, source string) (origin, error) {
	var o origin
	err := db.QueryRowContext(ctx, `select id, readings from sources where name = ?`, source).Scan(&o.id, &o.readings)
	if errors.Is(err, sql.ErrNoRows) {
		return origin{}, nil
	}
	return o, err
}

func (st *staging) close() error {
	err := st.db.Close()
	if st.file != "" {
		err = errors.Join(err, os.Remove(st.file))
	}
	return err
}

// read stages all entries.
func (st *staging) read(ctx context.Context, r reading, entries iter.Seq2[entry, error], sum *Summary) error {
	rows := 0
	for e, err := range entries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if rows++; rows%batchRows == 0 && r.Progress != nil {
			r.Progress(rows)
		}
		if err == nil {
			err = st.add(ctx, r, e, sum)
		} else if isRejection(err) {
			sum.reject(err)
			err = st.keep(ctx, r, e, sum)
		}
		if err != nil {
			return err
		}
	}
	if r.Progress != nil {
		r.Progress(rows)
	}
	if err := errors.Join(ctx.Err(), st.flush(ctx, r, sum)); err != nil {
		return err
	}
	return st.keepRest(ctx, r, sum)
}

// keepRest stages the items that were not read and are not gone, so that they stay as
// they are.
func (st *staging) keepRest(ctx context.Context, r reading, sum *Summary) error {
	if r.Gone == nil {
		return nil
	}
	rest, err := sqlite.All(ctx, st.db, func(rows *sql.Rows) (e entry, err error) {
		return e, rows.Scan(&e.key, &e.page)
	}, `select key, page from items where kind = ? and source = ?
		and id not in (select item from staging.rows where item is not null) order by position`, r.kind, st.origin.id)
	if err != nil {
		return err
	}
	for _, e := range rest {
		if r.Gone(e.page) {
			continue
		}
		if err := st.add(ctx, r, entry{key: e.key}, sum); err != nil {
			return err
		}
		sum.Kept++
	}
	return st.flush(ctx, r, sum)
}

// isRejection reports whether err is of one row and not of the whole reading.
func isRejection(err error) bool {
	var row *catalog.RowError
	var refusal *document.Refusal
	return errors.As(err, &row) || errors.As(err, &refusal)
}

// keep stages what a bad row leaves as it is.
func (st *staging) keep(ctx context.Context, r reading, e entry, sum *Summary) error {
	if e.key != "" {
		return st.add(ctx, r, entry{key: e.key}, sum)
	}
	if e.group == "" {
		return nil
	}
	kept, err := sqlite.All(ctx, st.db, scanText, `select key from items
		where kind = ? and source = ? and group_key = ? order by position`, r.kind, st.origin.id, e.group)
	if err != nil {
		return err
	}
	for _, key := range kept {
		if err := st.add(ctx, r, entry{key: key}, sum); err != nil {
			return err
		}
	}
	return nil
}

func scanText(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) }

func (st *staging) add(ctx context.Context, r reading, e entry, sum *Summary) error {
	if e.hash != nil {
		if line, twice := st.inBatch[e.key]; twice {
			sum.reject(r.usedBefore(e, line))
			return nil
		}
		st.inBatch[e.key] = e.line
	}
	st.batch = append(st.batch, e)
	if st.size += len(e.body); len(st.batch) < batchRows && st.size < batchBytes {
		return nil
	}
	return st.flush(ctx, r, sum)
}

func (r reading) usedBefore(e entry, line int) error {
	return r.kind.refuse(r.source, e, fmt.Errorf("the id was already used in line %d", line))
}

// flush writes the batch. What the source has already, and just so, goes without
// its body.
func (st *staging) flush(ctx context.Context, r reading, sum *Summary) error {
	if len(st.batch) == 0 {
		return nil
	}
	known, err := st.known(ctx, r)
	if err != nil {
		return err
	}
	var rows, bodies []any
	for _, e := range st.batch {
		k := known[e.key]
		switch {
		case k.staged && e.hash != nil:
			sum.reject(r.usedBefore(e, k.line))
			continue
		case k.item == nil && e.hash == nil: // a bad row of an unknown item
			continue
		}
		rows = append(rows, st.next, e.key, e.group, r.page(e), e.line, e.hash, k.item)
		if e.hash != nil && string(e.hash) != string(k.hash) {
			bodies = append(bodies, st.next, string(e.body))
		}
		st.next++
	}
	// A good row takes the place of a bad one with the same id.
	err = st.insert(ctx, `insert into staging.rows (position, key, group_key, page, line, hash, item) values `, 7, rows,
		` on conflict (key) do update set position = excluded.position, group_key = excluded.group_key,
			page = excluded.page, line = excluded.line, hash = excluded.hash where rows.hash is null and excluded.hash is not null`)
	if err != nil {
		return err
	}
	clear(st.batch)
	clear(st.inBatch)
	st.batch, st.size = st.batch[:0], 0
	return st.insert(ctx, `insert into staging.bodies (position, body) values `, 2, bodies, ``)
}

// insert writes many rows of so many columns in one statement.
func (st *staging) insert(ctx context.Context, into string, columns int, values []any, conflict string) error {
	if len(values) == 0 {
		return nil
	}
	tuples := strings.Repeat("("+marks(columns)+"),", len(values)/columns)
	_, err := st.db.ExecContext(ctx, into+strings.TrimSuffix(tuples, ",")+conflict, values...)
	return err
}

// knownEntry is what is known of a key before its row is staged.
type knownEntry struct {
	item   any // its id, nil when the source does not have it
	hash   []byte
	staged bool // by an earlier good row
	line   int  // of that row
}

// known looks the keys of the batch up.
func (st *staging) known(ctx context.Context, r reading) (map[string]knownEntry, error) {
	keys := make([]any, len(st.batch))
	for i, e := range st.batch {
		keys[i] = e.key
	}
	in := ` in (` + marks(len(keys)) + `)`
	all := map[string]knownEntry{}

	type found struct {
		key string
		knownEntry
	}
	// The plus keeps SQLite from walking through all items of the source.
	items := sqlite.Each(ctx, st.db, func(rows *sql.Rows) (f found, err error) {
		var id int64
		err = rows.Scan(&f.key, &id, &f.hash)
		f.item = id
		return f, err
	}, `select key, id, hash from items where kind = ? and +source = ? and key`+in,
		append([]any{r.kind, st.origin.id}, keys...)...)
	for f, err := range items {
		if err != nil {
			return nil, err
		}
		all[f.key] = f.knownEntry
	}
	staged := sqlite.Each(ctx, st.db, func(rows *sql.Rows) (f found, err error) {
		return f, rows.Scan(&f.key, &f.line)
	}, `select key, line from staging.rows where hash is not null and key`+in, keys...)
	for f, err := range staged {
		if err != nil {
			return nil, err
		}
		k := all[f.key]
		k.staged, k.line = true, f.line
		all[f.key] = k
	}
	return all, nil
}
