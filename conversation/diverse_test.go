package conversation_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The feeds list each colour of a mug as a product of its own, and one sold out.
const (
	mugs = `
{"id":"dawn-red","title":"Dawn mug, red","brand":"Kiln","price":"20 USD","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-blue","title":"Dawn mug, blue","brand":"Kiln","price":"20 USD","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-black","title":"Dawn mug, black","brand":"Kiln","price":"20 USD","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-other","title":"Dawn mug, red","brand":"Forge","price":"20 USD","product_type":"Mugs","availability":"in_stock"}
{"id":"dusk","title":"Dusk mug","brand":"Kiln","price":"20 USD","product_type":"Mugs","availability":"in_stock"}
{"id":"noon","title":"Noon mug","brand":"Kiln","price":"20 USD","product_type":"Mugs","availability":"out_of_stock"}
`
	cups = `
{"id":"dawn-red","title":"晨光马克杯 红色","brand":"Kiln","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-blue","title":"晨光马克杯 蓝色","brand":"Kiln","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-black","title":"晨光马克杯 黑色","brand":"Kiln","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"in_stock"}
{"id":"dawn-other","title":"晨光马克杯 红色","brand":"Forge","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"in_stock"}
{"id":"dusk","title":"暮色马克杯","brand":"Kiln","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"in_stock"}
{"id":"noon","title":"正午马克杯","brand":"Kiln","price":"20 CNY","lang":"zh","product_type":"Mugs","availability":"out_of_stock"}
`
)

// TestNearDuplicatesCollapse: of what differs by a variant word alone one is shown,
// until nothing else is left; what is sold out comes last and is marked.
func TestNearDuplicatesCollapse(t *testing.T) {
	for _, c := range []struct{ rows, find, more, sold string }{
		{mugs, "dawn mugs", "show me others", "Out of stock"}, {cups, "晨光马克杯", "换一批", "缺货"},
	} {
		t.Run(c.find, func(t *testing.T) {
			shopper := shopOf(t, c.rows).chat()
			var shown [][]string
			for _, text := range []string{c.find, c.more} {
				var ids []string
				for _, item := range shopper.say(t, text).Reply.Items {
					if ids = append(ids, item.ID); item.ID == "noon" && item.StockText != c.sold {
						t.Errorf("what is sold out is marked %q", item.StockText)
					}
				}
				shown = append(shown, ids)
			}
			first := slices.Sorted(slices.Values(shown[0]))
			if len(first) != 3 || !slices.Contains(first, "dawn-other") || !slices.Contains(first, "dusk") {
				t.Errorf("first it shows %v, want one of the three alike, the one of another brand, and the other mug", first)
			}
			if last := shown[1]; len(last) != 3 || last[2] != "noon" {
				t.Errorf("then it shows %v, want what is alike, and what is sold out last", last)
			}
			if diff := cmp.Diff([]string(nil), both(shown[0], shown[1])); diff != "" {
				t.Errorf("shown twice (-want +got):\n%s", diff)
			}
		})
	}
}

func both(a, b []string) []string {
	var all []string
	for _, x := range a {
		if slices.Contains(b, x) {
			all = append(all, x)
		}
	}
	return all
}
