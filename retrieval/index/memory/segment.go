package memory

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// segment holds items, numbered in the order of their ids, and what is looked up
// in them by term, value and price. It never changes.
type segment struct {
	items      []index.Item
	groups     []int // number of each item's group
	postings   map[uint32][]posting
	attributes map[string]attribute
	priced     bitset
}

// posting is an item that holds a term.
type posting struct {
	doc    uint32
	weight float32
}

// attribute says which items state it, and with which values.
type attribute struct {
	stated bitset
	docs   map[string][]uint32
}

// newSegment indexes items that are ordered by id and have one id each.
func newSegment(items []index.Item, groups []int) *segment {
	s := &segment{items: items, groups: groups, attributes: map[string]attribute{}, priced: newBitset(len(items))}
	for doc := range items {
		r := items[doc].Record
		if r.Priced {
			s.priced.set(doc)
		}
		for name, values := range r.Values {
			s.state(doc, name, values)
		}
	}
	s.post()
	return s
}

func (s *segment) state(doc int, name string, values []string) {
	if len(values) == 0 {
		return
	}
	a, ok := s.attributes[name]
	if !ok {
		a = attribute{stated: newBitset(len(s.items)), docs: map[string][]uint32{}}
		s.attributes[name] = a
	}
	a.stated.set(doc)
	for _, v := range values {
		a.docs[v] = append(a.docs[v], uint32(doc))
	}
}

// post lays all postings into one array, term by term.
func (s *segment) post() {
	held := map[uint32]int{}
	total := 0
	for i := range s.items {
		for _, e := range s.items[i].Lexical {
			held[e.Term]++
			total++
		}
	}
	all := make([]posting, total)
	s.postings = make(map[uint32][]posting, len(held))
	for term, n := range held {
		s.postings[term], all = all[:0:n], all[n:]
	}
	for doc := range s.items {
		for _, e := range s.items[doc].Lexical {
			s.postings[e.Term] = append(s.postings[e.Term], posting{uint32(doc), e.Weight})
		}
	}
}

func (s *segment) find(id string) (doc int, ok bool) {
	return slices.BinarySearchFunc(s.items, id, func(item index.Item, id string) int { return strings.Compare(item.ID, id) })
}

// admit keeps in admitted the items that the filter admits, as Filter.Admits
// defines it. fits is room to work in.
func (s *segment) admit(f catalog.Filter, admitted, fits bitset) {
	for _, c := range f {
		a := s.attributes[c.Attribute]
		switch c.Op {
		case catalog.Min, catalog.Max:
			for doc := range s.priced.all() {
				if amount := s.items[doc].Record.Amount; c.Op == catalog.Min && amount < c.Amount || c.Op == catalog.Max && amount > c.Amount {
					admitted.clear(doc)
				}
			}
		case catalog.In:
			if a.stated == nil {
				continue
			}
			clear(fits)
			for _, v := range c.Values {
				for _, doc := range a.docs[v] {
					fits.set(int(doc))
				}
			}
			for i := range admitted {
				admitted[i] &= fits[i] | ^a.stated[i]
			}
		case catalog.NotIn:
			for _, v := range c.Values {
				for _, doc := range a.docs[v] {
					admitted.clear(int(doc))
				}
			}
		}
	}
}
