package retrieval_test

import (
	"context"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

const flasks = `
{"id":"a","title":"Flask","lang":"en","product_type":"Kitchen > Vacuum Flasks","capacity":"500 ml","weight":"0.3 kg"}
{"id":"b","title":"Flask","lang":"en","product_type":"Kitchen > Vacuum Flasks","capacity":"0.48 L","weight":"900 g"}
{"id":"c","title":"水壶","lang":"zh","product_type":"Kitchen > Vacuum Flasks","capacity":"1.2升","weight":"2斤"}
{"id":"d","title":"Mug","lang":"en","product_type":"Kitchen > Mugs","capacity":"large"}
{"id":"e","title":"Power Bank","lang":"en","product_type":"Electronics > Power Banks","capacity":"5400 mAh"}
`

func TestAWishForAnAmountIsSatisfiedByTheAmountsOfTheCatalogue(t *testing.T) {
	v := vocabularyOf(feed(t, flasks))
	for wish, want := range map[string][]string{
		"500 ml":  {"0.48 l", "500 ml"},
		"≥500 ml": {"1.2升", "500 ml"},
		"≤500 ml": {"0.48 l", "500 ml"},
		"≈1.3 L":  {"1.2升"},
		"≥2 L":    nil,
		"≤9 kg":   nil, // of another dimension
		"large":   nil,
		"≥":       nil,
	} {
		t.Run(wish, func(t *testing.T) {
			got := slices.DeleteFunc(v.Expand("capacity", wish), func(s string) bool { return s == wish && wish != "500 ml" })
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("it is satisfied by %q, want %q", got, want)
			}
		})
	}
}

func TestWhatStatesNoAmountStays(t *testing.T) {
	e := newShop(t, flasks).Engine
	count, err := e.Count(context.Background(), catalog.Filter{{Attribute: "capacity", Op: catalog.In, Values: e.Vocabulary().Expand("capacity", "≥1 L")}})
	if err != nil {
		t.Fatal(err)
	}
	if count != 2 {
		t.Errorf("%d products hold a litre or do not say, want the bottle and the mug", count)
	}
}
