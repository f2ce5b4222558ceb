package answer

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Evidence is all that the prose of one turn may rest on.
type Evidence struct {
	Rows     []Row    // of the products spoken of, in the order shown
	Passages []string // of the shop's policies
	Wishes   []preference.Constraint
	Said     string // by the shopper, in this message
	Template string // the answer as the templates put it
}

// Row is what the listing of one product, with its variants, supports.
type Row struct {
	Position int // as the shopper counts; 0 where nothing is numbered
	titles   []string
	records  []catalog.Record // of the product and its variants, its own first
	money    map[string]bool
	numbers  map[string]bool
	pieces   map[string]bool            // the numbers that its stock is said with
	text     string                     // all of it, in lower case
	words    map[string]bool            // of all its texts
	names    map[string]bool            // of its titles, brand and values: what codes may stand in
	meanings map[retrieval.Meaning]bool // that its texts mention
	lists    map[string]bool            // the attributes that it states
	figures  map[string]float64         // by attribute, of the product itself
	claims   map[role]bool              // that its stock, labels and sale make
}

// number matches a number with its currency and percent sign, or a size in letters.
var number = regexp.MustCompile(`\b(?:\dX|X{1,4})[SL]\b|\b[SML]\b|\p{Sc}?\s?\d+(?:[.,:]\d+)*(?:\s?%)?`)

// Row gathers what may be said of a product in a place of the answer.
func (w *Writer) Row(position int, p *catalog.Product, variants []*catalog.Product, record func(*catalog.Product) catalog.Record) Row {
	r := Row{
		Position: position,
		money:    map[string]bool{}, numbers: map[string]bool{}, pieces: map[string]bool{}, words: map[string]bool{}, names: map[string]bool{},
		meanings: map[retrieval.Meaning]bool{}, lists: map[string]bool{}, figures: map[string]float64{},
	}
	var claims []string
	all := append([]*catalog.Product{p}, slices.DeleteFunc(slices.Clone(variants), func(v *catalog.Product) bool { return v.ID == p.ID })...)
	for _, v := range all {
		r.records = append(r.records, record(v))
		stock := w.Stock(v)
		claims = append(claims, stock, strings.Join(w.Values("label", record(v).Values["label"]), " "))
		if !onSale(v).IsZero() {
			claims = append(claims, "on sale")
		}
		for _, m := range []catalog.Money{v.Pays(), v.Price} {
			if !m.IsZero() {
				note(r.money, m.Format("zh"), m.Format("en"))
			}
		}
		var names, texts []string
		for _, t := range v.Texts {
			r.titles = appendNew(r.titles, lexical.Normalize(t.Title))
			names, texts = append(names, t.Title), append(texts, t.Description)
		}
		for _, attribute := range append(slices.Sorted(maps.Keys(v.Attributes)), retrieval.BrandAttribute, retrieval.TypeAttribute) {
			values := retrieval.Values(v, attribute)
			names = slices.Concat(names, values, w.stated(v, attribute))
			r.lists[attribute] = r.lists[attribute] || len(values) > 0
			if _, known := r.figures[attribute]; !known && len(values) > 0 {
				if f, err := strconv.ParseFloat(bare(number.FindString(values[0])), 64); err == nil {
					r.figures[attribute] = f
				}
			}
		}
		note(r.pieces, stock)
		note(r.numbers, append(names, stock)...)
		note(r.numbers, texts...)
		noteWords(r.names, names...)
		noteWords(r.words, slices.Concat(names, texts, []string{stock})...)
		r.text += strings.ToLower(lexical.Normalize(strings.Join(append(names, texts...), "\n"))) + "\n"
		for _, m := range w.meanings(strings.Join(append(names, texts...), "\n")) {
			r.meanings[m.Meaning] = true
		}
	}
	r.claims = rolesIn(claims...)
	return r
}

// note adds the numbers of texts, with and without their currency.
func note(numbers map[string]bool, texts ...string) {
	for _, text := range texts {
		for _, n := range number.FindAllString(lexical.Normalize(text), -1) {
			n = strings.ReplaceAll(n, " ", "")
			numbers[n] = true
			numbers[bare(n)] = true
		}
	}
}

// bare returns a number without its currency and its thousands separators.
func bare(n string) string {
	n = strings.TrimLeftFunc(n, func(r rune) bool { return r > '9' || r < '0' })
	if whole, decimals, ok := strings.Cut(n, "."); ok && strings.Trim(decimals, "0") == "" {
		n = whole
	}
	return strings.ReplaceAll(n, ",", "")
}

func noteWords(words map[string]bool, texts ...string) {
	for _, text := range texts {
		for _, a := range lexical.Atoms(lexical.Normalize(text)) {
			words[a.Text] = true
		}
	}
}

// found is a value that words of a text, from atom From to atom To, can mean.
type found struct {
	retrieval.Meaning
	From, To int
}

// meanings returns what the words of a text mean in the shop and beyond it; of
// phrases that overlap, the longer.
func (w *Writer) meanings(text string) []found {
	atoms := lexical.Atoms(lexical.Normalize(text))
	return longest(append(w.vocabulary.Find(atoms), w.vocabulary.FindConcepts(atoms)...))
}

func longest(matches []lexical.Match[retrieval.Meaning]) []found {
	var all []found
	for _, m := range matches {
		within := func(o lexical.Match[retrieval.Meaning]) bool {
			return o.From <= m.From && o.To >= m.To && o.To-o.From > m.To-m.From
		}
		if slices.ContainsFunc(matches, within) {
			continue
		}
		for _, v := range m.Values {
			all = append(all, found{v, m.From, m.To})
		}
	}
	return all
}

// truth says whether a row has a value of an attribute. What the texts alone
// mention counts where the listing states nothing else.
func (r Row) truth(m retrieval.Meaning, expand func(attribute, value string) []string) catalog.Truth {
	wanted := catalog.Condition{Attribute: m.Attribute, Op: catalog.In, Values: expand(m.Attribute, m.Value)}
	result := catalog.Unknown
	for _, record := range r.records {
		switch wanted.Check(record) {
		case catalog.True:
			return catalog.True
		case catalog.False:
			result = catalog.False
		}
	}
	if result == catalog.Unknown {
		for _, v := range wanted.Values {
			if r.meanings[retrieval.Meaning{Attribute: m.Attribute, Value: v}] {
				return catalog.True
			}
		}
	}
	return result
}

// measure returns the figure of an attribute by which rows are compared.
func (r Row) measure(attribute string) (float64, bool) {
	if attribute == catalog.PriceAttribute {
		return float64(r.records[0].Amount), r.records[0].Priced
	}
	f, ok := r.figures[attribute]
	return f, ok
}

// Listing returns what a product's listing states, labelled.
func (w *Writer) Listing(p *catalog.Product) []Fact {
	facts := []Fact{}
	for _, attribute := range sortedAttributes(p) {
		facts = append(facts, Fact{Label: w.vocabulary.AttributeLabel(attribute, w.Lang), Value: w.Join(w.stated(p, attribute))})
	}
	return facts
}

// Innocent returns a text without the sentences that speak to a model rather than
// to a shopper.
func Innocent(text string) string {
	return strings.Join(slices.DeleteFunc(Sentences(text), func(s string) bool {
		return rolesIn(s)["never:secret"]
	}), " ")
}
