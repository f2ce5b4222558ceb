package conversation

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
)

// TestAProfileIsBounded: however many preferences it was loaded with.
func TestAProfileIsBounded(t *testing.T) {
	var loaded Profile
	for i := range maxLasting {
		loaded.Constraints = append(loaded.Constraints, preference.Constraint{
			Attribute: fmt.Sprintf("attribute_%02d", i), Op: preference.In, Values: []string{"x"}, Turn: i,
		})
	}
	brand := preference.Constraint{Attribute: "brand", Op: preference.In, Values: []string{"Mubai"}, Strength: preference.Must, Turn: 99}
	said := preference.Ledger{Constraints: []preference.Constraint{brand}}
	before := Profile{Constraints: append([]preference.Constraint{}, loaded.Constraints...)}

	for name, c := range map[string]struct {
		profile Profile
		want    []preference.Constraint
	}{
		"the newest preference takes the place of the oldest": {
			loaded, append(loaded.Constraints[1:len(loaded.Constraints):len(loaded.Constraints)], brand),
		},
		"below the bound all stay": {
			Profile{Constraints: loaded.Constraints[:3:3]}, append(loaded.Constraints[:3:3], brand),
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.profile.with(said).Constraints); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !cmp.Equal(before, loaded) {
				t.Error("the profile that it was loaded as has changed")
			}
		})
	}
}
