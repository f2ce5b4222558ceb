package indextest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// edition returns the items of one version of a shop. The version shows in every
// item's score, attribute and price, so that a mixture of two gives itself away.
func edition(version int) []index.Item {
	items := make([]index.Item, 40)
	for i := range items {
		items[i] = index.Item{
			ID: fmt.Sprintf("item-%02d", i), Group: fmt.Sprintf("group-%d", i),
			Record:  priced(int64(version), values{"parity": {parity(version)}}),
			Lexical: weights{lamp: float32(version)}.vector(),
		}
	}
	return items
}

func parity(version int) string { return []string{"even", "odd"}[version%2] }

// testConcurrency searches from several goroutines while the shop changes from
// edition to edition.
func testConcurrency(t *testing.T, x index.Index) {
	const last = 30
	upsert(t, x, edition(1)...)
	var committed atomic.Int64 // the latest edition of which Upsert has returned
	committed.Store(1)
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for done := false; !done; {
				before := committed.Load()
				done = before == last
				if err := lookAt(t, x, before); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for version := 2; version <= last; version++ {
		if err := x.Upsert(t.Context(), edition(version)); err != nil {
			t.Errorf("Upsert: %v", err)
			version = last // the readers wait for it
		}
		committed.Store(int64(version))
	}
	readers.Wait()
}

// lookAt returns an error unless each question meets one whole edition, no older
// than before.
func lookAt(t *testing.T, x index.Index, before int64) error {
	hits, err := x.Search(t.Context(), index.Request{Lexical: words, K: every})
	if err != nil {
		return err
	}
	if len(hits) != len(edition(1)) {
		return fmt.Errorf("found %d items, want %d", len(hits), len(edition(1)))
	}
	for _, hit := range hits {
		if hit.Score != hits[0].Score || hit.Score < float64(before) {
			return fmt.Errorf("edition %d was complete, yet %q is of edition %g and %q of %g", before, hits[0].ID, hits[0].Score, hit.ID, hit.Score)
		}
	}
	for _, f := range []catalog.Filter{
		{{Attribute: "parity", Op: catalog.In, Values: []string{"even"}}},
		{{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: before + 1}},
	} {
		n, err := x.Count(t.Context(), f)
		if err != nil {
			return err
		}
		if n != 0 && n != len(edition(1)) {
			return fmt.Errorf("%d of %d items meet %+v: a mixture of editions", n, len(edition(1)), f)
		}
	}
	return nil
}
