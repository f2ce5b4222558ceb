package preference_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// randomChange is any operation on a ledger of a few attributes.
func randomChange(r *rand.Rand, turn int) preference.Change {
	attribute := []string{"product_type", "color", "material", "size", "gender", "storage", catalog.PriceAttribute, preference.FreeText}[r.IntN(8)]
	c := preference.Constraint{Attribute: attribute, Strength: preference.Must, Words: fmt.Sprint("words ", turn), Turn: turn}
	bounds := []preference.Op{preference.Min, preference.Max, preference.Near}
	switch attribute {
	case catalog.PriceAttribute:
		c.Op, c.Amount = bounds[r.IntN(3)], catalog.Money{Minor: int64(1+r.IntN(9)) * 100_00, Currency: "CNY"}
	case "storage":
		c.Op, c.Values = append(bounds, preference.In)[r.IntN(4)], []string{fmt.Sprint(1<<r.IntN(12), " GB")}
	case preference.FreeText:
		c.Op = preference.Like
	default:
		c.Op = []preference.Op{preference.In, preference.NotIn}[r.IntN(2)]
		for range 1 + r.IntN(2) {
			c.Values = append(c.Values, string(rune('a'+r.IntN(5))))
		}
	}
	kind := []preference.ChangeKind{preference.Add, preference.Add, preference.Add, preference.Add, preference.Also, preference.Retract, preference.Reset}[r.IntN(7)]
	if kind == preference.Also && c.Op != preference.In {
		kind = preference.Add
	}
	return preference.Change{Kind: kind, Constraint: c}
}

// TestLedgerLaws holds what is true of every ledger, whatever was said before.
func TestLedgerLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	same := func(a, b string) bool { return a == b }
	for range 300 {
		var l preference.Ledger
		for turn := 1; turn <= 30; turn++ {
			change := randomChange(r, turn)
			next := l.Apply(change, same)
			attribute := change.Constraint.Attribute
			if change.Kind == preference.Add {
				if diff := cmp.Diff(summary(next), summary(next.Apply(change, same))); diff != "" && attribute != preference.FreeText {
					t.Fatalf("%v said twice is another wish than said once:\n%s", change, diff)
				}
				back := next.Apply(preference.Change{Kind: preference.Retract, Constraint: preference.Constraint{Attribute: attribute}}, same)
				if diff := cmp.Diff(summary(l.Drop(attribute)), summary(back)); diff != "" && attribute != "product_type" {
					t.Fatalf("%v taken back leaves another ledger than before:\n%s", change, diff)
				}
			}
			sane(t, change, next)
			l = next
		}
	}
}

// sane fails the test where a ledger cannot be meant.
func sane(t *testing.T, change preference.Change, l preference.Ledger) {
	t.Helper()
	seen := map[string]bool{}
	bounds := map[preference.Op]int64{}
	for _, c := range l.Constraints {
		if key := c.Attribute + " " + string(c.Op); c.Op != preference.Like {
			if seen[key] {
				t.Fatalf("after %v there are two of %s: %q", change, key, summary(l))
			}
			seen[key] = true
		}
		if c.Attribute == catalog.PriceAttribute {
			bounds[c.Op] = c.Amount.Minor
		}
	}
	low, hasLow := bounds[preference.Min]
	high, hasHigh := bounds[preference.Max]
	if _, near := bounds[preference.Near]; near && (hasLow || hasHigh) || hasLow && hasHigh && low > high {
		t.Fatalf("after %v no price is meant: %q", change, summary(l))
	}
	for _, op := range []preference.Op{preference.Min, preference.Max, preference.Near} {
		if seen["storage in"] && seen["storage "+string(op)] {
			t.Fatalf("after %v there are an amount and a bound: %q", change, summary(l))
		}
	}
}
