package memory

import "github.com/shopguide/shopguide/retrieval/catalog"

// admit keeps in admitted the documents that the filter admits, as Filter.Admits
// defines it. said and fits are room to work in.
func (s *segment) admit(f catalog.Filter, admitted, said, fits bitset) {
	for _, c := range f {
		clear(fits)
		if c.Op == catalog.Min || c.Op == catalog.Max {
			copy(said, s.priced)
			s.within(c, fits)
		} else {
			clear(said)
			s.matching(c, said, fits)
		}
		for i := range admitted {
			passes := fits[i]
			if c.Op == catalog.NotIn {
				passes = ^passes
			}
			if c.Stated {
				passes &= said[i]
			} else {
				passes |= ^said[i]
			}
			admitted[i] &= passes
		}
	}
}

// within adds to fits the documents whose amount keeps the bound, and any of those
// that have no price.
func (s *segment) within(c catalog.Condition, fits bitset) {
	for i := range fits {
		amounts := s.amounts[i*64 : min(i*64+64, len(s.amounts))]
		word := uint64(0)
		if c.Op == catalog.Min {
			for j, amount := range amounts {
				if amount >= c.Amount {
					word |= 1 << j
				}
			}
		} else {
			for j, amount := range amounts {
				if amount <= c.Amount {
					word |= 1 << j
				}
			}
		}
		fits[i] = word
	}
}

// matching adds to said the documents that state the attribute, and to fits those
// that have any of the values.
func (s *segment) matching(c catalog.Condition, said, fits bitset) {
	attribute, ok := s.vocabulary.attribute(c.Attribute)
	if !ok {
		return
	}
	s.stating.addTo(attribute, said)
	from, to := s.vocabulary.valuesOf(attribute)
	for _, text := range c.Values {
		if value, ok := s.vocabulary.values.find(from, to, text); ok {
			s.having.addTo(value, fits)
		}
	}
}
