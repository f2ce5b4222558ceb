package memory

import (
	"maps"
	"slices"

	"github.com/shopguide/shopguide/retrieval/index"
)

// postings says which documents hold a term, and with which weights.
type postings struct {
	terms   []uint32 // sorted
	ends    []uint64 // by term, of its postings
	docs    []uint32
	weights []float32
}

func postingsOf(items []index.Item) postings {
	held := map[uint32]int{}
	total := 0
	for i := range items {
		for _, e := range items[i].Lexical {
			held[e.Term]++
		}
		total += len(items[i].Lexical)
	}
	p := postings{
		terms: slices.Sorted(maps.Keys(held)), ends: make([]uint64, len(held)),
		docs: make([]uint32, total), weights: make([]float32, total),
	}
	next := held
	from := 0
	for i, term := range p.terms {
		next[term], from = from, from+held[term]
		p.ends[i] = uint64(from)
	}
	for doc := range items {
		for _, e := range items[doc].Lexical {
			at := next[e.Term]
			p.docs[at], p.weights[at] = uint32(doc), e.Weight
			next[e.Term]++
		}
	}
	return p
}

// at returns the postings of the term numbered i.
func (p postings) at(i int) (docs []uint32, weights []float32) {
	from := uint64(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	return p.docs[from:p.ends[i]], p.weights[from:p.ends[i]]
}

// of returns the postings of a term.
func (p postings) of(term uint32) (docs []uint32, weights []float32) {
	i, found := slices.BinarySearch(p.terms, term)
	if !found {
		return nil, nil
	}
	return p.at(i)
}

// holding counts the postings of documents that are in the set.
func (p postings) holding(alive bitset) int {
	n := 0
	for _, doc := range p.docs {
		if alive.has(int(doc)) {
			n++
		}
	}
	return n
}
