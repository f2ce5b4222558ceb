package annotation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// captionAtoms is the longest description without a full stop that is read like a
// title: shops write "black 128GB dual SIM" there, which is no prose.
const captionAtoms = 24

// maxAtoms is how much of a text is read: what a shop says of a product stands at
// the beginning, and the time that a text takes grows with the square of its length.
const maxAtoms = 2000

// passage is one title or description made ready for reading.
type passage struct {
	written string // as the product has it
	text    string // normalized, which atoms refer to
	atoms   []lexical.Atom
	headed  bool // a title, or a description that is read like one
	gaps    []gap
}

// gap is what stands before an atom; the last is what stands after them all.
type gap uint16

const (
	joined   gap = 1 << iota // nothing
	spaced                   // only spaces
	hyphened                 // only a hyphen and spaces
	divided                  // a slash, colon or another sign within a clause
	clause                   // punctuation that ends a clause
	sentence                 // punctuation that ends a sentence
	percent                  // a percent sign
	inches                   // the sign for inches
	question                 // a question mark
)

const breaks = clause | sentence

// newPassage reads text; one that is not UTF-8 has no atoms, because its words
// could not be shown as they were written.
func newPassage(text string, title bool) passage {
	p := passage{written: text, headed: title}
	if !utf8.ValidString(text) {
		return p
	}
	p.text = lexical.Normalize(text)
	p.atoms = lexical.Atoms(p.text)
	rest := p.text
	if len(p.atoms) > maxAtoms {
		rest = p.text[:p.atoms[maxAtoms].Start]
		p.atoms = p.atoms[:maxAtoms]
	}
	p.gaps = make([]gap, len(p.atoms)+1)
	end := 0
	for i, a := range p.atoms {
		p.gaps[i] = classify(p.text[end:a.Start])
		end = a.End
	}
	p.gaps[len(p.atoms)] = classify(rest[end:])
	p.gaps[0] |= sentence
	p.gaps[len(p.atoms)] |= sentence
	p.headed = title || len(p.atoms) <= captionAtoms && !strings.ContainsAny(rest, ".!?。")
	return p
}

func classify(s string) gap {
	if s == "" {
		return joined
	}
	var g gap
	hyphen, sign := false, false
	dashed := strings.Contains(s, " - ") || strings.Contains(s, " – ") || strings.Contains(s, "--")
	for _, r := range s {
		switch r {
		case '?':
			g |= sentence | question
		case '.', '!', ';', '。', '\n', '|', '•':
			g |= sentence
		case ',', '(', ')', '[', ']', '【', '】', '《', '》', '「', '」', '—', '…', '{', '}':
			g |= clause
		case '%':
			g |= percent
		case '"', '”', '″', '′':
			g |= inches
		case '-', '‑', '–', '~':
			hyphen = true
		case '\'', '’':
		default:
			sign = sign || !unicode.IsSpace(r)
		}
	}
	switch {
	case g&breaks != 0:
	case dashed:
		g |= clause
	case sign:
		g |= divided
	case hyphen:
		g |= hyphened
	case g == 0:
		g = spaced
	}
	return g
}

// clauseEnd returns the atom before which the clause of atom i ends.
func (p *passage) clauseEnd(i int) int {
	for i++; i < len(p.atoms) && p.gaps[i]&breaks == 0; i++ {
	}
	return i
}

// near reports whether at most n atoms of one run of words stand between the
// atoms before from and those from to on. A space ends a run of Chinese.
func (p *passage) near(from, to, n int) bool {
	if to < from || to-from > n {
		return false
	}
	for i := from; i <= to; i++ {
		if g := p.gaps[i]; g&breaks != 0 || g&joined == 0 && p.atoms[i].Ideograph {
			return false
		}
	}
	return true
}

// alone reports whether atoms [from, to) are cut off from their neighbours by
// punctuation or the passage's end, or by a space from or in Chinese.
func (p *passage) alone(from, to int) bool { return p.border(from) && p.border(to) }

func (p *passage) border(i int) bool {
	g := p.gaps[i]
	switch {
	case g&(breaks|divided) != 0 || i == 0 || i == len(p.atoms):
		return true
	case g&spaced != 0:
		return p.atoms[i-1].Ideograph || p.atoms[i].Ideograph || quantified(p.atoms[i-1].Text)
	}
	return false
}

// quantified reports whether a word is a figure with its unit: 128gb.
func quantified(word string) bool {
	return word[0] >= '0' && word[0] <= '9' && !digits(word)
}

// stretch returns where what a cue at an atom begins is over: at the end of the
// clause, and after a Chinese cue at the first space from an atom on, which ends a
// clause in titles.
func (p *passage) stretch(cue, from, clauseEnd int) int {
	if !p.atoms[cue].Ideograph {
		return clauseEnd
	}
	for i := from; i < clauseEnd; i++ {
		if p.gaps[i]&spaced != 0 {
			return i
		}
	}
	return clauseEnd
}

// words returns the words of atoms [from, to) as the product has them.
func (p *passage) words(from, to int) string {
	start, end := p.atoms[from].Start, p.atoms[to-1].End
	if p.written == p.text {
		return p.written[start:end]
	}
	return source(p.written, start, end)
}

// source returns the part of s that the bytes [start, end) of its normal form came
// from, whole characters with their marks.
func source(s string, start, end int) string {
	var it norm.Iter
	it.InitString(norm.NFKC, s)
	first, last, at := 0, len(s), 0
	for !it.Done() {
		before := it.Pos()
		at += len(it.Next())
		if at <= start {
			first = it.Pos()
		}
		if at >= end {
			last = max(it.Pos(), before)
			break
		}
	}
	return s[first:last]
}
