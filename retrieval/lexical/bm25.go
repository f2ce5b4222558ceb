package lexical

import (
	"cmp"
	"math"
	"slices"
	"sync"
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

// Plus returns the sum of v and other times factor.
func (v Vector) Plus(other Vector, factor float32) Vector {
	sum := slices.Clone(v)
	for _, e := range other {
		e.Weight *= factor
		i := slices.IndexFunc(sum, func(s Entry) bool { return s.Term == e.Term })
		if i < 0 {
			sum = append(sum, e)
			continue
		}
		sum[i].Weight += e.Weight
	}
	slices.SortFunc(sum, byTerm)
	return sum
}

// Field is a part of a document; its terms count Weight times.
type Field struct {
	Terms  []string
	Weight float64
}

// Corpus is the dictionary and the statistics of one version of an index. The
// statistics stay as they were built, so that every index holding documents of
// this version scores alike; documents that arrive later may add terms.
type Corpus struct {
	mu         sync.RWMutex
	ids        map[string]uint32
	frequency  []uint32 // documents that hold the term, by id
	documents  int
	meanLength float64
}

// NewCorpus takes the statistics of documents.
func NewCorpus(documents [][]Field) *Corpus {
	c := &Corpus{ids: map[string]uint32{}, documents: len(documents)}
	var total float64
	var last []int // by term, the document that was the last to hold it, from 1
	for i, fields := range documents {
		total += length(fields)
		for _, f := range fields {
			for _, t := range f.Terms {
				id := c.intern(t)
				if int(id) == len(last) {
					last = append(last, 0)
				}
				if last[id] != i+1 {
					last[id] = i + 1
					c.frequency[id]++
				}
			}
		}
	}
	if len(documents) > 0 {
		c.meanLength = total / float64(len(documents))
	}
	return c
}

// Document returns the term-frequency part of BM25 for a document.
func (c *Corpus) Document(fields []Field) Vector {
	size := 0
	for _, f := range fields {
		size += len(f.Terms)
	}
	v := make(Vector, 0, size) // one entry a term, with its weight, until they are summed
	c.mu.Lock()
	for _, f := range fields {
		for _, t := range f.Terms {
			v = append(v, Entry{c.intern(t), float32(f.Weight)})
		}
	}
	c.mu.Unlock()
	slices.SortFunc(v, byTerm)
	norm := 1.0
	if c.meanLength > 0 {
		norm = 1 - b + b*length(fields)/c.meanLength
	}
	distinct := v[:0]
	for i := 0; i < len(v); {
		term, tf := v[i].Term, 0.0
		for ; i < len(v) && v[i].Term == term; i++ {
			tf += float64(v[i].Weight)
		}
		distinct = append(distinct, Entry{term, float32(tf * (k1 + 1) / (tf + k1*norm))})
	}
	return slices.Clip(distinct)
}

// Query returns the inverse document frequencies of terms, each term once. Terms
// that no document holds are left out.
func (c *Corpus) Query(terms []string) Vector {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var v Vector
	for _, t := range terms {
		id, ok := c.ids[t]
		if !ok {
			continue
		}
		n := float64(c.frequency[id])
		v = append(v, Entry{id, float32(math.Log(1 + (float64(c.documents)-n+0.5)/(n+0.5)))})
	}
	slices.SortFunc(v, byTerm)
	return slices.Compact(v)
}

// Knows reports whether any document of the version holds the term.
func (c *Corpus) Knows(term string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	id, ok := c.ids[term]
	return ok && c.frequency[id] > 0
}

func (c *Corpus) intern(term string) uint32 {
	id, ok := c.ids[term]
	if !ok {
		id = uint32(len(c.frequency))
		c.ids[term] = id
		c.frequency = append(c.frequency, 0)
	}
	return id
}

func length(fields []Field) float64 {
	var n float64
	for _, f := range fields {
		n += f.Weight * float64(len(f.Terms))
	}
	return n
}

func byTerm(x, y Entry) int { return cmp.Compare(x.Term, y.Term) }

// Rarest returns the inverse document frequency of a term that no document holds.
func (c *Corpus) Rarest() float64 { return math.Log(1 + (float64(c.documents)+0.5)/0.5) }
