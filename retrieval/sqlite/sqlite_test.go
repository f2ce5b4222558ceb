package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var migrations = fstest.MapFS{"00001_words.sql": {Data: []byte("-- +goose Up\ncreate table words (word text not null) strict;\n")}}

// opened returns a writer and a reader of a file with the table words.
func opened(t *testing.T, path string) (writer, reader *sql.DB) {
	t.Helper()
	path, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if writer, err = sqlite.OpenWriter(path); err != nil {
		t.Fatal(err)
	}
	if reader, err = sqlite.OpenReader(path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(writer.Close(), reader.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := sqlite.Migrate(t.Context(), writer, path, migrations); err != nil {
		t.Fatal(err)
	}
	return writer, reader
}

func add(word string) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		return sqlite.Exec(context.Background(), tx, `insert into words (word) values (?)`, word)
	}
}

func words(t *testing.T, db sqlite.Querier) string {
	t.Helper()
	all, err := sqlite.All(t.Context(), db, func(rows *sql.Rows) (word string, err error) { return word, rows.Scan(&word) },
		`select word from words order by word`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

// TestAFileKeepsWhatItPromises: what is committed outlives a loss of power, which with
// a write-ahead log takes a flush at each commit, what is erased is gone, and who only
// reads cannot write.
func TestAFileKeepsWhatItPromises(t *testing.T) {
	path := filepath.Join(t.TempDir(), "店 100%?#&;'.db")
	writer, reader := opened(t, path)
	for _, c := range []struct{ setting, writes, reads string }{
		{"journal_mode", "wal", "wal"},
		{"synchronous", "2", "2"}, // FULL
		{"secure_delete", "1", "1"},
		{"foreign_keys", "1", "1"},
		{"query_only", "0", "1"},
	} {
		for db, want := range map[*sql.DB]string{writer: c.writes, reader: c.reads} {
			var got string
			if err := db.QueryRowContext(t.Context(), "pragma "+c.setting).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s is %s, want %s", c.setting, got, want)
			}
		}
	}
	for _, name := range []string{path, path + "-wal", path + ".lock"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := sqlite.Transact(t.Context(), reader, add("no")); err == nil {
		t.Error("a reader can write")
	}
	if _, err := sqlite.Create(filepath.Join(t.TempDir(), "none", "a.db")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "the folder must exist") {
		t.Errorf("in no folder: %v", err)
	}
}

func TestATransactionIsDoneWholeOrNotAtAll(t *testing.T) {
	writer, reader := opened(t, filepath.Join(t.TempDir(), "a.db"))
	if err := sqlite.Transact(t.Context(), writer, add("a")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken off")
	err := sqlite.Transact(t.Context(), writer, func(tx *sql.Tx) error { return errors.Join(add("b")(tx), broken) })
	if got := words(t, reader); !errors.Is(err, broken) || got != "a" {
		t.Errorf("the words are %s, error %v", got, err)
	}
}

func TestAWriterWaitsForAnotherUntilItsContextEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	one, reader := opened(t, path)
	other, _ := opened(t, path)
	tx, err := one.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := reader.BeginTx(t.Context(), nil) // which nobody keeps waiting
	if err != nil {
		t.Fatal(err)
	}
	if got := words(t, reading); got != "" {
		t.Errorf("the words are %s", got)
	}
	impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := sqlite.Transact(impatient, other, add("never")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	done := make(chan error)
	go func() { done <- sqlite.Transact(t.Context(), other, add("later")) }()
	time.Sleep(1500 * time.Millisecond) // longer than a connection waits
	if err := errors.Join(reading.Rollback(), tx.Rollback()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil || words(t, reader) != "later" {
		t.Errorf("the words are %s, error %v", words(t, reader), err)
	}
}

func TestMigrate(t *testing.T) {
	t.Run("may be called by many at once", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a.db")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				db, err := sqlite.OpenWriter(path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(sqlite.Migrate(t.Context(), db, path, migrations), db.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	t.Run("leaves a file of a later release alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a.db")
		db, _ := opened(t, path)
		later := fstest.MapFS{"00001_words.sql": migrations["00001_words.sql"], "00002_more.sql": {Data: []byte("-- +goose Up\ncreate table more (id integer);\n")}}
		if err := sqlite.Migrate(t.Context(), db, path, later); err != nil {
			t.Fatal(err)
		}
		if err := sqlite.Migrate(t.Context(), db, path, migrations); err == nil || !strings.Contains(err.Error(), "later release") {
			t.Errorf("error %v", err)
		}
	})
}
