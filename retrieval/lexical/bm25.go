package lexical

import (
	"cmp"
	"math"
	"slices"
)

// The parameters of BM25 (Robertson and Zaragoza, The Probabilistic Relevance
// Framework: BM25 and Beyond, 2009).
const (
	k1 = 1.2
	b  = 0.75
)

// Entry is one dimension of a sparse vector.
type Entry struct {
	Term   uint32
	Weight float32
}

// Vector is a sparse vector, sorted by term. The inner product of a query's and
// a document's vector is the document's BM25 score.
type Vector []Entry

// Weighted returns the vector of one term.
func Weighted(term string, weight float64) Vector {
	return Vector{{number(term), float32(weight)}}
}

// Inner returns the inner product of v and other.
func (v Vector) Inner(other Vector) float64 {
	var sum float64
	for len(v) > 0 && len(other) > 0 {
		switch {
		case v[0].Term < other[0].Term:
			v = v[1:]
		case v[0].Term > other[0].Term:
			other = other[1:]
		default:
			sum += float64(v[0].Weight) * float64(other[0].Weight)
			v, other = v[1:], other[1:]
		}
	}
	return sum
}

// Plus returns the sum of v and other times factor.
func (v Vector) Plus(other Vector, factor float32) Vector {
	return v.merge(other, factor, func(a, b float32) float32 { return a + b })
}

// Max returns the larger weight of each term in v and in other times factor.
func (v Vector) Max(other Vector, factor float32) Vector {
	return v.merge(other, factor, func(a, b float32) float32 { return max(a, b) })
}

// merge joins v and other times factor; both decides on the terms of both.
func (v Vector) merge(other Vector, factor float32, both func(a, b float32) float32) Vector {
	merged := make(Vector, 0, len(v)+len(other))
	for len(v) > 0 || len(other) > 0 {
		switch {
		case len(other) == 0 || len(v) > 0 && v[0].Term < other[0].Term:
			merged, v = append(merged, v[0]), v[1:]
		case len(v) == 0 || other[0].Term < v[0].Term:
			merged, other = append(merged, Entry{other[0].Term, other[0].Weight * factor}), other[1:]
		default:
			merged = append(merged, Entry{v[0].Term, both(v[0].Weight, other[0].Weight*factor)})
			v, other = v[1:], other[1:]
		}
	}
	return merged
}

// Field is a part of a document; its terms count Weight times.
type Field struct {
	Terms  []string
	Weight float64
	// Aside says that the terms only help to find the document: they do not count to
	// its length, by which frequencies are judged.
	Aside bool
}

// Corpus is the statistics of one version of an index. They stay as they were
// taken, so that every index holding documents of this version scores alike;
// documents that arrive later may have further terms. It is read-only.
type Corpus struct {
	frequency  map[uint32]uint32 // documents that hold the term, by its number
	documents  int
	meanLength float64
}

// Statistics gathers a Corpus, document by document.
type Statistics struct {
	terms     map[uint32]holders
	documents uint32
	length    float64
}

// holders are the documents that hold a term.
type holders struct{ count, last uint32 } // the last by its number, from 1

// Add counts a document.
func (s *Statistics) Add(fields []Field) {
	if s.terms == nil {
		s.terms = map[uint32]holders{}
	}
	s.documents++
	s.length += length(fields)
	for _, f := range fields {
		for _, t := range f.Terms {
			n := number(t)
			if h := s.terms[n]; h.last != s.documents {
				s.terms[n] = holders{h.count + 1, s.documents}
			}
		}
	}
}

// Corpus returns the statistics of the documents added so far. Add must not be
// called afterwards.
func (s *Statistics) Corpus() *Corpus {
	c := &Corpus{frequency: make(map[uint32]uint32, len(s.terms)), documents: int(s.documents)}
	for n, h := range s.terms {
		c.frequency[n] = h.count
	}
	if s.documents > 0 {
		c.meanLength = s.length / float64(s.documents)
	}
	return c
}

// NewCorpus takes the statistics of documents.
func NewCorpus(documents [][]Field) *Corpus {
	var s Statistics
	for _, fields := range documents {
		s.Add(fields)
	}
	return s.Corpus()
}

// number returns the number of a term: its FNV-1a hash (Fowler, Noll and Vo) in 31
// bits, so that it is the same in every process and version of an index without a
// dictionary to share. Of 300,000 terms about twenty pairs meet in one number, and
// count as one term each.
func number(term string) uint32 {
	const offset, prime = 2166136261, 16777619
	h := uint32(offset)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * prime
	}
	return h >> 1
}

// Document returns the term-frequency part of BM25 for a document.
func (c *Corpus) Document(fields []Field) Vector {
	size := 0
	for _, f := range fields {
		size += len(f.Terms)
	}
	held := make([]uint64, 0, size) // a term's number over the bits of its weight, each time that it occurs
	for _, f := range fields {
		weight := uint64(math.Float32bits(float32(f.Weight)))
		for _, t := range f.Terms {
			held = append(held, uint64(number(t))<<32|weight)
		}
	}
	slices.Sort(held)
	norm := 1.0
	if c.meanLength > 0 {
		norm = 1 - b + b*length(fields)/c.meanLength
	}
	v := make(Vector, 0, len(held))
	for i := 0; i < len(held); {
		term, tf := uint32(held[i]>>32), 0.0
		for ; i < len(held) && uint32(held[i]>>32) == term; i++ {
			tf += float64(math.Float32frombits(uint32(held[i])))
		}
		v = append(v, Entry{term, float32(tf * (k1 + 1) / (tf + k1*norm))})
	}
	return slices.Clip(v)
}

// Query returns the inverse document frequencies of terms, each term once. Terms
// that no document of the version holds weigh most: a document that arrived later
// may hold them.
func (c *Corpus) Query(terms []string) Vector {
	var v Vector
	for _, t := range terms {
		n := number(t)
		v = append(v, Entry{n, float32(c.rarity(c.frequency[n]))})
	}
	slices.SortFunc(v, byTerm)
	return slices.Compact(v)
}

// rarity returns the inverse document frequency of a term that so many documents
// hold.
func (c *Corpus) rarity(documents uint32) float64 {
	n := float64(documents)
	return math.Log(1 + (float64(c.documents)-n+0.5)/(n+0.5))
}

// Knows reports whether any document of the version holds the term.
func (c *Corpus) Knows(term string) bool { return c.frequency[number(term)] > 0 }

func length(fields []Field) float64 {
	var n float64
	for _, f := range fields {
		if !f.Aside {
			n += f.Weight * float64(len(f.Terms))
		}
	}
	return n
}

func byTerm(x, y Entry) int { return cmp.Compare(x.Term, y.Term) }
