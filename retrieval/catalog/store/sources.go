package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Source is where a part of the catalogue comes from.
type Source struct {
	Name, Kind     string
	ETag, Modified string // as SyncOptions
	LastSync       time.Time
	Products       int
	Sections       int
	Events         int
	Trends         int
}

// checkName refuses what cannot name a source.
func checkName(source string) error {
	if source == "" || !utf8.ValidString(source) {
		return fmt.Errorf("%q does not name a source: it must be text, and not empty", source)
	}
	return nil
}

// Sources returns the sources in the order in which they were first read.
func (s *Store) Sources(ctx context.Context) ([]Source, error) {
	all, err := sqlite.All(ctx, s.read, scanSource, `
		select name, kind, etag, modified, synced_at,
			(select count(*) from items where kind = 'product' and source = sources.id),
			(select count(*) from items where kind = 'section' and source = sources.id),
			(select count(*) from events where source = sources.id),
			(select count(*) from trends where source = sources.id)
		from sources order by id`)
	return all, s.failed("list the sources", err)
}

func scanSource(rows *sql.Rows) (x Source, err error) {
	var at int64
	err = rows.Scan(&x.Name, &x.Kind, &x.ETag, &x.Modified, &at, &x.Products, &x.Sections, &x.Events, &x.Trends)
	x.LastSync = sqlite.Moment(at)
	return x, err
}

// ErrUnknownSource says that nothing was read from a source of the name.
var ErrUnknownSource = errors.New("there is no such source; \"shopguide catalogue\" names them")

// Forget removes a source with all that was read from it. Reviews of its products
// stay, for the day it comes back.
func (s *Store) Forget(ctx context.Context, source string) error {
	_, err := s.erase(ctx, "forget "+source, func(tx *sql.Tx) (int, error) {
		o, err := originOf(ctx, tx, source)
		if err != nil {
			return 0, err
		}
		if o.id == 0 {
			return 0, ErrUnknownSource
		}
		for _, k := range []kind{products, sections} {
			if err := forgetItems(ctx, tx, k, o.id); err != nil {
				return 0, err
			}
		}
		// What other sources were refused because this one owned it may now be theirs.
		if err := sqlite.Exec(ctx, tx, `update sources set etag = '', modified = ''`); err != nil {
			return 0, err
		}
		for _, erase := range []string{
			`delete from events where source = ?`,
			`delete from trends where source = ?`,
			`delete from sources where id = ?`,
		} {
			if err := sqlite.Exec(ctx, tx, erase, o.id); err != nil {
				return 0, err
			}
		}
		return 1, nil
	})
	return err
}

func forgetItems(ctx context.Context, tx *sql.Tx, k kind, source int64) error {
	last, err := number(ctx, tx, `select value from sequences where kind = ?`, k)
	if err != nil {
		return err
	}
	n, err := removeItems(ctx, tx, k, last+1, ` kind = ? and source = ?`, k, source)
	if err != nil || n == 0 {
		return err
	}
	return setSequence(ctx, tx, k, last+1)
}
