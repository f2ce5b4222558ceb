package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// sync reads a source into a staging and takes it over.
func (s *Store) sync(ctx context.Context, r reading, entries iter.Seq2[entry, error]) (sum Summary, err error) {
	defer func() {
		if err != nil {
			sum, err = Summary{}, s.failed("read "+r.source, err)
		}
	}()
	if err := checkName(r.source); err != nil {
		return Summary{}, err
	}
	st, err := s.newStaging(ctx, r.source)
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if err := st.read(ctx, r, entries, &sum); err != nil {
		return Summary{}, err
	}
	t := takeover{reading: r, origin: st.origin, sum: &sum}
	err = sqlite.Transact(ctx, st.db, func(tx *sql.Tx) error {
		t.tx = tx
		return t.run(ctx)
	})
	return sum, err
}

// The statements of a takeover that join. They fix the order of their joins where
// SQLite, which knows no sizes, might begin with the larger table: by a cross join, or
// in an update, where that would put the table that is updated first, by a plus, which
// leaves but one way from the few bodies to their rows, and from these to what changes.
const (
	ownedByOthers = `select r.key, r.group_key, r.line, s.name from staging.rows r
		cross join items i on i.kind = ? and i.key = r.key join sources s on s.id = i.source
		where r.item is null order by r.position`
	dropOwned = `delete from staging.rows where item is null
		and exists (select 1 from items i where i.kind = ? and i.key = rows.key)`

	dropUnchanged = `delete from staging.bodies where position in (
		select b.position from staging.bodies b cross join staging.rows r on r.position = b.position
		join items i on i.id = r.item where i.hash = r.hash)`

	goneItems = ` kind = ?1 and source = ?2 and id not in (select item from staging.rows where item is not null)`

	changedRows   = ` from staging.bodies b join staging.rows r on r.position = +b.position`
	replaceBodies = `update bodies set body = b.body` + changedRows + ` where bodies.item = r.item`
	replaceItems  = `update items set hash = r.hash, group_key = r.group_key, sequence = ?` + changedRows + ` where items.id = r.item`

	insertBodies = `insert into bodies (item, body) select ? + b.position, b.body
		from staging.bodies b cross join staging.rows r on r.position = b.position where r.item is null`
	dropReturned = `delete from removed where product in (select key from staging.rows where item is null)`

	moveItems = `update items set position = r.position from staging.rows r
		where items.id = r.item and items.position <> r.position`
	movePages = `update items set page = r.page from staging.rows r
		where items.id = r.item and r.hash is not null and items.page <> r.page`
)

// takeover makes a staged reading the state of its source, in one transaction.
type takeover struct {
	reading
	origin origin
	tx     *sql.Tx
	sum    *Summary

	sequence int64 // of the changes that it makes
}

func (t *takeover) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		t.claim, t.rejectOwned, t.settle, t.checkSize, t.remove, t.replace, t.insert, t.order, t.mark,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// claim enters the reading into the source's row.
func (t *takeover) claim(ctx context.Context) error {
	now, err := originOf(ctx, t.tx, t.source)
	if err != nil {
		return err
	}
	if now != t.origin {
		return ErrOvertaken
	}
	if t.origin.id, err = enterSource(ctx, t.tx, t.source, t.SyncOptions); err != nil {
		return err
	}
	last, err := number(ctx, t.tx, `select value from sequences where kind = ?`, t.kind)
	t.sequence = last + 1
	return err
}

// rejectOwned drops rows whose ids belong to other sources.
func (t *takeover) rejectOwned(ctx context.Context) error {
	type owned struct {
		entry
		owner string
	}
	others := sqlite.Each(ctx, t.tx, func(rows *sql.Rows) (o owned, err error) {
		return o, rows.Scan(&o.key, &o.group, &o.line, &o.owner)
	}, ownedByOthers, t.kind)
	for o, err := range others {
		if err != nil {
			return err
		}
		t.sum.reject(t.kind.refuse(t.source, o.entry, fmt.Errorf("the id belongs to the source %s; if that moved or has another name now, run `shopguide catalogue forget %q` and index again", o.owner, o.owner)))
	}
	return sqlite.Exec(ctx, t.tx, dropOwned, t.kind)
}

