package retrieval

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Meaning is what a phrase can mean: a value of an attribute.
type Meaning struct{ Attribute, Value string }

// Vocabulary is the words that a catalogue itself supplies, with their
// counterparts in the other language: every value of an attribute that its
// products state and that can be filtered by. It is read-only.
type Vocabulary struct {
	profile    Profile
	lexicon    *lexical.Lexicon
	rates      catalog.Rates
	filterable []string
	measured   map[string][]measured
	phrases    lexical.Phrases[Meaning]
	attributes lexical.Phrases[string]
	concepts   lexical.Phrases[Meaning] // of all that the lexicon knows
}

// NewVocabulary makes the words of the catalogue that a profile describes.
func NewVocabulary(p Profile, lexicon *lexical.Lexicon, rates catalog.Rates) *Vocabulary {
	v := &Vocabulary{
		profile: p, lexicon: lexicon, rates: rates, filterable: sortedKeys(p.Values), measured: measuredValues(p),
	}
	v.addConcepts()
	for _, brand := range sortedKeys(p.Called) {
		v.phrases.Add(p.Called[brand], Meaning{BrandAttribute, brand})
	}
	names := lexicon.Attributes()
	for _, attribute := range sortedKeys(names) {
		for _, name := range slices.Concat(names[attribute]["en"], names[attribute]["zh"]) {
			v.attributes.Add(name, attribute)
		}
	}
	for _, attribute := range v.filterable {
		for _, value := range sortedKeys(v.profile.Values[attribute]) {
			raw := v.profile.Values[attribute][value]
			if len(lexicon.Words(attribute, value)) == 0 && speakable(raw) {
				v.phrases.Add(raw, Meaning{attribute, value})
			}
		}
	}
	return v
}

