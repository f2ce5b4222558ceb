package web

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// What schema.org and Open Graph call the availabilities of the product format, in
// lower case without separators.
var availabilities = map[string]string{
	"instock": "in_stock", "limitedavailability": "in_stock", "onlineonly": "in_stock", "instoreonly": "in_stock",
	"availablefororder": "in_stock", "outofstock": "out_of_stock", "soldout": "out_of_stock", "discontinued": "out_of_stock",
	"reserved": "out_of_stock", "oos": "out_of_stock", "preorder": "preorder", "presale": "preorder", "pending": "preorder",
	"backorder": "backorder", "madetoorder": "backorder",
}

var conditions = map[string]string{
	"NewCondition": "new", "UsedCondition": "used", "DamagedCondition": "used", "RefurbishedCondition": "refurbished",
}

func availability(s string) string {
	return availabilities[strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(local(s)))]
}

// offers returns the single offers of a product; those within an aggregate stand
// for it if it has any.
func (s schema) offers(it item) []item {
	var all []item
	for _, o := range s.items(it, "offers") {
		if inner := s.items(o, "offers"); len(inner) > 0 {
			all = append(all, inner...)
			continue
		}
		all = append(all, o)
	}
	return all
}

// best returns the offer that a shopper would take: the cheapest that can be
// ordered.
func (s schema) best(offers []item) item {
	if len(offers) == 0 {
		return item{}
	}
	return slices.MinFunc(offers, func(a, b item) int {
		return cmp.Or(cmp.Compare(s.gone(a), s.gone(b)), compareNumbers(number(s.price(a)), number(s.price(b))))
	})
}

// gone is 1 for an offer that is out of stock, and 0 for others.
func (s schema) gone(offer item) int {
	if availability(s.text(offer, "availability")) == "out_of_stock" {
		return 1
	}
	return 0
}

// compareNumbers orders numbers; what is none comes last.
func compareNumbers(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return 0
}

func (s schema) price(offer item) string {
	return cmp.Or(s.text(offer, "price", "lowPrice"), s.text(s.specification(offer, false), "price"))
}

// sell writes what an offer says: price, sale price, availability, stock.
func (s schema) sell(offer item, p map[string]any) {
	code := s.text(offer, "priceCurrency")
	now, before := s.price(offer), s.specification(offer, true)
	code = cmp.Or(code, s.text(s.specification(offer, false), "priceCurrency"), s.text(before, "priceCurrency"))
	p["price"] = amount(now, code)
	if regular := s.text(before, "price"); regular != "" && now != "" {
		p["price"], p["sale_price"] = amount(regular, cmp.Or(s.text(before, "priceCurrency"), code)), amount(now, code)
	}
	p["availability"] = availability(s.text(offer, "availability"))
	if level := s.first(offer, "inventoryLevel"); len(level) > 0 {
		if n, err := strconv.Atoi(s.text(level, "value")); err == nil && n >= 0 {
			p["stock"] = strconv.Itoa(n)
		}
	}
}

// specification returns the price specification of an offer that holds for
// everybody and one piece: the regular one, which is struck through, or the one
// paid now.
func (s schema) specification(offer item, regular bool) item {
	for _, spec := range s.items(offer, "priceSpecification") {
		if spec["referenceQuantity"] != nil || spec["validForMemberTier"] != nil || spec["eligibleQuantity"] != nil {
			continue
		}
		struck := false
		switch local(s.text(spec, "priceType")) {
		case "StrikethroughPrice", "ListPrice", "RegularPrice", "MSRP", "SRP":
			struck = true
		}
		if struck == regular {
			return spec
		}
	}
	return item{}
}

// amount writes a price in the feed form, or as it stands if it is not certain, for
// the error to show.
func amount(price, code string) string {
	if price == "" {
		return ""
	}
	if strings.EqualFold(code, "RMB") {
		code = "CNY"
	}
	return strings.TrimSpace(number(price) + " " + code)
}

var (
	grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d+)?$`)
	comma   = regexp.MustCompile(`^\d+,\d{1,2}$`)
)

// number takes signs of currency from around a price, the commas between its
// thousands, and makes a decimal comma a point.
func number(price string) string {
	bare := strings.TrimFunc(price, func(r rune) bool { return unicode.Is(unicode.Sc, r) || unicode.IsSpace(r) })
	switch {
	case grouped.MatchString(bare):
		return strings.ReplaceAll(bare, ",", "")
	case comma.MatchString(bare):
		return strings.ReplaceAll(bare, ",", ".")
	}
	return bare
}
