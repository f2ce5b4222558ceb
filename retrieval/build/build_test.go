package build_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/build"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// letters embeds a text by how often each letter is in it.
type letters struct {
	name string
	// before is called before each batch; an error of it is Embed's.
	before func(ctx context.Context) error
}

func (l letters) Model() string { return l.name }
func (l letters) Dim() int      { return 26 }

func (l letters) Embed(ctx context.Context, _ embedding.Kind, texts []string) ([][]float32, error) {
	if l.before != nil {
		if err := l.before(ctx); err != nil {
			return nil, err
		}
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, 26)
		for _, r := range strings.ToLower(text) {
			if r >= 'a' && r <= 'z' {
				vectors[i][r-'a']++
			}
		}
	}
	return vectors, ctx.Err()
}

// mugs are n products, of which those whose number picks says are dear ones.
func mugs(n int, dear func(i int) bool) iter.Seq2[catalog.Row, error] {
	colors := []string{"red", "blue", "green", "white", "black"}
	return func(yield func(catalog.Row, error) bool) {
		for i := range n {
			price := "12.00 USD"
			if dear != nil && dear(i) {
				price = "99.00 USD"
			}
			row, err := catalog.NewRow("mugs", i+1, map[string]any{
				"id": fmt.Sprintf("mug-%03d", i), "title": fmt.Sprintf("%s stoneware mug number%d", colors[i%5], i),
				"lang": "en", "price": price, "color": colors[i%5], "product_type": "Kitchen > Mugs",
			})
			if !yield(row, err) {
				return
			}
		}
	}
}

// newBuilder returns a builder over a catalogue of 100 mugs in folder.
func newBuilder(t *testing.T, folder string, home build.Home) *build.Builder {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(folder, "catalogue.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	b := &build.Builder{
		Store: db, Home: home, Embedder: letters{name: "letters"}, Lexicon: lexical.Default(), Rates: catalog.DefaultRates(),
		Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		},
	}
	feed(t, b, mugs(100, nil))
	return b
}

// feed makes the catalogue what rows say.
func feed(t *testing.T, b *build.Builder, rows iter.Seq2[catalog.Row, error]) {
	t.Helper()
	sum, err := b.Store.Sync(t.Context(), "mugs", rows, store.SyncOptions{Force: true})
	if err != nil || sum.Rejected > 0 {
		t.Fatalf("feed: %v %v", err, sum.Reasons)
	}
}

