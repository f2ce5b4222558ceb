package memory

import (
	"slices"
	"testing"
)

func TestColumnsThatContradictEachOtherAreRefused(t *testing.T) {
	whole := func() columns {
		c := merge(stall(t).now.Load().parts, plane.Dim).columns
		return c
	}
	if err := whole().verify(); err != nil {
		t.Fatalf("the columns of an index: %v", err)
	}
	for name, spoil := range map[string]func(c *columns){
		"an id short":                      func(c *columns) { c.ids.ends = c.ids.ends[1:] },
		"a text past the end":              func(c *columns) { c.groups.ends[len(c.groups.ends)-1]++ },
		"texts that overlap":               func(c *columns) { c.ids.ends[0], c.ids.ends[1] = c.ids.ends[1], c.ids.ends[0] },
		"an unknown document among ids":    func(c *columns) { c.byID[0] = uint32(len(c.byID)) },
		"a document twice among ids":       func(c *columns) { c.byID[1] = c.byID[0] },
		"ids in another order":             func(c *columns) { c.byID[0], c.byID[1] = c.byID[1], c.byID[0] },
		"an unknown document among prices": func(c *columns) { c.byAmount[0] = 1 << 20 },
		"a document twice among prices": func(c *columns) {
			for i := range c.byAmount[1:] {
				if c.amounts[c.byAmount[i]] == c.amounts[c.byAmount[i+1]] {
					c.byAmount[i+1] = c.byAmount[i]
					return
				}
			}
			t.Error("no two prices are equal")
		},
		"prices in another order": func(c *columns) { slices.Reverse(c.byAmount) },
		"a price too many":        func(c *columns) { c.byAmount = append(c.byAmount, 0) },
		"no set of the priced":    func(c *columns) { c.priced = nil },
		"attributes in another order": func(c *columns) {
			c.vocabulary.attributes = textsOf(3, func(i int) string { return []string{"size", "color", "z"}[i] })
		},
		"an attribute without values": func(c *columns) {
			c.vocabulary.attributes = textsOf(3, func(i int) string { return []string{"a", "color", "size"}[i] })
			c.vocabulary.ends = append([]uint32{0}, c.vocabulary.ends...)
		},
		"values in another order": func(c *columns) {
			c.vocabulary.values = textsOf(c.vocabulary.values.len(), func(int) string { return "same" })
		},
		"an unknown value":                   func(c *columns) { c.records.all[0] = uint32(c.vocabulary.values.len()) },
		"a value twice":                      func(c *columns) { c.records.all[1] = c.records.all[0] },
		"attributes of a record mixed":       func(c *columns) { slices.Reverse(c.records.at(1)) },
		"a posting of an unknown document":   func(c *columns) { c.postings.docs[0] = uint32(len(c.ids.ends)) },
		"terms in another order":             func(c *columns) { slices.Reverse(c.postings.terms) },
		"a weight short":                     func(c *columns) { c.postings.weights = c.postings.weights[1:] },
		"a term short":                       func(c *columns) { c.postings.terms = c.postings.terms[1:] },
		"a vector short":                     func(c *columns) { c.vectors.codes = c.vectors.codes[c.vectors.stride:] },
		"a scale short":                      func(c *columns) { c.vectors.scales = c.vectors.scales[1:] },
		"a record less than there are items": func(c *columns) { c.records.ends = c.records.ends[:len(c.records.ends)-1] },
	} {
		c := whole()
		if spoil(&c); c.verify() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
