package web

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// The types of schema.org that are sold as they stand.
var productTypes = []string{"Product", "IndividualProduct", "SomeProducts", "ProductModel", "Vehicle", "Car"}

// groupTypes are those whose variants are sold.
var groupTypes = []string{"ProductGroup"}

// statement is a product as a page states it: properties as catalog.FromProperties
// wants them.
type statement struct {
	properties map[string]any
	listed     bool // among others, so that its own page knows better
}

// schema turns the items of a page into statements.
type schema struct {
	*graph
	page   *document
	crumbs []string        // where the page stands in the shop
	told   map[string]bool // ids of items that are variants of a group already stated
}

// readSchema returns the products that a page is about, or that it lists.
func readSchema(values []any, page *document) []statement {
	s := schema{graph: newGraph(values), page: page, told: map[string]bool{}}
	s.crumbs = s.breadcrumbs()
	var stated []statement
	for _, it := range s.roots {
		if it = s.subject(it); is(it, groupTypes...) {
			stated = append(stated, s.group(it)...)
		}
	}
	var single []statement
	for _, it := range s.roots {
		it = s.subject(it)
		if id, _ := it["@id"].(string); is(it, productTypes...) && !s.told[id] && len(it) > 2 {
			single = append(single, s.single(it)...)
		}
	}
	if len(single) > 1 && !sameGroup(single) {
		for i := range single {
			single[i].listed = true
		}
	}
	stated = append(stated, single...)
	for _, it := range s.roots {
		stated = append(stated, s.list(s.subject(it))...)
	}
	return stated
}

// subject is what an item of a page is about: the main entity of a web page, the
// thing that an offer offers.
func (s schema) subject(it item) item {
	for range maxNesting {
		inner := s.first(it, "mainEntity")
		if is(it, "Offer", "AggregateOffer") {
			if offered := s.first(it, "itemOffered"); len(offered) > 0 {
				inner = maps.Clone(offered)
				inner["offers"] = without(it, "itemOffered")
			}
		}
		if len(inner) == 0 || is(it, productTypes...) || is(it, groupTypes...) {
			return it
		}
		it = inner
	}
	return it
}

func without(it item, names ...string) item {
	rest := maps.Clone(it)
	for _, n := range names {
		delete(rest, n)
	}
	return rest
}

func sameGroup(all []statement) bool {
	group := all[0].properties["item_group_id"]
	return group != nil && !slices.ContainsFunc(all, func(s statement) bool { return s.properties["item_group_id"] != group })
}

