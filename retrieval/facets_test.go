package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
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
		want      []index.Count
		stating   int
	}{
		{"of the whole shop", nil, "color", []index.Count{{Value: "black", Groups: 3}, {Value: "navy", Groups: 2}, {Value: "red", Groups: 2}, {Value: "beige", Groups: 1}}, 7},
		{"of a type and what states none", catalog.Filter{in("product_type", "hats")}, "product_type", []index.Count{{Value: "hats", Groups: 6}}, 6},
		{"of a type", catalog.Filter{in("product_type", "hats")}, "size", []index.Count{{Value: "M", Groups: 3}, {Value: "L", Groups: 2}, {Value: "S", Groups: 2}}, 5},
		{"of the variants that fit", catalog.Filter{in("product_type", "hats"), in("size", "M")}, "color", []index.Count{{Value: "black", Groups: 2}, {Value: "beige", Groups: 1}}, 3},
		{"of what nothing states", nil, "season", nil, 0},
		{"of nothing", catalog.Filter{atMost(1), atLeast(2), in("product_type", "dresses")}, "color", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := s.Facets(t.Context(), c.filter, c.attribute)
			if err != nil {
				t.Fatal(err)
			}
			facets, stating := all.Values[c.attribute].Counts, all.Values[c.attribute].Stating
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
			all, err := s.Facets(t.Context(), c.filter)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, all.Amounts, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFacetsOfAResultAreOfWhatItStandsFor(t *testing.T) {
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
			all, err := s.FacetsOf(t.Context(), s.search(t, c.query))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, all.Amounts, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("what was found by words is counted by group", func(t *testing.T) {
		all, err := s.FacetsOf(t.Context(), s.search(t, retrieval.Query{Texts: []string{"felt", "beret"}}), "material")
		if err != nil {
			t.Fatal(err)
		}
		facets, stating := all.Values["material"].Counts, all.Values["material"].Stating
		if diff := cmp.Diff([]index.Count{{Value: "wool", Groups: 2}, {Value: "pure wool", Groups: 2}}, facets, cmpopts.SortSlices(func(a, b index.Count) bool { return a.Value > b.Value })); diff != "" || stating != 2 {
			t.Errorf("%d state any (-want +got):\n%s", stating, diff)
		}
	})
}
