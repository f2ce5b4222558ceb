package preference

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Ledger is the list of constraints in force, in the order in which they were
// said. Its methods return a new ledger and leave the old one alone.
type Ledger struct {
	Constraints []Constraint `json:"constraints,omitempty"`
}

// ChangeKind is what a Change does to the ledger.
type ChangeKind string

// The kinds of change.
const (
	Add     ChangeKind = "add"     // put the constraint in the place of those it contradicts
	Also    ChangeKind = "also"    // want the constraint's values beside those in force
	Allow   ChangeKind = "allow"   // refuse the constraint's values no longer; those never refused, Also
	Retract ChangeKind = "retract" // drop every constraint on the attribute
	Reset   ChangeKind = "reset"   // drop everything
)

// Change is one operation on the ledger.
type Change struct {
	Kind       ChangeKind
	Constraint Constraint // for Retract only its Attribute matters or, without one, its Words
}

// maxFreeText bounds how many wishes in free words are kept.
const maxFreeText = 12

// Apply returns the ledger after a change. related reports whether one product
// type covers the other, so that narrowing a wish keeps what was said of it.
func (l Ledger) Apply(c Change, related func(a, b string) bool) Ledger {
	switch c.Kind {
	case Reset:
		return Ledger{}
	case Retract:
		if c.Constraint.Attribute == "" {
			return l.dropSaid(c.Constraint.Words)
		}
		return l.Drop(c.Constraint.Attribute)
	case Allow:
		if l.refuses(c.Constraint) {
			return l.without(c.Constraint)
		}
		c.Kind = Also
	}
	added := c.Constraint
	kept := Ledger{}
	if added.Attribute == retrieval.TypeAttribute && added.Op == In && c.Kind == Add && l.changesTopic(added, related) {
		l = l.Personal()
	} else if added.Attribute == retrieval.TypeAttribute && len(l.Values(retrieval.TypeAttribute)) == 0 {
		l = l.absolute()
	}
	for _, old := range l.Constraints {
		switch {
		case c.Kind == Also && old.Attribute == added.Attribute && old.Op == added.Op && old.Op == In:
			added.Values = union(old.Values, added.Values)
			continue
		case contradicts(added, old):
			old.Values = difference(old.Values, added.Values)
			if old.Op != opposite(added.Op) || len(old.Values) == 0 {
				continue
			}
		case added.Op == NotIn && old.Op == NotIn && old.Attribute == added.Attribute:
			added.Values = union(old.Values, added.Values)
			continue
		}
		kept.Constraints = append(kept.Constraints, old)
	}
	kept.Constraints = append(kept.Constraints, added)
	return kept.trimmed()
}

// refuses reports whether a constraint's values are among those that the ledger rules out.
func (l Ledger) refuses(wanted Constraint) bool {
	return slices.ContainsFunc(l.Constraints, func(c Constraint) bool {
		return c.Attribute == wanted.Attribute && c.Op == NotIn && len(difference(wanted.Values, c.Values)) == 0
	})
}

// without returns the ledger with a constraint's values ruled out no longer: "navy is
// fine after all" asks for nothing in navy.
func (l Ledger) without(allowed Constraint) Ledger {
	kept := Ledger{}
	for _, c := range l.Constraints {
		if c.Attribute == allowed.Attribute && c.Op == NotIn {
			if c.Values = difference(c.Values, allowed.Values); len(c.Values) == 0 {
				continue
			}
		}
		kept.Constraints = append(kept.Constraints, c)
	}
	return kept
}

// Drop returns the ledger without the constraints on attribute.
func (l Ledger) Drop(attribute string) Ledger {
	return Ledger{slices.DeleteFunc(slices.Clone(l.Constraints), func(c Constraint) bool { return c.Attribute == attribute })}
}

// dropSaid returns the ledger without what was said in such words, except for the kind of
// product: "down isn't a must".
func (l Ledger) dropSaid(words string) Ledger {
	said := lexical.ContentTerms(words)
	return Ledger{slices.DeleteFunc(slices.Clone(l.Constraints), func(c Constraint) bool {
		of := lexical.Terms(strings.Join(slices.Concat(c.Values, []string{c.Words}), " "))
		return c.Attribute != retrieval.TypeAttribute && slices.ContainsFunc(said, func(term string) bool { return slices.Contains(of, term) })
	})}
}

