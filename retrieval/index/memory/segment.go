package memory

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// segment holds documents, which are numbered, and what is looked up in them by
// term, value and price: flat columns, so that a million documents are some dozen
// objects to the garbage collector. It never changes.
type segment struct {
	columns
	numbers []uint32 // by document, of its group in the index
	stating sets     // by attribute
	having  sets     // by value
}

// columns are what a snapshot keeps of a segment; the rest follows from them. They
// have one entry a document, unless said otherwise.
type columns struct {
	ids        texts
	byID       []uint32 // the documents in the order of their ids
	groups     texts
	amounts    []int64
	priced     bitset
	byAmount   []uint32 // the documents that have a price, the cheapest first
	stocks     []int64
	releases   []int64 // microseconds since 1970
	vocabulary vocabulary
	records    lists // of values, those of an attribute together, attributes ascending
	postings   postings
	vectors    vectors
}

// newSegment indexes items that are ordered by id and have one id each.
func newSegment(items []index.Item, numbers []uint32, dim int) *segment {
	n := len(items)
	c := columns{
		ids:      textsOf(n, func(i int) string { return items[i].ID }),
		byID:     make([]uint32, n),
		groups:   textsOf(n, func(i int) string { return items[i].Group }),
		amounts:  make([]int64, n),
		priced:   newBitset(n),
		stocks:   make([]int64, n),
		releases: make([]int64, n),
		postings: postingsOf(items),
		vectors:  newVectors(dim, n),
	}
	c.vocabulary, c.records = recordsOf(items)
	for doc := range items {
		r := &items[doc].Record
		if r.Priced {
			c.priced.set(doc)
			c.amounts[doc] = r.Amount
		}
		c.stocks[doc], c.releases[doc] = int64(r.Stock), r.Released.UnixMicro()
		c.vectors.set(doc, items[doc].Dense)
		c.byID[doc] = uint32(doc)
	}
	c.byAmount = c.cheapest()
	return c.segment(numbers)
}

// segment completes the columns.
func (c columns) segment(numbers []uint32) *segment {
	stated := lists{ends: make([]uint32, 0, len(c.records.ends)), all: make([]uint32, 0, len(c.records.all))}
	attributes := c.vocabulary.byValue()
	for doc := range c.records.ends {
		from := len(stated.all)
		for _, value := range c.records.at(doc) {
			if a := attributes[value]; len(stated.all) == from || stated.all[len(stated.all)-1] != a {
				stated.all = append(stated.all, a)
			}
		}
		stated.ends = append(stated.ends, uint32(len(stated.all)))
	}
	return &segment{
		columns: c, numbers: numbers,
		stating: transpose(stated, c.vocabulary.attributes.len()),
		having:  transpose(c.records, c.vocabulary.values.len()),
	}
}

// cheapest returns the documents that have a price, the cheapest first.
func (c columns) cheapest() []uint32 {
	docs := c.priced.appendTo(make([]uint32, 0, c.priced.count()))
	slices.SortFunc(docs, func(a, b uint32) int { return cmp.Compare(c.amounts[a], c.amounts[b]) })
	return docs
}

// recordsOf gathers the values of all items and returns each item's list of them.
func recordsOf(items []index.Item) (vocabulary, lists) {
	type pair struct{ attribute, value string }
	seen := map[pair]uint32{}
	var pairs []pair
	given := lists{ends: make([]uint32, 0, len(items))} // by the order in which they were seen
	for i := range items {
		for attribute, values := range items[i].Record.Values {
			first := len(given.all)
			for _, value := range values {
				p := pair{attribute, value}
				number, ok := seen[p]
				if !ok {
					number = uint32(len(pairs))
					seen[p], pairs = number, append(pairs, p)
				}
				if !slices.Contains(given.all[first:], number) {
					given.all = append(given.all, number)
				}
			}
		}
		given.ends = append(given.ends, uint32(len(given.all)))
	}
	order := make([]uint32, len(pairs))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		if c := strings.Compare(pairs[a].attribute, pairs[b].attribute); c != 0 {
			return c
		}
		return strings.Compare(pairs[a].value, pairs[b].value)
	})
	var b vocabularyBuilder
	ranks, attributes := make([]uint32, len(pairs)), make([]uint32, len(pairs))
	for rank, i := range order {
		b.add(pairs[i].attribute, pairs[i].value)
		ranks[i], attributes[rank] = uint32(rank), uint32(len(b.attributes))
	}
	for i, number := range given.all {
		given.all[i] = ranks[number]
	}
	for doc := range items {
		slices.SortStableFunc(given.at(doc), func(a, b uint32) int { return int(attributes[a]) - int(attributes[b]) })
	}
	given.all = slices.Clip(given.all)
	return b.vocabulary(), given
}

func (s *segment) len() int { return len(s.numbers) }

func (s *segment) find(id string) (doc int, ok bool) {
	i, found := slices.BinarySearchFunc(s.byID, id, func(doc uint32, id string) int { return strings.Compare(s.ids.at(int(doc)), id) })
	if !found {
		return 0, false
	}
	return int(s.byID[i]), true
}

// hit returns a document as it is found.
func (s *segment) hit(doc int) index.Hit {
	return index.Hit{ID: strings.Clone(s.ids.at(doc)), Group: strings.Clone(s.groups.at(doc)), Record: s.record(doc)}
}

// record puts a document's record together again. Its values are parts of the
// segment's vocabulary.
func (s *segment) record(doc int) catalog.Record {
	r := catalog.Record{
		Amount: s.amounts[doc], Priced: s.priced.has(doc),
		Stock: int(s.stocks[doc]), Released: time.UnixMicro(s.releases[doc]).UTC(),
	}
	numbers := s.records.at(doc)
	if len(numbers) == 0 {
		return r
	}
	values := make([]string, len(numbers))
	for i, number := range numbers {
		values[i] = s.vocabulary.values.at(int(number))
	}
	r.Values = make(map[string][]string, len(numbers))
	for from := 0; from < len(numbers); {
		a := s.vocabulary.attributeOf(int(numbers[from]))
		to := from + 1
		for to < len(numbers) && numbers[to] < s.vocabulary.ends[a] {
			to++
		}
		r.Values[s.vocabulary.attributes.at(a)] = values[from:to:to]
		from = to
	}
	return r
}
