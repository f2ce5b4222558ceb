package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func (w *world) sources() []store.Source {
	w.t.Helper()
	all, err := w.Sources(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestSources(t *testing.T) {
	t.Run("are listed with what was read from them", func(t *testing.T) {
		w := fresh(t)
		start := time.Now().Truncate(time.Microsecond)
		w.syncWith("https://shop.example/商品.xml?a=1", shirts("1", "2"), store.SyncOptions{Kind: "merchant", ETag: `"x"`, Modified: "Tue, 12 May 2026 08:00:00 GMT"})
		w.syncSections("docs", passage("a.md", "1", "text"))
		w.addEvents("orders.csv", bought("ada", "1", 1))
		if _, err := w.SyncTrends(w.ctx, "trends.csv", trends(behaviour.Trend{Key: "1"}), store.SyncOptions{Kind: "trends"}); err != nil {
			t.Fatal(err)
		}
		want := []store.Source{
			{Name: "https://shop.example/商品.xml?a=1", Kind: "merchant", ETag: `"x"`, Modified: "Tue, 12 May 2026 08:00:00 GMT", Products: 2},
			{Name: "docs", Kind: "documents", Sections: 1},
			{Name: "orders.csv", Kind: "orders", Events: 1},
			{Name: "trends.csv", Kind: "trends", Trends: 1},
		}
		got := w.sources()
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(store.Source{}, "LastSync")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		for _, s := range got {
			if s.LastSync.Before(start) || s.LastSync.After(time.Now()) {
				t.Errorf("%s was last read at %s", s.Name, s.LastSync)
			}
		}
	})

	t.Run("are told as they were last read", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), store.SyncOptions{Kind: "csv", ETag: "one"})
		w.syncWith("a", shirts("1"), store.SyncOptions{Kind: "jsonl", ETag: "two"})
		if s := w.sources()[0]; s.Kind != "jsonl" || s.ETag != "two" {
			t.Errorf("it is %+v", s)
		}
	})

	t.Run("that are forgotten go with all that was read from them", func(t *testing.T) {
		w := fresh(t)
		w.sync("b", shirts("9"))
		w.sync("a", shirts("1", "2"))
		w.syncSections("a", passage("a.md", "1", "text"))
		w.addEvents("a", bought("ada", "1", 1))
		before, sectionsBefore := w.sequence(), w.sectionSequence()
		if err := w.Forget(w.ctx, "a"); err != nil {
			t.Fatal(err)
		}
		w.wantIDs("9")
		w.wantChanges(before, "-1", "-2")
		if len(w.sections()) > 0 || w.sectionSequence() == sectionsBefore {
			t.Error("its sections are left")
		}
		w.wantEvents(time.Time{})
		if left := w.sources(); len(left) != 1 || left[0].Name != "b" {
			t.Errorf("left are %+v", left)
		}
		wantCounts(t, w.sync("b", append(shirts("9"), shirts("1")...)), 1, 0, 1, 0, 0)
	})

	t.Run("that nobody knows cannot be forgotten", func(t *testing.T) {
		w := fresh(t)
		if err := w.Forget(w.ctx, "a"); !errors.Is(err, store.ErrUnknownSource) {
			t.Errorf("error %v", err)
		}
	})
}
