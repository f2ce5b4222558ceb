package answer

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Detail describes one product with all that its listing states, and the values
// that its variants come in.
func (w *Writer) Detail(p *catalog.Product, card Card, variants []*catalog.Product) Answer {
	d := prompts.Detail{
		Title: card.Title, Price: card.Price.Format(w.Lang), ListPrice: card.ListPrice.Format(w.Lang),
		Stock: card.StockText, Description: p.Text(w.Lang).Description,
	}
	facts, said := w.allStated(p, variants)
	d.Facts = facts
	return Answer{Lead: w.Say(d), Cards: []Card{card}, Facts: append(rowFacts(w, p), said...)}
}

// allStated returns all that the listings of a product and its variants state, and the
// words of it.
func (w *Writer) allStated(p *catalog.Product, variants []*catalog.Product) (facts []prompts.Fact, said []string) {
	for _, attribute := range sortedAttributes(p) {
		words := w.stated(p, attribute)
		for _, v := range variants {
			for _, word := range w.stated(v, attribute) {
				words = appendNew(words, word)
			}
		}
		said = append(said, words...)
		facts = append(facts, prompts.Fact{Label: w.vocabulary.AttributeLabel(attribute, w.Lang), Value: w.described(p, attribute, w.Join(words))})
	}
	return facts, said
}

// sentenceEnd is where a sentence of a description ends; a figure such as 3.5 goes on.
var sentenceEnd = regexp.MustCompile(`[。！？；\n]+|[.!?;]+(?:\s+|$)`)

// Quoted answers a question in free words with what the product's description says in
// those words or, where nothing does, with all that its listing states. It is no answer
// where the title speaks of it, or where there is no description in the shopper's language.
func (w *Writer) Quoted(p *catalog.Product, variants []*catalog.Product, question string) (Answer, bool) {
	text, ok := p.Texts[w.Lang]
	if !ok || text.Description == "" {
		return Answer{}, false
	}
	asked := lexical.ContentTerms(question)
	speaksOf := func(sentence string) int {
		terms := lexical.Terms(sentence)
		return len(slices.DeleteFunc(slices.Clone(asked), func(term string) bool { return !slices.Contains(terms, term) }))
	}
	if len(asked) == 0 || speaksOf(text.Title) > 0 {
		return Answer{}, false
	}
	q := prompts.Quoted{Title: text.Title}
	most, from := 0, 0
	for _, end := range append(sentenceEnd.FindAllStringIndex(text.Description, -1), []int{len(text.Description), len(text.Description)}) {
		sentence := strings.TrimSpace(text.Description[from:end[1]])
		from = end[1]
		if n := speaksOf(sentence); n > most {
			most, q.Sentence = n, sentence
		}
	}
	said := []string{text.Title, q.Sentence}
	if q.Sentence == "" {
		facts, words := w.allStated(p, variants)
		q.Facts = facts
		said = slices.Concat(said, words, rowFacts(w, p))
	}
	return w.Plain(q, said...), true
}

// Variants answers whether a product comes with a value of an attribute, from
// all variants of its group.
func (w *Writer) Variants(title string, variants []*catalog.Product, record func(*catalog.Product) catalog.Record, asked []catalog.Condition, words string) Answer {
	v := prompts.Variants{Title: title, Asked: words, Label: w.vocabulary.AttributeLabel(asked[0].Attribute, w.Lang)}
	var a Answer
	for _, p := range variants {
		r := record(p)
		for _, value := range withoutPure(r.Values[asked[0].Attribute]) {
			v.Others = appendNew(v.Others, w.Value(asked[0].Attribute, value))
		}
		if slices.ContainsFunc(asked, func(c catalog.Condition) bool { return c.Check(r) != catalog.True }) {
			continue
		}
		v.Described = v.Described || p.Derived[asked[0].Attribute] != ""
		var options []string
		for _, f := range w.distinguishing(r) {
			options = append(options, f.Value)
		}
		v.Found = append(v.Found, prompts.Variant{Options: options, Price: p.Pays().Format(w.Lang), Stock: w.Stock(p)})
		a.Facts = append(a.Facts, slices.Concat(options, rowFacts(w, p))...)
	}
	a.Lead = w.Say(v)
	a.Facts = append(a.Facts, v.Others...)
	a.Facts = append(a.Facts, title, words)
	return a
}

// Attribute answers what a product's listing, with all its variants, says of an
// attribute.
func (w *Writer) Attribute(title string, variants []*catalog.Product, attribute string) Answer {
	q := prompts.Attribute{Title: title, Label: w.vocabulary.AttributeLabel(attribute, w.Lang)}
	var facts []string
	for _, p := range variants {
		for _, value := range w.stated(p, attribute) {
			q.Values = appendNew(q.Values, value)
			q.Described = q.Described || p.Derived[attribute] != ""
		}
		if w.vocabulary.Flag(attribute) && q.Answer != lexical.Yes {
			q.Answer = cmp.Or(w.vocabulary.Stated(p, attribute), q.Answer)
		}
		facts = append(facts, rowFacts(w, p)...)
	}
	return w.Plain(q, facts...)
}

