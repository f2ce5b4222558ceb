package retrieval

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// terms returns the terms that a text stands for in the catalogue: its own, slips
// mended, and names of models as the catalogue spaces them.
func (e *Engine) terms(text string) []string {
	var all []string
	said := lexical.ContentTerms(text)
	for i, t := range said {
		if parts := e.parts(t); parts != nil {
			all = append(all, parts...)
		} else {
			all = append(all, e.respell(text, t))
		}
		if i > 0 && isModel(said[i-1]+t) && e.corpus.Knows(said[i-1]+t) {
			all = append(all, said[i-1]+t)
		}
	}
	return all
}

// parts returns the terms of the catalogue that a name of a model is made of, such as
// "p30" and "pro" of "p30pro", if it does not have the name itself.
func (e *Engine) parts(term string) []string {
	if !isModel(term) || e.corpus.Knows(term) {
		return nil
	}
	for i := len(term) - 1; i > 0; i-- {
		head, tail := term[:i], term[i:]
		if digit(head[i-1]) == digit(tail[0]) || !e.corpus.Knows(head) {
			continue
		}
		if e.corpus.Knows(tail) {
			return []string{head, tail}
		}
		if rest := e.parts(tail); rest != nil {
			return append([]string{head}, rest...)
		}
	}
	return nil
}

// isModel reports whether a term is of Latin letters and digits, both.
func isModel(term string) bool {
	digits := 0
	for i := range len(term) {
		switch c := term[i]; {
		case digit(c):
			digits++
		case c < 'a' || c > 'z':
			return false
		}
	}
	return digits > 0 && digits < len(term)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// respelled returns the terms that slips in the texts stand for.
func (e *Engine) respelled(texts []string) []string {
	var meant []string
	for _, text := range texts {
		for _, t := range lexical.ContentTerms(text) {
			if m := e.respell(text, t); m != t {
				meant = append(meant, m)
			}
		}
	}
	return meant
}

// Spelled returns a text with the slips mended that hide a value which the catalogue
// knows: "a swetter". Other slips are left to the search, and so are those in Chinese, of
// which nothing tells where a word begins. Known reports words that are no slips.
func (e *Engine) Spelled(text string, known func(word string) bool) string {
	text = lexical.Normalize(text)
	for _, a := range slices.Backward(lexical.Atoms(text)) {
		if a.Ideograph || known(text[a.Start:a.End]) {
			continue
		}
		meant := e.respell(text, a.Text)
		if meant == a.Text {
			continue
		}
		mended := text[:a.Start] + meant + text[a.End:]
		atoms := lexical.Atoms(mended)
		if slices.ContainsFunc(e.vocabulary.Find(atoms), func(m lexical.Match[Meaning]) bool {
			return atoms[m.From].Start <= a.Start && atoms[m.To-1].End >= a.Start+len(meant)
		}) {
			text = mended
		}
	}
	return text
}

// respell returns the term of the catalogue that an unknown one of a text is a slip of,
// or the term itself. What is a word of its own is no slip, though the shop may lack it:
// who asks for boats does not mean boots.
func (e *Engine) respell(text, term string) string {
	if e.corpus.Knows(term) || needed().corpus.Knows(term) || e.isWord(term) || e.insideWord(text, term) {
		return term
	}
	if meant, ok := e.corpus.Respell(term); ok {
		return meant
	}
	return term
}

// insideWord reports whether a pair of Chinese characters stands in a longer word of
// the text: 洗面 in 洗面奶.
func (e *Engine) insideWord(text, pair string) bool {
	const shortest, longest = 3, 4
	characters := []rune(text)
	for from := range characters {
		for to := from + shortest; to <= min(from+longest, len(characters)); to++ {
			if word := string(characters[from:to]); strings.Contains(word, pair) && e.isWord(word) {
				return true
			}
		}
	}
	return false
}

// isWord reports whether a term is a word of either language, as far as the table in
// the program knows them.
func (e *Engine) isWord(term string) bool {
	table, err := embedding.Default()
	return err != nil || table.Vocabulary().Has(term)
}
