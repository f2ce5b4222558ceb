package embedding

import (
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Vocabulary finds the rows of a table that a text adds up. A row stands for a
// word, two words in a row, a run of Chinese characters, or one of the buckets
// into which the letter groups of unknown words are hashed. It is immutable.
type Vocabulary struct {
	tokens  []string
	rows    map[string]int32
	longest int // characters of the longest Chinese token
	buckets int
}

// Part is one row of a text's sum.
type Part struct {
	Row    int32
	Weight float32
}

// NewVocabulary returns the vocabulary with the tokens as its first rows and the
// buckets after them. A token is what Normalize and Atoms of lexical leave: a
// word, two words with a space between, or adjoining Chinese characters.
func NewVocabulary(tokens []string, buckets int) *Vocabulary {
	v := &Vocabulary{tokens: tokens, rows: make(map[string]int32, len(tokens)), buckets: buckets}
	for i, t := range tokens {
		v.rows[t] = int32(i)
		if t[0] >= firstIdeograph {
			v.longest = max(v.longest, len(t)/3)
		}
	}
	return v
}

// firstIdeograph is the first byte of U+2E80, where the Chinese blocks begin.
const firstIdeograph = 0xE2

// Rows is how many rows a table for the vocabulary has.
func (v *Vocabulary) Rows() int { return len(v.tokens) + v.buckets }

// Tokens returns the tokens in the order of their rows; they are not to be changed.
func (v *Vocabulary) Tokens() []string { return v.tokens }

// Buckets is how many rows there are for letter groups, after those of the tokens.
func (v *Vocabulary) Buckets() int { return v.buckets }

// Reading says how words are made of rows.
type Reading int

// The readings.
const (
	Known        Reading = iota // a known word is its own row, another its letter groups
	LetterGroups                // every word is its letter groups
)

// Parts returns the rows that the text adds up.
func (v *Vocabulary) Parts(text string, reading Reading) []Part {
	text = lexical.Normalize(text)
	atoms := lexical.Atoms(text)
	parts := make([]Part, 0, 2*len(atoms))
	for i, a := range atoms {
		if a.Ideograph {
			parts = v.ideographs(parts, text, atoms[i:])
			continue
		}
		parts = v.word(parts, a.Text, reading)
		if i > 0 && !atoms[i-1].Ideograph && reading == Known {
			if row, ok := v.rows[atoms[i-1].Text+" "+a.Text]; ok {
				parts = append(parts, Part{row, 1})
			}
		}
	}
	return parts
}

// ideographs adds every token that begins with the first of the atoms.
func (v *Vocabulary) ideographs(parts []Part, text string, atoms []lexical.Atom) []Part {
	start, end := atoms[0].Start, atoms[0].Start
	for _, a := range atoms[:min(len(atoms), v.longest)] {
		if !a.Ideograph || a.Start != end {
			break
		}
		end = a.End
		if row, ok := v.rows[text[start:end]]; ok {
			parts = append(parts, Part{row, 1})
		}
	}
	return parts
}

func (v *Vocabulary) word(parts []Part, word string, reading Reading) []Part {
	if row, ok := v.rows[word]; ok && reading == Known {
		return append(parts, Part{row, 1})
	}
	if number, unit := splitUnit(word); unit != "" {
		return v.word(v.word(parts, number, reading), unit, reading)
	}
	return v.letterGroups(parts, word)
}

// splitUnit parts a number from what is written after it: 256gb, 20w.
func splitUnit(word string) (number, unit string) {
	i := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' })
	if i <= 0 {
		return word, ""
	}
	return word[:i], word[i:]
}

// letterGroups adds the buckets of the word's groups of three to five bytes, its
// beginning and end marked, as fastText does (Bojanowski et al. 2017). Together
// they weigh as much as one word.
func (v *Vocabulary) letterGroups(parts []Part, word string) []Part {
	if v.buckets == 0 {
		return parts
	}
	const shortest, longest, most = 3, 5, 64
	marked := "<" + word[:min(len(word), most)] + ">"
	first := len(parts)
	for n := shortest; n <= longest; n++ {
		for i := 0; i+n <= len(marked); i++ {
			bucket := hash(marked[i:i+n]) % uint32(v.buckets)
			parts = append(parts, Part{Row: int32(len(v.tokens)) + int32(bucket)})
		}
	}
	for i := range parts[first:] {
		parts[first+i].Weight = 1 / float32(len(parts)-first)
	}
	return parts
}

// hash is FNV-1a, 32 bits.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
