package indextest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

var changes = []struct {
	name string
	test func(t *testing.T, x index.Index)
}{
	{"a new item is found at once", testInsert},
	{"a replaced item leaves nothing of the old one behind", testReplace},
	{"of one id twice in a call the last counts", testTwice},
	{"a deleted item is gone at once, and may come back", testDelete},
	{"no items and no ids are no change", testNoChange},
	{"a group counts until its last item is gone", testGroups},
	{"any sequence of changes ends where it should", testSequence},
	{"a cancelled call fails and changes nothing", testCancelled},
}

func testInsert(t *testing.T, x index.Index) {
	r := reference{}
	for _, item := range lamps() {
		upsert(t, x, item)
		r.upsert([]index.Item{item})
		r.agree(t, x, index.Request{K: every})
		r.agree(t, x, index.Request{Lexical: words, K: every})
	}
}

func testReplace(t *testing.T, x index.Index) {
	upsert(t, x, index.Item{ID: "1", Group: "old", Record: priced(100, values{"color": {"red"}, "size": {"S"}}), Lexical: weights{lamp: 1, desk: 1}.vector()})
	upsert(t, x, index.Item{ID: "1", Group: "new", Record: priced(200, values{"color": {"blue"}}), Lexical: weights{desk: 3}.vector()})
	for _, c := range []struct {
		what    string
		request index.Request
		found   bool
	}{
		{"old term", index.Request{Lexical: words}, false},
		{"term of both", index.Request{Lexical: weights{desk: 1}.vector()}, true},
		{"old value", index.Request{Filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"red"}}}}, false},
		{"new value", index.Request{Filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"blue"}}}}, true},
		{"value no longer stated", index.Request{Filter: catalog.Filter{{Attribute: "size", Op: catalog.NotIn, Values: []string{"S"}}}}, true},
		{"old price", index.Request{Filter: catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 100}}}, false},
	} {
		c.request.K = every
		hits := search(t, x, c.request)
		if (len(hits) == 1) != c.found {
			t.Errorf("%s: found %v, want found to be %t", c.what, hits, c.found)
		}
		if c.found && len(c.request.Lexical) > 0 && !near(hits[0].Score(), 3) {
			t.Errorf("%s: score %g, want that of the new weights, 3", c.what, hits[0].Score())
		}
	}
	if n := count(t, x, nil); n != 1 {
		t.Errorf("Count is %d, want 1", n)
	}
}

func testTwice(t *testing.T, x index.Index) {
	old := index.Item{ID: "1", Group: "old", Lexical: words}
	now := index.Item{ID: "1", Group: "new", Lexical: weights{desk: 1}.vector()}
	upsert(t, x, old, index.Item{ID: "0", Group: "other", Lexical: words}, now)
	referenceOf([]index.Item{now, {ID: "0", Group: "other", Lexical: words}}).agree(t, x, index.Request{Lexical: weights{lamp: 1, desk: 1}.vector(), K: every})
}

func testDelete(t *testing.T, x index.Index) {
	r := referenceOf(lamps())
	upsert(t, x, lamps()...)
	for _, gone := range [][]string{{"b"}, {"b"}, {"unheard"}, {"a", "unheard", "d"}} {
		remove(t, x, gone...)
		r.delete(gone)
		r.agree(t, x, index.Request{K: every})
		r.agree(t, x, index.Request{Lexical: words, K: every})
	}
	upsert(t, x, lamps()...)
	r.upsert(lamps())
	r.agree(t, x, index.Request{Lexical: words, K: every})
}

func testNoChange(t *testing.T, x index.Index) {
	upsert(t, x, lamps()...)
	upsert(t, x)
	remove(t, x)
	referenceOf(lamps()).agree(t, x, index.Request{K: every})
}

func testGroups(t *testing.T, x index.Index) {
	items := wardrobe()
	upsert(t, x, items...)
	r := referenceOf(items)
	for _, item := range items {
		remove(t, x, item.ID)
		r.delete([]string{item.ID})
		upsert(t, x, index.Item{ID: "filler", Group: "filler of " + item.Group})
		r.upsert([]index.Item{{ID: "filler", Group: "filler of " + item.Group}})
		if got, want := count(t, x, nil), r.count(nil); got != want {
			t.Fatalf("without %q: Count is %d, want %d", item.ID, got, want)
		}
	}
}

func testSequence(t *testing.T, x index.Index) {
	g, items := newGenerator(2, 300)
	r := reference{}
	for step := range 60 {
		if from := g.IntN(len(items)); g.IntN(4) == 0 {
			var gone []string
			for _, item := range items[from:min(from+g.IntN(80), len(items))] {
				gone = append(gone, item.ID)
			}
			remove(t, x, gone...)
			r.delete(gone)
		} else {
			var batch []index.Item
			for range 1 + g.IntN(1+g.IntN(100)) {
				batch = append(batch, g.another(fmt.Sprintf("item-%05d", g.IntN(len(items)))))
			}
			upsert(t, x, batch...)
			r.upsert(batch)
		}
		agreed := t.Run(fmt.Sprintf("step %d", step), func(t *testing.T) {
			r.agree(t, x, g.request())
			r.allowed(t, x, g.meant(g.request()))
		})
		if !agreed {
			return // what follows would only repeat it
		}
	}
}

func testCancelled(t *testing.T, x index.Index) {
	upsert(t, x, lamps()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range outcomes(ctx, x) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	referenceOf(lamps()).agree(t, x, index.Request{K: every})
}

func testClosed(t *testing.T, x index.Index) {
	upsert(t, x, lamps()...)
	if err := x.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	for name, err := range outcomes(t.Context(), x) {
		if !errors.Is(err, index.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
	if err := x.Close(); !errors.Is(err, index.ErrClosed) {
		t.Errorf("a second Close: %v, want ErrClosed", err)
	}
}

// outcomes returns what becomes of each method that takes a context.
func outcomes(ctx context.Context, x index.Index) map[string]error {
	_, searched := x.Search(ctx, index.Request{K: 1})
	_, counted := x.Count(ctx, nil)
	_, faceted := x.Facets(ctx, nil, []string{"color"})
	return map[string]error{
		"Upsert": x.Upsert(ctx, []index.Item{{ID: "late", Group: "late"}}),
		"Delete": x.Delete(ctx, []string{"a"}),
		"Search": searched,
		"Count":  counted,
		"Facets": faceted,
	}
}
