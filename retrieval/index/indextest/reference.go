package indextest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

const (
	// minRecall is the share of the reference's best hits that searches with a
	// dense vector must find.
	minRecall = 0.95
	// precision is how far Hit.Dense may be from the true inner product, as a share
	// of the length of Request.Dense. Eight bits a dimension keep it.
	precision = 0.01
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
		h, shared := hitOf(q, item)
		if q.Filter.Admits(item.Record) && (shared || len(q.Lexical) == 0 || len(q.Dense) > 0) {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b index.Hit) int {
		return cmp.Or(cmp.Compare(b.Score(), a.Score()), strings.Compare(a.ID, b.ID))
	})
	return hits[:min(q.K, len(hits))]
}

func (r reference) count(f catalog.Filter) int { return r.facets(f, nil).Groups }

func (r reference) facets(f catalog.Filter, attributes []string) index.Facets {
	groups := map[string]bool{}
	amounts := map[string]int64{}
	stating := map[string]map[string]map[string]bool{} // attribute → value → groups
	for item := range maps.Values(r) {
		if !f.Admits(item.Record) {
			continue
		}
		groups[item.Group] = true
		if amount, ok := amounts[item.Group]; item.Record.Priced && (!ok || item.Record.Amount < amount) {
			amounts[item.Group] = item.Record.Amount
		}
		for name, list := range item.Record.Values {
			for _, v := range list {
				if stating[name] == nil {
					stating[name] = map[string]map[string]bool{}
				}
				if stating[name][v] == nil {
					stating[name][v] = map[string]bool{}
				}
				stating[name][v][item.Group] = true
			}
		}
	}
	facets := index.Facets{Groups: len(groups), Values: map[string]index.Values{}, Amounts: slices.Sorted(maps.Values(amounts))}
	for _, name := range attributes {
		all := map[string]bool{}
		var counts []index.Count
		for v, groups := range stating[name] {
			counts = append(counts, index.Count{Value: v, Groups: len(groups)})
			maps.Copy(all, groups)
		}
		slices.SortFunc(counts, func(a, b index.Count) int {
			return cmp.Or(cmp.Compare(b.Groups, a.Groups), strings.Compare(a.Value, b.Value))
		})
		facets.Values[name] = index.Values{Stating: len(all), Counts: counts}
	}
	return facets
}

// hitOf returns the item as the request finds it, and whether they share a term.
func hitOf(q index.Request, item index.Item) (h index.Hit, shared bool) {
	h = index.Hit{ID: item.ID, Group: item.Group, Record: item.Record}
	h.Lexical, shared = product(q.Lexical, item.Lexical)
	for i := range min(len(q.Dense), len(item.Dense)) {
		h.Dense += float64(q.Dense[i]) * float64(item.Dense[i])
	}
	return h, shared
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

// agree fails the test unless the index answers the request, which has no dense
// vector, and counts under its filter, as the reference does.
func (r reference) agree(t *testing.T, x index.Index, q index.Request) {
	t.Helper()
	got, want := r.allowed(t, x, q), r.search(q)
	if len(got) != len(want) {
		t.Fatalf("%d hits %q, want %d %q\nfor %+v", len(got), ids(got), len(want), ids(want), q)
	}
	for i, hit := range got {
		if !near(hit.Score(), want[i].Score()) {
			t.Fatalf("hit %d, %q: score %g, and %q with %g belongs here\nfor %+v", i, hit.ID, hit.Score(), want[i].ID, want[i].Score(), q)
		}
	}
	r.agreeOnFacets(t, x, q.Filter, []string{"color", "material", "size", "type", "nobody states it"})
}

// allowed returns what the index finds. It fails the test unless every hit is an
// item that the filter admits, once, with its own scores, in the right order.
func (r reference) allowed(t *testing.T, x index.Index, q index.Request) []index.Hit {
	t.Helper()
	got := search(t, x, q)
	if len(got) > q.K {
		t.Fatalf("%d hits, want at most %d\nfor %+v", len(got), q.K, q)
	}
	tolerance := 1e-6 + precision*length(q.Dense)
	seen := map[string]bool{}
	for i, hit := range got {
		item, ok := r[hit.ID]
		if !ok || seen[hit.ID] || !q.Filter.Admits(item.Record) {
			t.Fatalf("hit %d, %q: gone, twice, or excluded by the filter\nfor %+v", i, hit.ID, q)
		}
		seen[hit.ID] = true
		want, shared := hitOf(q, item)
		if !shared && len(q.Lexical) > 0 && len(q.Dense) == 0 {
			t.Fatalf("hit %d, %q, shares no term\nfor %+v", i, hit.ID, q)
		}
		if !near(hit.Lexical, want.Lexical) || math.Abs(hit.Dense-want.Dense) > tolerance {
			t.Fatalf("hit %d, %q: scores %g and %g, its own are %g and %g\nfor %+v", i, hit.ID, hit.Lexical, hit.Dense, want.Lexical, want.Dense, q)
		}
		if diff := gocmp.Diff(stated(want.Record), stated(hit.Record)); diff != "" || hit.Group != item.Group {
			t.Fatalf("hit %d, %q: group %q, want %q; record (-want +got):\n%s", i, hit.ID, hit.Group, item.Group, diff)
		}
		if i > 0 && cmp.Or(cmp.Compare(got[i-1].Score(), hit.Score()), strings.Compare(hit.ID, got[i-1].ID)) < 0 {
			t.Fatalf("hits %d and %d are in the wrong order: %q with %g, %q with %g\nfor %+v", i-1, i, got[i-1].ID, got[i-1].Score(), hit.ID, hit.Score(), q)
		}
	}
	return got
}

// recall returns the share of the reference's hits that the index finds, where
// anything as good as the reference's last is as good as the last.
func (r reference) recall(t *testing.T, x index.Index, q index.Request) float64 {
	t.Helper()
	got, want := r.allowed(t, x, q), r.search(q)
	if len(want) == 0 {
		return 1
	}
	last := want[len(want)-1].Score()
	found := 0
	for _, hit := range got {
		if own, _ := hitOf(q, r[hit.ID]); own.Score() >= last-1e-6*max(1, math.Abs(last)) {
			found++
		}
	}
	return float64(found) / float64(len(want))
}

func (r reference) agreeOnFacets(t *testing.T, x index.Index, f catalog.Filter, attributes []string) {
	t.Helper()
	want := r.facets(f, attributes)
	if got := count(t, x, f); got != want.Groups {
		t.Fatalf("Count is %d, want %d\nfor %+v", got, want.Groups, f)
	}
	got, err := x.Facets(t.Context(), f, attributes)
	if err != nil {
		t.Fatalf("Facets(%+v, %q): %v", f, attributes, err)
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("Facets (-want +got):\n%s\nfor %+v", diff, f)
	}
}

// stated returns what a record says, without what may be lost on the way: empty
// lists, values stated twice, a time zone, and nanoseconds.
func stated(r catalog.Record) catalog.Record {
	said := values{}
	for name, list := range r.Values {
		for _, v := range list {
			if !slices.Contains(said[name], v) {
				said[name] = append(said[name], v)
			}
		}
	}
	r.Values, r.Released = said, r.Released.UTC().Truncate(time.Microsecond)
	return r
}

// near allows for scores computed in single precision and in another order.
func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-4*max(1, math.Abs(a), math.Abs(b))
}
