package service

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// A heading says what a section is about; its text mentions much else.
const (
	headingWeight = 3
	titleWeight   = 2
	textWeight    = 1
)

// minAgreement is the least share of a question that a passage must speak of to
// answer it. Of testdata/questions.tsv, 0.5 answers a wish for products from a
// policy, and 0.65 leaves several answers unsaid.
const minAgreement = 0.55

// Find returns the passage in lang that answers the question. It reports false,
// an honest "I don't know", when the question names no topic of customer
// service, or when the best passage speaks of less than minAgreement of what the
// question does.
func (k *Knowledge) Find(question, lang string) (Passage, bool) {
	s := k.languages[lang]
	if s == nil {
		return Passage{}, false
	}
	q := k.subjects.inquiry(question)
	best, found := s.search(q)
	if !found || s.agreement(q, best) < minAgreement {
		return Passage{}, false
	}
	return s.passages[best], true
}

func (s *shelf) index(words *subjects) {
	documents := make([][]lexical.Field, len(s.passages))
	for i, p := range s.passages {
		documents[i] = []lexical.Field{
			{Terms: words.terms(p.Section), Weight: headingWeight},
			{Terms: words.terms(p.Title), Weight: titleWeight},
			{Terms: words.terms(p.Text), Weight: textWeight},
		}
	}
	s.corpus = lexical.NewCorpus(documents)
	for _, fields := range documents {
		s.vectors = append(s.vectors, s.corpus.Document(fields))
	}
	for _, p := range s.passages {
		s.headings = append(s.headings, words.inquiry(p.Section).subjects)
	}
}

// search returns the passage with the highest BM25 score among those that hold
// one of the question's topics; of equals the first.
func (s *shelf) search(q inquiry) (best int, found bool) {
	var topics []string
	all := slices.Clone(q.words)
	for _, about := range q.subjects {
		all = append(all, about.term)
		if about.topic {
			topics = append(topics, about.term)
		}
	}
	query, required := s.corpus.Query(all), s.corpus.Query(topics)
	var highest float32
	for i, v := range s.vectors {
		if inner(required, v) == 0 {
			continue
		}
		if score := inner(query, v) * s.fit(q, i); score > highest {
			best, highest, found = i, score, true
		}
	}
	return best, found
}

// fit returns how little the passage's heading asks beyond the question, from
// nearly 0 to 1: a heading with further subjects answers a narrower question.
func (s *shelf) fit(q inquiry, passage int) float32 {
	asked := 0
	for _, about := range s.headings[passage] {
		if slices.Contains(q.subjects, about) {
			asked++
		}
	}
	return (0.5 + float32(asked)) / (0.5 + float32(len(s.headings[passage])))
}

// agreement returns the share of the question that the passage speaks of, from 0
// to 1. A topic counts one and a half, another subject and a word one, a pair of
// Chinese characters a half and a lone one a quarter.
func (s *shelf) agreement(q inquiry, passage int) float64 {
	var all, held float64
	count := func(term string, weight float64) {
		all += weight
		if inner(s.corpus.Query([]string{term}), s.vectors[passage]) > 0 {
			held += weight
		}
	}
	for _, about := range q.subjects {
		if about.topic {
			count(about.term, 1.5)
		} else {
			count(about.term, 1)
		}
	}
	for _, w := range q.words {
		switch first, size := utf8.DecodeRuneInString(w); {
		case !unicode.Is(unicode.Han, first):
			count(w, 1)
		case size < len(w):
			count(w, 0.5)
		default:
			count(w, 0.25)
		}
	}
	return held / all
}

// inner returns the inner product of two vectors, which are sorted by term.
func inner(x, y lexical.Vector) float32 {
	var sum float32
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].Term < y[j].Term:
			i++
		case x[i].Term > y[j].Term:
			j++
		default:
			sum += x[i].Weight * y[j].Weight
			i, j = i+1, j+1
		}
	}
	return sum
}