// settle applies reviews to the staged products, and drops bodies that turn out
// to be unchanged.
func (t *takeover) settle(ctx context.Context) error {
	if t.kind != products {
		return nil
	}
	if err := rejectStaged(ctx, t.tx); err != nil {
		return err
	}
	return sqlite.Exec(ctx, t.tx, dropUnchanged)
}

// checkSize refuses a reading that has lost too much.
func (t *takeover) checkSize(ctx context.Context) error {
	before, err := number(ctx, t.tx, `select count(*) from items where kind = ? and source = ?`, t.kind, t.origin.id)
	if err != nil {
		return err
	}
	left, err := number(ctx, t.tx, `select count(*) from staging.rows where item is not null`)
	if err != nil {
		return err
	}
	if 2*left < before && !t.Force {
		return &ShrunkError{Source: t.source, Before: int(before), After: int(left)}
	}
	return nil
}

// remove deletes what the reading no longer has.
func (t *takeover) remove(ctx context.Context) (err error) {
	t.sum.Removed, err = removeItems(ctx, t.tx, t.kind, t.sequence, goneItems, t.kind, t.origin.id)
	return err
}

// replace stores what is known and changed.
func (t *takeover) replace(ctx context.Context) (err error) {
	if err = sqlite.Exec(ctx, t.tx, replaceBodies); err != nil {
		return err
	}
	t.sum.Changed, err = sqlite.Count(ctx, t.tx, replaceItems, t.sequence)
	if err != nil {
		return err
	}
	kept, err := number(ctx, t.tx, `select count(*) from staging.rows where item is not null and hash is not null`)
	t.sum.Unchanged = int(kept) - t.sum.Changed
	return err
}

// insert stores what is new.
func (t *takeover) insert(ctx context.Context) error {
	last, err := number(ctx, t.tx, `select coalesce(max(id), 0) from items`)
	if err != nil {
		return err
	}
	t.sum.Added, err = sqlite.Count(ctx, t.tx, `
		insert into items (id, kind, key, source, position, group_key, page, hash, sequence)
		select ? + position, ?, key, ?, position, group_key, page, hash, ? from staging.rows where item is null`,
		last, t.kind, t.origin.id, t.sequence)
	if err != nil {
		return err
	}
	err = sqlite.Exec(ctx, t.tx, insertBodies, last)
	if err != nil || t.kind != products {
		return err
	}
	return sqlite.Exec(ctx, t.tx, dropReturned)
}

// order gives the items their places in the feed, and on the pages of a site.
func (t *takeover) order(ctx context.Context) error {
	if err := sqlite.Exec(ctx, t.tx, moveItems); err != nil {
		return err
	}
	return sqlite.Exec(ctx, t.tx, movePages)
}

// mark moves the sequence on if something changed.
func (t *takeover) mark(ctx context.Context) error {
	if t.sum.Added+t.sum.Changed+t.sum.Removed == 0 {
		return nil
	}
	return setSequence(ctx, t.tx, t.kind, t.sequence)
}

func setSequence(ctx context.Context, tx *sql.Tx, k kind, value int64) error {
	return sqlite.Exec(ctx, tx, `update sequences set value = ? where kind = ?`, value, k)
}

// removeItems deletes the items that a condition picks, leaving word of products.
func removeItems(ctx context.Context, tx *sql.Tx, k kind, sequence int64, condition string, args ...any) (int, error) {
	if k == products {
		err := sqlite.Exec(ctx, tx, fmt.Sprintf(`insert into removed (product, sequence)
			select key, %d from items where`, sequence)+condition, args...)
		if err != nil {
			return 0, err
		}
	}
	return sqlite.Count(ctx, tx, `delete from items where`+condition, args...)
}

// enterSource notes a reading of a source and returns the source's id.
func enterSource(ctx context.Context, tx *sql.Tx, name string, o SyncOptions) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `
		insert into sources (name, kind, etag, modified, readings, synced_at) values (?, ?, ?, ?, 1, ?)
		on conflict (name) do update set kind = excluded.kind, etag = excluded.etag,
			modified = excluded.modified, readings = readings + 1, synced_at = excluded.synced_at
		returning id`, name, o.Kind, o.ETag, o.Modified, sqlite.Micros(time.Now())).Scan(&id)
	return id, err
}
