package build_test

import (
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/build"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

func TestWhatWasFoundKeepsTheMustsAsItIsNow(t *testing.T) {
	folder := t.TempDir()
	b := newBuilder(t, folder, build.Memory{Folder: folder})
	run(t, b)
	shop := open(t, b)
	affordable := catalog.Filter{{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 2000}}
	search := func(number string) retrieval.Result {
		t.Helper()
		r, err := shop.Search(t.Context(), retrieval.Query{Texts: []string{"mug " + number}, Must: affordable})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	found := func(r retrieval.Result, id string) bool {
		return slices.ContainsFunc(r.Ranked, func(c ranking.Ranked) bool { return c.ID == id })
	}
	if r := search("number7"); !found(r, "mug-007") || !found(r, "mug-099") || r.Total != 100 {
		t.Fatalf("before: %d of %d found", len(r.Ranked), r.Total)
	}

	feed(t, b, mugs(99, only(7))) // not indexed yet
	r := search("number7")
	if found(r, "mug-007") {
		t.Error("what became too dear is found")
	}
	if found(r, "mug-099") {
		t.Error("what is gone is found")
	}
	if !found(r, "mug-008") || len(r.Ranked) != 98 || r.Total != 98 {
		t.Errorf("%d of %d found, want 98", len(r.Ranked), r.Total)
	}

	t.Run("and is told as it is now", func(t *testing.T) {
		affordable[0].Amount = 10_000
		run(t, b)
		shop = open(t, b)
		feed(t, b, mugs(99, only(8)))
		for _, c := range search("number8").Ranked {
			if c.ID == "mug-008" && c.Record.Amount != 9900 {
				t.Errorf("it is said to cost %d", c.Record.Amount)
			}
		}
	})
}
