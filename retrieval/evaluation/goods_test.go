package evaluation_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/ranking"
	"github.com/shopguide/shopguide/retrieval/source"
)

// wish is what a shopper types, and the products that are meant.
type wish struct {
	id, text string
	intended []string
}

func goodsWishes(tb testing.TB) []wish {
	tb.Helper()
	var all []wish
	for _, row := range table(tb, "testdata/goods.tsv", 3) {
		all = append(all, wish{row[0], row[1], strings.Split(row[2], "|")})
	}
	return all
}

func goods(tb testing.TB) []catalog.Product {
	tb.Helper()
	c, _, err := source.Load(tb.Context(), []string{
		datatest.Path(tb, "goods-zh/litemall.jsonl"), datatest.Path(tb, "goods-zh/newbee.jsonl"),
	}, source.Options{}, true)
	if err != nil {
		tb.Fatal(err)
	}
	return c.Products
}

func TestChineseGoodsAreFound(t *testing.T) {
	products := goods(t)
	wishes := goodsWishes(t)
	t.Run("the sixty queries are all different and mean goods that there are", func(t *testing.T) {
		asked := map[string]bool{}
		ids := map[string]bool{}
		for i := range products {
			ids[products[i].ID] = true
		}
		for _, w := range wishes {
			if asked[w.text] {
				t.Errorf("%s, %q, is asked twice", w.id, w.text)
			}
			asked[w.text] = true
			for _, id := range w.intended {
				if !ids[id] {
					t.Errorf("%s means %q, which is no product", w.id, id)
				}
			}
		}
		if len(wishes) != 60 {
			t.Errorf("%d queries, want 60", len(wishes))
		}
	})
	e := engine(t, products, ranking.Default())
	var recall, chinese evaluation.Sample
	for _, w := range wishes {
		ids, _ := topTen(t, e, w.text)
		share := float64(common(ids, w.intended)) / float64(min(10, len(w.intended)))
		recall = append(recall, share)
		if strings.ContainsFunc(w.text, func(r rune) bool { return r >= 0x4E00 }) {
			chinese = append(chinese, share)
		}
		if share < 1 {
			t.Logf("%s %q: %.2f, finds %v", w.id, w.text, share, ids)
		}
	}
	record(t, "Chinese goods: recall@10", recall.Mean())
	record(t, "Chinese goods, Chinese queries: recall@10", chinese.Mean())
}
