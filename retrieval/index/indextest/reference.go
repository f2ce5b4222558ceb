package indextest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// reference is the index done naively: every question looks at every item.
type reference map[string]index.Item

func referenceOf(items []index.Item) reference {
	r := reference{}
	r.upsert(items)
	return r
}

func (r reference) upsert(items []index.Item) {
	for _, item := range items {
		r[item.ID] = item
	}
}

func (r reference) delete(ids []string) {
	for _, id := range ids {
		delete(r, id)
	}
}

func (r reference) search(q index.Request) []index.Hit {
	var hits []index.Hit
	for _, item := range r {
		score, shared := product(q.Lexical, item.Lexical)
		if q.Filter.Admits(item.Record) && (shared || len(q.Lexical) == 0) {
			hits = append(hits, index.Hit{ID: item.ID, Score: score})
		}
	}
	slices.SortFunc(hits, func(a, b index.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
	})
	return hits[:min(q.K, len(hits))]
}

func (r reference) count(f catalog.Filter) int {
	groups := map[string]bool{}
	for item := range maps.Values(r) {
		if f.Admits(item.Record) {
			groups[item.Group] = true
		}
	}
	return len(groups)
}

// product returns the inner product of two vectors, and whether they share a term.
func product(query, item lexical.Vector) (score float64, shared bool) {
	for _, q := range query {
		for _, e := range item {
			if e.Term == q.Term {
				score += float64(q.Weight) * float64(e.Weight)
				shared = true
			}
		}
	}
	return score, shared
}

// agree fails the test unless the index answers the request, and counts under its
// filter, as the reference does.
func (r reference) agree(t *testing.T, x index.Index, q index.Request) {
	t.Helper()
	got, want := search(t, x, q), r.search(q)
	if len(got) != len(want) {
		t.Fatalf("%d hits %v, want %d %v\nfor %+v", len(got), ids(got), len(want), ids(want), q)
	}
	seen := map[string]bool{}
	for i, hit := range got {
		item, ok := r[hit.ID]
		if !ok || seen[hit.ID] || !q.Filter.Admits(item.Record) {
			t.Fatalf("hit %d, %q: gone, twice, or excluded by the filter\nfor %+v", i, hit.ID, q)
		}
		seen[hit.ID] = true
		if own, _ := product(q.Lexical, item.Lexical); !near(hit.Score, own) || !near(hit.Score, want[i].Score) {
			t.Fatalf("hit %d, %q: score %g, its own is %g, and %q with %g belongs here\nfor %+v", i, hit.ID, hit.Score, own, want[i].ID, want[i].Score, q)
		}
		if i > 0 && hit.Score == got[i-1].Score && hit.ID < got[i-1].ID {
			t.Fatalf("hits %d and %d have equal scores, yet %q stands before %q\nfor %+v", i-1, i, got[i-1].ID, hit.ID, q)
		}
	}
	if got, want := count(t, x, q.Filter), r.count(q.Filter); got != want {
		t.Fatalf("Count is %d, want %d\nfor %+v", got, want, q.Filter)
	}
}

// near allows for scores computed in single precision and in another order.
func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-4*max(1, math.Abs(a), math.Abs(b))
}

func search(t *testing.T, x index.Index, q index.Request) []index.Hit {
	t.Helper()
	hits, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return hits
}

func count(t *testing.T, x index.Index, f catalog.Filter) int {
	t.Helper()
	n, err := x.Count(t.Context(), f)
	if err != nil {
		t.Fatalf("Count(%+v): %v", f, err)
	}
	return n
}

func upsert(t *testing.T, x index.Index, items ...index.Item) {
	t.Helper()
	if err := x.Upsert(t.Context(), items); err != nil {
		t.Fatalf("Upsert of %d items: %v", len(items), err)
	}
}

func remove(t *testing.T, x index.Index, ids ...string) {
	t.Helper()
	if err := x.Delete(t.Context(), ids); err != nil {
		t.Fatalf("Delete(%q): %v", ids, err)
	}
}

func ids(hits []index.Hit) []string {
	all := make([]string, len(hits))
	for i, h := range hits {
		all[i] = h.ID
	}
	return all
}
