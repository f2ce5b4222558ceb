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
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver
)

//go:embed migrations/sqlite/*.sql
var sqliteMigrations embed.FS

// SQLite is a Store in one file. It holds one connection, so its transactions
// run one after the other; each takes the write lock at its start, so that
// another process with the same file makes it wait and not fail halfway.
type SQLite struct {
	db  *sql.DB
	log *slog.Logger
}

var _ Store = (*SQLite)(nil)

// OpenSQLite opens the database at path, creates it when it does not exist, and
// brings its tables up to date. The folder must exist. Only the file's owner
// can read it, and erased text is overwritten. Log gets a
// warning of what goes wrong where the call succeeds.
func OpenSQLite(ctx context.Context, path string, log *slog.Logger) (*SQLite, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := ownFile(path); err != nil {
		return nil, fmt.Errorf("open the store: %w; the folder must exist and be writable", err)
	}
	db, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	if err := migrateAlone(ctx, db, path); err != nil {
		return nil, errors.Join(
			fmt.Errorf("open the store %s: %w; if the file is damaged, restore it from a copy or move it away", path, err),
			db.Close())
	}
	return &SQLite{db: db, log: log}, nil
}

// ownFile creates the file if needed and closes it to everyone but its owner.
// SQLite gives the same mode to the files that it puts beside it.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func sqliteDSN(path string) string {
	settings := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(5000)", // first: switching to WAL may have to wait, too
			"journal_mode(wal)",
			"synchronous(full)",
			"foreign_keys(on)",
			"secure_delete(on)",
		},
	}
	name := url.URL{Path: filepath.ToSlash(path)}
	return "file:" + name.EscapedPath() + "?" + settings.Encode()
}

// migrateAlone brings the tables up to date while no other process does. The
// lock ends with the process, however it ends; its file stays.
func migrateAlone(ctx context.Context, db *sql.DB, path string) error {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return errors.Join(migrateSQLite(ctx, db), lock.Unlock())
}

func migrateSQLite(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(sqliteMigrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// Ping implements Store.
func (s *SQLite) Ping(ctx context.Context) error {
	return s.do(ctx, "ping", func(tx *sql.Tx) error {
		return exec(ctx, tx, `insert into heartbeat (id, at) values (1, ?)
			on conflict (id) do update set at = excluded.at`, time.Now().UnixMicro())
	})
}

// Close implements Store.
func (s *SQLite) Close() error { return s.db.Close() }

// do runs f in one transaction, which is undone when f fails. What names the
// deed in the error.
func (s *SQLite) do(ctx context.Context, what string, f func(*sql.Tx) error) error {
	err := s.transact(ctx, f)
	if err != nil {
		return fmt.Errorf("store: %s: %w", what, err)
	}
	return nil
}

func (s *SQLite) transact(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
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

func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// count runs a statement and returns how many rows it changed.
func count(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// rows collects what scan makes of each row of a query.
func rows[T any](ctx context.Context, tx *sql.Tx, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	found, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, found.Close()) }()
	for found.Next() {
		one, err := scan(found)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, found.Err()
}

func micros(t time.Time) int64 { return t.UnixMicro() }

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
