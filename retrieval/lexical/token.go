// Package lexical turns Chinese and English text into tokens and BM25 weights,
// and knows the words of both languages for the values of product attributes.
package lexical

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Atom is the smallest unit that phrases are made of: one word of an alphabetic
// script, lower-cased and without its plural s, or one Chinese character.
type Atom struct {
	Text       string
	Start, End int // byte offsets into the normalized text
	Ideograph  bool
}

// Normalize brings full-width forms, ligatures and the like to their ordinary
// forms (Unicode NFKC) and replaces invalid bytes. Offsets of atoms refer to it. A
// space comes after a Chinese comma: it parts the numbers of 175，150, which the ordinary
// one would join.
func Normalize(s string) string {
	s = strings.ReplaceAll(s, "，", ", ")
	return norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))
}

// Atoms splits normalized text. Punctuation and spaces separate atoms and are
// dropped; a decimal point between digits stays in its number.
func Atoms(s string) []Atom {
	atoms := make([]Atom, 0, len(s)/3) // a Chinese character takes three bytes, and a word with its space rarely less
	start := -1
	flush := func(end int) {
		if start >= 0 {
			atoms = append(atoms, Atom{Text: stem(strings.ToLower(s[start:end])), Start: start, End: end})
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case ideograph(r):
			flush(i)
			end := i + utf8.RuneLen(r)
			atoms = append(atoms, Atom{Text: s[i:end], Start: i, End: end, Ideograph: true})
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case start >= 0 && (unicode.IsMark(r) || joins(s, i, r)):
		default:
			flush(i)
		}
	}
	flush(len(s))
	return atoms
}

// Terms returns the index terms of text: its words, and its Chinese runs as
// overlapping pairs of characters (a lone character is a term of its own).
func Terms(s string) []string { return TermsOf(Atoms(Normalize(s))) }

// TermsOf returns the index terms of a sequence of atoms; Chinese characters
// pair only where they stood together, and a quantity is its figure and the figure
// with its unit, however that is written.
func TermsOf(atoms []Atom) []string {
	terms := make([]string, 0, len(atoms))
	for i := 0; i < len(atoms); i++ {
		a := atoms[i]
		if figure, joined, taken := measure(atoms[i:]); taken > 0 {
			terms = append(append(terms, figure), joined...)
			i += taken - 1
			continue
		}
		if !a.Ideograph {
			terms = append(terms, a.Text)
			continue
		}
		next := i+1 < len(atoms) && adjacent(a, atoms[i+1])
		before := i > 0 && adjacent(atoms[i-1], a)
		switch {
		case next:
			terms = append(terms, a.Text+atoms[i+1].Text)
		case !before:
			terms = append(terms, a.Text)
		}
	}
	return terms
}

// Characters returns the Chinese characters that TermsOf pairs, one term each. By them
// a word is found that a text has in a longer one, or combines with others: 窝 in 猫窝.
func Characters(atoms []Atom) []string {
	var characters []string
	for i, a := range atoms {
		if i > 0 && adjacent(atoms[i-1], a) || i+1 < len(atoms) && adjacent(a, atoms[i+1]) {
			characters = append(characters, a.Text)
		}
	}
	return characters
}

func adjacent(a, b Atom) bool { return a.Ideograph && b.Ideograph && a.End == b.Start }

// joins reports whether the mark r at s[i] belongs inside the word around it: a
// decimal point between digits, or an apostrophe before a letter.
func joins(s string, i int, r rune) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
	switch r {
	case '.':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	case '\'', '’':
		return unicode.IsLetter(before) && unicode.IsLetter(after)
	}
	return false
}

func ideograph(r rune) bool {
	switch {
	case r < 0x2E80: // the first CJK block
		return false
	case 0x4E00 <= r && r <= 0x9FFF: // the one that nearly all characters in use are of
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// plurals are words whose ending is no plural: without it they mean something
// else.
var plurals = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for w := range lines("plurals.txt") {
		words[w] = true
	}
	return words
})

var apostrophes = strings.NewReplacer("'", "", "’", "")

// stem drops the possessive and the plural ending of an English word, no more:
// product words are nouns, and deeper stemming merges what shops keep apart.
func stem(w string) string {
	if strings.ContainsAny(w, "'’") {
		w = apostrophes.Replace(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s"))
	}
	switch {
	case plurals()[w]:
		return w
	case len(w) > 3 && strings.HasSuffix(w, "ie"): // like its plural: hoodies
		return w[:len(w)-2] + "y"
	case len(w) <= 3 || !strings.HasSuffix(w, "s"):
		return w
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case hasAnySuffix(w, "ches", "shes", "sses", "xes"), strings.HasSuffix(w, "es") && plurals()[w[:len(w)-2]]:
		return w[:len(w)-2]
	case hasAnySuffix(w, "ss", "us", "is"):
		return w
	}
	return w[:len(w)-1]
}

func hasAnySuffix(w string, suffixes ...string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}
