package catalog

import (
	"slices"
	"time"
)

// Op is how a Condition compares.
type Op string

// The operators. In and NotIn look at values; Min and Max are inclusive bounds
// on the amount a shopper pays now.
const (
	In    Op = "in"
	NotIn Op = "not-in"
	Min   Op = "min"
	Max   Op = "max"
)

// PriceAttribute is the attribute that Min and Max bound.
const PriceAttribute = "price"

// Condition is one typed requirement. Values are canonical (see
// lexical.Lexicon.Canonical) and any of them satisfies In; Amount is in minor
// units of the shop's currency.
type Condition struct {
	Attribute string   `json:"attribute"`
	Op        Op       `json:"op"`
	Values    []string `json:"values,omitempty"`
	Amount    int64    `json:"amount,omitempty"`
	// Stated makes a record that does not state the attribute break the condition.
	Stated bool `json:"stated,omitempty"`
}

// Filter is a conjunction of conditions; the empty Filter lets everything pass.
type Filter []Condition

// Truth is the outcome of a condition on a product that may not state the
// attribute at all.
type Truth int

// The outcomes.
const (
	Unknown Truth = iota
	False
	True
)

// Record is what an index keeps of a product for filtering and ranking: canonical
// values by attribute, and the amount a shopper pays now.
type Record struct {
	Values   map[string][]string `json:"values,omitempty"`
	Amount   int64               `json:"amount,omitempty"` // minor units of the shop's currency
	Priced   bool                `json:"priced,omitempty"`
	Stock    int                 `json:"stock,omitempty"` // pieces; 0 also where the feed does not say
	Released time.Time           `json:"released,omitzero"`
}

// AvailabilityAttribute is the attribute of a Record that holds the Availability.
const AvailabilityAttribute = "availability"

// Orderable reports whether the product can be ordered now, from stock or ahead
// of it.
func (r Record) Orderable() bool {
	return !slices.Contains(r.Values[AvailabilityAttribute], string(OutOfStock))
}

// Check evaluates the condition on a record. A record that does not state the
// attribute gives Unknown, or False if the condition wants it stated.
func (c Condition) Check(r Record) Truth {
	unstated := Unknown
	if c.Stated {
		unstated = False
	}
	if c.Op == Min || c.Op == Max {
		if !r.Priced {
			return unstated
		}
		return truth((c.Op == Min) == (r.Amount >= c.Amount) || r.Amount == c.Amount)
	}
	have := r.Values[c.Attribute]
	if len(have) == 0 && c.Op == In && !c.Stated && c.overlaps(r.Values[Said(c.Attribute)]) {
		return True
	}
	if len(have) == 0 {
		return unstated
	}
	return truth(c.overlaps(have) == (c.Op == In))
}

func (c Condition) overlaps(have []string) bool {
	return slices.ContainsFunc(c.Values, func(v string) bool { return slices.Contains(have, v) })
}

// Said is the name under which a Record holds the values of an attribute that the
// feed does not state but the product's text says. They meet a condition that asks
// for them. They never break one that asks for others: a text does not say all.
func Said(attribute string) string { return attribute + saidSuffix }

const saidSuffix = " (said)"

// OfText returns the filter with every condition that rules values out ruling them
// out also where only the product's text says them.
func (f Filter) OfText() Filter {
	all := slices.Clip(f)
	for _, c := range f {
		if c.Op == NotIn {
			c.Attribute = Said(c.Attribute)
			all = append(all, c)
		}
	}
	return all
}

// Admits reports whether no condition is known to be broken: what a product
// does not state never excludes it.
func (f Filter) Admits(r Record) bool {
	for _, c := range f {
		if c.Check(r) == False {
			return false
		}
	}
	return true
}

// Unlisted counts the conditions that ask for what the record does not state.
// That it does not state what must not be so is no lack.
func (f Filter) Unlisted(r Record) int {
	n := 0
	for _, c := range f {
		if c.Op != NotIn && c.Check(r) == Unknown {
			n++
		}
	}
	return n
}

// Stated returns the filter with every condition that asks for something wanting
// it stated. What must not be so need not be.
func (f Filter) Stated() Filter {
	stated := slices.Clone(f)
	for i := range stated {
		stated[i].Stated = stated[i].Stated || stated[i].Op != NotIn
	}
	return stated
}

// Without returns the filter less the conditions on attribute.
func (f Filter) Without(attribute string) Filter {
	return slices.DeleteFunc(slices.Clone(f), func(c Condition) bool { return c.Attribute == attribute })
}

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}
