package answer

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Card shows a product in its place. words are the shopper's wishes in free words.
//
// variants are the records of the product's group that meet the wishes, its own
// among them: what the shopper left open is shown with all its values.
func (w *Writer) Card(p *catalog.Product, record catalog.Record, position int, reasons []ranking.Reason, words []string, variants ...catalog.Record) Card {
	text := p.Text(w.Lang)
	return Card{
		ID: p.ID, Position: position, Title: text.Title, Brand: p.Brand, Price: p.Pays(), ListPrice: onSale(p),
		Availability: string(p.Availability), Stock: p.Stock, StockText: w.Stock(p),
		Attributes: w.distinguishing(append([]catalog.Record{record}, variants...)...), Why: w.why(p, record, reasons, words),
		Link: p.Link, ImageLink: p.ImageLink,
	}
}

// distinguishing returns the values that tell variants and similar items apart.
func (w *Writer) distinguishing(records ...catalog.Record) []Fact {
	var facts []Fact
	for _, attribute := range []string{"color", "size", "material"} {
		var values []string
		for _, r := range records {
			for _, v := range withoutPure(r.Values[attribute]) {
				values = appendNew(values, v)
			}
		}
		if attribute == "size" {
			values = w.vocabulary.Sorted(attribute, values)
		}
		if len(values) > 0 {
			shown := strings.Join(w.Values(attribute, values), "/")
			facts = append(facts, Fact{Label: w.vocabulary.AttributeLabel(attribute, w.Lang), Value: shown})
		}
	}
	return facts
}

// why says how the product stands to the wishes. That it is of the type asked
// for goes without saying.
func (w *Writer) why(p *catalog.Product, record catalog.Record, reasons []ranking.Reason, words []string) string {
	y := prompts.Why{InBudget: inBudget(reasons)}
	for _, r := range reasons {
		c := r.Condition
		switch {
		case c.Attribute == retrieval.TypeAttribute, c.Attribute == catalog.PriceAttribute, c.Attribute == catalog.AvailabilityAttribute: // said beside the title
		case c.Attribute == "age_group" && (r.Truth == catalog.True || !r.Must): // said with the gender
		case r.Truth == catalog.Unknown && (!r.Must || c.Attribute == "gender" || c.Attribute == "age_group"):
		case r.Truth == catalog.Unknown:
			y.Unlisted = appendNew(y.Unlisted, w.vocabulary.AttributeLabel(c.Attribute, w.Lang))
		case r.Truth == catalog.False:
			y.Missed = appendNew(y.Missed, w.asked(c))
		case c.Op == catalog.NotIn:
			y.Met = appendNew(y.Met, w.asked(c))
		default:
			y.Met = appendNew(y.Met, w.described(p, c.Attribute, w.Value(c.Attribute, metBy(c, record))))
		}
	}
	for _, attribute := range w.Telling {
		if stated := w.Stated(p, attribute); stated != "" {
			y.Met = appendNew(y.Met, w.vocabulary.AttributeLabel(attribute, w.Lang)+" "+stated)
		}
	}
	for _, word := range words {
		if mentions(p, word) {
			y.Met = appendNew(y.Met, "“"+word+"”")
		}
	}
	for _, attribute := range []string{"label", "material", "season", "genre", "use"} {
		for _, v := range withoutPure(record.Values[attribute]) {
			y.Notable = appendNew(y.Notable, w.Value(attribute, v))
		}
	}
	return w.Say(y)
}

// inBudget reports whether a bound on the price is kept and none is broken.
func inBudget(reasons []ranking.Reason) bool {
	kept := false
	for _, r := range reasons {
		if r.Condition.Attribute == catalog.PriceAttribute {
			if r.Truth == catalog.False {
				return false
			}
			kept = kept || r.Truth == catalog.True
		}
	}
	return kept
}

// asked returns the words for what a condition wants or declines. A value stands
// for those that it covers.
func (w *Writer) asked(c catalog.Condition) string {
	var words []string
	for _, v := range c.Values {
		covers := func(other string) bool {
			return other != v && slices.Contains(w.vocabulary.Expand(c.Attribute, other), v)
		}
		if !slices.ContainsFunc(c.Values, covers) {
			words = append(words, w.Value(c.Attribute, v))
		}
	}
	said := strings.Join(words, "/")
	if c.Op == catalog.NotIn {
		return w.Say(prompts.Without{Value: said})
	}
	return said
}

// metBy returns the product's own value that meets the condition.
func metBy(c catalog.Condition, r catalog.Record) string {
	for _, v := range slices.Concat(r.Values[c.Attribute], r.Values[catalog.Said(c.Attribute)]) {
		if slices.Contains(c.Values, v) {
			return v
		}
	}
	return c.Values[0]
}

// mentions reports whether the product's text, in any language, has the word.
func mentions(p *catalog.Product, word string) bool {
	word = strings.ToLower(word)
	for _, t := range p.Texts {
		if strings.Contains(strings.ToLower(t.Title+"\n"+t.Description), word) {
			return true
		}
	}
	return false
}

// withoutPure drops the values that only say that there are no others.
func withoutPure(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.HasPrefix(v, retrieval.PureMaterial) })
}

func appendNew(words []string, word string) []string {
	if word == "" || slices.Contains(words, word) {
		return words
	}
	return append(words, word)
}
