// Package shopify reads what a Shopify shop publishes and exports: products.json, page
// by page or as a file, and the product CSV of its administration.
package shopify

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Shop says what the files of a shop leave out.
type Shop struct {
	Currency string // ISO 4217 code of all prices; required
	Lang     string // of all texts, such as "zh"; "" when unknown
	URL      string // such as "https://shop.example"; "" leaves products without links
}

// ErrCurrency says that Shop.Currency is missing.
var ErrCurrency = errors.New("a Shopify file does not state its currency: name the shop's, such as CNY")

func (s Shop) check() error {
	if s.Currency == "" {
		return ErrCurrency
	}
	if _, err := catalog.NewMoney("0", s.Currency); err != nil {
		return fmt.Errorf("the shop's currency: %w", err)
	}
	return nil
}

// listing is what the variants of a product share.
type listing struct {
	ID         string // "" in an export
	Handle     string
	Title      string
	HTML       string
	Vendor     string
	Type       string
	Category   string // of Shopify's taxonomy, for want of a type
	Tags       []string
	Options    []string // the names of the options, in order
	Image      string
	Updated    string
	Attributes map[string]any
}

// variant is one thing that can be bought.
type variant struct {
	ID           string
	Choices      []string // a value for each option
	Price        string
	CompareAt    string
	Image        string
	Attributes   map[string]any
	Availability catalog.Availability
	Stock        string // "" when it is not counted
}

// row makes a row of a variant.
func (s Shop) row(file string, line int, l listing, v variant) (catalog.Row, error) {
	properties, err := s.properties(l, v)
	if err != nil {
		return catalog.Row{}, &catalog.RowError{File: file, Line: line, ID: v.ID, Err: err}
	}
	if len(taken(v.Choices)) > 0 {
		properties["item_group_id"] = first(l.ID, l.Handle)
	}
	return catalog.NewRow(file, line, properties)
}

// properties returns a variant under the names of the product format.
func (s Shop) properties(l listing, v variant) (map[string]any, error) {
	properties := map[string]any{
		"id": v.ID, "title": l.Title, "description": catalog.PlainText(l.HTML), "lang": s.Lang,
		"brand": l.Vendor, "product_type": first(l.Type, l.Category), "image_link": first(v.Image, l.Image),
		"updated_at": l.Updated, "availability": string(v.Availability), "stock": v.Stock,
		"link": s.link(l, v),
	}
	price, sale, err := s.prices(v)
	if err != nil {
		return nil, err
	}
	properties["price"], properties["sale_price"] = price.String(), sale.String()
	attributes := map[string]any{}
	maps.Copy(attributes, l.Attributes)
	maps.Copy(attributes, v.Attributes)
	if len(l.Tags) > 0 {
		attributes["tag"] = list(l.Tags)
	}
	for i, value := range v.Choices {
		if i < len(l.Options) && l.Options[i] != "" && value != "" && value != onlyChoice {
			attributes[catalog.AttributeName(l.Options[i])] = value
		}
	}
	properties["attributes"] = attributes
	return properties, nil
}

// onlyChoice is the value of the one option of a product that has no variants.
const onlyChoice = "Default Title"

// taken returns the values that are a choice.
func taken(choices []string) []string {
	return slices.DeleteFunc(slices.Clone(choices), func(c string) bool { return c == "" || c == onlyChoice })
}

// prices returns a variant's price and its sale price, if it sells for less than the
// price to compare with.
func (s Shop) prices(v variant) (price, sale catalog.Money, err error) {
	if v.Price == "" {
		return price, sale, nil
	}
	if price, err = catalog.NewMoney(v.Price, s.Currency); err != nil {
		return price, sale, fmt.Errorf("price: %w", err)
	}
	if v.CompareAt == "" {
		return price, sale, nil
	}
	before, err := catalog.NewMoney(v.CompareAt, s.Currency)
	if err != nil {
		return price, sale, fmt.Errorf("price to compare at: %w", err)
	}
	if before.Minor > price.Minor {
		return before, price, nil
	}
	return price, sale, nil
}

// link returns the page of a variant.
func (s Shop) link(l listing, v variant) string {
	if s.URL == "" || l.Handle == "" {
		return ""
	}
	page := strings.TrimSuffix(s.URL, "/") + "/products/" + url.PathEscape(l.Handle)
	if _, err := strconv.ParseInt(v.ID, 10, 64); err == nil && l.ID != "" {
		page += "?variant=" + v.ID
	}
	return page
}

// stocked returns the availability of a variant by its count, and the count as a
// product states it, which is never below zero.
func stocked(count string, sellsWithout bool) (catalog.Availability, string) {
	n, err := strconv.Atoi(count)
	switch {
	case err != nil: // for the reader of properties to refuse
		return "", count
	case n > 0:
		return catalog.InStock, count
	case sellsWithout:
		return catalog.Backorder, "0"
	}
	return catalog.OutOfStock, "0"
}

func list(values []string) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// hidden says why shoppers cannot see a product; nil when they can.
func hidden(status string, published bool) error {
	switch status = strings.ToLower(status); {
	case status != "" && status != "active":
		return fmt.Errorf("it is not on sale: its status is %q", status)
	case !published:
		return errors.New("it is not on sale: it is not published")
	}
	return nil
}

func splitTags(text string) []string {
	var all []string
	for tag := range strings.SplitSeq(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			all = append(all, tag)
		}
	}
	return all
}
