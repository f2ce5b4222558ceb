// Package sqlite opens SQLite files that keep what they promise: what is committed
// outlives a loss of power, what is deleted is overwritten, and only the owner can read
// it.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
)

// Create creates the file at path if needed, in a folder that exists, closes it to
// everyone but its owner, and returns its absolute path. SQLite gives the same mode to
// the files that it puts beside it.
func Create(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("%w; the folder must exist and be writable", err)
	}
	return path, errors.Join(f.Chmod(0o600), f.Close())
}

// How long SQLite waits where another holds a lock. A writer tries again while its
// context lets it (Transact), which it looks at in between; a reader meets a lock only
// while the log is put in order after a crash.
const (
	writerWaits = time.Second
	readerWaits = 10 * time.Second
)

// OpenWriter returns the one connection by which a process writes the file at an
// absolute path. It takes the write lock at the start of each transaction, so that none
// fails halfway.
func OpenWriter(path string) (*sql.DB, error) {
	db, err := open(path, writerWaits, "&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// OpenReader returns connections that cannot write, any number at a time.
func OpenReader(path string) (*sql.DB, error) {
	return open(path, readerWaits, "&_pragma=query_only(on)")
}

func open(path string, wait time.Duration, setting string) (*sql.DB, error) {
	settings := url.Values{
		"_pragma": {
			fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()), // first: switching to WAL may have to wait, too
			"journal_mode(wal)",
			"synchronous(full)",
			"foreign_keys(on)",
			"secure_delete(on)",
			"journal_size_limit(67108864)", // what a large change made of the log is given back
		},
	}
	name := url.URL{Path: filepath.ToSlash(path)}
	return sql.Open("sqlite", "file:"+name.EscapedPath()+"?"+settings.Encode()+setting)
}

// Alone runs f while no other process or goroutine runs one for the file at path. The
// lock ends with the process, however it ends; its file stays. Who may be the first to
// open a file needs it: of two that turn one to a write-ahead log at once, SQLite tells
// one that it is busy, and lets neither wait.
func Alone(ctx context.Context, path string, f func() error) error {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return errors.Join(f(), lock.Unlock())
}

// Migrate brings the tables of the file at path up to date by goose's migrations, while
// no other process does.
func Migrate(ctx context.Context, db *sql.DB, path string, migrations fs.FS) error {
	return Alone(ctx, path, func() error { return migrate(ctx, db, migrations) })
}

func migrate(ctx context.Context, db *sql.DB, migrations fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("it was written by a later release of shopguide (tables %d, this release knows %d): use that release, or move the file away", have, want)
	}
	_, err = provider.Up(ctx)
	return err
}
