package document

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// draft gathers a document's headings and text, in reading order.
type draft struct {
	origin  Origin
	title   string // of the whole, where it stands apart from the headings
	address string // that the document gives as its own
	lang    string // that the document says it is in
	updated time.Time

	open     []heading // from the outermost
	passages []passage
	over     bool // there were more sections than MaxSections
}

type heading struct {
	level  int // 1 is the outermost
	title  string
	anchor string
}

// passage is what stands under one heading.
type passage struct {
	titles []string
	anchor string
	lines  []string // paragraphs, list items, table rows
}

// newDraft starts a draft with what the name says of the language.
func newDraft(o Origin) *draft {
	return &draft{origin: o, lang: namedLanguage(o.Name)}
}

// heading begins a passage. An empty title is none.
func (d *draft) heading(level int, title, anchor string) {
	if title = shorten(oneLine(title), maxTitle); title == "" {
		return
	}
	for len(d.open) > 0 && d.open[len(d.open)-1].level >= level {
		d.open = d.open[:len(d.open)-1]
	}
	d.open = append(d.open, heading{level, title, anchor})
	d.begin()
}

// question puts what text adds under a title of its own, one level below where it
// stands.
func (d *draft) question(title, anchor string, text func()) {
	before := d.ask(title, anchor)
	text()
	d.answered(before)
}

// ask begins a question and returns what answered wants.
func (d *draft) ask(title, anchor string) []heading {
	before := slices.Clone(d.open)
	level := 1
	if len(before) > 0 {
		level = before[len(before)-1].level + 1
	}
	d.heading(level, title, anchor)
	return before
}

// answered goes back to the headings that were open before a question.
func (d *draft) answered(before []heading) {
	if !slices.Equal(before, d.open) {
		d.open = before
		d.begin()
	}
}

// top closes all headings save the document's own.
func (d *draft) top() {
	if len(d.passages) > 0 && len(d.passages[0].titles) > 0 {
		d.open = []heading{{level: 1, title: d.passages[0].titles[0]}}
		return
	}
	d.open = nil
}

func (d *draft) begin() {
	if n := len(d.passages); n > 0 && len(d.passages[n-1].lines) == 0 {
		d.passages = d.passages[:n-1]
	}
	p := passage{}
	for _, h := range d.open {
		p.titles = append(p.titles, h.title)
		p.anchor = cmp.Or(h.anchor, p.anchor)
	}
	if d.over = d.over || len(d.passages) >= MaxSections; !d.over {
		d.passages = append(d.passages, p)
	}
}

// text adds paragraphs to the passage that is open; each line is one.
func (d *draft) text(s string) {
	if len(d.passages) == 0 {
		d.begin()
	}
	p := &d.passages[len(d.passages)-1]
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(clean(line)); line != "" {
			p.lines = append(p.lines, line)
		}
	}
}

// sections cuts the passages to size and names them.
func (d *draft) sections() []Section {
	title := d.wholeTitle()
	address := cmp.Or(d.address, d.origin.Address, d.origin.Name)
	lang := cmp.Or(d.lang, declaredLanguage(d.origin.Lang))
	updated := d.updated
	if updated.IsZero() {
		updated = d.origin.UpdatedAt
	}
	var all []Section
	ordinal := map[string]int{}
	for _, p := range d.passages {
		titles := p.titles
		if len(titles) == 0 || d.title != "" && titles[0] != title {
			titles = append([]string{title}, titles...)
		}
		for _, text := range cut(p.lines, MaxText) {
			under := digest(titles...)
			ordinal[under]++
			s := Section{
				ID:     digest(d.origin.Name, under, strconv.Itoa(ordinal[under])),
				Source: d.origin.Name, Address: anchored(address, p.anchor), Titles: titles, Text: text, UpdatedAt: updated,
				Lang: cmp.Or(lang, languageOf(strings.Join(append(p.titles[:len(p.titles):len(p.titles)], d.title, text), " "))),
			}
			s.Hash = digest(append([]string{s.Address, s.Lang, s.Text, s.UpdatedAt.UTC().Format(time.RFC3339)}, titles...)...)
			all = append(all, s)
		}
	}
	return all
}

// wholeTitle is what the document calls itself, else its first outermost heading,
// else its name.
func (d *draft) wholeTitle() string {
	if d.title != "" {
		return d.title
	}
	for _, p := range d.passages {
		if len(p.titles) > 0 {
			return p.titles[0]
		}
	}
	stem := strings.TrimSuffix(path.Base(d.origin.Name), path.Ext(d.origin.Name))
	if namedLanguage(d.origin.Name) != "" {
		stem = strings.TrimSuffix(stem, path.Ext(stem))
	}
	return cmp.Or(oneLine(stem), "?")
}

func anchored(address, anchor string) string {
	if anchor == "" {
		return address
	}
	base, _, _ := strings.Cut(address, "#")
	return base + "#" + anchor
}

// maxTitle bounds a heading, in characters. A longer one is a paragraph that
// somebody made large.
const maxTitle = 200

func shorten(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:runes-1])) + "…"
}

func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
