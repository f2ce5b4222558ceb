package retrieval_test

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
)

// BenchmarkNewEngine is the way from the built-in catalogue in memory to the first
// query.
func BenchmarkNewEngine(b *testing.B) {
	c, err := builtin.Catalog(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := newEngine(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(c.Products)), "products")
}

// BenchmarkSearch is one query over the built-in catalogue.
func BenchmarkSearch(b *testing.B) {
	s := builtinShop(b)
	for name, q := range map[string]retrieval.Query{
		"words":            {Texts: []string{"lightweight shirts for a summer holiday", "夏天旅行穿的轻薄衬衫"}},
		"conditions":       {Must: catalog.Filter{in("product_type", "shirts", "t-shirts"), notIn("color", "red"), atMost(300)}},
		"words under both": {Texts: []string{"waterproof", "防水"}, Must: catalog.Filter{in("gender", "male", "unisex"), atMost(800)}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.search(b, q)
			}
		})
	}
}
