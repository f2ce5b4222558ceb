package conversation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
)

// TestAProfileKeepsTheNewest: one preference for each attribute and operator, and
// the profile that it came from as it was.
func TestAProfileKeepsTheNewest(t *testing.T) {
	size := func(value string, op preference.Op) preference.Constraint {
		return preference.Constraint{Attribute: "size", Op: op, Values: []string{value}, Strength: preference.Must, Words: value}
	}
	before := Profile{Constraints: []preference.Constraint{size("L", preference.In), size("S", preference.NotIn)}}
	said := preference.Ledger{Constraints: []preference.Constraint{
		size("XL", preference.In),
		{Attribute: "season", Op: preference.In, Values: []string{"summer"}, Strength: preference.Must},
	}}
	after := before.with("", said)
	want := []preference.Constraint{size("S", preference.NotIn), size("XL", preference.In)}
	if diff := cmp.Diff(want, after.Constraints); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if before.Constraints[0].Values[0] != "L" || len(before.Constraints) != 2 {
		t.Errorf("the earlier profile has become %+v", before)
	}
}

// TestAProfileKeepsAPersonsSizesOfEachKind: shoes have another size than shirts.
func TestAProfileKeepsAPersonsSizesOfEachKind(t *testing.T) {
	var p Profile
	for _, value := range []string{"L", "42", "XL", "43"} {
		p = p.with("father", preference.Ledger{Constraints: []preference.Constraint{
			{Attribute: "size", Op: preference.In, Values: []string{value}, Strength: preference.Must},
		}})
	}
	var got []string
	for _, c := range p.of("father") {
		got = append(got, c.Values...)
	}
	if diff := cmp.Diff([]string{"XL", "43"}, got); diff != "" || len(p.Constraints) > 0 {
		t.Errorf("the shopper has %v, the father (-want +got):\n%s", p.Constraints, diff)
	}
}
