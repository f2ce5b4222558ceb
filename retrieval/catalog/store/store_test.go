package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var quiet = slog.New(slog.DiscardHandler)

// world is a store under test.
type world struct {
	*store.Store
	t    *testing.T
	ctx  context.Context
	path string
}

func fresh(t *testing.T) *world {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "catalogue.db"))
}

func open(t *testing.T, path string) *world {
	t.Helper()
	s, err := store.Open(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &world{Store: s, t: t, ctx: t.Context(), path: path}
}

// feed is the rows of a feed, and of errors among them.
type feed []any

func (f feed) rows() iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for i, row := range f {
			switch row := row.(type) {
			case error:
				var bad *catalog.RowError
				if errors.As(row, &bad) {
					bad.Line = i + 1
				}
				if !yield(catalog.Row{}, row) {
					return
				}
			case catalog.Product:
				if !yield(catalog.Row{Product: row, Line: i + 1}, nil) {
					return
				}
			}
		}
	}
}

func bad(id string) *catalog.RowError {
	return &catalog.RowError{File: "feed", ID: id, Err: errors.New("bad price")}
}

// shirt is a product in both languages.
func shirt(id string) catalog.Product {
	return catalog.Product{
		ID: id, Lang: "zh", Brand: "Example",
		Texts: map[string]catalog.Text{
			"zh": {Title: "亚麻衬衫 " + id, Description: "轻薄透气，适合夏天。"},
			"en": {Title: "Linen shirt " + id, Description: "Light, for summer."},
		},
		Type: []string{"Clothing", "Shirts"}, Price: catalog.Money{Minor: 25900, Currency: "CNY"},
		Attributes: map[string][]string{"color": {"navy"}},
	}
}

// shirts are products with the ids.
func shirts(ids ...string) feed {
	var f feed
	for _, id := range ids {
		f = append(f, shirt(id))
	}
	return f
}

func numbered(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("p%04d", i)
	}
	return ids
}

// sync takes the feed over and returns what became of it.
func (w *world) sync(source string, f feed) store.Summary {
	w.t.Helper()
	return w.syncWith(source, f, store.SyncOptions{})
}

func (w *world) syncWith(source string, f feed, opts store.SyncOptions) store.Summary {
	w.t.Helper()
	sum, err := w.Sync(w.ctx, source, f.rows(), opts)
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

// ids returns the ids of all products in feed order.
func (w *world) ids() []string {
	w.t.Helper()
	ids := []string{}
	for p, err := range w.All(w.ctx) {
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

func (w *world) product(id string) *catalog.Product {
	w.t.Helper()
	p, err := w.Product(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) sequence() int64 {
	w.t.Helper()
	n, err := w.Sequence(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) wantIDs(want ...string) {
	w.t.Helper()
	if got := w.ids(); !slices.Equal(got, want) {
		w.t.Errorf("the catalogue holds %q, want %q", got, want)
	}
}

// wantCounts compares a summary with added, changed, unchanged, removed, rejected.
func wantCounts(t *testing.T, sum store.Summary, want ...int) {
	t.Helper()
	got := []int{sum.Added, sum.Changed, sum.Unchanged, sum.Removed, sum.Rejected}
	if !slices.Equal(got, want) {
		t.Errorf("added, changed, unchanged, removed, rejected are %v, want %v; reasons %v", got, want, sum.Reasons)
	}
}
