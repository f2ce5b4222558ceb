package retrieval

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// The attributes that the product format has fields of their own for.
const (
	TypeAttribute  = "product_type"
	BrandAttribute = "brand"
)

// PureMaterial prefixes a material's canonical value where the product is made
// of nothing else: "pure cotton".
const PureMaterial = "pure "

const materialAttribute = "material"

// Values returns the product's values of an attribute as the feed wrote them.
func Values(p *catalog.Product, attribute string) []string {
	switch {
	case attribute == BrandAttribute && p.Brand != "":
		return []string{p.Brand}
	case attribute == TypeAttribute && len(p.Type) > 0:
		return p.Type
	}
	return p.Attributes[attribute]
}

// record returns what a filter can ask of a product: canonical values of the
// filterable attributes, and the amount paid now in the shop's currency.
func (v *Vocabulary) record(p *catalog.Product) catalog.Record {
	r := catalog.Record{Values: map[string][]string{}}
	for _, attribute := range v.filterable {
		raw := Values(p, attribute)
		if len(raw) == 0 {
			continue
		}
		canonical := make([]string, 0, len(raw)+1)
		for _, value := range raw {
			canonical = append(canonical, v.lexicon.Canonical(attribute, value))
		}
		if attribute == materialAttribute && len(canonical) == 1 {
			canonical = append(canonical, PureMaterial+canonical[0])
		}
		r.Values[attribute] = slices.Compact(canonical)
	}
	if pays := p.Pays(); !pays.IsZero() {
		if converted, err := v.rates.Convert(pays, v.currency); err == nil {
			r.Amount, r.Priced = converted.Minor, true
		}
	}
	return r
}

// The weights of a product's fields for words.
const (
	titleWeight       = 1.5
	descriptionWeight = 1
	attributeWeight   = 1
)

// fields returns the product's words in every language, with the words of both
// languages for its type, brand and other known values.
func (v *Vocabulary) fields(p *catalog.Product, r catalog.Record) []lexical.Field {
	var titles, descriptions, attributes []string
	for _, lang := range sortedKeys(p.Texts) {
		titles = append(titles, lexical.Terms(p.Texts[lang].Title)...)
		descriptions = append(descriptions, lexical.Terms(p.Texts[lang].Description)...)
	}
	for _, attribute := range v.filterable {
		for _, value := range r.Values[attribute] {
			words := v.lexicon.Words(attribute, value)
			if len(words) == 0 && !strings.HasPrefix(value, PureMaterial) {
				words = []string{value}
			}
			attributes = append(attributes, distinctTerms(words)...)
		}
	}
	return []lexical.Field{
		{Terms: titles, Weight: titleWeight},
		{Terms: descriptions, Weight: descriptionWeight},
		{Terms: attributes, Weight: attributeWeight},
	}
}

func distinctTerms(words []string) []string {
	var terms []string
	for _, w := range words {
		for _, t := range lexical.Terms(w) {
			if !slices.Contains(terms, t) {
				terms = append(terms, t)
			}
		}
	}
	return terms
}
