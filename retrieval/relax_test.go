package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// hatter sells hats of every colour at every price, caps, and a hat without a price.
const hatter = `
{"id":"felt-s","item_group_id":"felt","title":"Felt","price":"120 CNY","product_type":"Hats","color":"black","material":"wool","size":"S"}
{"id":"felt-m","item_group_id":"felt","title":"Felt","price":"150 CNY","product_type":"Hats","color":"black","material":"wool","size":"M"}
{"id":"straw","title":"Straw","price":"200 CNY","product_type":"Hats","color":"beige","material":"straw","size":"M"}
{"id":"beret","title":"Beret","price":"300 CNY","sale_price":"250 CNY","product_type":"Hats","color":"navy","material":"wool","size":"S"}
{"id":"bowler","title":"Bowler","price":"400 CNY","product_type":"Hats","color":"black","material":"wool","size":"M"}
{"id":"topper","title":"Topper","price":"900 CNY","product_type":"Hats","color":"black","material":"silk","size":"L"}
{"id":"scarf","title":"Scarf","price":"80 CNY","product_type":"Scarves","color":"red","material":"silk"}
{"id":"shawl","title":"Shawl","price":"500 CNY","product_type":"Scarves","color":"red","material":"cashmere"}
`

func TestRelaxOffersWhatEachConditionWouldOpen(t *testing.T) {
	s := newShop(t, hatter)
	hats := in("product_type", "hats")
	for _, c := range []struct {
		name   string
		filter catalog.Filter
		want   []retrieval.Relaxation
	}{
		{
			"a bound is raised until any passes, and until three do",
			catalog.Filter{hats, atMost(100)},
			[]retrieval.Relaxation{{Attribute: "price", Amount: 250_00, Count: 3}, {Attribute: "price", Amount: 120_00, Count: 1}},
		},
		{
			"a bound is raised until all pass, where there are fewer",
			catalog.Filter{hats, atMost(100), in("material", "silk")},
			[]retrieval.Relaxation{{Attribute: "price", Amount: 900_00, Count: 1}},
		},
		{
			"a bound is raised to the cheapest variant that fits",
			catalog.Filter{hats, atMost(100), in("size", "M"), in("material", "wool")},
			[]retrieval.Relaxation{{Attribute: "price", Amount: 400_00, Count: 2}, {Attribute: "price", Amount: 150_00, Count: 1}},
		},
		{
			"what opens nothing is not offered",
			catalog.Filter{atMost(130), hats, in("color", "beige"), in("size", "S")},
			[]retrieval.Relaxation{{Attribute: "color", Count: 1}},
		},
		{
			"what opens as much comes in the order of the filter",
			catalog.Filter{hats, in("color", "black"), in("size", "S"), atLeast(200), atMost(450)},
			[]retrieval.Relaxation{{Attribute: "color", Count: 1}, {Attribute: "size", Count: 1}, {Attribute: "price", Count: 1}},
		},
		{
			"a lower bound is dropped",
			catalog.Filter{hats, in("material", "wool"), atLeast(1000)},
			[]retrieval.Relaxation{{Attribute: "price", Count: 3}},
		},
		{
			"what opens most comes first",
			catalog.Filter{hats, in("material", "silk"), notIn("color", "black", "white")},
			[]retrieval.Relaxation{{Attribute: "material", Count: 2}, {Attribute: "color", Count: 1}},
		},
		{
			"all that is said of one attribute gives way together",
			catalog.Filter{hats, in("color", "black"), notIn("color", "black"), in("size", "L")},
			[]retrieval.Relaxation{{Attribute: "color", Count: 1}},
		},
		{
			"a kind of product never gives way",
			catalog.Filter{in("product_type", "dresses"), in("color", "red")},
			nil,
		},
		{
			"two give way together where no single one is enough",
			catalog.Filter{hats, in("color", "red"), in("material", "cotton")},
			[]retrieval.Relaxation{{Attribute: "material", With: "color", Count: 5}},
		},
		{
			"of two the price is raised no further than it must be",
			catalog.Filter{hats, atMost(100), in("color", "red"), in("size", "M")},
			[]retrieval.Relaxation{{Attribute: "price", With: "color", Amount: 400_00, Count: 3}, {Attribute: "price", With: "color", Amount: 150_00, Count: 1}},
		},
		{
			"nothing, if it takes more than two",
			catalog.Filter{hats, in("color", "red"), in("material", "cotton"), in("size", "XXL")},
			nil,
		},
		{"nothing, of nothing", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := s.Relax(t.Context(), c.filter)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, way := range got {
				if n := s.hand(relaxed(c.filter, way)); n != way.Count {
					t.Errorf("%v opens %d groups, counted by hand", way, n)
				}
			}
		})
	}
}

func TestRelaxLeavesTheFilterAlone(t *testing.T) {
	s := newShop(t, hatter)
	filter := append(make(catalog.Filter, 0, 9), atMost(100), in("product_type", "hats"), in("color", "red"))
	before := append(catalog.Filter{}, filter...)
	if _, err := s.Relax(t.Context(), filter); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, filter); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

func TestARaisedBoundCountsInTheShopsCurrency(t *testing.T) {
	s := newShop(t, hatter+`{"id":"fez","title":"Fez","price":"10 USD","product_type":"Fezzes"}`)
	got, err := s.Relax(t.Context(), catalog.Filter{in("product_type", "fezzes"), atMost(50)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]retrieval.Relaxation{{Attribute: "price", Amount: 71_00, Count: 1}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
