// Package preference keeps the ledger of what a shopper wants, and reads the
// words, in Chinese and English, that change it.
package preference

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Op is how a Constraint compares; the first four are the catalogue's own.
type Op string

// The operators. Near is an amount give or take ten percent; Like is a wish in
// free words that no attribute of the catalogue names.
const (
	In    = Op(catalog.In)
	NotIn = Op(catalog.NotIn)
	Min   = Op(catalog.Min)
	Max   = Op(catalog.Max)
	Near  = Op("near")
	Like  = Op("like")
)

// Strength says whether a constraint excludes products or only ranks them.
type Strength string

// The strengths.
const (
	Must   Strength = "must"
	Prefer Strength = "prefer"
)

// FreeText is the attribute of a constraint with operator Like.
const FreeText = "text"

// Constraint is one wish: what is asked of which attribute, in whose words, and
// when it was said. Min, Max and Near bound the Amount for the price, and for a
// measured attribute its one value, such as "256 GB".
type Constraint struct {
	Attribute string        `json:"attribute"`
	Op        Op            `json:"op"`
	Values    []string      `json:"values,omitempty"`   // canonical, as said: umbrella values are not expanded
	Amount    catalog.Money `json:"amount,omitzero"`    // in the shop's currency
	Said      catalog.Money `json:"said,omitzero"`      // the amount in the currency it was said in, if another
	Relative  bool          `json:"relative,omitempty"` // the amount was not said, but follows from "cheaper"
	Strength  Strength      `json:"strength"`
	Words     string        `json:"words"` // the shopper's own
	Turn      int           `json:"turn"`
}

// Conditions returns what the constraint asks of a product: two bounds for a price
// Near, the catalogue's values within bounds of another amount, none for Like. expand returns the values that satisfy a wish for one.
func (c Constraint) Conditions(expand func(attribute, value string) []string) []catalog.Condition {
	if limit := limits[c.Op]; limit != "" && c.Attribute != catalog.PriceAttribute {
		var values []string
		for _, v := range c.Values {
			values = append(values, expand(c.Attribute, limit+v)...)
		}
		return []catalog.Condition{{Attribute: c.Attribute, Op: catalog.In, Values: values}}
	}
	switch c.Op {
	case Like:
		return nil
	case Near:
		tolerance := c.Amount.Minor / 10
		return []catalog.Condition{
			{Attribute: c.Attribute, Op: catalog.Min, Amount: c.Amount.Minor - tolerance},
			{Attribute: c.Attribute, Op: catalog.Max, Amount: c.Amount.Minor + tolerance},
		}
	case Min, Max:
		return []catalog.Condition{{Attribute: c.Attribute, Op: catalog.Op(c.Op), Amount: c.Amount.Minor}}
	}
	var values []string
	for _, v := range c.Values {
		values = append(values, expand(c.Attribute, v)...)
	}
	slices.Sort(values)
	return []catalog.Condition{{Attribute: c.Attribute, Op: catalog.Op(c.Op), Values: slices.Compact(values)}}
}

// Conditions returns what constraints together ask of a row, and what they would like
// of it. What is wanted by its own name is not refused with what covers it: no wool, but
// cashmere.
func Conditions(constraints []Constraint, expand func(attribute, value string) []string) (must, prefer catalog.Filter) {
	for _, c := range constraints {
		conditions := c.Conditions(expand)
		if c.Op == NotIn {
			conditions[0].Values = difference(conditions[0].Values, named(constraints, c.Attribute))
		}
		if c.Strength == Must {
			must = append(must, conditions...)
		} else {
			prefer = append(prefer, conditions...)
		}
	}
	return must, prefer
}

// named returns the values of an attribute that are wanted.
func named(constraints []Constraint, attribute string) []string {
	var values []string
	for _, c := range constraints {
		if c.Attribute == attribute && c.Op == In {
			values = append(values, c.Values...)
		}
	}
	return values
}

// Key tells the constraints of a ledger or a profile apart.
func (c Constraint) Key() string {
	return strings.Join(append([]string{c.Attribute, string(c.Op)}, c.Values...), " ")
}