func run(t *testing.T, b *build.Builder) build.Outcome {
	t.Helper()
	o, err := b.Run(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// wants fails unless the outcome is of this kind and size.
func wants(t *testing.T, o build.Outcome, rebuilt bool, indexed, removed, products int) {
	t.Helper()
	got := []any{o.Rebuilt, o.Indexed, o.Removed, o.Version.Products}
	if want := []any{rebuilt, indexed, removed, products}; !slices.Equal(got, want) {
		t.Errorf("rebuilt, indexed, removed, products: got %v, want %v", got, want)
	}
}

func open(t *testing.T, b *build.Builder) *build.Shop {
	t.Helper()
	s, err := b.Open(t.Context(), ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // some tests have closed it
	return s
}

// dear is how many products cost more than 50 dollars.
func dear(t *testing.T, e *retrieval.Engine) int {
	t.Helper()
	return counted(t, e, catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 5000})
}

func counted(t *testing.T, e *retrieval.Engine, c ...catalog.Condition) int {
	t.Helper()
	n, err := e.Count(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// found are the ids that a text finds.
func found(t *testing.T, e *retrieval.Engine, text string) []string {
	t.Helper()
	r, err := e.Search(t.Context(), retrieval.Query{Texts: []string{text}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, hit := range r.Ranked {
		ids = append(ids, hit.ID)
	}
	return ids
}

func snapshots(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*index-*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func only(numbers ...int) func(int) bool {
	return func(i int) bool { return slices.Contains(numbers, i) }
}

func TestRun(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})

	t.Run("builds the first index of all products", func(t *testing.T) {
		var done, total int
		b.Progress = func(d, of int) { done, total = d, of }
		wants(t, run(t, b), true, 100, 0, 100)
		if b.Progress = nil; done != 100 || total != 100 {
			t.Errorf("progress ended at %d of %d", done, total)
		}
		if got := found(t, open(t, b).Engine, "number7"); !slices.Contains(got, "mug-007") {
			t.Errorf("number7 finds %q", got)
		}
	})
	t.Run("does nothing where nothing has changed", func(t *testing.T) {
		before := snapshots(t, folder)
		wants(t, run(t, b), false, 0, 0, 100)
		if diff := cmp.Diff(before, snapshots(t, folder)); diff != "" {
			t.Errorf("snapshots (-before +after)\n%s", diff)
		}
	})
	t.Run("applies a few changes and removals", func(t *testing.T) {
		feed(t, b, mugs(97, only(3, 4)))
		wants(t, run(t, b), false, 2, 3, 97)
		e := open(t, b).Engine
		if n := dear(t, e); n != 2 {
			t.Errorf("%d are dear, want 2", n)
		}
		if n := counted(t, e); n != 97 {
			t.Errorf("%d products, want 97", n)
		}
	})
	t.Run("keeps the version before the current one and none older", func(t *testing.T) {
		feed(t, b, mugs(97, only(5)))
		run(t, b)
		if files := snapshots(t, folder); len(files) != 2 {
			t.Errorf("snapshots: %q", files)
		}
	})
	t.Run("builds anew when told to", func(t *testing.T) {
		o, err := b.Run(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		wants(t, o, true, 97, 0, 97)
	})
	t.Run("goes down to no products at all", func(t *testing.T) {
		feed(t, b, mugs(0, nil))
		wants(t, run(t, b), true, 0, 0, 0)
		if got := found(t, open(t, b).Engine, "red mug"); len(got) > 0 {
			t.Errorf("an empty shop finds %q", got)
		}
		feed(t, b, mugs(3, nil))
		wants(t, run(t, b), true, 3, 0, 3)
	})
}

func TestDrift(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	t.Run("a fifth of the products changed is still updated", func(t *testing.T) {
		feed(t, b, mugs(100, func(i int) bool { return i < 20 }))
		wants(t, run(t, b), false, 20, 0, 100)
	})
	t.Run("one more, also in another run, takes the statistics anew", func(t *testing.T) {
		feed(t, b, mugs(100, func(i int) bool { return i < 21 }))
		wants(t, run(t, b), true, 100, 0, 100)
	})
	t.Run("and then the count begins again", func(t *testing.T) {
		feed(t, b, mugs(100, func(i int) bool { return i < 22 }))
		wants(t, run(t, b), false, 1, 0, 100)
	})
}

// TestUpdatedLikeRebuilt: what is updated answers filters and words as what is built anew.
func TestUpdatedLikeRebuilt(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	feed(t, b, mugs(95, only(1, 2, 3, 50)))
	wants(t, run(t, b), false, 4, 5, 95)
	updated := open(t, b).Engine
	o, err := b.Run(t.Context(), true)
	if err != nil || !o.Rebuilt {
		t.Fatal(err)
	}
	rebuilt := open(t, b).Engine
	if u, r := dear(t, updated), dear(t, rebuilt); u != 4 || r != 4 {
		t.Errorf("dear ones: %d when updated, %d when rebuilt", u, r)
	}
	for _, color := range []string{"red", "blue", "green"} {
		c := catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{color}}
		if u, r := counted(t, updated, c), counted(t, rebuilt, c); u != r {
			t.Errorf("%s: %d when updated, %d when rebuilt", color, u, r)
		}
	}
	for _, text := range []string{"number50", "red mug", "number99", "stoneware"} {
		u, r := found(t, updated, text), found(t, rebuilt, text)
		slices.Sort(u)
		slices.Sort(r)
		if diff := cmp.Diff(u, r); diff != "" {
			t.Errorf("%q (-updated +rebuilt)\n%s", text, diff)
		}
	}
}

func TestAnotherEmbedder(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	b.Embedder = letters{name: "letters of another edition"}
	var mismatch *index.MismatchError
	if _, err := b.Open(t.Context(), ranking.Default()); !errors.As(err, &mismatch) || !strings.Contains(err.Error(), "--rebuild") {
		t.Errorf("Open: %v", err)
	}
	wants(t, run(t, b), true, 100, 0, 100)
	open(t, b)
}

// elsewhere is a home of another name.
type elsewhere struct{ build.Memory }

func (elsewhere) Name() string { return "milvus" }

func TestAnotherHome(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	b.Home = elsewhere{build.Memory{Folder: t.TempDir()}}
	if _, err := b.Open(t.Context(), ranking.Default()); err == nil || !strings.Contains(err.Error(), "--index memory") || !strings.Contains(err.Error(), "--index milvus") {
		t.Errorf("Open does not say what to do: %v", err)
	}
	wants(t, run(t, b), true, 100, 0, 100)
	open(t, b)
}

// wantsAdvice fails unless Open says, once, what to do.
func wantsAdvice(t *testing.T, b *build.Builder) {
	t.Helper()
	if _, err := b.Open(t.Context(), ranking.Default()); err == nil || strings.Count(err.Error(), "shopguide index") != 1 || !strings.Contains(err.Error(), "--rebuild") {
		t.Errorf("Open: %v", err)
	}
}

func TestDamage(t *testing.T) {
	for _, tc := range []struct {
		name   string
		damage func(path string) error
	}{
		{"that is gone", os.Remove},
		{"that is cut short", func(path string) error { return os.Truncate(path, 100) }},
		{"that is something else", func(path string) error { return os.WriteFile(path, []byte("not an index"), 0o600) }},
	} {
		for _, changed := range []bool{false, true} {
			t.Run(fmt.Sprintf("a snapshot %s is a clear error, and built anew by Run, changes %v", tc.name, changed), func(t *testing.T) {
				folder := t.TempDir()
				b := newBuilder(t, folder, build.Memory{Folder: folder})
				run(t, b)
				if err := tc.damage(snapshots(t, folder)[0]); err != nil {
					t.Fatal(err)
				}
				wantsAdvice(t, b)
				if changed {
					feed(t, b, mugs(100, only(1)))
				}
				wants(t, run(t, b), true, 100, 0, 100)
				open(t, b)
			})
		}
	}
	t.Run("what a version keeps of how it was made is a clear error, too, and built anew", func(t *testing.T) {
		for _, damage := range []func(*store.Version){
			func(v *store.Version) { v.Profile = []byte("{") },
			func(v *store.Version) { v.Corpus = []byte("what") },
		} {
			folder := t.TempDir()
			b := newBuilder(t, folder, build.Memory{Folder: folder})
			v := run(t, b).Version
			damage(&v)
			if err := b.Store.SetCurrent(t.Context(), v); err != nil {
				t.Fatal(err)
			}
			wantsAdvice(t, b)
			feed(t, b, mugs(100, only(1)))
			wants(t, run(t, b), true, 100, 0, 100)
		}
	})
}

func TestOpenWithoutAnIndex(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	if _, err := b.Open(t.Context(), ranking.Default()); !errors.Is(err, store.ErrNoIndex) {
		t.Errorf("Open: %v", err)
	}
}

func TestInterrupted(t *testing.T) {
	for _, rebuild := range []bool{false, true} {
		t.Run(fmt.Sprintf("what was there before is still read, and the next run ends the work, rebuild %v", rebuild), func(t *testing.T) {
			folder := t.TempDir()
			b := newBuilder(t, folder, build.Memory{Folder: folder})
			run(t, b)
			feed(t, b, mugs(98, only(9)))
			ctx, cancel := context.WithCancel(t.Context())
			b.Embedder = letters{name: "letters", before: func(context.Context) error {
				cancel()
				return nil
			}}
			if _, err := b.Run(ctx, rebuild); !errors.Is(err, context.Canceled) {
				t.Errorf("Run: %v", err)
			}
			b.Embedder = letters{name: "letters"}
			if e := open(t, b).Engine; counted(t, e) != 100 || dear(t, e) != 0 {
				t.Error("readers see what was interrupted")
			}
			wants(t, run(t, b), false, 1, 2, 98)
			if e := open(t, b).Engine; counted(t, e) != 98 || dear(t, e) != 1 {
				t.Error("readers do not see what was done")
			}
		})
	}
}

// TestReadersOfBefore: who has opened a version goes on with it.
func TestReadersOfBefore(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	before := open(t, b)
	feed(t, b, mugs(100, only(1, 2)))
	after := run(t, b).Version
	if n := dear(t, before.Engine); n != 0 {
		t.Errorf("readers of before count %d dear ones", n)
	}
	if s := open(t, b); s.Version.ID != after.ID || dear(t, s.Engine) != 2 {
		t.Errorf("new readers see %s", s.Version.ID)
	}
}

// TestChangesBesideARun: what changes while the index is built is in it, or in the next.
func TestChangesBesideARun(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	feed(t, b, mugs(100, only(1)))
	once := false
	b.Embedder = letters{name: "letters", before: func(context.Context) error {
		if !once {
			once = true
			feed(t, b, mugs(99, only(1, 2)))
		}
		return nil
	}}
	run(t, b)
	run(t, b)
	if e := open(t, b).Engine; dear(t, e) != 2 || counted(t, e) != 99 {
		t.Errorf("%d dear ones of %d, want 2 of 99", dear(t, e), counted(t, e))
	}
}

func TestLeftovers(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "shop [1]") // which a pattern would not match
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index-old.snapshot", ".index-torn.snapshot123", "index.lock", "shopguide.db"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if slices.Contains(names, "index-old.snapshot") || slices.Contains(names, ".index-torn.snapshot123") {
		t.Errorf("leftovers stay: %q", names)
	}
	if !slices.Contains(names, "index.lock") || !slices.Contains(names, "shopguide.db") {
		t.Errorf("what is none of the home's is gone: %q", names)
	}
}
