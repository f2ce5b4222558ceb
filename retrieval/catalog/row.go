package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FromProperties makes a Product of properties under Google Merchant's names (id,
// title, price "12.90 USD", product_type "Clothing > Shirts", …): strings, booleans,
// json.Numbers and lists of them, with words in further languages under texts and
// what the format has no name for under attributes or beside the others. Prices are as
// in ReadPrice, where the property currency declares one. It takes the map apart. With
// an error it returns the id, if there is one, for the report.
func FromProperties(properties map[string]any) (Product, error) {
	r := reading{row: properties}
	r.currency = r.text("currency")
	p := Product{
		ID: r.text("id"), GroupID: r.text("item_group_id"), Brand: r.text("brand"), Lang: r.text("lang"),
		Link: r.text("link"), ImageLink: r.text("image_link"),
		Price: r.money("price"), SalePrice: r.money("sale_price"),
		Type: path(r.text("product_type")), Stock: r.stock(), UpdatedAt: r.instant("updated_at"),
	}
	p.Texts = r.texts(p.Lang)
	p.Availability = r.availability(p.Stock)
	p.Attributes = r.attributes()
	if r.err == nil && p.ID == "" {
		r.err = errors.New("it has no id")
	}
	if r.err == nil && p.Texts[p.Lang].Title == "" {
		r.err = errors.New("it has no title")
	}
	if r.err == nil {
		r.err = p.checkSize()
	}
	if r.err != nil {
		return Product{ID: p.ID}, r.err
	}
	return settlePrices(p)
}

// Bounds on a product. Every home of an index can store what keeps them, so that what
// is sold does not depend on the home.
const (
	MaxID     = 512  // bytes of an id, or of that of a group
	MaxValues = 4096 // of one attribute
)

// checkSize returns which bound the product does not keep.
func (p *Product) checkSize() error {
	if long := max(len(p.ID), len(p.GroupID)); long > MaxID {
		return fmt.Errorf("its id or item_group_id has %d bytes, more than %d", long, MaxID)
	}
	if len(p.Type) > MaxValues {
		return fmt.Errorf("product_type: it has %d levels, more than %d", len(p.Type), MaxValues)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Attributes)) {
		if n := len(p.Attributes[name]); n > MaxValues {
			return fmt.Errorf("%.40s: it has %d values, more than %d", name, n, MaxValues)
		}
	}
	return nil
}

// settlePrices drops a sale price that is none.
func settlePrices(p Product) (Product, error) {
	switch {
	case p.SalePrice.IsZero():
	case p.Price.IsZero():
		p.Price, p.SalePrice = p.SalePrice, Money{}
	case p.Price.Currency != p.SalePrice.Currency:
		return Product{ID: p.ID}, fmt.Errorf("price in %s, but sale price in %s", p.Price.Currency, p.SalePrice.Currency)
	case p.SalePrice.Minor >= p.Price.Minor:
		p.SalePrice = Money{}
	}
	return p, nil
}

// reading takes properties out of a row, in a fixed order; what remains are
// attributes. The first error sticks.
type reading struct {
	row      map[string]any
	currency string // of amounts that state none
	err      error
}

func (r *reading) take(name string) any {
	v := r.row[name]
	delete(r.row, name)
	return v
}

func (r *reading) text(name string) string {
	values, err := scalars(r.take(name))
	if err != nil {
		r.fail(name, err)
		return ""
	}
	return strings.Join(values, " > ")
}

func (r *reading) money(name string) Money {
	s := r.text(name)
	if s == "" {
		return Money{}
	}
	m, err := ReadPrice(s, r.currency)
	if err != nil {
		r.fail(name, err)
	}
	return m
}

func (r *reading) stock() *int {
	s := r.text("stock")
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		r.fail("stock", fmt.Errorf("%q is not a whole number of pieces", s))
		return nil
	}
	return &n
}

func (r *reading) instant(name string) time.Time {
	s := r.text(name)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if year := t.UTC().Year(); err != nil || year < 1 || year > lastYear {
		r.fail(name, fmt.Errorf("%q is not a time such as 2026-05-12T08:00:00+08:00", s))
		return time.Time{}
	}
	return t
}

// texts returns the words by language. The title and description properties are
// those of lang, unless texts says otherwise.
func (r *reading) texts(lang string) map[string]Text {
	texts := map[string]Text{lang: r.words()}
	byLang, _ := r.take("texts").(map[string]any)
	for _, l := range slices.Sorted(maps.Keys(byLang)) {
		words, _ := byLang[l].(map[string]any)
		inner := reading{row: words}
		t := inner.words()
		if inner.err != nil {
			r.fail("texts."+l, inner.err)
		}
		if t.Title != "" {
			texts[l] = t
		}
	}
	return texts
}

// words returns a title, in one line, and a description, both without markup.
func (r *reading) words() Text {
	title := strings.Join(strings.Fields(PlainText(r.text("title"))), " ")
	return Text{Title: title, Description: PlainText(r.text("description"))}
}

func (r *reading) availability(stock *int) Availability {
	s := strings.ReplaceAll(strings.ToLower(r.text("availability")), " ", "_")
	switch a := Availability(s); a {
	case InStock, OutOfStock, Preorder, Backorder:
		return a
	case "":
		switch {
		case stock == nil:
			return ""
		case *stock == 0:
			return OutOfStock
		}
		return InStock
	}
	r.fail("availability", fmt.Errorf("%q is none of in_stock, out_of_stock, preorder, backorder", s))
	return ""
}

// attributes returns all properties that have not been taken.
func (r *reading) attributes() map[string][]string {
	all := map[string][]string{}
	named, _ := r.take("attributes").(map[string]any)
	for _, from := range []map[string]any{named, r.row} {
		for _, name := range slices.Sorted(maps.Keys(from)) {
			values, err := scalars(from[name])
			if err != nil {
				r.fail(name, err)
			}
			if compound[name] {
				values = parts(values)
			}
			if len(values) > 0 {
				all[name] = values
			}
		}
	}
	return all
}

func (r *reading) fail(name string, err error) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %w", name, err)
	}
}

// compound names the attributes in which Google Merchant joins several values
// with "/".
var compound = map[string]bool{"color": true, "material": true}

func parts(values []string) []string {
	var all []string
	for _, v := range values {
		for part := range strings.SplitSeq(v, "/") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
	}
	return all
}

func path(productType string) []string {
	var segments []string
	for s := range strings.SplitSeq(productType, ">") {
		if s = strings.TrimSpace(s); s != "" {
			segments = append(segments, s)
		}
	}
	return segments
}

// scalars returns a property's values as text, without the empty ones.
func scalars(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if v = strings.TrimSpace(v); v == "" {
			return nil, nil
		}
		return []string{v}, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case json.Number:
		return []string{strings.TrimSuffix(v.String(), ".0")}, nil
	case []any:
		var all []string
		for _, inner := range v {
			values, err := scalars(inner)
			if err != nil {
				return nil, err
			}
			all = append(all, values...)
		}
		return all, nil
	}
	return nil, errors.New("it is an object where a string, number, boolean or list belongs")
}
