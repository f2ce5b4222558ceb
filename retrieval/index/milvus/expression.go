package milvus

import (
	"fmt"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// dialect is what a server understands.
type dialect struct {
	// negation is "not (…)". milvus-lite 2.5 has none; there every item has a
	// dynamic field for each of its values, so that its lack can be asked for.
	negation bool
	// whole is whether a search sees all of a batch that is written beside it, or
	// nothing. milvus-lite 2.5 deletes what it will replace first.
	whole bool
	// aliases are names that can be moved from one collection to another.
	aliases bool
}

// everything is the expression that all items meet.
const everything = ""

// expression returns the filter in Milvus's language; ok is false if nothing can
// meet it. Missing fields count as empty lists in array_length on every server.
func (d dialect) expression(f catalog.Filter) (expr string, ok bool) {
	var parts []string
	for _, c := range f {
		part, ok := d.condition(c)
		if !ok {
			return "", false
		}
		if part != everything && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return all(parts...), true
}

func (d dialect) condition(c catalog.Condition) (expr string, ok bool) {
	switch c.Op {
	case catalog.Min:
		return bound(c, ">="), true
	case catalog.Max:
		return bound(c, "<="), true
	}
	field, typed := attributeField(c.Attribute)
	contains := "json_contains_any"
	if typed {
		contains = "array_contains_any"
	}
	has := fmt.Sprintf("%s(%s, %s)", contains, field, quoteAll(c.Values))
	states, silent := fmt.Sprintf("array_length(%s) != 0", field), fmt.Sprintf("array_length(%s) == 0", field)
	switch {
	case len(c.Values) == 0 && c.Op == catalog.In && c.Stated:
		return "", false
	case len(c.Values) == 0 && c.Op == catalog.In:
		return silent, true
	case len(c.Values) == 0 && c.Stated:
		return states, true
	case len(c.Values) == 0:
		return everything, true
	case c.Op == catalog.In && c.Stated:
		return has, true
	case c.Op == catalog.In:
		return either(silent, has), true
	case c.Stated:
		return all(states, d.lacks(c, has)), true
	case d.negation:
		return either(silent, d.lacks(c, has)), true
	}
	return d.lacks(c, has), true
}

// lacks negates that a field has one of the condition's values.
func (d dialect) lacks(c catalog.Condition, has string) string {
	if d.negation {
		return "not (" + has + ")"
	}
	parts := make([]string, len(c.Values))
	for i, v := range c.Values {
		parts[i] = fmt.Sprintf("array_length(%s) == 0", valueField(c.Attribute, v))
	}
	return all(parts...)
}

func bound(c catalog.Condition, comparison string) string {
	within := fmt.Sprintf("%s %s %d", fieldAmount, comparison, c.Amount)
	if c.Stated {
		return all(fieldPriced+" == true", within)
	}
	return either(fieldPriced+" == false", within)
}

// all joins expressions by and; those that everything meets may be among them.
func all(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == everything })
	if len(parts) == 0 {
		return everything
	}
	return joined(parts, " and ")
}

func either(parts ...string) string { return joined(parts, " or ") }

// joined balances the expression: Milvus's core reads some forty levels, no more.
func joined(parts []string, operator string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	half := len(parts) / 2
	return "(" + joined(parts[:half], operator) + operator + joined(parts[half:], operator) + ")"
}
