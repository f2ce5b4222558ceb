package catalog_test

import (
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestProductText(t *testing.T) {
	p := catalog.Product{Lang: "zh", Texts: map[string]catalog.Text{"zh": {Title: "亚麻衬衫"}, "en": {Title: "Linen Shirt"}, "fr": {Description: "Chemise"}}}
	for lang, want := range map[string]string{"zh": "亚麻衬衫", "en": "Linen Shirt", "de": "亚麻衬衫", "fr": "亚麻衬衫"} {
		if got := p.Text(lang).Title; got != want {
			t.Errorf("in %s: %q, want %q", lang, got, want)
		}
	}
}

func TestProductPays(t *testing.T) {
	full, reduced := catalog.Money{Minor: 25900, Currency: "CNY"}, catalog.Money{Minor: 19900, Currency: "CNY"}
	for _, c := range []struct {
		name    string
		product catalog.Product
		want    catalog.Money
	}{
		{"the price", catalog.Product{Price: full}, full},
		{"the sale price, if there is one", catalog.Product{Price: full, SalePrice: reduced}, reduced},
		{"nothing, for content", catalog.Product{}, catalog.Money{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.product.Pays(); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestProductOrderable(t *testing.T) {
	for availability, want := range map[catalog.Availability]bool{
		catalog.InStock: true, catalog.Preorder: true, catalog.Backorder: true, catalog.OutOfStock: false,
	} {
		if got := (&catalog.Product{Availability: availability}).Orderable(); got != want {
			t.Errorf("%s: %t, want %t", availability, got, want)
		}
	}
}

func TestProductGroupIsItsOwnWithoutVariants(t *testing.T) {
	if got := (&catalog.Product{ID: "shirt-s", GroupID: "shirt"}).Group(); got != "shirt" {
		t.Errorf("with variants: %q", got)
	}
	if got := (&catalog.Product{ID: "lamp"}).Group(); got != "lamp" {
		t.Errorf("without: %q", got)
	}
}

func TestProductReleased(t *testing.T) {
	for value, want := range map[string]time.Time{
		"2026-05-12": time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC),
		"last May":   {},
	} {
		p := catalog.Product{Attributes: map[string][]string{"released": {value}}}
		if got := p.Released(); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	if got := (&catalog.Product{}).Released(); !got.IsZero() {
		t.Errorf("not stated: %v", got)
	}
}
