package store_test

import (
	"iter"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

// stated are shirts, each on the page of its id.
func stated(ids ...string) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for _, id := range ids {
			if !yield(catalog.Row{Product: shirt(id), File: "page of " + id, Line: 1}, nil) {
				return
			}
		}
	}
}

// gone says that only the pages of these ids are.
func gone(ids ...string) func(page string) bool {
	return func(page string) bool { return slices.Contains(ids, page[len("page of "):]) }
}

func (w *world) crawl(rows iter.Seq2[catalog.Row, error], gone func(string) bool) store.Summary {
	w.t.Helper()
	sum, err := w.Sync(w.ctx, "site", rows, store.SyncOptions{Gone: gone})
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func TestWhatIsNotReadStaysWhileItsPageIsNotGone(t *testing.T) {
	t.Run("with all that is known of it, after what was read, and is counted", func(t *testing.T) {
		w := fresh(t)
		w.crawl(stated("1", "2", "3", "4"), gone())
		before := w.sequence()
		sum := w.crawl(stated("3"), gone("4"))
		wantCounts(t, sum, 0, 0, 1, 1, 0)
		if sum.Kept != 2 {
			t.Errorf("kept %d, want 2", sum.Kept)
		}
		w.wantIDs("3", "1", "2")
		if w.sequence() != before+1 {
			t.Errorf("the sequence went from %d to %d", before, w.sequence())
		}
		wantCounts(t, w.crawl(stated("3", "1"), gone("2")), 0, 0, 2, 1, 0)
		w.wantIDs("3", "1")
	})

	t.Run("also where it was the last that is left, which is no shrinking", func(t *testing.T) {
		w := fresh(t)
		w.crawl(stated(numbered(1200)...), gone())
		if sum := w.crawl(stated(), gone()); sum.Kept != 1200 || sum.Removed != 0 {
			t.Errorf("%+v", sum)
		}
	})

	t.Run("by the page that stated it last", func(t *testing.T) {
		w := fresh(t)
		w.crawl(stated("1", "2"), gone())
		w.crawl(func(yield func(catalog.Row, error) bool) {
			_ = yield(catalog.Row{Product: shirt("1"), File: "page of 1b"}, nil) && yield(catalog.Row{Product: shirt("2"), File: "page of 2"}, nil)
		}, gone())
		if sum := w.crawl(stated("2"), gone("1")); sum.Kept != 1 {
			t.Errorf("%+v", sum)
		}
		if sum := w.crawl(stated("2"), gone("1b")); sum.Removed != 1 {
			t.Errorf("%+v", sum)
		}
	})

	t.Run("and goes where nobody asks for pages", func(t *testing.T) {
		w := fresh(t)
		w.crawl(stated("1", "2"), gone())
		wantCounts(t, w.sync("site", shirts("2")), 0, 0, 1, 1, 0)
	})

	t.Run("and so do the sections of documents", func(t *testing.T) {
		w := fresh(t)
		of := func(names ...string) iter.Seq2[document.Section, error] {
			return func(yield func(document.Section, error) bool) {
				for _, name := range names {
					if !yield(document.Section{ID: name, Source: "page of " + name, Text: "Text."}, nil) {
						return
					}
				}
			}
		}
		opts := store.SyncOptions{Gone: gone("2")}
		if _, err := w.SyncSections(w.ctx, "site", of("1", "2", "3"), opts); err != nil {
			t.Fatal(err)
		}
		sum, err := w.SyncSections(w.ctx, "site", of("3"), opts)
		if err != nil || sum.Kept != 1 || sum.Removed != 1 {
			t.Errorf("%+v, %v", sum, err)
		}
	})
}
