// Package annotation reads attributes that a feed leaves out in what a product's
// own title and description say, in Chinese and in English.
package annotation

import (
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Annotator reads products by the rules of its data files, which have the words of
// both languages. It is read-only.
type Annotator struct{ rules *rules }

// Default is the annotator in the binary.
var Default = sync.OnceValue(func() *Annotator {
	files, err := fs.Sub(data, "data")
	if err == nil {
		var r *rules
		if r, err = load(files, lexical.Default()); err == nil {
			return &Annotator{r}
		}
	}
	panic("annotation: embedded rules: " + err.Error()) // the binary was built with broken data
})

// Annotate adds to p the values of attributes that the feed does not state and the
// text says beyond doubt, and notes in p.Derived the part of the text that says
// them. What it adds depends on nothing but p; a second call adds nothing. Values
// are canonical, quantities a figure and a unit ("256 GB"); a flag that the text
// denies is "no".
func (a *Annotator) Annotate(p *catalog.Product) {
	product := a.open(p)
	if product.wanted == 0 {
		return
	}
	values, words := map[int][]string{}, map[int]string{}
	settled := set(0)
	for _, passage := range product.passages {
		for number, said := range a.passage(&product, passage) {
			switch {
			case settled.has(number):
				if a.rules.attributes[number].flag && len(values[number]) > 0 && !slices.Equal(values[number], said.values) {
					delete(values, number) // the texts contradict each other
				}
			default:
				settled |= 1 << number
				if len(said.values) > 0 {
					values[number], words[number] = said.values, said.words
				}
			}
		}
	}
	if len(values) == 0 {
		return
	}
	p.Attributes, p.Derived = copied(p.Attributes), copied(p.Derived)
	for number := range values {
		name := a.rules.attributes[number].name
		p.Attributes[name], p.Derived[name] = values[number], words[number]
	}
}

// copied returns a map of its own to write to: variants may share theirs.
func copied[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}

// product is a product made ready for reading.
type product struct {
	passages []*passage // titles first, those in the product's own language before others
	kinds    set
	wanted   set
	brand    []lexical.Atom
	variant  bool
}

func (a *Annotator) open(p *catalog.Product) product {
	out := product{brand: lexical.Atoms(lexical.Normalize(p.Brand)), variant: p.GroupID != ""}
	for _, t := range p.Type {
		out.kinds = a.rules.kindsOf(out.kinds, lexical.Atoms(lexical.Normalize(t)))
	}
	var descriptions []*passage
	for _, lang := range languages(p) {
		title := newPassage(p.Texts[lang].Title, true)
		out.kinds = a.rules.kindsOf(out.kinds, title.atoms)
		out.passages = append(out.passages, &title)
		if written := p.Texts[lang].Description; written != "" {
			description := newPassage(written, false)
			descriptions = append(descriptions, &description)
		}
	}
	out.passages = append(out.passages, descriptions...)
	out.wanted = a.rules.readable(out.kinds)
	for i, attribute := range a.rules.attributes {
		if len(p.Attributes[attribute.name]) > 0 {
			out.wanted &^= 1 << i
		}
	}
	return out
}

// languages returns those of the product's texts, its own first.
func languages(p *catalog.Product) []string {
	langs := slices.Sorted(maps.Keys(p.Texts))
	if i := slices.Index(langs, p.Lang); i > 0 {
		langs = slices.Insert(slices.Delete(langs, i, i+1), 0, p.Lang)
	}
	return langs
}

// said is what a passage says of an attribute; no values when it says several
// things.
type said struct {
	values []string
	words  string
}

// passage returns what one passage says, by attribute.
func (a *Annotator) passage(p *product, text *passage) map[int]said {
	r := reader{rules: a.rules, passage: text, wanted: p.wanted, kinds: p.kinds, brand: p.brand}
	byAttribute := map[int][]finding{}
	for _, f := range r.read() {
		byAttribute[f.attribute] = append(byAttribute[f.attribute], f)
	}
	all := map[int]said{}
	for number, found := range byAttribute {
		kept := a.rules.choose(number, found, text, p.variant)
		if len(kept) == 0 {
			all[number] = said{}
			continue
		}
		from, to := kept[0].from, kept[0].to
		var values []string
		for _, f := range kept {
			from, to = min(from, f.from), max(to, f.to)
			values = append(values, f.value)
		}
		all[number] = said{a.rules.settle(number, values), text.words(from, to)}
	}
	return all
}