// group returns the variants of a product group, which inherit what they do not say.
func (s schema) group(group item) []statement {
	id := cmp.Or(s.text(group, "productGroupID", "sku", "productID"), s.link(group), s.page.canonical.String())
	inherited := without(group, "@type", "@id", "hasVariant", "variesBy", "productGroupID", "sku", "productID",
		"mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "url")
	var all []statement
	for _, variant := range s.items(group, "hasVariant") {
		if ref, _ := variant["@id"].(string); ref != "" {
			s.told[ref] = true
		}
		if len(variant) <= 2 && s.text(variant, "name", "sku") == "" {
			continue // no more than a link to the variant's own page
		}
		whole := maps.Clone(inherited)
		maps.Copy(whole, variant)
		for _, st := range s.offered(whole) {
			st.properties["item_group_id"] = id
			if s.number(whole) == "" && s.link(variant) == "" {
				st.properties["id"] = id + "#" + s.variation(whole)
			}
			all = append(all, st)
		}
	}
	if len(all) == 0 && group["offers"] != nil {
		return s.offered(group)
	}
	return all
}

// single returns a product that stands for itself, or names the group it varies.
func (s schema) single(it item) []statement {
	group := s.first(it, "isVariantOf")
	if len(group) == 0 {
		return s.offered(it)
	}
	whole := without(group, "@type", "@id", "hasVariant", "variesBy", "productGroupID", "sku", "productID", "offers", "url")
	maps.Copy(whole, it)
	all := s.offered(whole)
	if id := s.text(group, "productGroupID", "sku", "productID"); id != "" {
		for _, st := range all {
			st.properties["item_group_id"] = id
		}
	}
	return all
}

// list returns the products of a list that say more than where their page is.
func (s schema) list(it item) []statement {
	if !is(it, "ItemList", "OfferCatalog") {
		return nil
	}
	var all []statement
	for _, element := range s.items(it, "itemListElement") {
		if inner := s.first(element, "item"); len(inner) > 0 {
			element = inner
		}
		if is(element, productTypes...) && s.text(element, "name") != "" && element["offers"] != nil {
			for _, st := range s.single(element) {
				st.listed = true
				all = append(all, st)
			}
		}
	}
	return all
}

// offered returns a product with its offer. Offers with numbers of their own are
// variants of it.
func (s schema) offered(it item) []statement {
	offers := s.offers(it)
	numbers := map[string]bool{}
	for _, o := range offers {
		numbers[s.text(o, "sku")] = true
	}
	if len(offers) < 2 || len(numbers) < len(offers) || numbers[""] {
		return []statement{{properties: s.properties(it, s.best(offers))}}
	}
	group := s.identity(it)
	var all []statement
	for _, o := range offers {
		variant := maps.Clone(it)
		maps.Copy(variant, s.first(o, "itemOffered"))
		for _, name := range []string{"sku", "name", "url", "image"} {
			if o[name] != nil {
				variant[name] = o[name]
			}
		}
		properties := s.properties(variant, o)
		properties["item_group_id"] = group
		all = append(all, statement{properties: properties})
	}
	return all
}

// number is what the shop or the maker calls an item by, or "".
func (s schema) number(it item) string {
	return s.text(it, "sku", "productID", "mpn", "gtin13", "gtin", "gtin12", "gtin14", "gtin8")
}

func (s schema) identity(it item) string {
	return cmp.Or(s.number(it), s.link(it), s.page.canonical.String())
}

// variation is what tells a variant without a number from the others of its group.
func (s schema) variation(it item) string {
	var values []string
	for _, name := range []string{"color", "size", "material", "pattern"} {
		values = append(values, s.texts(it, name)...)
	}
	return strings.Join(values, "/")
}

// link is the address of an item's own page, or "".
func (s schema) link(it item) string {
	if u := resolve(s.page.base, s.text(it, "url")); u != nil && s.text(it, "url") != "" {
		return u.String()
	}
	return ""
}

// properties writes a product and its offer in Google Merchant's words.
func (s schema) properties(it, offer item) map[string]any {
	p := map[string]any{
		"id":            s.identity(it),
		"item_group_id": s.text(it, "inProductGroupWithID"),
		"brand":         s.text(it, "brand", "manufacturer"),
		"link":          cmp.Or(s.link(it), s.link(offer), s.page.canonical.String()),
		"image_link":    s.image(it),
		"product_type":  s.category(it),
		"attributes":    s.attributes(it),
		"condition":     conditions[cmp.Or(local(s.text(offer, "itemCondition")), local(s.text(it, "itemCondition")))],
		"gtin":          s.text(it, "gtin", "gtin13", "gtin12", "gtin14", "gtin8", "isbn"),
		"mpn":           s.text(it, "mpn"),
		"gender":        strings.ToLower(local(s.text(s.first(it, "audience"), "suggestedGender"))),
	}
	for _, name := range []string{"color", "size", "material", "pattern", "model", "weight", "width", "height", "depth"} {
		var values []any
		for _, v := range s.texts(it, name) {
			values = append(values, v)
		}
		p[name] = values
	}
	if released := s.text(it, "releaseDate"); len(released) >= len("2006-01-02") {
		p["released"] = released[:len("2006-01-02")]
	}
	s.words(it, p)
	s.sell(offer, p)
	s.rate(it, p)
	maps.DeleteFunc(p, func(_ string, v any) bool { return v == "" || v == nil })
	return p
}

func (s schema) image(it item) string {
	for _, v := range flat(it["image"]) {
		address, _ := v.(string)
		if image, ok := v.(item); ok {
			address = s.text(s.deref(image), "contentUrl", "url", "@id")
		}
		if address == "" {
			continue
		}
		if u, err := s.page.base.Parse(strings.TrimSpace(address)); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			return u.String()
		}
	}
	return ""
}

// category is the path of product types that the item names, or where its page
// stands in the shop.
func (s schema) category(it item) string {
	longest := ""
	for _, c := range s.texts(it, "category") {
		if u, err := url.Parse(c); err == nil && u.Scheme != "" {
			continue
		}
		c = strings.ReplaceAll(c, "/", " > ")
		if strings.Count(c, ">") > strings.Count(longest, ">") || longest == "" {
			longest = c
		}
	}
	if longest != "" {
		return longest
	}
	crumbs := s.crumbs
	if n := len(crumbs); n > 0 && crumbs[n-1] == s.text(it, "name") {
		crumbs = crumbs[:n-1]
	}
	return strings.Join(crumbs, " > ")
}
