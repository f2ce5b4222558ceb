package embedding

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

// vectorFile keeps vectors by key in an SQLite file: its locks let several
// processes index at a time, and its log survives a crash of any of them.
type vectorFile struct {
	db   *sql.DB
	path string
	dim  int
}

// The day of use is written at most once a day, so that reading stays reading.
const vectorTable = `create table if not exists vectors (
	key    blob primary key,
	vector blob not null,
	used   integer not null -- days since 1970, in UTC
)`

// openVectorFile opens the file in folder, or makes it.
func openVectorFile(ctx context.Context, folder string, dim int) (*vectorFile, error) {
	path, err := filepath.Abs(filepath.Join(folder, "vectors.db"))
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("open the cache of embeddings: %w", err)
	}
	settings := url.Values{
		"_pragma": {
			"busy_timeout(10000)", // first: switching to WAL may have to wait, too
			"auto_vacuum(incremental)",
			"journal_mode(wal)",
			"synchronous(normal)", // what a power cut loses is embedded again
		},
	}
	name := url.URL{Path: filepath.ToSlash(path)}
	db, err := sql.Open("sqlite", "file:"+name.EscapedPath()+"?"+settings.Encode())
	if err != nil {
		return nil, fmt.Errorf("open the cache of embeddings: %w", err)
	}
	f := &vectorFile{db: db, path: path, dim: dim}
	if err := sqlite.Alone(ctx, path, func() error { return f.create(ctx) }); err != nil {
		return nil, errors.Join(f.failed("open", err), db.Close())
	}
	return f, nil
}

func (f *vectorFile) create(ctx context.Context) error {
	_, err := f.db.ExecContext(ctx, vectorTable)
	return err
}

func (f *vectorFile) close() error { return f.db.Close() }

func (f *vectorFile) failed(deed string, err error) error {
	return fmt.Errorf("%s the cache of embeddings: %w; if there is room on the disk, delete %s*, which costs only the time to embed again",
		deed, err, f.path)
}

// get returns the vectors of those keys that the file holds whole, and marks
// them as used today.
func (f *vectorFile) get(ctx context.Context, keys []cacheKey) (map[cacheKey][]float32, error) {
	vectors := make(map[cacheKey][]float32, len(keys))
	if len(keys) == 0 {
		return vectors, nil
	}
	rows, err := f.db.QueryContext(ctx, `select key, vector, used from vectors
		where key in (select unhex(value) from json_each(?))`, keyList(keys))
	if err != nil {
		return nil, f.failed("read", err)
	}
	defer func() { _ = rows.Close() }() // its error is that of rows.Err
	today := day(time.Now())
	var stale []cacheKey
	for rows.Next() {
		var key, blob []byte
		var used int64
		if err := rows.Scan(&key, &blob, &used); err != nil {
			return nil, f.failed("read", err)
		}
		v, ok := decodeVector(blob, f.dim)
		if !ok || len(key) != len(cacheKey{}) {
			continue // damaged: embedded again, and replaced
		}
		vectors[cacheKey(key)] = v
		if used < today {
			stale = append(stale, cacheKey(key))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, f.failed("read", err)
	}
	if len(stale) == 0 {
		return vectors, nil
	}
	_, err = f.db.ExecContext(ctx, `update vectors set used = ?
		where key in (select unhex(value) from json_each(?))`, today, keyList(stale))
	if err != nil {
		return nil, f.failed("write", err)
	}
	return vectors, nil
}

// keyList returns keys as a JSON list of their hexadecimal forms.
func keyList(keys []cacheKey) string {
	var list strings.Builder
	for i, key := range keys {
		separator := ","
		if i == 0 {
			separator = "["
		}
		fmt.Fprintf(&list, `%s"%x"`, separator, key)
	}
	return list.String() + "]"
}

// put keeps vectors in one transaction, save those without length: they cost
// nothing to embed again, and a file's damaged parts are often zeros.
func (f *vectorFile) put(ctx context.Context, vectors map[cacheKey][]float32) (err error) {
	if len(vectors) == 0 {
		return nil
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return f.failed("write", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after the commit
	insert, err := tx.PrepareContext(ctx, `insert or replace into vectors (key, vector, used) values (?, ?, ?)`)
	if err != nil {
		return f.failed("write", err)
	}
	defer func() { _ = insert.Close() }() // ends with the transaction
	today := day(time.Now())
	for key, v := range vectors {
		blob := encodeVector(v)
		if _, ok := decodeVector(blob, f.dim); !ok {
			continue
		}
		if _, err := insert.ExecContext(ctx, key[:], blob, today); err != nil {
			return f.failed("write", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return f.failed("write", err)
	}
	return nil
}

// pruned is how many vectors one transaction forgets, so that a process that
// writes does not wait long.
const pruned = 5000

// prune deletes what was last used before the day, and gives the room back.
func (f *vectorFile) prune(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		result, err := f.db.ExecContext(ctx, `delete from vectors where rowid in
			(select rowid from vectors where used < ? limit ?)`, day(before), pruned)
		if err != nil {
			return total, f.failed("prune", err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			return total, f.failed("prune", err)
		}
		total += int(n)
		if n < pruned {
			break
		}
	}
	// The file shrinks only once the log's pages are written back into it.
	if _, err := f.db.ExecContext(ctx, `pragma incremental_vacuum; pragma wal_checkpoint(truncate)`); err != nil {
		return total, f.failed("prune", err)
	}
	return total, nil
}

// day counts days since 1970.
func day(t time.Time) int64 { return t.Unix() / int64(24*time.Hour/time.Second) }
