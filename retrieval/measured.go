package retrieval

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// AtLeast, AtMost and About begin a wish for a measured attribute that is no single
// amount: "≥256 GB". Vocabulary.Expand gives the catalogue's values that satisfy it.
const (
	AtLeast = "≥"
	AtMost  = "≤"
	About   = "≈"
)

// measured is a value of the catalogue with the amounts that it may say.
type measured struct {
	value   string
	amounts []lexical.Amount
}

func measuredValues(p Profile) map[string][]measured {
	all := make(map[string][]measured, len(p.Measured))
	for attribute, values := range p.Measured {
		for _, value := range sortedKeys(values) {
			all[attribute] = append(all[attribute], measured{value, lexical.ParseAmount(values[value])})
		}
	}
	return all
}

// amountsOnly returns the values that are amounts.
func amountsOnly(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return len(lexical.ParseAmount(v)) == 0 })
}

// The shares by which an amount may differ from a wish for it: people round, and say
// "about" where they mean more than that.
const (
	rounded = 0.05
	around  = 0.10
)

// satisfying returns the values whose amount is such as a wish wants.
func satisfying(all []measured, wish string) []string {
	bound, text := cutBound(wish)
	var values []string
	for _, m := range all {
		if slices.ContainsFunc(lexical.ParseAmount(text), func(want lexical.Amount) bool {
			return slices.ContainsFunc(m.amounts, func(have lexical.Amount) bool { return satisfies(have, bound, want) })
		}) && m.value != wish {
			values = append(values, m.value)
		}
	}
	return values
}

func satisfies(have lexical.Amount, bound string, want lexical.Amount) bool {
	if have.Unit.Dimension != want.Unit.Dimension {
		return false
	}
	const slack = 1e-9 // of converted units
	x, y := have.Base(), want.Base()
	switch bound {
	case AtLeast:
		return x >= y*(1-slack)
	case AtMost:
		return x <= y*(1+slack)
	case About:
		return math.Abs(x-y) <= y*(around+slack)
	}
	return math.Abs(x-y) <= y*(rounded+slack)
}

// cutBound returns the bound that a wish begins with, if any, and the amount.
func cutBound(wish string) (bound, amount string) {
	for _, bound := range []string{AtLeast, AtMost, About} {
		if amount, ok := strings.CutPrefix(wish, bound); ok {
			return bound, amount
		}
	}
	return "", wish
}

// amountLabel returns the words to show for a value of a measured attribute.
func (v *Vocabulary) amountLabel(attribute, value, lang string) string {
	bound, amount := cutBound(value)
	amount = cmp.Or(v.profile.Measured[attribute][amount], amount)
	if figure, unit, ok := strings.Cut(amount, " "); ok {
		amount = figure + " " + v.lexicon.Unit(unit, lang)
	}
	return bound + amount
}

// StatedBy reports whether products of one of the kinds, or of what they cover, state
// the attribute; without kinds, whether any product does.
func (v *Vocabulary) StatedBy(kinds []string, attribute string) bool {
	if len(kinds) == 0 {
		return v.Lists(attribute)
	}
	return slices.ContainsFunc(kinds, func(kind string) bool {
		return slices.ContainsFunc(v.Expand(TypeAttribute, kind), func(k string) bool {
			return slices.Contains(v.profile.Kinds[attribute], k)
		})
	})
}
