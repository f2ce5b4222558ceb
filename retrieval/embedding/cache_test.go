package embedding_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

func cached(t testing.TB, e embedding.Embedder, folder string) *embedding.Cached {
	t.Helper()
	c, err := embedding.NewCached(t.Context(), e, folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return c
}

// catalogue returns n texts in both languages.
func catalogue(n int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("shoe 鞋 %d", i)
	}
	return texts
}

func TestCached(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("indexing an unchanged catalogue again asks for nothing, and has the same vectors", func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		first := embed(t, cached(t, open(t, s.config()), folder), embedding.Passage, catalogue(1300)...)
		asked := s.requests()
		again := embed(t, cached(t, open(t, s.config()), folder), embedding.Passage, catalogue(1300)...)
		if s.requests() != asked {
			t.Errorf("%d more requests, want none", s.requests()-asked)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a changed catalogue asks for what is new, each text once", func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		c := cached(t, open(t, s.config()), folder)
		embed(t, c, embedding.Passage, "a", "b")
		embed(t, c, embedding.Passage, "b", "new", "a", "new", "newer")
		if diff := cmp.Diff([]string{"new", "newer"}, s.asked[1].Input); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("another model, dimension or kind finds nothing", func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		embed(t, cached(t, open(t, s.config()), folder), embedding.Passage, "a")
		other := s.config()
		other.Model = "other"
		embed(t, cached(t, open(t, other), folder), embedding.Passage, "a")
		embed(t, cached(t, open(t, s.config()), folder), embedding.Query, "a")
		if s.requests() != 3 {
			t.Errorf("%d requests, want 3", s.requests())
		}
	})
	t.Run("a query is asked for once, and not written down", func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		c := cached(t, open(t, s.config()), folder)
		for range 3 {
			embed(t, c, embedding.Query, "a gift for Ann", "a gift for Ann")
		}
		if s.requests() != 1 || len(s.asked[0].Input) != 1 {
			t.Errorf("%d requests, the first of %d texts; want one of one", s.requests(), len(s.asked[0].Input))
		}
		if n := rows(t, folder); n != 0 {
			t.Errorf("%d rows are written", n)
		}
	})
	t.Run("what was embedded before a fault is kept", func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		c := cached(t, open(t, s.config()), folder)
		ctx, cancel := context.WithCancel(t.Context())
		s.answer = func(n int, a asked) *http.Response {
			if n == 20 { // in the second chunk
				cancel()
			}
			return good(a)
		}
		if _, err := c.Embed(ctx, embedding.Passage, catalogue(2000)); err == nil {
			t.Fatal("no error")
		}
		if n := rows(t, folder); n != 512 {
			t.Errorf("%d vectors are kept, want 512", n)
		}
	})
	t.Run("many processes and goroutines share a folder", func(t *testing.T) {
		folder := t.TempDir()
		var indexing sync.WaitGroup
		for range 4 {
			indexing.Go(func() {
				e := open(t, (&server{}).config())
				c, err := embedding.NewCached(t.Context(), e, folder)
				if err != nil {
					t.Error(err)
					return
				}
				for range 3 {
					if _, err := c.Embed(t.Context(), embedding.Passage, catalogue(700)); err != nil {
						t.Error(err)
					}
				}
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		indexing.Wait()
		if n := rows(t, folder); n != 700 {
			t.Errorf("%d rows, want 700", n)
		}
	})
	t.Run("many may be the first to open a folder", func(t *testing.T) {
		e := open(t, (&server{}).config())
		for range 20 {
			folder := t.TempDir()
			var opening sync.WaitGroup
			for range 8 {
				opening.Go(func() {
					if c, err := embedding.NewCached(t.Context(), e, folder); err != nil || c.Close() != nil {
						t.Error(err)
					}
				})
			}
			opening.Wait()
		}
	})
	t.Run("a folder that cannot be made is an error", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := embedding.NewCached(t.Context(), open(t, (&server{}).config()), file); err == nil {
			t.Error("no error")
		}
	})
}

func TestCachedPrunes(t *testing.T) {
	// Time is that of the bubble, which starts at 2000-01-01.
	synctest.Test(t, func(t *testing.T) {
		s, folder := &server{}, t.TempDir()
		c := cached(t, open(t, s.config()), folder)
		embed(t, c, embedding.Passage, catalogue(12_000)...)
		time.Sleep(10 * 24 * time.Hour)
		embed(t, c, embedding.Passage, catalogue(100)...)
		asked := s.requests()

		if n, err := c.Prune(t.Context(), time.Now().Add(-5*24*time.Hour)); n != 11_900 || err != nil {
			t.Errorf("%d forgotten, %v; want the 11,900 not used for five days", n, err)
		}
		embed(t, c, embedding.Passage, catalogue(100)...)
		if s.requests() != asked {
			t.Error("what was used is gone, too")
		}
		if left := size(t, folder); left > 200_000 { // more than a megabyte before
			t.Errorf("the folder has %d bytes left", left)
		}
	})
}

func TestCachedDamage(t *testing.T) {
	t.Run("a damaged vector is embedded again", func(t *testing.T) {
		for name, blob := range map[string][]byte{
			"too short":  {1, 2, 3},
			"zeros":      make([]byte, 12),
			"noise":      []byte("abcdefghijkl"),
			"infinities": {0, 0, 0x80, 0x7f, 0, 0, 0x80, 0x7f, 0, 0, 0x80, 0x7f},
		} {
			t.Run(name, func(t *testing.T) {
				s, folder := &server{}, t.TempDir()
				c := cached(t, open(t, s.config()), folder)
				embed(t, c, embedding.Passage, "a")
				change(t, folder, `update vectors set vector = ?`, blob)
				for range 2 {
					isUnit(t, embed(t, c, embedding.Passage, "a")[0], "a")
				}
				if s.requests() != 2 {
					t.Errorf("%d requests, want 2", s.requests())
				}
			})
		}
	})
	t.Run("a damaged file is an error that names it", func(t *testing.T) {
		folder := t.TempDir()
		path := filepath.Join(folder, "vectors.db")
		if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := embedding.NewCached(t.Context(), open(t, (&server{}).config()), folder)
		if err == nil || !strings.Contains(err.Error(), "delete "+path) {
			t.Errorf("got %v, want that the file is to be deleted", err)
		}
	})
	t.Run("a process killed while it indexes leaves a whole file", func(t *testing.T) {
		folder := t.TempDir()
		if os.Getenv("EMBED_UNTIL_KILLED") != "" {
			c := cached(t, open(t, (&server{}).config()), os.Getenv("EMBED_UNTIL_KILLED"))
			for i := 0; ; i++ {
				embed(t, c, embedding.Passage, fmt.Sprint("product ", i))
			}
		}
		process := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestCachedDamage$/^a_process_killed")
		process.Env = append(os.Environ(), "EMBED_UNTIL_KILLED="+folder)
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(20 * time.Second); size(t, folder) < 100_000 && time.Now().Before(deadline); {
			time.Sleep(10 * time.Millisecond)
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait() // it was killed
		s := &server{}
		embed(t, cached(t, open(t, s.config()), folder), embedding.Passage, "product 0", "product 1")
		if n := rows(t, folder); s.requests() != 0 || n < 2 {
			t.Errorf("%d requests, %d rows", s.requests(), n)
		}
	})
}

// rows returns how many vectors the folder holds.
func rows(t *testing.T, folder string) (n int) {
	t.Helper()
	db := database(t, folder)
	if err := db.QueryRowContext(t.Context(), `select count(*) from vectors`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func change(t *testing.T, folder, statement string, args ...any) {
	t.Helper()
	if _, err := database(t, folder).ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func database(t *testing.T, folder string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "vectors.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it was only looked at
	return db
}

// size returns how many bytes the folder's files have.
func size(t *testing.T, folder string) (bytes int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
