package behaviour_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
)

const day = 24 * time.Hour

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestSummary(t *testing.T) {
	t.Run("an event counts half after each half-life", func(t *testing.T) {
		s := behaviour.Summarize(now, 30*day)
		for _, age := range []time.Duration{0, 30 * day, 60 * day, -5 * day} {
			s.Add(behaviour.Event{Item: "a", Kind: behaviour.View, Quantity: 1, At: now.Add(-age)})
		}
		if got, want := s.Item("a").Views, 1+0.5+0.25+1; math.Abs(got-want) > 1e-9 {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("each kind counts for itself, by quantity", func(t *testing.T) {
		s := behaviour.Summarize(now, 0)
		for _, kind := range []behaviour.Kind{behaviour.Cart, behaviour.Purchase, behaviour.Return} {
			s.Add(behaviour.Event{Item: "a", Kind: kind, Quantity: 3, At: now.Add(-90 * day)})
		}
		s.Add(behaviour.Event{Item: "a", Kind: behaviour.Rating, Quantity: 1, Value: 0.75, At: now})
		want := behaviour.Tally{Carts: 3, Purchases: 3, Returns: 3, Rated: 1, Stars: 0.75}
		if diff := cmp.Diff(want, s.Item("a")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"a"}, s.Items()); diff != "" || s.Item("b") != (behaviour.Tally{}) {
			t.Error(diff, s.Item("b"))
		}
	})
}

func TestRating(t *testing.T) {
	s := behaviour.Summarize(now, 0)
	rate := func(item string, value float64, times int) {
		for range times {
			s.Add(behaviour.Event{Item: item, Kind: behaviour.Rating, Quantity: 1, Value: value, At: now})
		}
	}
	if got := s.Rating("none", 5); got != 0.5 {
		t.Errorf("without any ratings: %v, want 0.5", got)
	}
	rate("one", 1, 1)
	rate("many", 0.75, 39)
	rate("bad", 0, 10)
	mean := (1 + 0.75*39) / 50
	for item, want := range map[string]float64{
		"one":     (5*mean + 1) / 6,
		"many":    (5*mean + 0.75*39) / 44,
		"unknown": mean,
	} {
		if got := s.Rating(item, 5); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", item, got, want)
		}
	}
	if s.Rating("one", 5) >= s.Rating("many", 5) {
		t.Error("one perfect rating outweighs many good ones")
	}
}

func TestCompanions(t *testing.T) {
	buy := func(s *behaviour.Summary, order, shopper, item string, at time.Time) {
		s.Add(behaviour.Event{Order: order, Shopper: shopper, Item: item, Kind: behaviour.Purchase, Quantity: 1, At: at})
	}
	t.Run("are bought in the same order or on the same day, most often first", func(t *testing.T) {
		s := behaviour.Summarize(now, 0)
		for i := range 3 {
			order := fmt.Sprint("o", i)
			buy(s, order, "", "tent", now)
			buy(s, order, "", "mat", now)
			buy(s, order, "", "mat", now)
		}
		for i := range 2 {
			shopper := fmt.Sprint("s", i)
			buy(s, "", shopper, "tent", now)
			buy(s, "", shopper, "lamp", now.Add(time.Hour))
			buy(s, "", shopper, "cup", now.Add(30*time.Hour))
		}
		buy(s, "once", "", "tent", now)
		buy(s, "once", "", "book", now)
		buy(s, "", "", "tent", now)
		buy(s, "", "", "book", now)
		want := map[string][]behaviour.Companion{
			"tent": {{Item: "mat", Baskets: 3}, {Item: "lamp", Baskets: 2}},
			"mat":  {{Item: "tent", Baskets: 3}}, "lamp": {{Item: "tent", Baskets: 2}},
		}
		if diff := cmp.Diff(want, s.Companions(5)); diff != "" {
			t.Error(diff)
		}
		if got := s.Companions(1)["tent"]; len(got) != 1 || got[0].Item != "mat" {
			t.Error(got)
		}
	})
	t.Run("of a wholesale order only the first 30 products count", func(t *testing.T) {
		s := behaviour.Summarize(now, 0)
		for i := range 100 {
			buy(s, "o1", "", fmt.Sprintf("p%03d", i), now)
			buy(s, "o2", "", fmt.Sprintf("p%03d", i), now)
		}
		all := s.Companions(1000)
		if len(all) != 30 || len(all["p000"]) != 29 || !slices.IsSortedFunc(all["p000"], func(a, b behaviour.Companion) int {
			return len(a.Item) - len(b.Item)
		}) {
			t.Errorf("%d products, %d companions", len(all), len(all["p000"]))
		}
	})
}
