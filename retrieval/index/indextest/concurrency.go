package indextest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// edition returns the items of one version of a shop. The version shows in every
// item's score, attribute and price, so that a mixture of two in one gives itself
// away.
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

// lookAt returns an error unless it finds every item, whole, and no older than of
// the edition before.
func lookAt(t *testing.T, x index.Index, before int64) error {
	hits, err := x.Search(t.Context(), index.Request{Lexical: words, K: every})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, hit := range hits {
		seen[hit.ID] = true
		version := hit.Record.Amount
		if version < before || hit.Lexical != float64(version) || !slices.Equal(hit.Record.Values["parity"], []string{parity(int(version))}) {
			return fmt.Errorf("edition %d was complete, yet %q has the score %g and the record %+v", before, hit.ID, hit.Lexical, hit.Record)
		}
	}
	if all := len(edition(1)); len(hits) != all || len(seen) != all {
		return fmt.Errorf("found %d items, %d of them different, want %d", len(hits), len(seen), all)
	}
	n, err := x.Count(t.Context(), nil)
	if err != nil {
		return err
	}
	if n != len(edition(1)) {
		return fmt.Errorf("counted %d groups, want %d", n, len(edition(1)))
	}
	older := catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: before - 1}}
	if n, err = x.Count(t.Context(), older); err == nil && n > 0 {
		return fmt.Errorf("edition %d was complete, yet %d items are older", before, n)
	}
	return err
}
