package merchant

import (
	"fmt"
	"html"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// element is what an item says: its text, or the elements within.
type element struct {
	space, name string
	text        string
	href, rel   string
	children    []element
}

// words returns the text of an element and of all within it.
func (e element) words() string {
	if len(e.children) == 0 {
		return strings.TrimSpace(e.text)
	}
	all := []string{strings.TrimSpace(e.text)}
	for _, child := range e.children {
		all = append(all, child.words())
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}

// child returns the words of the first element of a name within e.
func (e element) child(name string) string {
	for _, c := range e.children {
		if c.name == name {
			return c.words()
		}
	}
	return ""
}

// google reports whether the element belongs to Google's namespace, or to that of
// the custom attributes. A prefix g that no feed declared counts too.
func (e element) google() bool {
	_, place, _ := strings.Cut(e.space, "://")
	return e.space == "g" || e.space == "c" ||
		strings.HasPrefix(place, "base.google.com/ns/") || strings.HasPrefix(place, "base.google.com/cns/")
}

// own reports whether the element belongs to RSS or Atom itself.
func (e element) own() bool {
	return e.space == "" || strings.HasSuffix(e.space, "/2005/Atom") || strings.HasSuffix(e.space, "purl.org/rss/1.0/")
}

// item is one product of a feed, as its elements say it.
type item struct {
	line     int
	lang     string // of the feed
	elements []element
	err      error // why it could not be read whole
}

// first returns the words of the first element that has any: of Google's names, in
// their order, and then of those of RSS and Atom.
func (i item) first(names ...string) string {
	for _, belongs := range []func(element) bool{element.google, element.own} {
		for _, name := range names {
			for _, e := range i.elements {
				if e.name != name || !belongs(e) {
					continue
				}
				if words := e.words(); words != "" {
					return words
				}
			}
		}
	}
	return ""
}

// link returns the address of the product's page.
func (i item) link() string {
	if link := i.first("link"); link != "" {
		return link
	}
	for _, e := range i.elements {
		if e.name == "link" && e.href != "" && (e.rel == "" || e.rel == "alternate") {
			return e.href
		}
	}
	return ""
}

// single names the attributes of which a product has one, that are passed on as they
// are.
var single = []string{"id", "item_group_id", "brand", "price", "image_link", "availability"}

// special names the attributes that properties makes something of; they and single
// are no descriptive attributes.
var special = set("title", "structured_title", "description", "structured_description", "link", "sale_price",
	"sale_price_effective_date", "product_type", "google_product_category", "product_detail", "content_language")

// unused names the attributes that say nothing about the product: those of delivery,
// tax, advertising and where the listing is shown.
var unused = set("shipping", "shipping_label", "ships_from_country", "shipping_weight", "shipping_length", "shipping_width",
	"shipping_height", "free_shipping_threshold", "carrier_shipping", "transit_time_label", "min_handling_time",
	"max_handling_time", "handling_cutoff_time", "tax", "tax_category", "adult", "ads_redirect", "ads_grouping", "ads_labels",
	"adwords_redirect", "adwords_grouping", "adwords_labels", "display_ads_id", "display_ads_link",
	"display_ads_similar_ids", "display_ads_title", "display_ads_value", "excluded_destination", "included_destination",
	"shopping_ads_excluded_country", "pause", "mobile_link", "canonical_link", "link_template", "mobile_link_template",
	"promotion_id", "expiration_date", "cost_of_goods_sold", "auto_pricing_min_price", "maximum_retail_price",
	"identifier_exists", "external_seller_id", "pickup_method", "pickup_sla", "store_code", "installment",
	"subscription_cost", "loyalty_program", "loyalty_points", "virtual_model_link", "video_link", "return_address_label",
	"return_policy_label", "certification", "additional_image_link", "lifestyle_image_link")

// properties returns the item under the names of the product format, with the sale
// price that holds at a moment.
func (i item) properties(at time.Time) (map[string]any, error) {
	lang := base(i.lang)
	if own := base(i.first("content_language")); own != "" {
		lang = own
	}
	properties := map[string]any{
		"lang":         lang,
		"title":        html.UnescapeString(i.text("title")),
		"description":  catalog.PlainText(i.text("description", "summary", "content")),
		"link":         i.link(),
		"product_type": i.productType(),
		"updated_at":   i.updated(),
	}
	for _, name := range single {
		properties[name] = i.first(name)
	}
	if properties["image_link"] == "" {
		properties["image_link"] = i.first("additional_image_link")
	}
	holds, err := during(i.first("sale_price_effective_date"), at)
	if err != nil {
		return nil, fmt.Errorf("sale_price_effective_date: %w", err)
	}
	if holds {
		properties["sale_price"] = i.first("sale_price")
	}
	properties["attributes"] = i.attributes(properties)
	return properties, nil
}

// text returns a text of the product, which may also stand in a structured element
// beside the note that a program wrote it.
func (i item) text(name string, others ...string) string {
	for _, e := range i.elements {
		if e.name == "structured_"+name && i.first(name) == "" {
			return e.child("content")
		}
	}
	return i.first(append([]string{name}, others...)...)
}

// productType returns the shop's own path of categories, or Google's where it is
// written out and not a number.
func (i item) productType() string {
	path := i.first("product_type")
	if path == "" {
		path = i.first("google_product_category")
		if strings.Trim(path, "0123456789") == "" {
			return ""
		}
	}
	return html.UnescapeString(path)
}

// updated returns when the item last changed, in RFC 3339, if it says so in the form
// of Atom or RSS.
func (i item) updated() string {
	t, err := time.Parse(time.RFC3339, i.first("updated"))
	if err != nil {
		t, err = mail.ParseDate(i.first("pubdate"))
	}
	if err != nil {
		return ""
	}
	return t.Format(time.RFC3339)
}

// attributes returns the descriptive attributes, Google's and the shop's own, by name.
func (i item) attributes(taken map[string]any) map[string]any {
	all := map[string]any{}
	add := func(name, value string) {
		values, _ := all[name].([]any)
		if name != "" && value != "" && !slices.Contains(values, any(value)) {
			all[name] = append(values, value)
		}
	}
	for _, e := range i.elements {
		_, used := taken[e.name]
		switch {
		case !e.google() || used || unused[e.name]:
		case e.name == "product_detail":
			add(catalog.AttributeName(e.child("attribute_name")), catalog.PlainText(e.child("attribute_value")))
		case !special[e.name]:
			add(e.name, catalog.PlainText(e.words()))
		}
	}
	return all
}

func set(names ...string) map[string]bool {
	s := make(map[string]bool, len(names))
	for _, name := range names {
		s[name] = true
	}
	return s
}
