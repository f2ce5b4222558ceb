package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// attributes returns the additional properties of a product by their names, words
// joined by "_".
func (s schema) attributes(it item) map[string]any {
	all := map[string]any{}
	for _, extra := range s.items(it, "additionalProperty") {
		name := strings.ReplaceAll(strings.ToLower(cmp.Or(s.text(extra, "name"), s.text(extra, "propertyID"))), " ", "_")
		var values []any
		for _, v := range s.texts(extra, "value") {
			if unit := s.text(extra, "unitText"); unit != "" {
				v += " " + unit
			}
			values = append(values, v)
		}
		if name != "" && values != nil {
			had, _ := all[name].([]any)
			all[name] = append(had, values...)
		}
	}
	return all
}

// rate writes the rating, on a scale to five, and how many gave one.
func (s schema) rate(it item, p map[string]any) {
	rating := s.first(it, "aggregateRating")
	value, err := strconv.ParseFloat(s.text(rating, "ratingValue"), 64)
	if err != nil || value <= 0 {
		return
	}
	if best, err := strconv.ParseFloat(s.text(rating, "bestRating"), 64); err == nil && best > 0 {
		value *= 5 / best
	}
	if value > 5 {
		return
	}
	p["rating"] = strconv.FormatFloat(value, 'f', -1, 64)
	p["rating_count"] = s.text(rating, "ratingCount", "reviewCount")
}

// breadcrumbs returns where the page stands in the shop, without the home page and
// the page itself.
func (s schema) breadcrumbs() []string {
	for _, root := range s.roots {
		if !is(root, "BreadcrumbList") {
			root = s.first(root, "breadcrumb")
		}
		if !is(root, "BreadcrumbList") {
			continue
		}
		elements := s.items(root, "itemListElement")
		slices.SortStableFunc(elements, func(a, b item) int {
			return compareNumbers(s.text(a, "position"), s.text(b, "position"))
		})
		var names []string
		for i, e := range elements {
			thing := s.first(e, "item")
			name := cmp.Or(s.text(e, "name"), s.text(thing, "name"))
			address := cmp.Or(plain(e["item"]), plain(thing["@id"]), plain(thing["url"]))
			last := i == len(elements)-1
			if name != "" && !(last && address == "") && !s.homeOrSelf(address) {
				names = append(names, name)
			}
		}
		return names
	}
	return nil
}

func (s schema) homeOrSelf(address string) bool {
	if address == "" {
		return false
	}
	to := resolve(s.page.base, address)
	return to != nil && (to.Path == "/" && to.RawQuery == "" || key(to) == key(s.page.canonical))
}
