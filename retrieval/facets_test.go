package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// milliner sells what hatter does, and things that state little. The variants of
// a group do not stand together.
const milliner = hatter + `
{"id":"felt-l","item_group_id":"felt","title":"Felt","price":"110 CNY","product_type":"Hats","color":["navy","black"],"material":"wool","size":"L"}
{"id":"mystery","title":"Mystery","product_type":"Hats"}
{"id":"voucher","title":"Voucher","price":"50 CNY"}
`

func TestFacetsCountGroups(t *testing.T) {
	s := newShop(t, milliner)
	for _, c := range []struct {
		name      string
		filter    catalog.Filter
		attribute string
		want      []retrieval.Facet
		stating   int
	}{
		{"of the whole shop", nil, "color", []retrieval.Facet{{Value: "black", Count: 3}, {Value: "navy", Count: 2}, {Value: "red", Count: 2}, {Value: "beige", Count: 1}}, 7},
		{"of a type and what states none", catalog.Filter{in("product_type", "hats")}, "product_type", []retrieval.Facet{{Value: "hats", Count: 6}}, 6},
		{"of a type", catalog.Filter{in("product_type", "hats")}, "size", []retrieval.Facet{{Value: "M", Count: 3}, {Value: "L", Count: 2}, {Value: "S", Count: 2}}, 5},
		{"of the variants that fit", catalog.Filter{in("product_type", "hats"), in("size", "M")}, "color", []retrieval.Facet{{Value: "black", Count: 2}, {Value: "beige", Count: 1}}, 3},
		{"of what nothing states", nil, "season", nil, 0},
		{"of nothing", catalog.Filter{atMost(1), atLeast(2), in("product_type", "dresses")}, "color", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			facets, stating := s.Under(c.filter).Facets(c.attribute)
			if diff := cmp.Diff(c.want, facets, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if stating != c.stating {
				t.Errorf("%d groups state any, want %d", stating, c.stating)
			}
		})
	}
}

func TestAmountsAreThoseOfTheCheapestVariants(t *testing.T) {
	s := newShop(t, milliner)
	for _, c := range []struct {
		name   string
		filter catalog.Filter
		want   []int64
	}{
		{"of the whole shop", nil, []int64{50_00, 80_00, 110_00, 200_00, 250_00, 400_00, 500_00, 900_00}},
		{"of a type and what states none", catalog.Filter{in("product_type", "hats")}, []int64{50_00, 110_00, 200_00, 250_00, 400_00, 900_00}},
		{"of the variants that fit", catalog.Filter{in("size", "M"), in("color", "black")}, []int64{50_00, 150_00, 400_00}},
		{"within bounds", catalog.Filter{atLeast(120), atMost(250)}, []int64{120_00, 200_00, 250_00}},
		{"of nothing", catalog.Filter{atLeast(1000), in("product_type", "scarves"), notIn("color", "red")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, s.Under(c.filter).Amounts()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMatchingIsWhatTheResultStandsFor(t *testing.T) {
	s := newShop(t, milliner)
	for _, c := range []struct {
		name  string
		query retrieval.Query
		want  []int64
	}{
		{"all that keep the musts, whatever was refused", retrieval.Query{Must: catalog.Filter{in("product_type", "scarves"), in("color", "red")}, Refused: []string{"shawl"}}, []int64{50_00, 80_00, 500_00}},
		{"all that keep the musts, whatever the words", retrieval.Query{Must: catalog.Filter{in("product_type", "scarves"), in("color", "red")}, Texts: []string{"shawl"}}, []int64{50_00, 80_00, 500_00}},
		{"what was found by words", retrieval.Query{Texts: []string{"beret or bowler"}}, []int64{250_00, 400_00}},
		{"what was found by words within a budget", retrieval.Query{Texts: []string{"beret or bowler"}, Must: catalog.Filter{atMost(300)}}, []int64{250_00}},
		{"nothing, of nothing", retrieval.Query{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, s.Matching(s.search(t, c.query)).Amounts()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what was found by words is counted by group", func(t *testing.T) {
		facets, stating := s.Matching(s.search(t, retrieval.Query{Texts: []string{"felt", "beret"}})).Facets("material")
		if diff := cmp.Diff([]retrieval.Facet{{Value: "wool", Count: 2}, {Value: "pure wool", Count: 2}}, facets, cmpopts.SortSlices(func(a, b retrieval.Facet) bool { return a.Value > b.Value })); diff != "" || stating != 2 {
			t.Errorf("%d state any (-want +got):\n%s", stating, diff)
		}
	})
}
