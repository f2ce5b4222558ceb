package indextest

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

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
