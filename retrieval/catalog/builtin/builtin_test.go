package builtin_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func products(t *testing.T) []catalog.Product {
	t.Helper()
	c, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Products
}

func TestTheShopIsLargeEnoughToBrowse(t *testing.T) {
	all := products(t)
	groups := map[string]bool{}
	for i := range all {
		groups[all[i].Group()] = true
	}
	if len(groups) < 160 || len(all) < 600 {
		t.Errorf("%d products in %d variants, want at least 160 in 600", len(groups), len(all))
	}
}

func TestEveryItemIsWrittenInBothLanguages(t *testing.T) {
	for _, p := range products(t) {
		zh, en := p.Texts["zh"], p.Texts["en"]
		for what, text := range map[string]string{"title": zh.Title, "description": zh.Description} {
			if !strings.ContainsFunc(text, han) {
				t.Errorf("%s: the Chinese %s is %q", p.ID, what, text)
			}
		}
		for what, text := range map[string]string{"title": en.Title, "description": en.Description} {
			if !strings.ContainsFunc(text, unicode.IsLetter) || strings.ContainsFunc(text, han) {
				t.Errorf("%s: the English %s is %q", p.ID, what, text)
			}
		}
	}
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

func TestGoodsHaveAPriceInYuanAndContentHasNone(t *testing.T) {
	content := 0
	for _, p := range products(t) {
		if p.Type[0] == "Content" {
			content++
			if !p.Price.IsZero() || !p.SalePrice.IsZero() {
				t.Errorf("%s: content, yet it costs %s", p.ID, p.Pays())
			}
			continue
		}
		if p.Price.Currency != "CNY" || p.Price.Minor < 100 {
			t.Errorf("%s: the price is %q", p.ID, p.Price)
		}
		if !p.SalePrice.IsZero() && p.SalePrice.Minor < p.Price.Minor/4 {
			t.Errorf("%s: on sale for %s, from %s", p.ID, p.SalePrice, p.Price)
		}
	}
	if content < 10 {
		t.Errorf("%d content items, want at least 10", content)
	}
}

func TestAvailabilityAgreesWithStock(t *testing.T) {
	for _, p := range products(t) {
		if p.Stock == nil {
			continue
		}
		if inStock := p.Availability == catalog.InStock; inStock != (*p.Stock > 0) {
			t.Errorf("%s: %s with %d pieces", p.ID, p.Availability, *p.Stock)
		}
	}
}

func TestTheVariantsOfAProductShareItsWords(t *testing.T) {
	first := map[string]catalog.Product{}
	for _, p := range products(t) {
		f, ok := first[p.Group()]
		if !ok {
			first[p.Group()] = p
			continue
		}
		if p.Texts["zh"] != f.Texts["zh"] || p.Texts["en"] != f.Texts["en"] || p.Brand != f.Brand || !slices.Equal(p.Type, f.Type) {
			t.Errorf("%s and %s are variants of %s, but tell different stories", f.ID, p.ID, p.Group())
		}
	}
	titles := map[string]string{}
	for group, p := range first {
		for lang, text := range p.Texts {
			if other, taken := titles[lang+text.Title]; taken {
				t.Errorf("%s and %s have the same title, %q", other, group, text.Title)
			}
			titles[lang+text.Title] = group
		}
	}
}

func TestThereAreMensSummerShirtsToRecommend(t *testing.T) {
	found := map[string]bool{}
	for _, p := range products(t) {
		if p.Type[len(p.Type)-1] == "Shirts" && p.Has("gender", "male") && p.Has("season", "summer") && p.Availability == catalog.InStock {
			found[p.Group()] = true
		}
	}
	if len(found) < 8 {
		t.Errorf("%d men's summer shirts in stock, want at least 8", len(found))
	}
}

func TestTheLexiconKnowsTheShopsValues(t *testing.T) {
	words := lexical.Default()
	covered := map[string]bool{}
	for _, c := range words.Concepts() {
		covered[c.Attribute] = true
	}
	known := func(attribute, value string) bool {
		canonical := words.Canonical(attribute, value)
		return words.Words(attribute, canonical) != nil || words.Flag(attribute) && canonical == lexical.No || measure(value)
	}
	unknown := map[string]string{} // attribute and value → an item that has it
	for _, p := range products(t) {
		stated := maps.Clone(p.Attributes)
		stated["product_type"] = p.Type
		for attribute, values := range stated {
			for _, v := range values {
				if covered[attribute] && !known(attribute, v) {
					unknown[attribute+" "+v] = p.ID
				}
			}
		}
	}
	for value, id := range unknown {
		t.Errorf("%s has %s, of which the lexicon does not know", id, value)
	}
}

// measure reports whether the value is in figures, such as "150x200 cm", which
// need no words in either language.
func measure(value string) bool { return value[0] >= '0' && value[0] <= '9' }