// Compare sets products side by side by what their listings state differently,
// price and stock first.
func (w *Writer) Compare(cards []Card, products []*catalog.Product) Answer {
	const rows = 8
	var c prompts.Comparison
	add := func(attribute string, value func(i int) string) {
		row := prompts.ComparisonRow{Label: w.vocabulary.AttributeLabel(attribute, w.Lang)}
		var distinct []string
		for i, card := range cards {
			stated := cmp.Or(value(i), "–")
			distinct = appendNew(distinct, stated)
			row.Values = append(row.Values, numbered(card.Position, stated))
		}
		if len(distinct) > 1 && len(c.Rows) < rows {
			c.Rows = append(c.Rows, row)
		}
	}
	add(catalog.PriceAttribute, func(i int) string {
		return strings.TrimSpace(cards[i].Price.Format(w.Lang) + " " + cards[i].StockText)
	})
	var attributes, facts []string
	for _, p := range products {
		for _, a := range sortedAttributes(p) {
			attributes = appendNew(attributes, a)
		}
		facts = append(facts, rowFacts(w, p)...)
	}
	for _, attribute := range attributes {
		add(attribute, func(i int) string { return w.Stated(products[i], attribute) })
	}
	return Answer{Lead: w.Say(c), Cards: cards, Facts: facts}
}

// stated returns what a product's listing says of an attribute, in words.
func (w *Writer) stated(p *catalog.Product, attribute string) []string {
	if w.vocabulary.Flag(attribute) {
		switch w.vocabulary.Stated(p, attribute) {
		case lexical.Yes:
			return []string{"✓"}
		case lexical.No:
			return []string{"✗"}
		}
		return nil
	}
	var words []string
	for _, value := range retrieval.Values(p, attribute) {
		words = appendNew(words, capitalSize(attribute, w.vocabulary.Show(attribute, value, w.Lang)))
	}
	return words
}

// Stated returns what a product's listing says of an attribute, in words; what only its
// description says is marked. It is "" where neither says anything.
func (w *Writer) Stated(p *catalog.Product, attribute string) string {
	if attribute == catalog.PriceAttribute {
		return p.Pays().Format(w.Lang)
	}
	return w.described(p, attribute, strings.Join(w.stated(p, attribute), "/"))
}

// described marks words about an attribute that only the product's description states.
func (w *Writer) described(p *catalog.Product, attribute, words string) string {
	if words == "" || p.Derived[attribute] == "" {
		return words
	}
	return w.Say(prompts.Described{Value: words})
}

// Measured names the one of the products that has most or least of something. It
// rests on their rows.
func (w *Writer) Measured(s prompts.Superlative, products []*catalog.Product) Answer {
	var facts []string
	for _, p := range products {
		facts = append(facts, rowFacts(w, p)...)
	}
	for _, item := range s.Items {
		facts = append(facts, item.Value)
	}
	return w.Plain(s, facts...)
}

// sortedAttributes returns the attributes of a listing worth reading out, what
// people ask about most first.
func sortedAttributes(p *catalog.Product) []string {
	order := []string{"brand", "color", "size", "material", "pattern", "fit", "sleeve", "season", "style", "capacity", "storage", "memory", "screen", "battery", "power", "weight", "dimensions"}
	rank := func(a string) int {
		if i := slices.Index(order, a); i >= 0 {
			return i
		}
		return len(order)
	}
	var names []string
	for name := range p.Attributes {
		if name != "released" && name != "label" {
			names = append(names, name)
		}
	}
	if p.Brand != "" {
		names = append(names, retrieval.BrandAttribute)
	}
	slices.Sort(names)
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names
}

// rowFacts returns the texts of a product's row that numbers in an answer may
// come from.
func rowFacts(w *Writer, p *catalog.Product) []string {
	facts := []string{p.Text(w.Lang).Title, p.Text(w.Lang).Description, p.Pays().Format(w.Lang), p.Price.Format(w.Lang), w.Stock(p), p.Link}
	attributes := append(slices.Sorted(maps.Keys(p.Attributes)), retrieval.BrandAttribute, retrieval.TypeAttribute)
	for _, attribute := range attributes {
		facts = append(facts, retrieval.Values(p, attribute)...)
		facts = append(facts, w.stated(p, attribute)...)
	}
	return facts
}

func numbered(position int, value string) string {
	return string(rune('①'+position-1)) + " " + value
}
