package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

func idsOf(products []*catalog.Product) []string {
	ids := []string{}
	for _, p := range products {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestProductsAreFound(t *testing.T) {
	w := fresh(t)
	blue, red := shirt("blue"), shirt("red")
	blue.GroupID, red.GroupID = "衬衫", "衬衫"
	w.sync("b", feed{red, shirt("other"), blue})
	w.sync("a", shirts("last"))

	t.Run("by their ids, in the order of the ids, unknown ones left out", func(t *testing.T) {
		for _, ids := range [][]string{{"other", "none", "red"}, {"red", "other"}, {"red", "red"}, {}} {
			found, err := w.Products(w.ctx, ids)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "none" })
			if got := idsOf(found); !slices.Equal(got, want) {
				t.Errorf("%q gives %q", ids, got)
			}
		}
		if p := w.product("none"); p != nil {
			t.Errorf("product none is %v", p)
		}
	})

	t.Run("by their group, in feed order; a product without variants is a group", func(t *testing.T) {
		for group, want := range map[string][]string{"衬衫": {"red", "blue"}, "other": {"other"}, "red": {}} {
			members, err := w.Group(w.ctx, group)
			if err != nil {
				t.Fatal(err)
			}
			if got := idsOf(members); !slices.Equal(got, want) {
				t.Errorf("group %s is %q, want %q", group, got, want)
			}
		}
	})

	t.Run("all, the sources in the order in which they were first read", func(t *testing.T) {
		w.wantIDs("red", "other", "blue", "last")
		if n, err := w.Len(w.ctx); n != 4 || err != nil {
			t.Errorf("there are %d, %v", n, err)
		}
	})

	t.Run("more at once than a query takes", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts(numbered(3)...))
		found, err := w.Products(w.ctx, append(numbered(40_000), "p0001"))
		if got := idsOf(found); err != nil || !slices.Equal(got, []string{"p0000", "p0001", "p0002", "p0001"}) {
			t.Errorf("found %q, %v", got, err)
		}
	})

	t.Run("as they are now, though they were read before", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3"))
		old := w.product("1")
		if again := w.product("1"); again != old {
			t.Error("it was decoded twice")
		}
		dear := shirt("1")
		dear.Price.Minor = 99900
		elsewhere := open(t, w.path) // another process writes
		elsewhere.sync("a", feed{dear, shirt("2")})
		if got := w.product("1").Price.Minor; got != 99900 {
			t.Errorf("it costs %d", got)
		}
		if p := w.product("3"); p != nil {
			t.Errorf("what is gone is found: %v", p)
		}
		if old.Price.Minor != 25900 {
			t.Error("a product that somebody holds was changed")
		}
	})

	t.Run("while the reader writes", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2"))
		n := 0
		for _, err := range w.All(w.ctx) {
			if err != nil {
				t.Fatal(err)
			}
			w.sync("b", shirts("3", "4", "5"))
			n++
		}
		if n != 2 {
			t.Errorf("the stream gave %d products, want those of its start", n)
		}
	})

	t.Run("no more after the reader stops", func(t *testing.T) {
		for _, err := range w.All(w.ctx) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		for _, err := range w.Changes(w.ctx, 0) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		w.sync("a", shirts("last", "very last"))
	})
}

