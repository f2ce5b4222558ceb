package retrieval_test

import (
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// TestWhatOnlyATextSaysIsRuledOutOfCountsAndResults: "not leather" admits no shoe
// whose text says leather, though its feed does not state the material.
func TestWhatOnlyATextSaysIsRuledOutOfCountsAndResults(t *testing.T) {
	c := feed(t, `
{"id":"stated","title":"Canvas shoe","price":"99 CNY","product_type":"Shoes","material":"canvas"}
{"id":"said","title":"Leather shoe","price":"199 CNY","product_type":"Shoes","material":"leather"}
{"id":"silent","title":"Plain shoe","price":"149 CNY","product_type":"Shoes"}
`)
	c.Products[1].Derived = map[string]string{"material": "Leather shoe"}
	e, err := newEngine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	s := shopOf(e, c.Products)
	not := catalog.Filter{in("product_type", "shoes"), notIn("material", "leather")}
	if n, err := s.Count(t.Context(), not); err != nil || n != 2 {
		t.Errorf("counts %d, %v; want 2", n, err)
	}
	found := s.search(t, retrieval.Query{Texts: []string{"shoe"}, Must: not})
	if got := ids(found); found.Total != 2 || len(got) != 2 || slices.Contains(got, "said") {
		t.Errorf("finds %q of %d, want the 2 that do not say leather", got, found.Total)
	}
}