// Values returns the values wanted of an attribute.
func (l Ledger) Values(attribute string) []string {
	for _, c := range l.Constraints {
		if c.Attribute == attribute && c.Op == In {
			return c.Values
		}
	}
	return nil
}

// Has reports whether there is a constraint on attribute.
func (l Ledger) Has(attribute string) bool {
	return slices.ContainsFunc(l.Constraints, func(c Constraint) bool { return c.Attribute == attribute })
}

// changesTopic reports whether a product type is about something else than what
// the ledger is about.
func (l Ledger) changesTopic(added Constraint, related func(a, b string) bool) bool {
	before := l.Values(retrieval.TypeAttribute)
	if len(before) == 0 {
		return false
	}
	for _, a := range added.Values {
		for _, b := range before {
			if related(a, b) {
				return false
			}
		}
	}
	return true
}

// personal are the attributes that say something of whom a wish is for.
var personal = []string{"gender", "age_group", "size", "skin_type", "hair_type", "fragrance_free", "vegan"}

// Personal returns what still applies to a new kind of product: whom it is for.
func (l Ledger) Personal() Ledger {
	return Ledger{slices.DeleteFunc(slices.Clone(l.Constraints), func(c Constraint) bool { return !slices.Contains(personal, c.Attribute) && !c.gift() })}
}

// gift reports whether a constraint says that what is looked for is a present, whatever
// it will be.
func (c Constraint) gift() bool {
	return c.Attribute == "use" && slices.Equal(c.Values, []string{"gift"})
}

// absolute returns the ledger without bounds that follow from what was shown: "cheaper"
// than a belt is no budget for the jacket that is named next.
func (l Ledger) absolute() Ledger {
	return Ledger{slices.DeleteFunc(slices.Clone(l.Constraints), func(c Constraint) bool { return c.Relative })}
}

// Impersonal returns what still applies to the same thing for someone else.
func (l Ledger) Impersonal() Ledger {
	return Ledger{slices.DeleteFunc(slices.Clone(l.Constraints), func(c Constraint) bool { return slices.Contains(personal, c.Attribute) })}
}

// contradicts reports whether both constraints cannot be meant: another wish for
// the same attribute, or the opposite of it.
func contradicts(added, old Constraint) bool {
	if added.Attribute != old.Attribute || added.Op == Like {
		return false
	}
	if limits[added.Op] == "" && limits[old.Op] == "" {
		return added.Op == In && old.Op == In || added.Op == opposite(old.Op)
	}
	return added.Op == old.Op || added.Op == Near || old.Op == Near || added.Op == In || old.Op == In ||
		added.Op == Min && old.Op == Max && crosses(old, added) ||
		added.Op == Max && old.Op == Min && crosses(added, old)
}

// crosses reports whether an upper bound leaves nothing above a lower one, or,
// said later, no more than its very amount.
func crosses(upper, lower Constraint) bool {
	u, l := upper.bound(), lower.bound()
	return u < l || u == l && upper.Turn != lower.Turn
}

// bound returns the amount of a constraint in units that those of one attribute share.
func (c Constraint) bound() float64 {
	if c.Attribute == catalog.PriceAttribute || len(c.Values) == 0 {
		return float64(c.Amount.Minor)
	}
	for _, a := range lexical.ParseAmount(c.Values[0]) {
		return a.Base()
	}
	return 0
}

func opposite(op Op) Op {
	switch op {
	case In:
		return NotIn
	case NotIn:
		return In
	}
	return ""
}

// trimmed keeps only the latest wishes in free words.
func (l Ledger) trimmed() Ledger {
	free := 0
	for _, c := range l.Constraints {
		if c.Op == Like {
			free++
		}
	}
	l.Constraints = slices.DeleteFunc(l.Constraints, func(c Constraint) bool {
		if c.Op != Like || free <= maxFreeText {
			return false
		}
		free--
		return true
	})
	return l
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(v string) bool { return slices.Contains(b, v) })
}
