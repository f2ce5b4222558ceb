package service

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

//go:embed subjects.tsv
var subjectsFile string

// subject is one thing that questions of customer service speak about, the same
// in every language. A topic is a matter of customer service by itself; other
// subjects only narrow one.
type subject struct {
	term  string // its term in the index; no word of a text is ever the same
	topic bool
}

// subjects finds subjects by their words.
type subjects struct{ phrases lexical.Phrases[subject] }

// readSubjects reads lines of four columns: name, "topic" or "detail", English
// words, Chinese words. Words are separated by "|"; "#" begins a comment.
func readSubjects(text string) (*subjects, error) {
	s := &subjects{}
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 || columns[1] != "topic" && columns[1] != "detail" {
			return nil, fmt.Errorf("subjects, line %d: want a name, topic or detail, English words and Chinese words", i+1)
		}
		found := subject{term: "#" + columns[0], topic: columns[1] == "topic"}
		for _, words := range columns[2:] {
			for phrase := range strings.SplitSeq(words, "|") {
				s.phrases.Add(phrase, found)
			}
		}
	}
	return s, nil
}

// terms returns the index terms of a document's text: its words, and the
// subjects that they name.
func (s *subjects) terms(text string) []string {
	terms := lexical.ContentTerms(text)
	for _, m := range s.phrases.Find(lexical.Atoms(lexical.Normalize(text))) {
		for _, found := range m.Values {
			terms = append(terms, found.term)
		}
	}
	return terms
}

// inquiry is a question taken apart: the subjects that it names, each once, and
// the terms of the words that name none.
type inquiry struct {
	subjects []subject
	words    []string
}

func (s *subjects) inquiry(question string) inquiry {
	var q inquiry
	atoms := lexical.Atoms(lexical.Normalize(question))
	seen := map[string]bool{}
	var rest []lexical.Atom
	from := 0
	for _, m := range s.phrases.Find(atoms) {
		rest = append(rest, atoms[from:m.From]...)
		from = m.To
		for _, found := range m.Values {
			if !seen[found.term] {
				seen[found.term] = true
				q.subjects = append(q.subjects, found)
			}
		}
	}
	rest = append(rest, atoms[from:]...)
	for _, t := range lexical.TermsOf(lexical.WithoutStopWords(rest)) {
		if !seen[t] {
			seen[t] = true
			q.words = append(q.words, t)
		}
	}
	return q
}
