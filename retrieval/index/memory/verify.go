package memory

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// verify returns an error unless the columns hold together: whatever they say,
// nothing that is looked up in them afterwards is out of range.
func (c columns) verify() error {
	n := len(c.ids.ends)
	for _, length := range []int{
		len(c.byID), len(c.groups.ends), len(c.amounts), len(c.stocks), len(c.releases),
		len(c.records.ends), len(c.vectors.scales),
	} {
		if length != n {
			return errors.New("its columns differ in length")
		}
	}
	for _, holds := range []func() bool{
		c.ids.whole, c.groups.whole, c.idsAscend, c.amountsAscend, c.vocabulary.sorted, c.recordsKnown,
		func() bool { return c.postings.within(n) },
		func() bool { return len(c.vectors.codes) == n*c.vectors.stride },
	} {
		if !holds() {
			return errors.New("its columns contradict each other")
		}
	}
	return nil
}

// whole reports whether the texts are one after the other.
func (t texts) whole() bool { return covers(t.ends, len(t.all)) }

// covers reports whether the ends are those of parts that make up all n.
func covers[N uint32 | uint64](ends []N, n int) bool {
	if len(ends) == 0 {
		return n == 0
	}
	return slices.IsSorted(ends) && uint64(ends[len(ends)-1]) == uint64(n)
}

// idsAscend reports whether byID has every document once, in order: as many as
// there are, and no id twice.
func (c columns) idsAscend() bool {
	for i, doc := range c.byID {
		if int(doc) >= len(c.ids.ends) || i > 0 && c.ids.at(int(c.byID[i-1])) >= c.ids.at(int(doc)) {
			return false
		}
	}
	return true
}

// amountsAscend reports whether byAmount has every priced document once, in order.
func (c columns) amountsAscend() bool {
	n := len(c.amounts)
	if len(c.priced) != (n+63)/64 || c.priced.count() != len(c.byAmount) {
		return false
	}
	left := slices.Clone(c.priced)
	for i, doc := range c.byAmount {
		if int(doc) >= n || !left.has(int(doc)) || i > 0 && c.amounts[c.byAmount[i-1]] > c.amounts[doc] {
			return false
		}
		left.clear(int(doc))
	}
	return true
}

// sorted reports whether no attribute, and no value of one, stands twice or in the
// wrong place.
func (v vocabulary) sorted() bool {
	if !v.attributes.whole() || !v.values.whole() || len(v.ends) != v.attributes.len() || !covers(v.ends, v.values.len()) {
		return false
	}
	for a := range v.ends {
		from, to := v.valuesOf(a)
		if a > 0 && strings.Compare(v.attributes.at(a-1), v.attributes.at(a)) >= 0 || from == to {
			return false
		}
		for value := from + 1; value < to; value++ {
			if v.values.at(value-1) >= v.values.at(value) {
				return false
			}
		}
	}
	return true
}

// recordsKnown reports whether the records have known values, none twice, and
// those of an attribute together.
func (c columns) recordsKnown() bool {
	if !covers(c.records.ends, len(c.records.all)) {
		return false
	}
	attributes := c.vocabulary.byValue()
	for doc := range c.records.ends {
		record := c.records.at(doc)
		for i, value := range record {
			if int(value) >= len(attributes) || i > 0 && cmp.Less(attributes[value], attributes[record[i-1]]) || slices.Contains(record[:i], value) {
				return false
			}
		}
	}
	return true
}

// within reports whether the postings are of documents below n.
func (p postings) within(n int) bool {
	if len(p.terms) != len(p.ends) || len(p.docs) != len(p.weights) || !covers(p.ends, len(p.docs)) {
		return false
	}
	for i := range p.terms {
		if i > 0 && p.terms[i-1] >= p.terms[i] {
			return false
		}
	}
	return len(p.docs) == 0 || int(slices.Max(p.docs)) < n
}
