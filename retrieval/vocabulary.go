package retrieval

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Meaning is what a phrase can mean: a value of an attribute.
type Meaning struct{ Attribute, Value string }

func (m Meaning) compare(other Meaning) int {
	return cmp.Or(cmp.Compare(m.Attribute, other.Attribute), cmp.Compare(m.Value, other.Value))
}

// Vocabulary is the words that a catalogue itself supplies, with their
// counterparts in the other language: every value of an attribute that its
// products state and that can be filtered by. It is read-only.
type Vocabulary struct {
	lexicon    *lexical.Lexicon
	rates      catalog.Rates
	currency   string
	filterable []string
	phrases    lexical.Phrases[Meaning]
	attributes lexical.Phrases[string]
	types      lexical.Phrases[string]    // of all product types that the lexicon knows
	stated     map[string]map[string]bool // filterable attribute → canonical values that products have
	listed     map[string]bool            // every attribute that a product states
}

// NewVocabulary gathers the words of a catalogue. Attributes can be filtered by
// when the lexicon knows their values; the product type and the brand always.
func NewVocabulary(c *catalog.Catalog, lexicon *lexical.Lexicon, rates catalog.Rates) *Vocabulary {
	v := &Vocabulary{lexicon: lexicon, rates: rates, currency: c.Currency(), stated: map[string]map[string]bool{}, listed: map[string]bool{}}
	known := map[string]bool{TypeAttribute: true, BrandAttribute: true}
	for _, concept := range lexicon.Concepts() {
		known[concept.Attribute] = true
	}
	raw := map[Meaning]string{}
	for i := range c.Products {
		p := &c.Products[i]
		for attribute := range p.Attributes {
			v.listed[attribute] = true
		}
		if p.Stock != nil {
			v.listed["stock"], v.listed["availability"] = true, true
		}
		for attribute := range known {
			for _, value := range Values(p, attribute) {
				canonical := lexicon.Canonical(attribute, value)
				if v.stated[attribute] == nil {
					v.stated[attribute] = map[string]bool{}
				}
				v.stated[attribute][canonical] = true
				raw[Meaning{attribute, canonical}] = value
			}
		}
	}
	v.filterable = sortedKeys(v.stated)
	v.addConcepts()
	names := lexicon.Attributes()
	for _, attribute := range sortedKeys(names) {
		for _, name := range slices.Concat(names[attribute]["en"], names[attribute]["zh"]) {
			v.attributes.Add(name, attribute)
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(raw), Meaning.compare) {
		if len(lexicon.Words(m.Attribute, m.Value)) == 0 && speakable(raw[m]) {
			v.phrases.Add(raw[m], m)
		}
	}
	return v
}

// addConcepts adds the lexicon's words. A product type is known only if the
// catalogue has it, because a shop may name its types in its own way; of every
// other attribute that it states, all values are, so that a shopper who asks for
// a colour that the shop lacks is understood.
func (v *Vocabulary) addConcepts() {
	for _, concept := range v.lexicon.Concepts() {
		if concept.Attribute == TypeAttribute {
			for _, w := range v.lexicon.Words(TypeAttribute, concept.Canonical) {
				v.types.Add(w, concept.Canonical)
			}
		}
		if v.stated[concept.Attribute] == nil {
			continue
		}
		m := Meaning{concept.Attribute, concept.Canonical}
		if m.Attribute == TypeAttribute && !v.sells(m.Value) {
			continue
		}
		for _, w := range v.lexicon.Words(m.Attribute, m.Value) {
			v.phrases.Add(w, m)
			if m.Attribute == materialAttribute {
				pure := Meaning{m.Attribute, PureMaterial + m.Value}
				for _, prefix := range []string{"100%", "100% pure", "100%纯", "pure", "纯", "全"} {
					v.phrases.Add(prefix+" "+w, pure)
				}
			}
		}
	}
}

func (v *Vocabulary) sells(productType string) bool {
	return slices.ContainsFunc(v.lexicon.Expand(TypeAttribute, productType), func(t string) bool { return v.stated[TypeAttribute][t] })
}

// Find returns the longest phrase of the vocabulary that begins at each atom;
// they may overlap. A match has several values when the words are ambiguous.
func (v *Vocabulary) Find(atoms []lexical.Atom) []lexical.Match[Meaning] {
	return v.phrases.FindAll(atoms)
}

// Synonyms returns the index terms of the other words for the kinds of product that a
// text names.
func (v *Vocabulary) Synonyms(text string, said []string) []string {
	var terms []string
	for _, m := range v.types.Find(lexical.Atoms(lexical.Normalize(text))) {
		for _, named := range m.Values {
			for _, w := range v.lexicon.Words(TypeAttribute, named) {
				for _, t := range lexical.Terms(w) {
					if !slices.Contains(said, t) && !slices.Contains(terms, t) {
						terms = append(terms, t)
					}
				}
			}
		}
	}
	return terms
}

// FindAttributes returns the names of attributes in atoms.
func (v *Vocabulary) FindAttributes(atoms []lexical.Atom) []lexical.Match[string] {
	return v.attributes.Find(atoms)
}

// Lists reports whether any product states the attribute.
func (v *Vocabulary) Lists(attribute string) bool {
	if attribute == catalog.PriceAttribute {
		return v.currency != ""
	}
	return v.listed[attribute] || v.stated[attribute] != nil
}

// Expand returns the values that satisfy a wish for value: itself and what it covers.
func (v *Vocabulary) Expand(attribute, value string) []string {
	return v.lexicon.Expand(attribute, value)
}

// Label returns the words to show for a value.
func (v *Vocabulary) Label(attribute, value, lang string) string {
	if material, pure := strings.CutPrefix(value, PureMaterial); pure && attribute == materialAttribute {
		if lang == "zh" {
			return "纯" + v.lexicon.Label(attribute, material, lang)
		}
		return "pure " + v.lexicon.Label(attribute, material, lang)
	}
	return v.lexicon.Label(attribute, value, lang)
}

// Show returns the words to show for a value as the feed wrote it. An English
// spelling of its own is kept in English: 2XL.
func (v *Vocabulary) Show(attribute, raw, lang string) string {
	canonical := v.lexicon.Canonical(attribute, raw)
	label := v.lexicon.Label(attribute, canonical, lang)
	known := len(v.lexicon.Words(attribute, canonical)) > 0
	if label != canonical || known && strings.ContainsFunc(raw, ideograph) {
		return label
	}
	if figure, unit, ok := strings.Cut(raw, " "); ok && strings.ContainsAny(figure, "0123456789") {
		return figure + " " + v.lexicon.Unit(unit, lang)
	}
	return raw
}

func ideograph(r rune) bool { return unicode.Is(unicode.Han, r) }

// Flag reports whether the attribute's value is yes or no.
func (v *Vocabulary) Flag(attribute string) bool { return v.lexicon.Flag(attribute) }

// Stated returns lexical.Yes, lexical.No, or "" if the product doesn't state the flag.
func (v *Vocabulary) Stated(p *catalog.Product, flag string) string {
	values := p.Attributes[flag]
	if len(values) == 0 {
		return ""
	}
	return v.lexicon.Canonical(flag, values[0])
}

// Sorted returns values in the order to show them: numbers by size, values that the
// lexicon does not list as they stood, then those that it lists in its order, sizes
// from small to large.
func (v *Vocabulary) Sorted(attribute string, values []string) []string {
	sorted := slices.Clone(values)
	slices.SortStableFunc(sorted, func(a, b string) int {
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
		return cmp.Compare(v.lexicon.Position(attribute, a), v.lexicon.Position(attribute, b))
	})
	return sorted
}

// AttributeLabel returns the name to show for an attribute.
func (v *Vocabulary) AttributeLabel(attribute, lang string) string {
	return v.lexicon.AttributeLabel(attribute, lang)
}

// Currency returns the shop's currency, "" for a shop without prices.
func (v *Vocabulary) Currency() string { return v.currency }

// speakable reports whether a raw value can stand for itself in a sentence: one
// with a letter in it, and more than one character long. A bare number would be
// taken for an amount, a single letter for a word.
func speakable(value string) bool {
	return len([]rune(value)) > 1 && strings.ContainsFunc(value, unicode.IsLetter)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
