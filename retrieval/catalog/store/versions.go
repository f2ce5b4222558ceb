package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// Version is an index that was built of the catalogue.
type Version struct {
	ID       string
	Created  time.Time
	Sequence int64  // of the state that it holds at least
	Home     string // "memory", "milvus"
	Location string // the file's or the collection's name
	Model    string // of its vectors
	Dim      int
	Profile  []byte // how it was built, in a form that the builder knows
	Corpus   []byte // its statistics, likewise
	Products int
}

// ErrNoIndex says that no index was built yet.
var ErrNoIndex = errors.New("no index has been built yet: run \"shopguide index\" first")

// keptVersions are the current one and the one before it, which readers may still
// be using, and to which an operator can go back.
const keptVersions = 2

// Intend notes the version that is to be current as soon as its home has put it in
// place, so that whoever comes after a crash in between can look whether it has.
func (s *Store) Intend(ctx context.Context, v Version) error {
	return s.change(ctx, "note what index "+v.ID+" will be", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `insert or replace into intent
			(one, id, created_at, sequence, home, location, model, dim, products, profile, corpus)
			values (1, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, x''), coalesce(?, x''))`, v.values()...)
	})
}

// Intended returns the version that was noted last and has not become current, nil if
// there is none.
func (s *Store) Intended(ctx context.Context) (*Version, error) {
	found, err := sqlite.All(ctx, s.read, scanVersion,
		`select id, created_at, sequence, home, location, model, dim, products, profile, corpus from intent`)
	if err != nil || len(found) == 0 {
		return nil, s.failed("read the index version that was intended", err)
	}
	return &found[0], nil
}

// values are those of a version in the order of its columns.
func (v Version) values() []any {
	return []any{v.ID, sqlite.Micros(v.Created), v.Sequence, v.Home, v.Location, v.Model, v.Dim, v.Products, v.Profile, v.Corpus}
}

// SetCurrent makes v, a new version or a kept one, that which readers take, keeps
// the one that was current, and forgets older ones and what was intended. The caller then deletes what
// no kept version (Versions) names as its location. What was removed
// before the oldest kept version is forgotten, too.
func (s *Store) SetCurrent(ctx context.Context, v Version) error {
	return s.change(ctx, "switch to index "+v.ID, func(tx *sql.Tx) error {
		if v.ID == "" {
			return errors.New("it has no id")
		}
		for _, statement := range []struct {
			text string
			args []any
		}{
			{`insert or replace into versions
				(turn, id, created_at, sequence, home, location, model, dim, products, profile, corpus)
				select coalesce(max(turn), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(?, x''), coalesce(?, x'') from versions`,
				v.values()},
			{`delete from intent`, nil},
			{`delete from versions where turn not in (select turn from versions order by turn desc limit ?)`, []any{keptVersions}},
			{`update sequences set floor = max(floor, (select min(sequence) from versions)) where kind = 'product'`, nil},
			{`delete from removed where sequence <= (select floor from sequences where kind = 'product')`, nil},
		} {
			if err := sqlite.Exec(ctx, tx, statement.text, statement.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Current returns the version that readers take, or ErrNoIndex.
func (s *Store) Current(ctx context.Context) (Version, error) {
	for v, err := range s.versions(ctx, 1) {
		return v, err
	}
	return Version{}, ErrNoIndex
}

// CurrentID returns the id of the current version, "" while there is none. It
// costs so little that it may be asked before every search.
func (s *Store) CurrentID(ctx context.Context) (id string, err error) {
	err = s.read.QueryRowContext(ctx, `select id from versions order by turn desc limit 1`).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, s.failed("read the index version", err)
}

// Versions returns the versions that are kept, the current one first.
func (s *Store) Versions(ctx context.Context) ([]Version, error) {
	return sqlite.Collect(s.versions(ctx, keptVersions))
}

func (s *Store) versions(ctx context.Context, limit int) iter.Seq2[Version, error] {
	return explained(s, "read the index versions", sqlite.Each(ctx, s.read, scanVersion, `
		select id, created_at, sequence, home, location, model, dim, products, profile, corpus
		from versions order by turn desc limit ?`, limit))
}

func scanVersion(rows *sql.Rows) (v Version, err error) {
	var created int64
	err = rows.Scan(&v.ID, &created, &v.Sequence, &v.Home, &v.Location, &v.Model, &v.Dim, &v.Products, &v.Profile, &v.Corpus)
	v.Created = sqlite.Moment(created)
	return v, err
}
