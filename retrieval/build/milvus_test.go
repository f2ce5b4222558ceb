package build_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/build"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// startMilvus starts a milvus-lite that knows aliases, for one test.
func startMilvus(t *testing.T) build.Milvus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // to install it
	defer cancel()
	server, err := peer.MilvusLite(ctx, t.TempDir(), 0)
	peer.Need(t, err)
	t.Cleanup(server.Kill)
	return build.Milvus{Config: milvus.Config{Address: server.Addr, Collection: "shop", ANN: milvus.ANN{Type: "FLAT"}}}
}

func TestMilvus(t *testing.T) {
	home := startMilvus(t)
	b := newBuilder(t, t.TempDir(), home)

	t.Run("builds the first index of all products", func(t *testing.T) {
		wants(t, run(t, b), true, 100, 0, 100)
		if n := counted(t, open(t, b).Engine); n != 100 {
			t.Errorf("%d products", n)
		}
	})
	t.Run("does nothing where nothing has changed", func(t *testing.T) {
		wants(t, run(t, b), false, 0, 0, 100)
	})
	t.Run("applies a few changes and removals in place", func(t *testing.T) {
		feed(t, b, mugs(97, only(3, 4)))
		wants(t, run(t, b), false, 2, 3, 97)
		e := open(t, b).Engine
		if counted(t, e) != 97 || dear(t, e) != 2 {
			t.Errorf("%d products, %d dear ones, want 97 and 2", counted(t, e), dear(t, e))
		}
	})
	t.Run("switches to what is built anew, and readers of before end on theirs", func(t *testing.T) {
		before := open(t, b)
		feed(t, b, mugs(97, func(i int) bool { return i < 50 }))
		wants(t, run(t, b), true, 97, 0, 97)
		if n := dear(t, before.Engine); n != 2 {
			t.Errorf("readers of before count %d dear ones, want 2", n)
		}
		if n := dear(t, open(t, b).Engine); n != 50 {
			t.Errorf("new readers count %d dear ones, want 50", n)
		}
	})
	t.Run("drops a collection that was interrupted, and the next run ends the work", func(t *testing.T) {
		feed(t, b, mugs(97, only(9)))
		ctx, cancel := context.WithCancel(t.Context())
		b.Embedder = letters{name: "letters", before: func(context.Context) error {
			cancel()
			return nil
		}}
		if _, err := b.Run(ctx, true); err == nil {
			t.Error("an interrupted run is no error")
		}
		b.Embedder = letters{name: "letters"}
		if n := dear(t, open(t, b).Engine); n != 50 {
			t.Errorf("after the interruption %d are dear, want 50", n)
		}
		wants(t, run(t, b), true, 97, 0, 97)
	})
	t.Run("builds anew where the collection is gone", func(t *testing.T) {
		v, err := b.Store.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v.Location = "shop_of_nobody"
		if err := b.Store.SetCurrent(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		wantsAdvice(t, b)
		wants(t, run(t, b), true, 97, 0, 97)
	})
}

func TestAScratchIndexOfAKilledProcessGoes(t *testing.T) {
	home := startMilvus(t)
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	space := index.Space{Model: "letters", Dim: 26}
	other := home
	other.Config.Collection = "shop2"
	scratch := func(home build.Milvus, age time.Duration) index.Index {
		t.Helper()
		ix, err := home.Scratch(t.Context(), space, now.Add(-age))
		if err != nil {
			t.Fatal(err)
		}
		return ix
	}
	b := newBuilder(t, t.TempDir(), home)
	run(t, b)
	dead, alive, others := scratch(home, 30*time.Hour), scratch(home, 20*time.Hour), scratch(other, 30*time.Hour)
	for _, ix := range []index.Index{dead, alive} { // that of 20 hours ago dropped that of 30 hours ago
		_, err := ix.Count(t.Context(), nil)
		if gone := err != nil; gone != (ix == dead) {
			t.Errorf("gone: %v (%v), want it of the older alone", gone, err)
		}
	}
	fresh := scratch(home, 0)
	if _, err := alive.Count(t.Context(), nil); err == nil {
		t.Error("one of 20 hours ago is still there")
	}
	again := scratch(home, -time.Hour)
	for name, ix := range map[string]index.Index{"a fresh one": fresh, "another shop's": others, "its own": again} {
		if _, err := ix.Count(t.Context(), nil); err != nil {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	if n := counted(t, open(t, b).Engine); n != 100 {
		t.Errorf("the shop's own index has %d products", n)
	}
	for _, ix := range []index.Index{dead, alive, others, fresh, again} {
		_ = ix.Close() // of which two are gone
	}
	closed := home.Config
	closed.Collection = fmt.Sprintf("shop_scratch_%d_only", now.UnixNano())
	if _, err := milvus.Open(t.Context(), closed, space); !errors.Is(err, milvus.ErrNoIndex) {
		t.Errorf("a scratch index stays when it is closed: %v", err)
	}
}

// builtinRows are the products of the built-in shop.
func builtinRows(t *testing.T) iter.Seq2[catalog.Row, error] {
	t.Helper()
	c, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(catalog.Row, error) bool) {
		for i, p := range c.Products {
			if !yield(catalog.Row{Product: p, Line: i + 1}, nil) {
				return
			}
		}
	}
}

// TestBothHomesAnswerAlike asks the same of the built-in shop in memory and in Milvus.
func TestBothHomesAnswerAlike(t *testing.T) {
	inMilvus := startMilvus(t)
	folder := t.TempDir()
	table, err := embedding.Default()
	if err != nil {
		t.Fatal(err)
	}
	var engines []*retrieval.Engine
	for _, home := range []build.Home{build.Memory{Folder: folder}, inMilvus} {
		b := newBuilder(t, t.TempDir(), home)
		b.Embedder = table
		feed(t, b, builtinRows(t))
		run(t, b)
		engines = append(engines, open(t, b).Engine)
	}
	inMemory, far := engines[0], engines[1]
	filters := []catalog.Filter{
		nil,
		{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 30000}},
		{{Attribute: "color", Op: catalog.In, Values: []string{"blue"}}},
		{{Attribute: "color", Op: catalog.NotIn, Values: []string{"black"}}, {Attribute: "gender", Op: catalog.In, Values: []string{"male"}}},
	}
	for i, f := range filters {
		if m, far := counted(t, inMemory, f...), counted(t, far, f...); m != far || m == 0 {
			t.Errorf("filter %d: %d in memory, %d in Milvus", i, m, far)
		}
	}
	shared, all := 0, 0
	for _, text := range []string{
		"", "men's shirt", "男士衬衫", "a warm coat for winter", "冬天穿的外套", "something for a picnic", "送给妈妈的礼物",
	} {
		for i, f := range filters {
			m, n := asked(t, inMemory, text, f), asked(t, far, text, f)
			if text == "" {
				if diff := cmp.Diff(m, n); diff != "" {
					t.Errorf("filter %d (-memory +Milvus)\n%s", i, diff)
				}
				continue
			}
			top := m[:min(10, len(m))]
			for _, id := range top {
				if slices.Contains(n[:min(10, len(n))], id) {
					shared++
				}
			}
			all += len(top)
		}
	}
	recall := float64(shared) / float64(all)
	t.Logf("the top tens share %.3f of %d", recall, all)
	if recall < 0.95 {
		t.Errorf("the top tens share %.3f, want 0.95", recall)
	}
}

func asked(t *testing.T, e *retrieval.Engine, text string, f catalog.Filter) []string {
	t.Helper()
	q := retrieval.Query{Must: f}
	if text != "" {
		q.Texts = []string{text}
	}
	r, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, 0, len(r.Ranked))
	for _, hit := range r.Ranked {
		ids = append(ids, hit.ID)
	}
	return ids
}
