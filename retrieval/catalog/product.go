// Package catalog holds what a shop sells: products, their exact prices, the
// conditions that can be put to them, and the readers of product feeds.
package catalog

import (
	"slices"
	"time"
)

// Availability says whether a product can be ordered now.
type Availability string

// The availabilities of Google Merchant's product format; "" when the feed does
// not say.
const (
	InStock    Availability = "in_stock"
	OutOfStock Availability = "out_of_stock"
	Preorder   Availability = "preorder"
	Backorder  Availability = "backorder"
)

// Text is a product's words in one language.
type Text struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// Product is one sellable variant, or a content item, which has no price.
// Attributes holds every descriptive property under its feed name (color, size,
// material, season, …) with its values as the feed wrote them. A Product is
// read-only once it has been loaded.
type Product struct {
	ID           string
	GroupID      string // variants of one product share it; "" for a product without variants
	Brand        string
	Lang         string          // the language of the main title
	Texts        map[string]Text // by language, at least Lang
	Type         []string        // the product_type path, outermost first
	Price        Money
	SalePrice    Money // zero when not on sale
	Availability Availability
	Stock        *int // nil when the feed does not say
	Attributes   map[string][]string
	// Derived names the attributes that the feed does not state and annotation read
	// out of the product's text, each with the words that said so; nil when there
	// are none.
	Derived   map[string]string
	Link      string
	ImageLink string
	UpdatedAt time.Time
}

// Text returns the words in lang, or those in the product's own language.
func (p *Product) Text(lang string) Text {
	if t, ok := p.Texts[lang]; ok && t.Title != "" {
		return t
	}
	return p.Texts[p.Lang]
}

// Pays returns what a shopper pays now: the sale price if there is one.
func (p *Product) Pays() Money {
	if !p.SalePrice.IsZero() {
		return p.SalePrice
	}
	return p.Price
}

// Orderable reports whether the product can be ordered now, from stock or ahead
// of it.
func (p *Product) Orderable() bool { return p.Availability != OutOfStock }

// Group returns the identity that the variants of one product share.
func (p *Product) Group() string {
	if p.GroupID != "" {
		return p.GroupID
	}
	return p.ID
}

// Released returns the day given by the attribute "released" (2006-01-02), or
// the zero time.
func (p *Product) Released() time.Time {
	values := p.Attributes["released"]
	if len(values) == 0 {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, values[0])
	if err != nil {
		return time.Time{}
	}
	return day
}

// Has reports whether one of attribute's values is exactly value.
func (p *Product) Has(attribute, value string) bool {
	return slices.Contains(p.Attributes[attribute], value)
}
