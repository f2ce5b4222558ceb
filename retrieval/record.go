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
	r := catalog.Record{Values: map[string][]string{}, Released: p.Released()}
	if p.Availability != "" {
		r.Values[catalog.AvailabilityAttribute] = []string{string(p.Availability)}
	}
	if p.Stock != nil {
		r.Stock = *p.Stock
	}
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
		if p.Derived[attribute] != "" {
			attribute = catalog.Said(attribute)
		}
		r.Values[attribute] = canonical
	}
	if pays := p.Pays(); !pays.IsZero() {
		if converted, err := v.rates.Convert(pays, v.profile.Currency); err == nil {
			r.Amount, r.Priced = converted.Minor, true
		}
	}
	return r
}

// The weights of a product's fields for words, and for the meanings in them.
const (
	titleWeight          = 1.5
	descriptionWeight    = 1
	attributeWeight      = 1
	titleMeanings        = 1.5
	descriptionMeanings  = 0.5
	statedMeaningsWeight = 2
)

// fields returns the product's words in every language, with the words of both
// languages for its type, brand and other known values, the meanings in all of them,
// and every quantity that it states.
func (v *Vocabulary) fields(p *catalog.Product, r catalog.Record, cache termCache) []lexical.Field {
	var titles, descriptions, attributes []string
	var inTitles, inDescriptions, stated []string // meanings
	for _, lang := range sortedKeys(p.Texts) {
		titles = append(titles, cache.terms(p.Texts[lang].Title)...)
		descriptions = append(descriptions, cache.terms(p.Texts[lang].Description)...)
		inTitles = append(inTitles, cache.concepts(v, p.Texts[lang].Title)...)
		inDescriptions = append(inDescriptions, cache.concepts(v, p.Texts[lang].Description)...)
	}
	for _, attribute := range v.filterable {
		for _, value := range slices.Concat(r.Values[attribute], r.Values[catalog.Said(attribute)]) {
			stated = append(stated, Meaning{attribute, value}.term())
			attributes = append(attributes, cache.words(v.lexicon, Meaning{attribute, value})...)
		}
	}
	for _, attribute := range sortedKeys(p.Attributes) {
		for _, value := range p.Attributes[attribute] {
			if lexical.Quantity(value) {
				attributes = append(attributes, cache.terms(value)...)
			}
		}
	}
	return []lexical.Field{
		{Terms: titles, Weight: titleWeight},
		{Terms: descriptions, Weight: descriptionWeight},
		{Terms: attributes, Weight: attributeWeight},
		{Terms: inTitles, Weight: titleMeanings},
		{Terms: inDescriptions, Weight: descriptionMeanings},
		{Terms: stated, Weight: statedMeaningsWeight},
	}
}

// termCache keeps the terms of texts and values while a catalogue is indexed:
// variants share most of them.
type termCache struct {
	texts    map[string][]string
	meanings map[string][]string // of texts
	values   map[Meaning][]string
}

// cachedTexts bounds how many texts a termCache keeps: those of the products that were
// read last.
const cachedTexts = 20_000

func newTermCache() termCache {
	return termCache{texts: map[string][]string{}, meanings: map[string][]string{}, values: map[Meaning][]string{}}
}

func (c termCache) terms(text string) []string {
	terms, ok := c.texts[text]
	if !ok {
		if len(c.texts) >= cachedTexts {
			clear(c.texts)
		}
		terms = lexical.Terms(text)
		c.texts[text] = terms
	}
	return terms
}

func (c termCache) concepts(v *Vocabulary, text string) []string {
	terms, ok := c.meanings[text]
	if !ok {
		if len(c.meanings) >= cachedTexts {
			clear(c.meanings)
		}
		terms = v.Concepts(text)
		c.meanings[text] = terms
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
