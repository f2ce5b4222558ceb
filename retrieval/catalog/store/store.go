// Package store keeps what was read of a shop's feeds: products, sections of
// documents, behaviour and trends, and which indexes were built of them, in one
// SQLite file.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/pressly/goose/v3"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is the catalogue in one file. Its methods may be called from many
// goroutines, and several processes may open the file. Readers see one committed
// state and wait for nobody; writers wait for each other as long as their
// contexts let them. What a method has returned from outlives a loss of power.
//
// An iterator holds a connection until it ends. It may be ranged over once more,
// and then reads anew.
type Store struct {
	path  string
	write *sql.DB // one connection
	read  *sql.DB
	cache *lru.Cache[cacheKey, *catalog.Product]
	log   *slog.Logger
}

// cachedProducts is how many decoded products a Store keeps: a few hundred turns'
// worth, about 20 MB.
const cachedProducts = 8192

// Open opens the catalogue at path, creates it when it does not exist, and brings
// its tables up to date. The folder must exist; a reading of a feed needs as much
// space in it again as the feed. Only the file's owner can read it, and what is
// deleted is overwritten. Log gets a warning of what goes wrong where the call
// succeeds.
func Open(ctx context.Context, path string, log *slog.Logger) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	if err := ownFile(path); err != nil {
		return nil, fmt.Errorf("open the catalogue: %w; the folder must exist and be writable", err)
	}
	s := &Store{path: path, log: log}
	if s.write, err = sql.Open("sqlite", dataSource(path, writerWaits, "_txlock=immediate")); err != nil {
		return nil, fmt.Errorf("open the catalogue %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", dataSource(path, readerWaits, "_pragma=query_only(on)")); err != nil {
		return nil, errors.Join(fmt.Errorf("open the catalogue %s: %w", path, err), s.write.Close())
	}
	s.read.SetMaxIdleConns(runtime.GOMAXPROCS(0))
	if s.cache, err = lru.New[cacheKey, *catalog.Product](cachedProducts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := migrateAlone(ctx, s.write, path); err != nil {
		return nil, errors.Join(s.failed("open", err), s.Close())
	}
	return s, nil
}

// Close closes the catalogue. No other call may be under way.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// ownFile creates the file if needed and closes it to everyone but its owner.
// SQLite gives the same mode to the files that it puts beside it.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// How long SQLite waits where another holds a lock. A writer tries again while its
// context lets it (begin), which it looks at in between; a reader meets a lock only
// while the log is put in order after a crash.
const (
	writerWaits = time.Second
	readerWaits = 10 * time.Second
)

// dataSource is the name by which the driver opens the file at path, with one more
// setting.
func dataSource(path string, waits time.Duration, setting string) string {
	settings := url.Values{
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", waits.Milliseconds()), // first: switching to WAL may have to wait, too
			"journal_mode(wal)",
			"synchronous(full)",
			"foreign_keys(on)",
			"secure_delete(on)",
			"journal_size_limit(67108864)", // what a large reading made of the log is given back
		},
	}
	name := url.URL{Path: filepath.ToSlash(path)}
	return "file:" + name.EscapedPath() + "?" + settings.Encode() + "&" + setting
}

// migrateAlone brings the tables up to date while no other process does. The
// lock ends with the process, however it ends; its file stays.
func migrateAlone(ctx context.Context, db *sql.DB, path string) error {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return errors.Join(migrate(ctx, db), lock.Unlock())
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("it was written by a later release of shopguide (tables %d, this release knows %d): use that release, or move the file away and index again", have, want)
	}
	_, err = provider.Up(ctx)
	return err
}
