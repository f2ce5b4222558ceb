package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

// derive says that both languages told it.
var derive = store.SyncOptions{
	ETag: "tag",
	Annotate: func(p *catalog.Product) {
		annotate("season", "summer", "适合夏天")(p)
		annotate("use", "beach", "for the beach")(p)
		annotate("use", "城市", "for the beach")(p)
	},
}

func (w *world) review(product, attribute, value string, verdict store.Verdict) {
	w.t.Helper()
	err := w.SetReview(w.ctx, store.Review{ProductID: product, Attribute: attribute, Value: value, Verdict: verdict})
	if err != nil {
		w.t.Fatal(err)
	}
}

// derived returns the values that are derived, as "product attribute=value (words) verdict".
func (w *world) derived(f store.DerivedFilter) []string {
	w.t.Helper()
	all := []string{}
	for d, err := range w.Derived(w.ctx, f) {
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, d.ProductID+" "+d.Attribute+"="+d.Value+" ("+d.Words+") "+string(d.Verdict))
	}
	return all
}

func (w *world) wantDerived(f store.DerivedFilter, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.derived(f)); diff != "" {
		w.t.Errorf("derived (-want +got)\n%s", diff)
	}
}

func TestDerivedValuesCanBeReviewed(t *testing.T) {
	t.Run("they are listed with the words that said so", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		w.sync("b", shirts("2"))
		w.wantDerived(store.DerivedFilter{},
			"1 season=summer (适合夏天) ", "1 use=beach (for the beach) ", "1 use=城市 (for the beach) ")
		w.wantDerived(store.DerivedFilter{Attribute: "season"}, "1 season=summer (适合夏天) ")
		w.wantDerived(store.DerivedFilter{ProductID: "2"}, []string{}...)
	})

	t.Run("an accepted one stays, and is not listed as unreviewed", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		before := w.sequence()
		w.review("1", "season", "summer", store.Accept)
		w.wantDerived(store.DerivedFilter{Attribute: "season"}, "1 season=summer (适合夏天) accept")
		w.wantDerived(store.DerivedFilter{Unreviewed: true}, "1 use=beach (for the beach) ", "1 use=城市 (for the beach) ")
		if w.sequence() != before {
			t.Error("the product counts as changed")
		}
	})

	t.Run("a rejected one goes at once and stays away", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1", "2"), derive)
		w.review("1", "season", "summer", store.Reject)
		check := func(when string) {
			t.Helper()
			p := w.product("1")
			if p.Has("season", "summer") || p.Derived["season"] != "" || !p.Has("use", "beach") {
				t.Errorf("%s: attributes %v, derived %v", when, p.Attributes, p.Derived)
			}
			if !w.product("2").Has("season", "summer") {
				t.Errorf("%s: another product lost its value", when)
			}
		}
		check("at once")
		wantCounts(t, w.syncWith("a", shirts("1", "2"), derive), 0, 0, 2, 0, 0)
		check("after an equal reading")
		cheaper := shirt("1")
		cheaper.Price.Minor = 100
		wantCounts(t, w.syncWith("a", feed{cheaper, shirt("2")}, derive), 0, 1, 1, 0, 0)
		check("after a change")
		if w.product("1").Price.Minor != 100 {
			t.Error("the change is lost")
		}
	})

	t.Run("of several values only the rejected one goes", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		w.review("1", "use", "城市", store.Reject)
		w.wantDerived(store.DerivedFilter{Attribute: "use"}, "1 use=beach (for the beach) ")
		w.review("1", "use", "beach", store.Reject)
		w.wantDerived(store.DerivedFilter{Attribute: "use"}, []string{}...)
		w.syncWith("a", shirts("1"), derive)
		w.wantDerived(store.DerivedFilter{Attribute: "use"}, []string{}...)
	})

	t.Run("a product without any derived value left equals one that never had any", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), store.SyncOptions{Annotate: annotate("season", "summer", "适合夏天")})
		w.review("1", "season", "summer", store.Reject)
		wantCounts(t, w.sync("a", shirts("1")), 0, 0, 1, 0, 0)
	})

	t.Run("a rejection made while a source is read counts", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1", "2"), derive)
		changed := shirt("1")
		changed.Brand = "New"
		f := feed{changed, shirt("2")}
		_, err := w.Sync(w.ctx, "a", func(yield func(catalog.Row, error) bool) {
			for row, err := range f.rows() {
				if !yield(row, err) {
					return
				}
			}
			w.review("1", "season", "summer", store.Reject)
			w.review("2", "season", "summer", store.Reject)
		}, derive)
		if err != nil {
			t.Fatal(err)
		}
		w.wantDerived(store.DerivedFilter{Attribute: "season"}, []string{}...)
		if w.product("1").Brand != "New" {
			t.Error("the change is lost")
		}
	})

	t.Run("what the feed itself states is not touched", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		w.review("1", "color", "navy", store.Reject)
		w.syncWith("a", shirts("1"), derive)
		if !w.product("1").Has("color", "navy") {
			t.Error("the colour is gone")
		}
	})

	t.Run("one accepted after it was rejected comes back with the next reading, which is asked for in full", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		w.review("1", "season", "summer", store.Reject)
		w.review("1", "season", "summer", store.Accept)
		if sources, err := w.Sources(w.ctx); err != nil || sources[0].ETag != "" {
			t.Errorf("sources %+v, %v", sources, err)
		}
		wantCounts(t, w.syncWith("a", shirts("1"), derive), 0, 1, 0, 0, 0)
		w.wantDerived(store.DerivedFilter{Attribute: "season"}, "1 season=summer (适合夏天) accept")
	})

	t.Run("the decisions are kept", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), derive)
		w.review("1", "use", "beach", store.Accept)
		w.review("1", "season", "summer", store.Reject)
		got, err := open(t, w.path).Reviews(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		want := []store.Review{
			{ProductID: "1", Attribute: "season", Value: "summer", Verdict: store.Reject},
			{ProductID: "1", Attribute: "use", Value: "beach", Verdict: store.Accept},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})

	t.Run("a decision about no product, or that is none, is refused", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1"))
		for _, r := range []store.Review{
			{ProductID: "none", Attribute: "a", Value: "b", Verdict: store.Accept},
			{ProductID: "1", Attribute: "a", Value: "b", Verdict: "perhaps"},
		} {
			if err := w.SetReview(w.ctx, r); err == nil {
				t.Errorf("%+v was taken", r)
			}
		}
	})
}
