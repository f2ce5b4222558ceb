package retrieval

import (
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
		canonical = distinct(canonical)
		if attribute == materialAttribute && len(canonical) == 1 {
			canonical = append(canonical, PureMaterial+canonical[0])
		}
		r.Values[attribute] = canonical
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
func (v *Vocabulary) fields(p *catalog.Product, r catalog.Record, cache termCache) []lexical.Field {
	var titles, descriptions, attributes []string
	for _, lang := range sortedKeys(p.Texts) {
		titles = append(titles, cache.terms(p.Texts[lang].Title)...)
		descriptions = append(descriptions, cache.terms(p.Texts[lang].Description)...)
	}
	for _, attribute := range v.filterable {
		for _, value := range r.Values[attribute] {
			attributes = append(attributes, cache.words(v.lexicon, Meaning{attribute, value})...)
		}
	}
	return []lexical.Field{
		{Terms: titles, Weight: titleWeight},
		{Terms: descriptions, Weight: descriptionWeight},
		{Terms: attributes, Weight: attributeWeight},
	}
}

// termCache keeps the terms of texts and values while a catalogue is indexed:
// variants share most of them.
type termCache struct {
	texts  map[string][]string
	values map[Meaning][]string
}

func newTermCache() termCache {
	return termCache{texts: map[string][]string{}, values: map[Meaning][]string{}}
}

func (c termCache) terms(text string) []string {
	terms, ok := c.texts[text]
	if !ok {
		terms = lexical.Terms(text)
		c.texts[text] = terms
	}
	return terms
}

// words returns the terms of the words that both languages have for a value, or
// of the value itself where the lexicon has none.
func (c termCache) words(l *lexical.Lexicon, m Meaning) []string {
	terms, ok := c.values[m]
	if ok {
		return terms
	}
	words := l.Words(m.Attribute, m.Value)
	if len(words) == 0 && !strings.HasPrefix(m.Value, PureMaterial) {
		words = []string{m.Value}
	}
	for _, w := range words {
		terms = append(terms, lexical.Terms(w)...)
	}
	terms = distinct(terms)
	c.values[m] = terms
	return terms
}
