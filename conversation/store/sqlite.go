package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

//go:embed migrations/sqlite/*.sql
var sqliteMigrations embed.FS

// SQLite is a Store in one file. It holds one connection, so its transactions
// run one after the other; another process with the same file makes them wait.
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
	path, err := sqlite.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	migrations, err := fs.Sub(sqliteMigrations, "migrations/sqlite")
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	db, err := sqlite.OpenWriter(path)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	if err := sqlite.Migrate(ctx, db, path, migrations); err != nil {
		return nil, errors.Join(
			fmt.Errorf("open the store %s: %w; if the file is damaged, restore it from a copy or move it away", path, err),
			db.Close())
	}
	return &SQLite{db: db, log: log}, nil
}

// Ping implements Store.
func (s *SQLite) Ping(ctx context.Context) error {
	return s.do(ctx, "ping", func(tx *sql.Tx) error {
		return sqlite.Exec(ctx, tx, `insert into heartbeat (id, at) values (1, ?)
			on conflict (id) do update set at = excluded.at`, time.Now().UnixMicro())
	})
}

// Close implements Store.
func (s *SQLite) Close() error { return s.db.Close() }

// do runs f in one transaction, which is undone when f fails. What names the
// deed in the error.
func (s *SQLite) do(ctx context.Context, what string, f func(*sql.Tx) error) error {
	err := sqlite.Transact(ctx, s.db, f)
	if err != nil {
		return fmt.Errorf("store: %s: %w", what, err)
	}
	return nil
}
