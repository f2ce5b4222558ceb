package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// yuan makes the yuan the currency of a shop, and its attributes ones that can be
// filtered by.
const yuan = `
{"id":"mug","title":"Mug","price":"39 CNY"}
{"id":"plate","title":"Plate","price":"29 CNY"}
`

func TestARecordIsWhatAFilterCanAskOfAProduct(t *testing.T) {
	for _, c := range []struct {
		name, row string
		want      catalog.Record
	}{
		{
			"values are canonical, whichever language states them",
			`"title":"衬衫","product_type":"Clothing > 衬衣","color":["深蓝色","White"],"gender":"男款","waterproof":true`,
			catalog.Record{Values: map[string][]string{
				"product_type": {"clothing", "shirts"}, "color": {"navy", "white"}, "gender": {"male"}, "waterproof": {"yes"},
			}},
		},
		{
			"values that the lexicon lacks are folded",
			`"title":"Kite","brand":" MuBai  Kites","product_type":"Kites","color":"Ｍａｕｖｅ"`,
			catalog.Record{Values: map[string][]string{"brand": {"mubai kites"}, "product_type": {"kites"}, "color": {"mauve"}}},
		},
		{
			"a value that is stated twice counts once",
			`"title":"Shirt","color":["navy","white","藏青色"]`,
			catalog.Record{Values: map[string][]string{"color": {"navy", "white"}}},
		},
		{
			"of one material alone it is pure",
			`"title":"Shirt","material":"棉"`,
			catalog.Record{Values: map[string][]string{"material": {"cotton", "pure cotton"}}},
		},
		{
			"of one material in both languages it is pure, too",
			`"title":"Shirt","material":["棉","cotton"]`,
			catalog.Record{Values: map[string][]string{"material": {"cotton", "pure cotton"}}},
		},
		{
			"of two materials it is pure in neither",
			`"title":"Shirt","material":"cotton/linen"`,
			catalog.Record{Values: map[string][]string{"material": {"cotton", "linen"}}},
		},
		{
			"only materials are pure",
			`"title":"Shirt","color":"white"`,
			catalog.Record{Values: map[string][]string{"color": {"white"}}},
		},
		{
			"what nobody has words for cannot be asked",
			`"title":"Shirt","thread_count":"80","director":"Someone"`,
			catalog.Record{},
		},
		{"the amount is the price", `"title":"Lamp","price":"120.50 CNY"`, catalog.Record{Amount: 12050, Priced: true}},
		{"the amount is the sale price, if there is one", `"title":"Lamp","price":"120 CNY","sale_price":"99 CNY"`, catalog.Record{Amount: 9900, Priced: true}},
		{"an amount in another currency is converted", `"title":"Lamp","price":"10 USD"`, catalog.Record{Amount: 7100, Priced: true}},
		{"a sale price in another currency is converted", `"title":"Lamp","price":"20 USD","sale_price":"10 USD"`, catalog.Record{Amount: 7100, Priced: true}},
		{"a free product is priced", `"title":"Lamp","price":"0 CNY"`, catalog.Record{Priced: true}},
		{"without a price it is not priced", `"title":"A Film"`, catalog.Record{}},
		{"in a currency without a rate it is not priced", `"title":"Lamp","price":"10 CHF"`, catalog.Record{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShop(t, yuan+`{"id":"it",`+c.row+`}`)
			if diff := cmp.Diff(c.want, s.record("it"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatTheShopDoesNotSellHasNoRow(t *testing.T) {
	s := newShop(t, yuan)
	if p := s.row("yacht"); p != nil {
		t.Errorf("product %v", p)
	}
	if all := s.variants("yacht"); len(all) != 0 {
		t.Errorf("variants %v", all)
	}
}
