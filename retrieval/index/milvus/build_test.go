package milvus_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

var space = index.Space{Model: "of the tests", Dim: 4}

// goods returns n items of one version, which their prices tell.
func goods(n int, version int64) []index.Item {
	items := make([]index.Item, n)
	for i := range items {
		dense := make([]float32, space.Dim)
		dense[i%space.Dim] = 1
		id := fmt.Sprintf("item-%04d", i)
		items[i] = index.Item{
			ID: id, Group: id, Record: catalog.Record{Amount: version, Priced: true},
			Lexical: lexical.Vector{{Term: 1, Weight: 1}}, Dense: dense,
		}
	}
	return items
}

// build commits a version of an index with items.
func build(t *testing.T, config milvus.Config, version string, items []index.Item) {
	t.Helper()
	d := draft(t, config, space, version)
	defer closing(t, d)
	if err := d.Upsert(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	if err := d.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, config milvus.Config) *milvus.Index {
	t.Helper()
	x, err := milvus.Open(t.Context(), config, space)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func closing(t testing.TB, x index.Index) {
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// versions returns the prices of all items that a search finds, each once.
func versions(ctx context.Context, t *testing.T, x index.Index) (prices []int64, items int) {
	t.Helper()
	hits, err := x.Search(ctx, index.Request{K: 1 << 40})
	if err != nil {
		t.Error(err)
	}
	for _, h := range hits {
		prices = append(prices, h.Record.Amount)
	}
	slices.Sort(prices)
	return slices.Compact(prices), len(hits)
}

func TestANewIndexTakesThePlaceOfTheOldAtOnce(t *testing.T) {
	config := lite3.config(t)
	config.ANN = milvus.ANN{Type: "HNSW"}
	build(t, config, "1", goods(60, 1))

	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				x := open(t, config)
				if prices, n := versions(t.Context(), t, x); len(prices) != 1 || n != 60*int(prices[0]) {
					t.Errorf("a reader found %d items of the versions %v", n, prices)
				}
				closing(t, x)
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	old := open(t, config)
	build(t, config, "2", goods(120, 2))
	close(done)
	readers.Wait()

	t.Run("who opens now sees the new one", func(t *testing.T) {
		x := open(t, config)
		defer closing(t, x)
		if prices, n := versions(t.Context(), t, x); n != 120 || !slices.Equal(prices, []int64{2}) || x.Version() != "2" {
			t.Errorf("found %d items of the versions %v in version %s", n, prices, x.Version())
		}
		if stale, err := x.Stale(t.Context()); stale || err != nil {
			t.Errorf("it is stale: %t, %v", stale, err)
		}
	})
	t.Run("who had opened before stays with the old one, and can know it", func(t *testing.T) {
		defer closing(t, old)
		if prices, n := versions(t.Context(), t, old); n != 60 || !slices.Equal(prices, []int64{1}) {
			t.Errorf("found %d items of the versions %v", n, prices)
		}
		if stale, err := old.Stale(t.Context()); !stale || err != nil {
			t.Errorf("it is stale: %t, %v", stale, err)
		}
	})
	t.Run("an index by HNSW finds the most similar", func(t *testing.T) {
		x := open(t, config)
		defer closing(t, x)
		hits, err := x.Search(t.Context(), index.Request{Dense: []float32{0, 0, 3, 0}, K: 30})
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) != 30 || hits[29].Score() != 3 {
			t.Errorf("%d hits %v, want the 30 that lie in the same direction", len(hits), hits)
		}
	})
	t.Run("a draft that was never committed is dropped by the next build, and the index before the last", func(t *testing.T) {
		aborted := draft(t, config, space, "3")
		if err := aborted.Upsert(t.Context(), goods(10, 3)); err != nil {
			t.Fatal(err)
		}
		x := open(t, config)
		if prices, _ := versions(t.Context(), t, x); !slices.Equal(prices, []int64{2}) {
			t.Errorf("readers see the versions %v", prices)
		}
		closing(t, x)
		build(t, config, "4", goods(40, 4))
		if _, err := aborted.Search(t.Context(), index.Request{K: 1}); err == nil {
			t.Error("the aborted draft is still there")
		}
		closing(t, aborted)
		for version, there := range map[string]bool{"1": false, "2": true, "3": false, "4": true} {
			byName := config
			byName.Collection += "_" + version
			x, err := milvus.Open(t.Context(), byName, space)
			if (err == nil) != there {
				t.Errorf("version %s: %v, want it there: %t", version, err, there)
			}
			if err == nil {
				closing(t, x)
			}
		}
	})
	t.Run("another shop's collections are left alone", func(t *testing.T) {
		other := config
		other.Collection += "_other" // whose names begin like those of this one
		build(t, other, "1", goods(5, 7))
		build(t, config, "5", goods(5, 5))
		x := open(t, other)
		defer closing(t, x)
		if _, n := versions(t.Context(), t, x); n != 5 {
			t.Errorf("the other shop has %d items left", n)
		}
	})
	t.Run("a version that is in use cannot be built again", func(t *testing.T) {
		if d, err := milvus.Build(t.Context(), config, space, "5"); err == nil {
			t.Error("it was", d.Close())
		}
	})
	t.Run("a discarded draft is gone", func(t *testing.T) {
		d := draft(t, config, space, "6")
		if err := d.Discard(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Discard(t.Context()); !errors.Is(err, index.ErrClosed) {
			t.Errorf("a second time: %v", err)
		}
	})
}

func TestAnIndexOfAnotherEmbedderIsRefused(t *testing.T) {
	for _, l := range []*lite{lite25, lite3} {
		t.Run(l.name, func(t *testing.T) {
			config := l.config(t)
			d := draft(t, config, space, "1")
			defer closing(t, d)
			config.Collection += "_1"
			for _, want := range []index.Space{{Model: "another", Dim: space.Dim}, {Model: space.Model, Dim: 8}, {}} {
				x, err := milvus.Open(t.Context(), config, want)
				var mismatch *index.MismatchError
				if !errors.As(err, &mismatch) || mismatch.Have != space || mismatch.Want != want {
					t.Errorf("opened for %+v: %v, %v", want, x, err)
				}
			}
		})
	}
}

func TestAServerWithoutAliasesSaysSo(t *testing.T) {
	config := lite25.config(t)
	d := draft(t, config, space, "1")
	defer closing(t, d)
	if err := d.Upsert(t.Context(), goods(8, 1)); err != nil {
		t.Fatal(err)
	}
	if err := d.Commit(t.Context()); !errors.Is(err, milvus.ErrNoAliases) || !strings.Contains(err.Error(), config.Collection+"_1") {
		t.Errorf("%v, want it to say that there are no aliases, and which collection to open", err)
	}
	next := draft(t, config, space, "2") // leaves what may be in use
	defer closing(t, next)
	config.Collection = d.Collection()
	x := open(t, config)
	defer closing(t, x)
	if _, n := versions(t.Context(), t, x); n != 8 {
		t.Errorf("found %d items by the collection's own name, want 8", n)
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	for _, l := range []*lite{lite25, lite3} {
		t.Run(l.name, func(t *testing.T) {
			config := l.config(t)
			if x, err := milvus.Open(t.Context(), config, space); !errors.Is(err, milvus.ErrNoIndex) || !strings.Contains(err.Error(), config.Collection) {
				t.Errorf("opened %v, error %v", x, err)
			}
		})
	}
}
