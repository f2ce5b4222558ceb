package web

import (
	"cmp"
)

// tagged are the Open Graph properties that the product format has too.
var tagged = map[string]string{
	"product:brand": "brand", "product:category": "product_type", "product:color": "color", "product:size": "size",
	"product:material": "material", "product:pattern": "pattern", "product:gender": "gender", "product:age_group": "age_group",
	"product:item_group_id": "item_group_id", "product:condition": "condition", "product:ean": "gtin", "product:isbn": "gtin",
	"product:upc": "gtin", "product:mfr_part_no": "mpn", "og:description": "description",
}

// readOpenGraph returns the product that a page's meta elements name, or nothing:
// a page of a product is known by its type or its price.
func readOpenGraph(page *document) []statement {
	price := cmp.Or(page.meta("product:price:amount"), page.meta("og:price:amount"))
	kind := page.meta("og:type")
	if price == "" && kind != "product" && kind != "product.item" && kind != "og:product" {
		return nil
	}
	code := cmp.Or(page.meta("product:price:currency"), page.meta("og:price:currency"))
	p := map[string]any{
		"id":           cmp.Or(page.meta("product:retailer_item_id"), page.meta("product:retailer_part_no"), page.canonical.String()),
		"title":        cmp.Or(page.meta("og:title"), page.title),
		"lang":         page.lang,
		"link":         page.canonical.String(),
		"price":        amount(price, code),
		"availability": availability(cmp.Or(page.meta("product:availability"), page.meta("og:availability"))),
	}
	if sale := page.meta("product:sale_price:amount"); sale != "" {
		p["sale_price"] = amount(sale, cmp.Or(page.meta("product:sale_price:currency"), code))
	}
	if image := page.meta("og:image"); image != "" {
		if u := resolve(page.base, image); u != nil {
			p["image_link"] = u.String()
		}
	}
	for property, name := range tagged {
		if value := page.meta(property); value != "" {
			p[name] = value
		}
	}
	return []statement{{properties: p}}
}
