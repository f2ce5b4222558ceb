package store_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/store"
	"github.com/shopguide/shopguide/conversation/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, dir string) store.Store { return open(t, filepath.Join(dir, "state.db")) })
}

var quiet = slog.New(slog.DiscardHandler)

func open(t *testing.T, path string) *store.SQLite {
	t.Helper()
	s, err := store.OpenSQLite(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s *store.SQLite) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestSQLiteFile(t *testing.T) {
	t.Run("only its owner can read it, nor what lies beside it", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("no Unix permissions")
		}
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "state.db"))
		defer closed(t, s)
		files, err := os.ReadDir(dir)
		if err != nil || len(files) < 2 {
			t.Fatalf("%d files, %v; want the database and its log", len(files), err)
		}
		for _, f := range files {
			info, err := f.Info()
			if err != nil {
				t.Fatal(err)
			}
			if mode := info.Mode().Perm(); mode != 0o600 {
				t.Errorf("%s has mode %o, want 600", f.Name(), mode)
			}
		}
	})

	t.Run("its name may hold any character", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "店 100%?#&.db")
		closed(t, open(t, path))
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("the database is not where it was asked for: %v, %v", info, err)
		}
	})

	t.Run("a folder that does not exist is an error that says so", func(t *testing.T) {
		_, err := store.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "none", "state.db"), quiet)
		if err == nil || !bytes.Contains([]byte(err.Error()), []byte("the folder must exist")) {
			t.Errorf("error %v", err)
		}
	})

	t.Run("a file that is no database is an error and is left alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state.db")
		content := bytes.Repeat([]byte("not a database "), 100)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.OpenSQLite(t.Context(), path, quiet); err == nil {
			t.Error("it opens")
		}
		if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, content) {
			t.Errorf("the file changed (%v)", err)
		}
	})

	t.Run("two processes may open it at once", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state.db")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := store.OpenSQLite(t.Context(), path, quiet)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Ping(t.Context()); err != nil {
					t.Error(err)
				}
				closed(t, s)
			})
		}
		all.Wait()
	})

	t.Run("holds no byte of a forgotten message", func(t *testing.T) {
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "state.db"))
		defer closed(t, s)
		chat := conversation.Address{Adapter: "paper", Chat: "one"}
		for _, delivery := range []string{"1", "2"} {
			m := conversation.Message{Delivery: delivery, From: chat, Shopper: "confidential-name", Text: "confidential-wish"}
			if _, err := s.Accept(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			w, err := s.Next(t.Context(), chat)
			if err != nil {
				t.Fatal(err)
			}
			turn := conversation.Turn{
				State:  conversation.State{Turn: w.State.Turn + 1},
				Reply:  conversation.Reply{Text: "Done."},
				Forget: delivery == "2",
			}
			if err := s.Commit(t.Context(), w, turn); err != nil {
				t.Fatal(err)
			}
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte("confidential")) {
				t.Errorf("%s still holds the text or the name", filepath.Base(path))
			}
		}
	})
}

func TestADroppedVoteIsAWarning(t *testing.T) {
	var log bytes.Buffer
	s, err := store.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "state.db"), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, s)
	chat := conversation.Address{Adapter: "paper", Chat: "one"}
	if _, err := s.Accept(t.Context(), conversation.Message{Delivery: "1", From: chat, Shopper: "ada", Text: "+9"}); err != nil {
		t.Fatal(err)
	}
	w, err := s.Next(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	unseen := feedback.Reaction{Slate: "never-shown", Product: "p9", Position: 9, Value: feedback.Up}
	turn := conversation.Turn{State: conversation.State{Turn: 1}, Reactions: []feedback.Reaction{unseen}}
	if err := s.Commit(t.Context(), w, turn); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); !strings.Contains(got, "level=WARN") || !strings.Contains(got, "slate=never-shown product=p9") {
		t.Errorf("the log says %q", got)
	}
}

func BenchmarkOpenFreshSQLite(b *testing.B) {
	for b.Loop() {
		s, err := store.OpenSQLite(b.Context(), filepath.Join(b.TempDir(), "state.db"), quiet)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
