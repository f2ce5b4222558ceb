package store_test

import (
	"bytes"
	"errors"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)

// bought is a purchase so many hours after noon.
func bought(shopper, item string, hours int) behaviour.Event {
	return behaviour.Event{
		Shopper: shopper, Order: "o-" + shopper, Item: item, Kind: behaviour.Purchase, Value: 0.75, Quantity: 2,
		At: noon.Add(time.Duration(hours) * time.Hour), Query: "夏天的衬衫", Lang: "zh",
	}
}

func events(all ...any) iter.Seq2[behaviour.Event, error] {
	return func(yield func(behaviour.Event, error) bool) {
		for _, one := range all {
			e, _ := one.(behaviour.Event)
			err, _ := one.(error)
			if !yield(e, err) {
				return
			}
		}
	}
}

func (w *world) addEvents(source string, all ...any) store.EventSummary {
	w.t.Helper()
	sum, err := w.AddEvents(w.ctx, source, events(all...), store.SyncOptions{Kind: "orders"})
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

func (w *world) events(since time.Time) []behaviour.Event {
	w.t.Helper()
	all := []behaviour.Event{}
	for e, err := range w.Events(w.ctx, since) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func (w *world) wantEvents(since time.Time, want ...behaviour.Event) {
	w.t.Helper()
	if diff := cmp.Diff(append([]behaviour.Event{}, want...), w.events(since)); diff != "" {
		w.t.Errorf("events (-want +got)\n%s", diff)
	}
}

// wantEventCounts compares a summary with added, known, purged, forgotten, rejected.
func wantEventCounts(t *testing.T, sum store.EventSummary, want ...int) {
	t.Helper()
	got := []int{sum.Added, sum.Known, sum.Purged, sum.Forgotten, sum.Rejected}
	if !slices.Equal(got, want) {
		t.Errorf("added, known, purged, forgotten, rejected are %v, want %v; reasons %v", got, want, sum.Reasons)
	}
}

func TestEvents(t *testing.T) {
	t.Run("come back as they were, oldest first", func(t *testing.T) {
		w := fresh(t)
		wantEventCounts(t, w.addEvents("a", bought("ada", "2", 2), bought("bob", "1", 1)), 2, 0, 0, 0, 0)
		w.wantEvents(time.Time{}, bought("bob", "1", 1), bought("ada", "2", 2))
		w.wantEvents(noon.Add(2*time.Hour), bought("ada", "2", 2))
	})

	t.Run("count once, however often and from wherever they are read", func(t *testing.T) {
		w := fresh(t)
		w.addEvents("a", bought("ada", "1", 1), bought("ada", "2", 2))
		elsewhere := bought("ada", "2", 2)
		elsewhere.At = elsewhere.At.In(time.FixedZone("", 8*3600))
		wantEventCounts(t, w.addEvents("b", elsewhere, bought("ada", "3", 3), bought("ada", "3", 3)), 1, 2, 0, 0, 0)
		if n := len(w.events(time.Time{})); n != 3 {
			t.Errorf("%d are stored", n)
		}
	})

	t.Run("that differ in any field are two", func(t *testing.T) {
		w := fresh(t)
		all := []any{}
		for _, change := range []func(*behaviour.Event){
			func(*behaviour.Event) {},
			func(e *behaviour.Event) { e.Shopper = "bob" },
			func(e *behaviour.Event) { e.Order = "" },
			func(e *behaviour.Event) { e.Item = "2" },
			func(e *behaviour.Event) { e.Kind = behaviour.View },
			func(e *behaviour.Event) { e.Value = 0.5 },
			func(e *behaviour.Event) { e.Quantity = 1 },
			func(e *behaviour.Event) { e.At = e.At.Add(time.Second) },
			func(e *behaviour.Event) { e.Query = "" },
			func(e *behaviour.Event) { e.Lang = "en" },
		} {
			e := bought("ada", "1", 1)
			change(&e)
			all = append(all, e)
		}
		wantEventCounts(t, w.addEvents("a", all...), len(all), 0, 0, 0, 0)
	})

	t.Run("in bad rows are counted and passed over", func(t *testing.T) {
		w := fresh(t)
		nan := bought("ada", "1", 1)
		nan.Value = math.NaN()
		wantEventCounts(t, w.addEvents("a", bad("1"), nan, bought("ada", "1", 1)), 1, 0, 0, 0, 2)
	})

	t.Run("read before an error are kept, and the source stays to be read", func(t *testing.T) {
		w := fresh(t)
		var all []any
		for i := range 5000 {
			all = append(all, bought("ada", "1", i))
		}
		broken := errors.New("broken")
		sum, err := w.AddEvents(w.ctx, "a", events(append(all, broken)...), store.SyncOptions{ETag: "tag"})
		if !errors.Is(err, broken) || sum.Added != 4000 {
			t.Errorf("%d added, error %v", sum.Added, err)
		}
		if sources, err := w.Sources(w.ctx); err != nil || len(sources) != 1 || sources[0].ETag != "" || sources[0].Events != 4000 {
			t.Errorf("sources %+v, %v", sources, err)
		}
		wantEventCounts(t, w.addEvents("a", all...), 1000, 4000, 0, 0, 0)
	})
}

func TestOldEventsCanBePurged(t *testing.T) {
	w := fresh(t)
	all := []any{bought("ada", "1", 1), bought("bob", "2", 2), bought("ada", "3", 3)}
	w.addEvents("a", all...)
	gone, err := w.PurgeEvents(w.ctx, noon.Add(2*time.Hour))
	if err != nil || gone != 1 {
		t.Fatalf("%d are gone, %v", gone, err)
	}
	wantEventCounts(t, w.addEvents("a", all...), 0, 2, 1, 0, 0)
	w.wantEvents(time.Time{}, bought("bob", "2", 2), bought("ada", "3", 3))
	if _, err := w.PurgeEvents(w.ctx, noon); err != nil {
		t.Fatal(err)
	}
	wantEventCounts(t, w.addEvents("a", all...), 0, 2, 1, 0, 0) // an earlier time gives nothing back
}

func TestAShopperIsForgotten(t *testing.T) {
	w := fresh(t)
	all := []any{bought("confidential-ada", "1", 1), bought("bob", "2", 2), bought("confidential-ada", "3", 3)}
	w.addEvents("a", all...)
	gone, err := w.ForgetShopper(w.ctx, "confidential-ada")
	if err != nil || gone != 2 {
		t.Fatalf("%d are gone, %v", gone, err)
	}
	w.wantEvents(time.Time{}, bought("bob", "2", 2))

	t.Run("no byte of the pseudonym is left on the disk", func(t *testing.T) {
		files, err := filepath.Glob(w.path + "*")
		if err != nil || len(files) < 2 {
			t.Fatalf("files %q, %v", files, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte("confidential")) {
				t.Errorf("%s still holds it", filepath.Base(file))
			}
		}
	})

	t.Run("the events do not come back with an old export", func(t *testing.T) {
		wantEventCounts(t, w.addEvents("a", all...), 0, 1, 0, 2, 0)
		w.wantEvents(time.Time{}, bought("bob", "2", 2))
	})

	t.Run("one without events is forgotten for the future", func(t *testing.T) {
		if gone, err := w.ForgetShopper(w.ctx, "eve"); gone != 0 || err != nil {
			t.Errorf("%d, %v", gone, err)
		}
		wantEventCounts(t, w.addEvents("a", bought("eve", "1", 1)), 0, 0, 0, 1, 0)
	})

	t.Run("nobody is not a shopper", func(t *testing.T) {
		if _, err := w.ForgetShopper(w.ctx, ""); err == nil {
			t.Error("nobody was forgotten")
		}
	})
}

func trends(all ...any) iter.Seq2[behaviour.Trend, error] {
	return func(yield func(behaviour.Trend, error) bool) {
		for _, one := range all {
			t, _ := one.(behaviour.Trend)
			err, _ := one.(error)
			if !yield(t, err) {
				return
			}
		}
	}
}

func TestTrendsAreReplacedBySource(t *testing.T) {
	linen := behaviour.Trend{Key: "亚麻", Subject: behaviour.OfCategory, Start: noon, End: noon.Add(time.Hour), Score: 3.5, Lang: "zh"}
	shirts := behaviour.Trend{Key: "shirts", Subject: behaviour.OfCategory, Score: 1}
	brand := behaviour.Trend{Key: "Example", Subject: behaviour.OfBrand, Score: 0.25}
	w := fresh(t)
	replace := func(source string, all ...any) store.Summary {
		t.Helper()
		sum, err := w.SyncTrends(w.ctx, source, trends(all...), store.SyncOptions{Kind: "trends"})
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	want := func(want ...behaviour.Trend) {
		t.Helper()
		var got []behaviour.Trend
		for one, err := range w.Trends(w.ctx) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, one)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("trends (-want +got)\n%s", diff)
		}
	}
	wantCounts(t, replace("a", linen, bad(""), shirts), 2, 0, 0, 0, 1)
	wantCounts(t, replace("b", brand), 1, 0, 0, 0, 0)
	want(linen, shirts, brand)
	wantCounts(t, replace("a", shirts), 1, 0, 0, 2, 0)
	want(shirts, brand)
	broken := errors.New("broken")
	if _, err := w.SyncTrends(w.ctx, "a", trends(linen, broken), store.SyncOptions{}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	want(shirts, brand)
}