// changed returns the ids that changed since, those that are gone with a "-".
func (w *world) changed(since int64) []string {
	w.t.Helper()
	ids := []string{}
	for c, err := range w.Changes(w.ctx, since) {
		switch {
		case err != nil:
			w.t.Fatal(err)
		case c.Product == nil:
			ids = append(ids, "-"+c.ID)
		case c.Product.ID != c.ID:
			w.t.Errorf("change %s holds product %s", c.ID, c.Product.ID)
		default:
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (w *world) wantChanges(since int64, want ...string) {
	w.t.Helper()
	if got := w.changed(since); !slices.Equal(got, want) {
		w.t.Errorf("changed since %d: %q, want %q", since, got, want)
	}
}

func TestChanges(t *testing.T) {
	t.Run("since the beginning are all that there is", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("2", "1"))
		w.wantChanges(0, "2", "1")
		w.wantChanges(w.sequence())
	})

	t.Run("name each product once, as it is now", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3", "4"))
		start := w.sequence()
		two := shirt("2")
		two.Brand = "New"
		w.sync("a", feed{shirt("1"), two, shirt("3"), shirt("5")})
		between := w.sequence()
		two.Brand = "Newer"
		w.sync("a", feed{shirt("1"), two, shirt("5")})
		w.wantChanges(start, "-4", "-3", "5", "2")
		w.wantChanges(between, "-3", "2")
	})

	t.Run("of a product that went and came back tell that it is there", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2"))
		start := w.sequence()
		w.sync("a", shirts("1"))
		w.sync("a", shirts("1", "2"))
		w.wantChanges(start, "2")
	})

	t.Run("reach another process", func(t *testing.T) {
		w := fresh(t)
		reader := open(t, w.path)
		w.sync("a", shirts("1"))
		reader.wantChanges(0, "1")
	})

	t.Run("are made by all that changes a product", func(t *testing.T) {
		w := fresh(t)
		w.syncWith("a", shirts("1"), store.SyncOptions{Annotate: annotate("season", "summer", "适合夏天")})
		for name, change := range map[string]func() error{
			"a review": func() error {
				return w.SetReview(w.ctx, store.Review{ProductID: "1", Attribute: "season", Value: "summer", Verdict: store.Reject})
			},
			"a forgotten source": func() error {
				w.sync("b", shirts("9"))
				return w.Forget(w.ctx, "b")
			},
		} {
			before := w.sequence()
			if err := change(); err != nil {
				t.Fatal(err)
			}
			if w.sequence() <= before || len(w.changed(before)) == 0 {
				t.Errorf("%s is not among the changes", name)
			}
		}
	})

	t.Run("before the oldest index that is kept are forgotten, and said to be", func(t *testing.T) {
		w := fresh(t)
		w.sync("a", shirts("1", "2", "3", "4", "5"))
		w.sync("a", shirts("1", "2", "3", "4"))
		first := w.sequence()
		w.current(store.Version{ID: "one", Sequence: first})
		w.sync("a", shirts("1", "2", "3"))
		second := w.sequence()
		w.current(store.Version{ID: "two", Sequence: second})
		w.sync("a", shirts("1", "2"))
		w.wantChanges(first, "-4", "-3")
		w.current(store.Version{ID: "three", Sequence: w.sequence()})
		w.wantChanges(second, "-3")
		for _, since := range []int64{0, first} {
			for _, err := range w.Changes(w.ctx, since) {
				if !errors.Is(err, store.ErrForgotten) {
					t.Errorf("since %d: error %v", since, err)
				}
			}
		}
	})
}

func (w *world) current(v store.Version) {
	w.t.Helper()
	if err := w.SetCurrent(w.ctx, v); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) versionIDs() []string {
	w.t.Helper()
	versions, err := w.Versions(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	ids := []string{}
	for _, v := range versions {
		ids = append(ids, v.ID)
	}
	return ids
}

func TestIndexVersions(t *testing.T) {
	t.Run("there is none at first", func(t *testing.T) {
		w := fresh(t)
		if _, err := w.Current(w.ctx); !errors.Is(err, store.ErrNoIndex) {
			t.Errorf("error %v", err)
		}
		if id, err := w.CurrentID(w.ctx); id != "" || err != nil {
			t.Errorf("%q, %v", id, err)
		}
	})

	t.Run("the current one comes back as it was given", func(t *testing.T) {
		w := fresh(t)
		want := store.Version{
			ID: "v1", Created: time.Date(2026, 5, 12, 8, 0, 0, 0, time.UTC), Sequence: 7, Home: "milvus",
			Location: "商品_1", Model: "static-1", Dim: 256, Profile: []byte("p\x00"), Corpus: []byte{0xff}, Products: 3,
		}
		w.current(want)
		got, err := w.Current(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})

	t.Run("the current one and the one before are kept", func(t *testing.T) {
		w := fresh(t)
		for _, id := range []string{"1", "2", "3"} {
			w.current(store.Version{ID: id})
		}
		if got := w.versionIDs(); !slices.Equal(got, []string{"3", "2"}) {
			t.Errorf("kept are %q", got)
		}
	})

	t.Run("going back to the one before keeps both", func(t *testing.T) {
		w := fresh(t)
		w.current(store.Version{ID: "1"})
		w.current(store.Version{ID: "2"})
		w.current(store.Version{ID: "1"})
		if got := w.versionIDs(); !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("kept are %q", got)
		}
	})

	t.Run("another process sees the switch", func(t *testing.T) {
		w := fresh(t)
		reader := open(t, w.path)
		w.current(store.Version{ID: "v1"})
		if id, err := reader.CurrentID(w.ctx); id != "v1" || err != nil {
			t.Errorf("%q, %v", id, err)
		}
	})

	t.Run("one without an id is refused", func(t *testing.T) {
		w := fresh(t)
		if err := w.SetCurrent(w.ctx, store.Version{}); err == nil {
			t.Error("it was taken")
		}
	})
}