// addConcepts adds the lexicon's words. A product type is known only if the
// catalogue has it, because a shop may name its types in its own way, and a brand,
// because its name may be a word of something else there: apple. Of every other
// attribute that it states, all values are known, so that a shopper who asks for a
// colour that the shop lacks is understood.
func (v *Vocabulary) addConcepts() {
	for _, concept := range v.lexicon.Concepts() {
		for _, w := range v.lexicon.Words(concept.Attribute, concept.Canonical) {
			v.concepts.Add(w, Meaning{concept.Attribute, concept.Canonical})
		}
		if v.profile.Values[concept.Attribute] == nil {
			continue
		}
		m := Meaning{concept.Attribute, concept.Canonical}
		if (m.Attribute == TypeAttribute || m.Attribute == BrandAttribute) && !v.sells(m) {
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

func (v *Vocabulary) sells(m Meaning) bool {
	return slices.ContainsFunc(v.lexicon.Expand(m.Attribute, m.Value), func(value string) bool {
		_, has := v.profile.Values[m.Attribute][value]
		return has
	})
}

// Find returns the longest phrase of the vocabulary that begins at each atom;
// they may overlap. A match has several values when the words are ambiguous.
func (v *Vocabulary) Find(atoms []lexical.Atom) []lexical.Match[Meaning] {
	return v.phrases.FindAll(atoms)
}

// FindConcepts returns, like Find, the phrases of all that the lexicon knows, sold
// here or not.
func (v *Vocabulary) FindConcepts(atoms []lexical.Atom) []lexical.Match[Meaning] {
	return v.concepts.FindAll(atoms)
}

// conceptTerms returns an index term for each meaning that the lexicon knows in a text: the
// same one whatever the language and whichever of its words is said.
func (v *Vocabulary) conceptTerms(atoms []lexical.Atom) []string {
	var terms []string
	for _, m := range v.concepts.Find(atoms) {
		for _, meant := range m.Values {
			terms = append(terms, meant.term())
		}
	}
	return terms
}

// Wanted returns the terms of conceptTerms, and those of what an umbrella word covers;
// those of brands apart.
func (v *Vocabulary) Wanted(text string) (values, brands []string) {
	for _, m := range v.concepts.Find(lexical.Atoms(lexical.Normalize(text))) {
		for _, meant := range m.Values {
			if meant.Attribute == BrandAttribute {
				brands = append(brands, meant.term())
				continue
			}
			for _, value := range v.lexicon.Expand(meant.Attribute, meant.Value) {
				values = append(values, Meaning{meant.Attribute, value}.term())
			}
		}
	}
	return values, brands
}

// Bilingual returns a text, and again with what the lexicon knows in it said once in
// each language, by the words that are shown for it: whichever of its words a shopper
// uses, about the same is embedded, and what a shopper said counts beside it. A text
// without such words is returned as it is.
func (v *Vocabulary) Bilingual(text string) string {
	text = lexical.Normalize(text)
	atoms := lexical.Atoms(text)
	var out strings.Builder
	end := 0
	for _, m := range v.concepts.Find(atoms) {
		meant := m.Values[0]
		if meant.Attribute == BrandAttribute { // a name means the same in every language
			continue
		}
		out.WriteString(text[end:atoms[m.From].Start])
		out.WriteString(" " + v.lexicon.Label(meant.Attribute, meant.Value, "en") + " " + v.lexicon.Label(meant.Attribute, meant.Value, "zh") + " ")
		end = atoms[m.To-1].End
	}
	if end == 0 {
		return text
	}
	out.WriteString(text[end:])
	return text + " " + out.String()
}

// term is the index term of a meaning. No word of a text is spelled like it.
func (m Meaning) term() string { return m.Attribute + "=" + m.Value }

// FindAttributes returns the names of attributes in atoms.
func (v *Vocabulary) FindAttributes(atoms []lexical.Atom) []lexical.Match[string] {
	return v.attributes.Find(atoms)
}

// Lists reports whether any product states the attribute.
func (v *Vocabulary) Lists(attribute string) bool {
	if attribute == catalog.PriceAttribute {
		return v.profile.Currency != ""
	}
	return slices.Contains(v.profile.Listed, attribute) || v.profile.Values[attribute] != nil
}

// StatedValues returns the canonical values that products state of an attribute that can
// be filtered by.
func (v *Vocabulary) StatedValues(attribute string) []string {
	return sortedKeys(v.profile.Values[attribute])
}

// Measures reports whether wishes for the attribute are amounts.
func (v *Vocabulary) Measures(attribute string) bool { return v.measured[attribute] != nil }

// Expand returns the values that satisfy a wish for value: itself and what it covers,
// or what is such an amount (see AtLeast).
func (v *Vocabulary) Expand(attribute, value string) []string {
	if all := v.measured[attribute]; all != nil {
		return append([]string{value}, satisfying(all, value)...)
	}
	return v.lexicon.Expand(attribute, value)
}

// Label returns the words to show for a value.
func (v *Vocabulary) Label(attribute, value, lang string) string {
	if v.Measures(attribute) {
		return v.amountLabel(attribute, value, lang)
	}
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
	known := v.lexicon.Position(attribute, canonical) >= 0
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
func (v *Vocabulary) Currency() string { return v.profile.Currency }

// speakable reports whether a raw value can stand for itself in a sentence: one
// with a letter in it, and more than one character long. A bare number would be
// taken for an amount, a single letter for a word.
func speakable(value string) bool {
	return len([]rune(value)) > 1 && strings.ContainsFunc(value, unicode.IsLetter)
}

// Attributes returns the attributes that products can be filtered by, sorted.
func (v *Vocabulary) Attributes() []string { return slices.Clone(v.filterable) }

// Values returns the values of an attribute that products state, sorted.
func (v *Vocabulary) Values(attribute string) []string {
	return sortedKeys(v.profile.Values[attribute])
}

// Known returns the canonical form of a value that products of the catalogue have
// of an attribute, or that covers one of theirs.
func (v *Vocabulary) Known(attribute, value string) (canonical string, known bool) {
	if !slices.Contains(v.filterable, attribute) {
		return "", false
	}
	canonical = v.lexicon.Canonical(attribute, value)
	return canonical, v.sells(Meaning{attribute, canonical})
}
