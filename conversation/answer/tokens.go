package answer

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// token is a stretch of a sentence that claims something, or says of what and how.
type token struct {
	from, to int // bytes of the sentence
	row      int // for item: index in the evidence, -1 for one that is not there
	role     role
	meanings []retrieval.Meaning
	number   string // as written, less spaces
	unit     int    // of a number in words: where its unit begins
	value    string // of a number in words, in digits; "" for one that was not worked out
}

// The roles that are not words of the data.
const (
	item   role = "item"
	figure role = "figure" // a number in digits
	spoken role = "spoken" // a number in words with its unit
	value  role = "value"
)

var (
	pointer = regexp.MustCompile(`#\s?(\d{1,2})\b|第\s?(\d{1,2})|(?i)\b(?:number|no\.|option|item)\s(\d{1,2})\b`)
	pause   = regexp.MustCompile(`[,;:—()]|\s-\s`)
)

// tokens reads a normalized sentence.
func (p *Prose) tokens(text string) []token {
	var all []token
	text = p.withoutTitles(text, func(row, offset int) {
		all = append(all, token{from: offset, to: offset + 1, role: item, row: row})
	})
	for _, m := range pointer.FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				n, _ := strconv.Atoi(text[m[group]:m[group+1]]) // digits, by the pattern
				all = append(all, token{from: m[0], to: m[1], role: item, row: p.rowAt(n)})
			}
		}
	}
	text = blank(text, all)
	for _, m := range number.FindAllStringIndex(text, -1) {
		all = append(all, token{from: m[0], to: m[1], role: figure, number: strings.ReplaceAll(text[m[0]:m[1]], " ", "")})
	}
	for _, m := range pause.FindAllStringIndex(blank(text, all), -1) {
		all = append(all, token{from: m[0], to: m[1], role: "break"})
	}
	all = append(all, p.phrases(text)...)
	slices.SortStableFunc(all, func(a, b token) int { return cmp.Compare(a.from, b.from) })
	return spokenNumbers(all, text)
}

// blank replaces the tokens in a text by spaces.
func blank(text string, tokens []token) string {
	b := []byte(text)
	for _, t := range tokens {
		for i := t.from; i < t.to; i++ {
			b[i] = ' '
		}
	}
	return string(b)
}

// phrases finds the words of the data and of the vocabulary. Of two that overlap
// the longer counts, so that 不锈钢 denies nothing.
func (p *Prose) phrases(text string) []token {
	atoms := lexical.Atoms(text)
	type span struct {
		from, to int
		token
	}
	var spans []span
	for _, m := range roles().FindAll(atoms) {
		for _, r := range m.Values {
			t := token{role: r}
			if r.family() == "item" {
				t = token{role: item, row: p.rowCalled(r.detail())}
			}
			spans = append(spans, span{m.From, m.To, t})
		}
	}
	for _, m := range append(p.vocabulary.Find(atoms), p.vocabulary.FindConcepts(atoms)...) {
		spans = append(spans, span{m.From, m.To, token{role: value, meanings: m.Values}})
	}
	var all []token
	for _, s := range spans {
		if slices.ContainsFunc(spans, func(o span) bool {
			longer := o.from <= s.from && o.to >= s.to && o.to-o.from > s.to-s.from
			return longer || o.role == item && o.from < s.from && s.from < o.to
		}) {
			continue
		}
		s.token.from, s.token.to = atoms[s.from].Start, atoms[s.to-1].End
		all = append(all, s.token)
	}
	return all
}

// rowAt returns the index of the row in a position, or -1.
func (p *Prose) rowAt(position int) int {
	return slices.IndexFunc(p.evidence.Rows, func(r Row) bool { return r.Position == position })
}

func (p *Prose) rowCalled(name string) int {
	if name == "last" {
		return len(p.evidence.Rows) - 1
	}
	n, err := strconv.Atoi(name)
	if err != nil {
		return -1
	}
	return p.rowAt(n)
}

// spokenNumbers joins number words with the unit that follows them: "two days",
// 五十元. Number words without a unit count nothing that is checked.
func spokenNumbers(tokens []token, text string) []token {
	var all []token
	for i := 0; i < len(tokens); {
		t := tokens[i]
		if t.role.family() != "number" {
			all = append(all, t)
			i++
			continue
		}
		end := i + 1
		for end < len(tokens) && tokens[end].role.family() == "number" && joined(tokens[end-1], tokens[end], text) {
			end++
		}
		if end < len(tokens) && tokens[end].role.family() == "unit" && joined(tokens[end-1], tokens[end], text) {
			s := token{from: t.from, to: tokens[end].to, unit: tokens[end].from, role: spoken, number: text[t.from:tokens[end].to]}
			if end == i+1 {
				s.value = t.role.detail()
			}
			all = append(all, s)
		}
		i = end
	}
	return all
}

// joined reports whether nothing but a space or a hyphen is between two tokens.
func joined(a, b token, text string) bool {
	return b.from >= a.to && strings.Trim(text[a.to:b.from], " -") == ""
}
