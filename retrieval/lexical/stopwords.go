package lexical

import (
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"strings"
	"sync"
)

//go:embed lexicon/*.tsv stopwords.*.txt plurals.txt measures.tsv scales.tsv sounds.tsv
var data embed.FS

var stopWords = sync.OnceValue(func() *Phrases[struct{}] {
	words := &Phrases[struct{}]{}
	for _, name := range []string{"stopwords.en.txt", "stopwords.zh.txt"} {
		for word := range lines(name) {
			words.Add(word, struct{}{})
		}
	}
	return words
})

// lines returns the lines of an embedded file that are not comments.
func lines(name string) iter.Seq[string] {
	text, err := fs.ReadFile(data, name)
	if err != nil {
		panic(fmt.Sprintf("lexical: embedded %s: %v", name, err)) // the binary was built without its data
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}

// ContentTerms returns the index terms of text less the words that carry no
// meaning for a product search. Text that consists of such words has none.
func ContentTerms(s string) []string { return TermsOf(WithoutStopWords(Atoms(Normalize(s)))) }

// WithoutStopWords returns the atoms that are not part of a stop word. A stop
// word of one Chinese character counts only at the edge of a run of characters,
// because inside it is part of a word (想 in 联想); the particle 的 counts anywhere.
func WithoutStopWords(atoms []Atom) []Atom {
	var kept []Atom
	from := 0
	for _, m := range stopWords().Find(atoms) {
		if m.To-m.From == 1 && atoms[m.From].Ideograph && atoms[m.From].Text != "的" {
			continue
		}
		kept = append(kept, atoms[from:m.From]...)
		from = m.To
	}
	return trimRuns(append(kept, atoms[from:]...))
}

// trimRuns drops stop words of one character from both ends of each run of
// characters. The last of two characters stays unless it is a particle, for it is
// the end of a word more often than a word: 联想.
func trimRuns(atoms []Atom) []Atom {
	var kept []Atom
	for from := 0; from < len(atoms); {
		to := from + 1
		for to < len(atoms) && adjacent(atoms[to-1], atoms[to]) {
			to++
		}
		next := to
		if atoms[from].Ideograph {
			for from < to && isStopWord(atoms[from]) {
				from++
			}
			for from < to && isStopWord(atoms[to-1]) && (to-from > 2 || isParticle(atoms[to-1])) {
				to--
			}
		}
		kept = append(kept, atoms[from:to]...)
		from = next
	}
	return kept
}

func isStopWord(a Atom) bool { return len(stopWords().Find([]Atom{a})) > 0 }

// particles end sentences and no words.
const particles = "吗嗎嘛呢吧啊呀啦呗哇了么"

func isParticle(a Atom) bool { return strings.Contains(particles, a.Text) }
