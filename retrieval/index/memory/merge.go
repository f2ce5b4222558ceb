package memory

import (
	"cmp"
	"math"
	"strings"
)

// gone is the new number of what is not taken over.
const gone = math.MaxUint32

// merger makes one segment of the valid documents of several.
type merger struct {
	parts   []part
	n       int        // documents
	renamed [][]uint32 // by part and document, its new number
	columns
}

// merge keeps the order of the documents, so that their columns are copied one
// after the other.
func merge(parts []part, dim int) *segment {
	m := merger{parts: parts}
	m.rename()
	groups := m.copyDocuments(dim)
	m.mergeRecords()
	m.mergePostings()
	m.byID = m.order(
		func(p part) []uint32 { return p.byID },
		func(p, q part, a, b uint32) int { return strings.Compare(p.ids.at(int(a)), q.ids.at(int(b))) })
	m.byAmount = m.order(
		func(p part) []uint32 { return p.byAmount },
		func(p, q part, a, b uint32) int { return cmp.Compare(p.amounts[a], q.amounts[b]) })
	return m.segment(groups)
}

func (m *merger) rename() {
	for _, p := range m.parts {
		renamed := make([]uint32, p.len())
		for doc := range renamed {
			renamed[doc] = gone
			if p.alive.has(doc) {
				renamed[doc] = uint32(m.n)
				m.n++
			}
		}
		m.renamed = append(m.renamed, renamed)
	}
}

// copyDocuments copies what stands in a document's own row, and returns the
// numbers of the documents' groups.
func (m *merger) copyDocuments(dim int) []uint32 {
	var from []part // by document, where it comes from
	docs := make([]int, 0, m.n)
	for _, p := range m.parts {
		for doc := range p.alive.all() {
			from, docs = append(from, p), append(docs, doc)
		}
	}
	m.ids = textsOf(m.n, func(i int) string { return from[i].ids.at(docs[i]) })
	m.groups = textsOf(m.n, func(i int) string { return from[i].groups.at(docs[i]) })
	m.amounts, m.stocks, m.releases = make([]int64, m.n), make([]int64, m.n), make([]int64, m.n)
	m.priced, m.vectors = newBitset(m.n), newVectors(dim, m.n)
	numbers := make([]uint32, m.n)
	for i, p := range from {
		doc := docs[i]
		if p.priced.has(doc) {
			m.priced.set(i)
		}
		m.amounts[i], m.stocks[i], m.releases[i] = p.amounts[doc], p.stocks[doc], p.releases[doc]
		m.vectors.copyFrom(p.vectors, doc, i)
		numbers[i] = p.numbers[doc]
	}
	return numbers
}

// mergeRecords leaves out values that no valid document states any more.
func (m *merger) mergeRecords() {
	renamed := make([][]uint32, len(m.parts)) // by part and value, gone unless it is stated
	lengths := make([]int, len(m.parts))
	stated := 0
	for i, p := range m.parts {
		lengths[i] = p.vocabulary.values.len()
		renamed[i] = make([]uint32, lengths[i])
		for value := range renamed[i] {
			renamed[i][value] = gone
		}
		for doc := range p.alive.all() {
			for _, value := range p.records.at(doc) {
				renamed[i][value] = 0
				stated++
			}
		}
	}
	var b vocabularyBuilder
	interleave(lengths,
		func(i, value, j, other int) int {
			return m.parts[i].vocabulary.compare(value, m.parts[j].vocabulary, other)
		},
		func(i, value int) {
			if renamed[i][value] == gone {
				return
			}
			v := m.parts[i].vocabulary
			b.add(v.attributes.at(v.attributeOf(value)), v.values.at(value))
			renamed[i][value] = uint32(len(b.values) - 1)
		})
	m.vocabulary = b.vocabulary()
	m.records = lists{all: make([]uint32, 0, stated), ends: make([]uint32, 0, m.n)}
	for i, p := range m.parts {
		for doc := range p.alive.all() {
			for _, value := range p.records.at(doc) {
				m.records.all = append(m.records.all, renamed[i][value])
			}
			m.records.ends = append(m.records.ends, uint32(len(m.records.all)))
		}
	}
}

// mergePostings leaves out terms that no valid document holds any more.
func (m *merger) mergePostings() {
	lengths := make([]int, len(m.parts))
	held := 0
	for i, p := range m.parts {
		lengths[i] = len(p.postings.terms)
		held += p.postings.holding(p.alive)
	}
	merged := postings{docs: make([]uint32, 0, held), weights: make([]float32, 0, held)}
	interleave(lengths,
		func(i, a, j, b int) int {
			return cmp.Compare(m.parts[i].postings.terms[a], m.parts[j].postings.terms[b])
		},
		func(i, t int) {
			before := len(merged.docs)
			docs, weights := m.parts[i].postings.at(t)
			for k, doc := range docs {
				if now := m.renamed[i][doc]; now != gone {
					merged.docs, merged.weights = append(merged.docs, now), append(merged.weights, weights[k])
				}
			}
			if len(merged.docs) == before {
				return
			}
			term := m.parts[i].postings.terms[t]
			if last := len(merged.terms) - 1; last < 0 || merged.terms[last] != term {
				merged.terms, merged.ends = append(merged.terms, term), append(merged.ends, 0)
			}
			merged.ends[len(merged.ends)-1] = uint64(len(merged.docs))
		})
	m.postings = merged
}

// order merges an order of the parts' documents.
func (m *merger) order(of func(part) []uint32, compare func(p, q part, a, b uint32) int) []uint32 {
	orders, lengths := make([][]uint32, len(m.parts)), make([]int, len(m.parts))
	for i, p := range m.parts {
		orders[i] = of(p)
		lengths[i] = len(orders[i])
	}
	merged := make([]uint32, 0, m.n)
	interleave(lengths,
		func(i, a, j, b int) int { return compare(m.parts[i], m.parts[j], orders[i][a], orders[j][b]) },
		func(i, a int) {
			if now := m.renamed[i][orders[i][a]]; now != gone {
				merged = append(merged, now)
			}
		})
	return merged
}

// interleave merges sorted sequences of these lengths: it yields the entries of
// all, in order, equal ones by sequence.
func interleave(lengths []int, compare func(i, a, j, b int) int, yield func(i, a int)) {
	heads := make([]int, len(lengths))
	for {
		least := -1
		for i, head := range heads {
			if head < lengths[i] && (least < 0 || compare(i, head, least, heads[least]) < 0) {
				least = i
			}
		}
		if least < 0 {
			return
		}
		yield(least, heads[least])
		heads[least]++
	}
}
