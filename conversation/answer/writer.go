package answer

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Writer puts facts into words for one turn, in one language. The first error
// sticks: look at Err when all is written.
type Writer struct {
	Lang string
	// Way chooses among the ways to say what has the name, from 1 to ways; nil always
	// takes the first.
	Way func(name string, ways int) int
	// Telling are attributes whose values the reasons of every card tell: what the
	// shopper has just asked to differ.
	Telling    []string
	vocabulary *retrieval.Vocabulary
	brief      bool // leaves out the names of attributes that go without saying
	err        error
}

// NewWriter returns a writer in lang ("zh" or "en").
func NewWriter(lang string, v *retrieval.Vocabulary) *Writer {
	return &Writer{Lang: lang, vocabulary: v}
}

// Prompt is a template with its data.
type Prompt interface {
	Render(lang string) (string, error)
}

// Say renders a prompt, or returns "" and keeps the error.
func (w *Writer) Say(p Prompt) string {
	if varied, ok := p.(prompts.Varied); ok && w.Way != nil {
		return w.keep(varied.RenderWay(w.Lang, w.Way(varied.Name(), prompts.Ways(varied.Name()))))
	}
	return w.keep(p.Render(w.Lang))
}

// Err returns the first error.
func (w *Writer) Err() error { return w.err }

func (w *Writer) keep(text string, err error) string {
	if w.err == nil {
		w.err = err
	}
	return text
}

// Plain is an answer of one text that rests on facts. A phrase of ours rests on
// itself: the numbers in its examples are no claims about a product.
func (w *Writer) Plain(p Prompt, facts ...string) Answer {
	a := Answer{Lead: w.Say(p), Facts: facts}
	if _, phrase := p.(prompts.Phrase); phrase {
		a.Facts = append(a.Facts, a.Lead)
	}
	return a
}

// Phrase is an answer without facts of its own: its words say nothing about any
// product, order or policy, and the numbers in them are examples.
func (w *Writer) Phrase(p prompts.Phrase) Answer {
	text := w.Say(p)
	return Answer{Lead: text, Facts: []string{text}}
}

// Value returns the words to show for a value of an attribute.
func (w *Writer) Value(attribute, value string) string {
	if value == lexical.Yes {
		return w.vocabulary.AttributeLabel(attribute, w.Lang)
	}
	return capitalSize(attribute, w.vocabulary.Label(attribute, value, w.Lang))
}

// capitalSize writes a size as labels do: "XL" for "xl".
func capitalSize(attribute, value string) string {
	if attribute == "size" && len(value) <= 4 && value == strings.ToLower(value) {
		return strings.ToUpper(value)
	}
	return value
}

// Values returns the words to show for values of an attribute.
func (w *Writer) Values(attribute string, values []string) []string {
	words := make([]string, 0, len(values))
	for _, v := range values {
		if s := w.Value(attribute, v); !slices.Contains(words, s) {
			words = append(words, s)
		}
	}
	return words
}

// Join lists words as the language does.
func (w *Writer) Join(words []string) string {
	if w.Lang == "zh" {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// Sentences puts sentences after each other as the language does.
func (w *Writer) Sentences(all ...string) string {
	if w.Lang == "zh" {
		return strings.Join(all, "")
	}
	return strings.Join(all, " ")
}

// Stock puts a product's availability into words.
func (w *Writer) Stock(p *catalog.Product) string {
	const few = 5
	s := prompts.Stock{Availability: string(p.Availability), Content: p.Price.IsZero() && p.Stock == nil}
	if p.Stock != nil {
		s.Stock, s.Low = *p.Stock, *p.Stock > 0 && *p.Stock <= few
	}
	return w.Say(s)
}

// Constraint puts a wish into words.
func (w *Writer) Constraint(c preference.Constraint) string {
	if c.Attribute == catalog.AvailabilityAttribute {
		return w.Say(prompts.Stock{Availability: c.Values[0]})
	}
	if c.Relative && c.Op == preference.In {
		return w.Say(prompts.Preference{Op: string(preference.Like), Words: c.Words}) // the values follow from "brighter"
	}
	return w.Say(prompts.Preference{
		Op: string(c.Op), Label: w.label(c.Attribute),
		Values: w.Values(c.Attribute, c.Values), Amount: w.amount(c), Words: c.Words,
		Preferred: c.Strength == preference.Prefer && c.Op != preference.Like,
	})
}

// Range puts a wish for an amount between two bounds into words.
func (w *Writer) Range(low, high preference.Constraint) string {
	return w.Say(prompts.Preference{
		Op: "range", Label: w.label(low.Attribute), Amount: w.amount(low), To: w.amount(high),
		Preferred: low.Strength == preference.Prefer,
	})
}

// telling are the attributes whose values say in a sentence what they are of.
var telling = []string{
	retrieval.TypeAttribute, retrieval.BrandAttribute, catalog.PriceAttribute, "color", "material", "season", "gender", "age_group", "style", "pattern", "use", "genre",
}

// label returns the name to put before the values of an attribute, "" where they say it
// all: "waterproof".
func (w *Writer) label(attribute string) string {
	if w.vocabulary.Flag(attribute) || w.brief && slices.Contains(telling, attribute) {
		return ""
	}
	return w.vocabulary.AttributeLabel(attribute, w.Lang)
}

// Briefly returns a writer that leaves out the names of attributes where a person would,
// as in "summer dresses up to ¥100". Its errors are its own.
func (w *Writer) Briefly() *Writer {
	b := *w
	b.brief = true
	return &b
}

// amount returns the words for the amount that a constraint bounds: a price, or that of
// a measured attribute.
func (w *Writer) amount(c preference.Constraint) string {
	if c.Amount.IsZero() {
		return strings.Join(w.Values(c.Attribute, c.Values), "")
	}
	return c.Amount.Format(w.Lang)
}

// onSale returns the price before the sale, or the absent amount.
func onSale(p *catalog.Product) catalog.Money {
	if p.SalePrice.IsZero() {
		return catalog.Money{}
	}
	return p.Price
}
