package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func TestTheFile(t *testing.T) {
	t.Run("its name may hold any character", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "店 100%?#&;'.db")
		open(t, path).sync("a", shirts("1"))
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("the catalogue is not where it was asked for: %v, %v", info, err)
		}
	})

	t.Run("a folder that does not exist is an error that says so", func(t *testing.T) {
		_, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "none", "catalogue.db"), quiet)
		if err == nil || !strings.Contains(err.Error(), "the folder must exist") {
			t.Errorf("error %v", err)
		}
	})

	t.Run("what was stored is there when it is opened again", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "catalogue.db")
		s, err := store.Open(t.Context(), path, quiet)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Sync(t.Context(), "a", shirts("1").rows(), store.SyncOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		open(t, path).wantIDs("1")
	})

	t.Run("several may open and write it at once", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "catalogue.db")
		var all sync.WaitGroup
		for _, name := range []string{"a", "b", "c", "d"} {
			all.Go(func() {
				s, err := store.Open(t.Context(), path, quiet)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Sync(t.Context(), name, shirts(name).rows(), store.SyncOptions{}); err != nil {
					t.Error(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n, err := open(t, path).Len(t.Context()); n != 4 || err != nil {
			t.Errorf("%d products, %v", n, err)
		}
	})

	t.Run("a writer waits for another however long, until its context ends", func(t *testing.T) {
		w := fresh(t)
		db, err := sql.Open("sqlite", "file:"+w.path+"?_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		impatient, cancel := context.WithCancel(t.Context())
		given := make(chan error, 1)
		go func() { given <- w.SetCurrent(impatient, store.Version{ID: "never"}) }()
		cancel()
		if err := <-given; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		go func() { given <- w.SetCurrent(t.Context(), store.Version{ID: "later"}) }()
		time.Sleep(1500 * time.Millisecond) // longer than SQLite itself waits
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := <-given; err != nil {
			t.Errorf("error %v", err)
		}
	})

	t.Run("one of a later release is left alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "catalogue.db")
		open(t, path)
		tamper(t, path, `insert into goose_db_version (version_id, is_applied) values (900, 1)`)
		_, err := store.Open(t.Context(), path, quiet)
		if err == nil || !strings.Contains(err.Error(), "later release") {
			t.Errorf("error %v", err)
		}
	})
}

// tamper changes a catalogue behind its back.
func tamper(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedFileIsAnErrorThatSaysSo(t *testing.T) {
	t.Run("no database at all, which is left alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "catalogue.db")
		content := bytes.Repeat([]byte("not a database "), 1000)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), path, quiet); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v", err)
		}
		if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, content) {
			t.Errorf("the file changed (%v)", err)
		}
	})

	for name, damage := range map[string]func([]byte) []byte{
		"its end is lost":            func(b []byte) []byte { return b[:len(b)/2] },
		"its middle is overwritten":  func(b []byte) []byte { return overwritten(b, len(b)/3, 2*len(b)/3) },
		"all but its start is blank": func(b []byte) []byte { clear(b[4096:]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "catalogue.db")
			s, err := store.Open(t.Context(), path, quiet)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Sync(t.Context(), "a", shirts(numbered(2000)...).rows(), store.SyncOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := readAll(t, path); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v", err)
			}
		})
	}

	t.Run("a stored product that is none", func(t *testing.T) {
		for _, body := range []string{`{"id":`, `{"id":"2"}`, `[]`, ``} {
			w := fresh(t)
			w.sync("a", shirts("1"))
			tamper(t, w.path, `update bodies set body = '`+body+`'`)
			if _, err := w.Product(w.ctx, "1"); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), `product "1"`) {
				t.Errorf("%s: error %v", body, err)
			}
			if err := readAll(t, w.path); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s: error %v", body, err)
			}
		}
	})
}

// readAll opens a catalogue and reads all of it.
func readAll(t *testing.T, path string) error {
	s, err := store.Open(t.Context(), path, quiet)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, err := range s.All(t.Context()) {
		if err != nil {
			return err
		}
	}
	_, err = s.Sync(t.Context(), "a", shirts(numbered(2000)...).rows(), store.SyncOptions{})
	return err
}

func overwritten(b []byte, from, to int) []byte {
	for i := from; i < to; i++ {
		b[i] = 0xA5
	}
	return b
}
