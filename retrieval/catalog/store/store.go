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
	"runtime"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/sqlite"
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
	path, err := sqlite.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	tables, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	s := &Store{path: path, log: log}
	if s.write, err = sqlite.OpenWriter(path); err != nil {
		return nil, fmt.Errorf("open the catalogue %s: %w", path, err)
	}
	if s.read, err = sqlite.OpenReader(path); err != nil {
		return nil, errors.Join(fmt.Errorf("open the catalogue %s: %w", path, err), s.write.Close())
	}
	s.read.SetMaxIdleConns(runtime.GOMAXPROCS(0))
	if s.cache, err = lru.New[cacheKey, *catalog.Product](cachedProducts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := sqlite.Migrate(ctx, s.write, path, tables); err != nil {
		return nil, errors.Join(s.failed("open", err), s.Close())
	}
	return s, nil
}

// Close closes the catalogue. No other call may be under way.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }
