package retrieval

import (
	"maps"
	"slices"
	"strings"
	"unicode"

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
// filterable and of the measured attributes, and the amount paid now in the shop's currency.
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
	for attribute, known := range v.profile.Measured {
		var canonical []string
		for _, value := range p.Attributes[attribute] {
			if c := v.lexicon.Canonical(attribute, value); known[c] != "" {
				canonical = append(canonical, c)
			}
		}
		if len(canonical) == 0 {
			continue
		}
		if p.Derived[attribute] != "" {
			attribute = catalog.Said(attribute)
		}
		r.Values[attribute] = distinct(canonical)
	}
	if pays := p.Pays(); !pays.IsZero() {
		if converted, err := v.rates.Convert(pays, v.profile.Currency); err == nil {
			r.Amount, r.Priced = converted.Minor, true
		}
	}
	return r
}

// The weights of a product's fields for words, and for the meanings in them. Standing
// in the title once, a word counts nearly as much as it ever can (BM25's k1), so that
// meaning orders what is named alike, not how often the name is repeated. A lone Chinese
// character says too little for that.
const (
	titleWeight          = 3
	titleHead            = 6 // how many words, and meanings
	titleHeadWeight      = 2
	titleCharacters      = 1.5
	descriptionWeight    = 1
	attributeWeight      = 1
	titleMeanings        = 1.5
	titleHeadMeanings    = 1
	descriptionMeanings  = 0.5
	statedMeaningsWeight = 2
)

// document returns what a product is found by: what it says, and aside the Chinese
// characters of its texts and which needs it answers.
func (v *Vocabulary) document(p *catalog.Product, r catalog.Record, cache termCache) []lexical.Field {
	fields := v.fields(p, r, cache)
	for _, lang := range sortedKeys(p.Texts) {
		fields = append(fields,
			lexical.Field{Terms: cache.text(v, p.Texts[lang].Title).characters, Weight: titleCharacters, Aside: true},
			lexical.Field{Terms: cache.text(v, p.Texts[lang].Description).characters, Weight: descriptionWeight, Aside: true},
		)
	}
	var answers []string
	for _, kind := range v.kinds(p, r, cache) {
		answers = append(answers, need(kind))
	}
	return append(fields, lexical.Field{Terms: answers, Weight: 1, Aside: true})
}

// kinds returns the product types whose needs a product answers: those that it states,
// or that its titles name where none is known of those.
func (v *Vocabulary) kinds(p *catalog.Product, r catalog.Record, cache termCache) []string {
	stated := r.Values[TypeAttribute]
	if slices.ContainsFunc(stated, needed().of) {
		return stated
	}
	var named []string
	for _, lang := range sortedKeys(p.Texts) {
		for _, term := range cache.text(v, p.Texts[lang].Title).meanings {
			if kind, ok := strings.CutPrefix(term, Meaning{TypeAttribute, ""}.term()); ok {
				named = append(named, kind)
			}
		}
	}
	return distinct(named)
}

// fields returns the product's words in every language, with the words of both
// languages for its type, brand and other known values, the meanings in all of them,
// every quantity that it states, and its names. A part of the product may be several fields: the
// terms are the cache's own, not copied.
func (v *Vocabulary) fields(p *catalog.Product, r catalog.Record, cache termCache) []lexical.Field {
	fields := make([]lexical.Field, 0, 4*len(p.Texts)+2*len(r.Values)+1)
	for _, lang := range sortedKeys(p.Texts) {
		text := p.Texts[lang]
		title, description := cache.text(v, text.Title), cache.text(v, text.Description)
		fields = append(fields,
			lexical.Field{Terms: title.terms, Weight: titleWeight},
			lexical.Field{Terms: head(title.terms), Weight: titleHeadWeight, Aside: true},
			lexical.Field{Terms: description.terms, Weight: descriptionWeight},
			lexical.Field{Terms: title.meanings, Weight: titleMeanings},
			lexical.Field{Terms: head(title.meanings), Weight: titleHeadMeanings, Aside: true},
			lexical.Field{Terms: description.meanings, Weight: descriptionMeanings},
		)
	}
	for _, attribute := range v.filterable {
		name := attribute
		if p.Derived[attribute] != "" {
			name = catalog.Said(attribute)
		}
		for _, value := range r.Values[name] {
			words := cache.value(v.lexicon, Meaning{attribute, value})
			fields = append(fields,
				lexical.Field{Terms: words.terms, Weight: attributeWeight},
				lexical.Field{Terms: words.meanings, Weight: statedMeaningsWeight},
			)
		}
	}
	for _, values := range p.Attributes {
		for _, value := range values {
			if said := cache.text(v, value); said.quantity {
				fields = append(fields, lexical.Field{Terms: said.terms, Weight: attributeWeight})
			}
		}
	}
	for _, name := range v.Names(p) {
		fields = append(fields, lexical.Field{Terms: cache.text(v, name).terms, Weight: attributeWeight})
	}
	return fields
}

// Names returns what a product states in words of attributes of which no lexicon can have
// all values: who wrote it, who plays in it.
func (v *Vocabulary) Names(p *catalog.Product) []string {
	var names []string
	for _, attribute := range slices.Sorted(maps.Keys(p.Attributes)) {
		for _, value := range p.Attributes[attribute] {
			if inWords(value) && !slices.Contains(v.filterable, attribute) {
				names = append(names, value)
			}
		}
	}
	return names
}

// inWords reports whether a value is of words alone: no figure, no date, no address.
func inWords(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return unicode.IsDigit(r) || r == '/' }) && strings.ContainsFunc(value, unicode.IsLetter)
}

// termCache keeps the terms of texts and values while a catalogue is indexed:
// variants share most of them.
type termCache struct {
	texts  map[string]textTerms
	values map[Meaning]textTerms
}

// textTerms are the index terms of a text.
type textTerms struct {
	terms, characters, meanings []string
	quantity                    bool // it is a figure with a unit, and nothing else
}

// cachedTexts bounds how many texts a termCache keeps: those of the products that were
// read last.
const cachedTexts = 20_000

func newTermCache() termCache {
	return termCache{texts: map[string]textTerms{}, values: map[Meaning]textTerms{}}
}

func (c termCache) text(v *Vocabulary, text string) textTerms {
	t, ok := c.texts[text]
	if !ok {
		if len(c.texts) >= cachedTexts {
			clear(c.texts)
		}
		atoms := lexical.Atoms(lexical.Normalize(text))
		t = textTerms{lexical.TermsOf(atoms), lexical.Characters(atoms), v.conceptTerms(atoms), lexical.Quantity(atoms)}
		c.texts[text] = t
	}
	return t
}

// value returns the terms of the words that both languages have for a value, or
// of the value itself where the lexicon has none.
func (c termCache) value(l *lexical.Lexicon, m Meaning) textTerms {
	t, ok := c.values[m]
	if ok {
		return t
	}
	words := l.Words(m.Attribute, m.Value)
	if len(words) == 0 && !strings.HasPrefix(m.Value, PureMaterial) {
		words = []string{m.Value}
	}
	for _, w := range words {
		t.terms = append(t.terms, lexical.Terms(w)...)
	}
	t.terms, t.meanings = distinct(t.terms), []string{m.term()}
	c.values[m] = t
	return t
}

// head returns the terms of the first words.
func head(terms []string) []string { return terms[:min(len(terms), titleHead)] }
