package memory

import (
	"fmt"
	"math/bits"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// hundred returns an index of a hundred items in one segment, and their ids.
func hundred(t *testing.T) (x *Index, ids []string) {
	x = New(plane)
	items := make([]index.Item, 100)
	for i := range items {
		items[i].ID = fmt.Sprintf("%03d", i)
		ids = append(ids, items[i].ID)
	}
	if err := x.Upsert(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	return x, ids
}

func TestManySmallChangesLeaveFewSegments(t *testing.T) {
	x := New(index.Space{})
	for i := range 3000 {
		id := fmt.Sprint(i * 7 % 500)
		if err := x.Upsert(t.Context(), []index.Item{{ID: id, Group: fmt.Sprint("group ", i)}}); err != nil {
			t.Fatal(err)
		}
		if i%3 == 0 {
			if err := x.Delete(t.Context(), []string{fmt.Sprint(i * 11 % 500)}); err != nil {
				t.Fatal(err)
			}
		}
		v := x.now.Load()
		live := 0
		for _, p := range v.parts {
			live += p.live
		}
		if len(v.parts) > bits.Len(uint(live)) {
			t.Fatalf("after %d changes: %d items in %d segments", i, live, len(v.parts))
		}
		if len(x.groups.numbers) != live || v.groups > 501 {
			t.Fatalf("after %d changes: %d groups numbered up to %d for %d items of as many groups", i, len(x.groups.numbers), v.groups, live)
		}
	}
}

func TestSmallChangesDoNotRebuildALargeSegment(t *testing.T) {
	x, _ := hundred(t)
	before := x.now.Load().parts[0].segment
	for _, id := range []string{"007", "new", "042"} {
		if err := x.Upsert(t.Context(), []index.Item{{ID: id}}); err != nil {
			t.Fatal(err)
		}
	}
	if after := x.now.Load().parts[0].segment; after != before {
		t.Error("three small changes rebuilt the large segment")
	}
}

func TestASegmentIsRebuiltOnceMostOfItIsDeleted(t *testing.T) {
	x, ids := hundred(t)
	for _, c := range []struct{ deleted, kept int }{{50, 100}, {51, 49}} {
		if err := x.Delete(t.Context(), ids[:c.deleted]); err != nil {
			t.Fatal(err)
		}
		if kept := x.now.Load().parts[0].len(); kept != c.kept {
			t.Errorf("%d of 100 deleted: %d items kept, want %d", c.deleted, kept, c.kept)
		}
	}
}

func TestValuesAndTermsThatNobodyHasAnyMoreAreForgotten(t *testing.T) {
	x := New(index.Space{})
	for i := range 200 {
		item := index.Item{
			ID: fmt.Sprint(i * 7 % 20), Record: catalog.Record{Values: map[string][]string{"serial": {fmt.Sprint(i)}, fmt.Sprint("attribute ", i): {"yes"}}},
			Lexical: lexical.Vector{{Term: uint32(i), Weight: 1}},
		}
		if err := x.Upsert(t.Context(), []index.Item{item}); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range x.now.Load().parts {
		if values, terms := p.vocabulary.values.len(), len(p.postings.terms); values > 2*p.len() || terms > p.len() {
			t.Errorf("a segment of %d documents has %d values and %d terms", p.len(), values, terms)
		}
	}
}

func TestTheValuesOfAnAttributeKeepTheirOrder(t *testing.T) {
	x := New(index.Space{})
	values := map[string][]string{}
	for a := range 12 {
		for i := range 15 {
			values[fmt.Sprint("attribute ", a)] = append(values[fmt.Sprint("attribute ", a)], fmt.Sprint((i*7+a)%15))
		}
	}
	for id := range 20 {
		if err := x.Upsert(t.Context(), []index.Item{{ID: fmt.Sprint(id), Record: catalog.Record{Values: values}}}); err != nil {
			t.Fatal(err)
		}
	}
	hits, err := x.Search(t.Context(), index.Request{K: 100})
	if err != nil || len(hits) != 20 {
		t.Fatalf("%d hits, error %v", len(hits), err)
	}
	for _, h := range hits {
		if diff := cmp.Diff(values, h.Record.Values); diff != "" {
			t.Fatalf("%q (-before +after):\n%s", h.ID, diff)
		}
	}
}
