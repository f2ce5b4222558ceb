package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestConditionCheck(t *testing.T) {
	shirt := catalog.Record{
		Values: map[string][]string{"color": {"navy"}, "material": {"cotton", "linen"}, "size": {}, "季节": {"夏"}},
		Amount: 19900, Priced: true,
	}
	for _, c := range []struct {
		name      string
		condition catalog.Condition
		want      catalog.Truth
	}{
		{"in: its value", catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"navy"}}, catalog.True},
		{"in: one of several", catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"white", "navy"}}, catalog.True},
		{"in: one of its own several", catalog.Condition{Attribute: "material", Op: catalog.In, Values: []string{"linen"}}, catalog.True},
		{"in: another value", catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"white"}}, catalog.False},
		{"in: part of its value", catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"nav"}}, catalog.False},
		{"in: no value", catalog.Condition{Attribute: "color", Op: catalog.In}, catalog.False},
		{"in: not stated", catalog.Condition{Attribute: "fit", Op: catalog.In, Values: []string{"slim"}}, catalog.Unknown},
		{"in: stated without a value", catalog.Condition{Attribute: "size", Op: catalog.In, Values: []string{"M"}}, catalog.Unknown},
		{"in: no value, not stated", catalog.Condition{Attribute: "fit", Op: catalog.In}, catalog.Unknown},
		{"in: Chinese", catalog.Condition{Attribute: "季节", Op: catalog.In, Values: []string{"夏"}}, catalog.True},
		{"not-in: its value", catalog.Condition{Attribute: "color", Op: catalog.NotIn, Values: []string{"navy"}}, catalog.False},
		{"not-in: one of its own several", catalog.Condition{Attribute: "material", Op: catalog.NotIn, Values: []string{"cotton"}}, catalog.False},
		{"not-in: another value", catalog.Condition{Attribute: "color", Op: catalog.NotIn, Values: []string{"white"}}, catalog.True},
		{"not-in: no value", catalog.Condition{Attribute: "color", Op: catalog.NotIn}, catalog.True},
		{"not-in: not stated", catalog.Condition{Attribute: "fit", Op: catalog.NotIn, Values: []string{"slim"}}, catalog.Unknown},
		{"max: above", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 20000}, catalog.True},
		{"max: the border", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 19900}, catalog.True},
		{"max: below", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 19899}, catalog.False},
		{"min: below", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 19800}, catalog.True},
		{"min: the border", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 19900}, catalog.True},
		{"min: above", catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 19901}, catalog.False},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.condition.Check(shirt); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	t.Run("what has no price meets no bound and breaks none", func(t *testing.T) {
		film := catalog.Record{}
		for _, op := range []catalog.Op{catalog.Min, catalog.Max} {
			if got := (catalog.Condition{Attribute: catalog.PriceAttribute, Op: op, Amount: 1}).Check(film); got != catalog.Unknown {
				t.Errorf("%s: got %d, want Unknown", op, got)
			}
		}
	})
}

func TestFilterAdmits(t *testing.T) {
	yes := catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"navy"}}
	no := catalog.Condition{Attribute: "color", Op: catalog.NotIn, Values: []string{"navy"}}
	unknown := catalog.Condition{Attribute: "fit", Op: catalog.In, Values: []string{"slim"}}
	shirt := catalog.Record{Values: map[string][]string{"color": {"navy"}}}
	for _, c := range []struct {
		name   string
		filter catalog.Filter
		want   bool
	}{
		{"no condition admits", nil, true},
		{"true admits", catalog.Filter{yes}, true},
		{"false excludes", catalog.Filter{no}, false},
		{"unknown admits", catalog.Filter{unknown}, true},
		{"true and unknown admit", catalog.Filter{yes, unknown}, true},
		{"one false excludes, wherever it stands", catalog.Filter{yes, unknown, no}, false},
		{"one false excludes, even the first", catalog.Filter{no, yes}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.filter.Admits(shirt); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}

func TestFilterWithoutLeavesTheOriginalAlone(t *testing.T) {
	low := catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 1}
	high := catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 2}
	navy := catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{"navy"}}
	filter := catalog.Filter{low, navy, high}
	if diff := cmp.Diff(catalog.Filter{navy}, filter.Without(catalog.PriceAttribute)); diff != "" {
		t.Errorf("without the price (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(catalog.Filter{low, navy, high}, filter); diff != "" {
		t.Errorf("the original changed (-want +got):\n%s", diff)
	}
}

// TestWhatIsRuledOutIsSoWhereOnlyTheTextSaysIt: a text that says leather is enough
// for whoever wants none.
func TestWhatIsRuledOutIsSoWhereOnlyTheTextSaysIt(t *testing.T) {
	for _, c := range []struct {
		name   string
		values map[string][]string
		want   bool
	}{
		{"stated", map[string][]string{"material": {"leather"}}, false},
		{"said", map[string][]string{catalog.Said("material"): {"leather"}}, false},
		{"another is said", map[string][]string{catalog.Said("material"): {"wool"}}, true},
		{"neither", nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			notLeather := catalog.Filter{{Attribute: "material", Op: catalog.NotIn, Values: []string{"leather"}}}
			if got := notLeather.OfText().Admits(catalog.Record{Values: c.values}); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
