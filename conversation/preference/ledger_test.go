package preference_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// related knows that tops cover shirts and t-shirts.
func related(a, b string) bool {
	return a == b || a == "tops" && slices.Contains([]string{"shirts", "t-shirts"}, b) || b == "tops" && related(b, a)
}

func wish(attribute string, op preference.Op, values ...string) preference.Constraint {
	return preference.Constraint{Attribute: attribute, Op: op, Values: values, Strength: preference.Must}
}

func price(op preference.Op, yuan int64) preference.Constraint {
	return preference.Constraint{
		Attribute: catalog.PriceAttribute, Op: op, Strength: preference.Must,
		Amount: catalog.Money{Minor: yuan * 100, Currency: "CNY"},
	}
}

func add(c preference.Constraint) preference.Change {
	return preference.Change{Kind: preference.Add, Constraint: c}
}

func also(attribute string, values ...string) preference.Change {
	return preference.Change{Kind: preference.Also, Constraint: wish(attribute, preference.In, values...)}
}

func retract(attribute string) preference.Change {
	return preference.Change{Kind: preference.Retract, Constraint: preference.Constraint{Attribute: attribute}}
}

// summary is a ledger in short: "color in [red]", "price max 300.00 CNY".
func summary(l preference.Ledger) []string {
	lines := []string{}
	for _, c := range l.Constraints {
		switch {
		case c.Op == preference.Like:
			lines = append(lines, "text "+c.Words)
		case c.Attribute == catalog.PriceAttribute:
			lines = append(lines, fmt.Sprintf("price %s %s", c.Op, c.Amount))
		default:
			lines = append(lines, fmt.Sprintf("%s %s %v", c.Attribute, c.Op, c.Values))
		}
	}
	return lines
}

func TestLedgerApply(t *testing.T) {
	const (
		in, notIn, atLeast, atMost, near = preference.In, preference.NotIn, preference.Min, preference.Max, preference.Near
		kind                             = "product_type"
	)
	for name, c := range map[string]struct {
		changes []preference.Change
		want    []string
	}{
		"keeps wishes for different attributes": {
			[]preference.Change{add(wish("color", in, "red")), add(wish("size", in, "M"))},
			[]string{"color in [red]", "size in [M]"},
		},
		"puts a new wish in the place of the old": {
			[]preference.Change{add(wish("color", in, "red")), add(wish("color", in, "blue"))},
			[]string{"color in [blue]"},
		},
		"allows more values beside the old": {
			[]preference.Change{add(wish("color", in, "red")), also("color", "blue", "red")},
			[]string{"color in [red blue]"},
		},
		"takes more values as a wish where there was none": {
			[]preference.Change{also("color", "blue")},
			[]string{"color in [blue]"},
		},
		"drops a value from the wanted when it is refused": {
			[]preference.Change{add(wish("color", in, "red", "blue")), add(wish("color", notIn, "red"))},
			[]string{"color in [blue]", "color not-in [red]"},
		},
		"drops the wish when all it wanted is refused": {
			[]preference.Change{add(wish("color", in, "red")), add(wish("color", notIn, "red"))},
			[]string{"color not-in [red]"},
		},
		"lifts a refusal when the value is wanted": {
			[]preference.Change{add(wish("color", notIn, "red", "black")), add(wish("color", in, "red"))},
			[]string{"color not-in [black]", "color in [red]"},
		},
		"lifts a refusal when the value is also wanted": {
			[]preference.Change{add(wish("color", notIn, "red")), also("color", "red")},
			[]string{"color in [red]"},
		},
		"gathers refusals": {
			[]preference.Change{add(wish("material", notIn, "wool")), add(wish("material", notIn, "leather", "wool"))},
			[]string{"material not-in [wool leather]"},
		},
		"retracts all of an attribute": {
			[]preference.Change{add(wish("color", in, "red")), add(wish("color", notIn, "black")), add(wish("size", in, "M")), retract("color")},
			[]string{"size in [M]"},
		},
		"retracts what is not there": {
			[]preference.Change{retract("color")},
			[]string{},
		},
		"forgets everything on a reset": {
			[]preference.Change{add(wish("color", in, "red")), add(price(atMost, 300)), {Kind: preference.Reset}},
			[]string{},
		},
		"keeps a lower and an upper bound": {
			[]preference.Change{add(price(atLeast, 200)), add(price(atMost, 300))},
			[]string{"price min 200.00 CNY", "price max 300.00 CNY"},
		},
		"replaces a bound by one of its kind": {
			[]preference.Change{add(price(atLeast, 200)), add(price(atMost, 300)), add(price(atMost, 250))},
			[]string{"price min 200.00 CNY", "price max 250.00 CNY"},
		},
		"drops a lower bound above the new upper one": {
			[]preference.Change{add(price(atLeast, 200)), add(price(atMost, 100))},
			[]string{"price max 100.00 CNY"},
		},
		"drops an upper bound below the new lower one": {
			[]preference.Change{add(price(atMost, 300)), add(price(atLeast, 500))},
			[]string{"price min 500.00 CNY"},
		},
		"keeps bounds that meet": {
			[]preference.Change{add(price(atMost, 300)), add(price(atLeast, 300))},
			[]string{"price max 300.00 CNY", "price min 300.00 CNY"},
		},
		"replaces both bounds by an amount give or take": {
			[]preference.Change{add(price(atLeast, 200)), add(price(atMost, 300)), add(price(near, 250))},
			[]string{"price near 250.00 CNY"},
		},
		"replaces an amount give or take by a bound": {
			[]preference.Change{add(price(near, 250)), add(price(atMost, 300))},
			[]string{"price max 300.00 CNY"},
		},
		"keeps all that was said when the kind is narrowed": {
			[]preference.Change{add(wish(kind, in, "tops")), add(wish("color", in, "red")), add(price(atMost, 300)), add(wish(kind, in, "shirts"))},
			[]string{"color in [red]", "price max 300.00 CNY", "product_type in [shirts]"},
		},
		"keeps all that was said when the kind is widened": {
			[]preference.Change{add(wish(kind, in, "shirts")), add(wish("color", in, "red")), add(wish(kind, in, "tops"))},
			[]string{"color in [red]", "product_type in [tops]"},
		},
		"keeps all that was said when a second kind is allowed beside": {
			[]preference.Change{add(wish(kind, in, "shirts")), add(wish("color", in, "red")), also(kind, "phones")},
			[]string{"color in [red]", "product_type in [shirts phones]"},
		},
		"carries over only whom it is for to another kind": {
			[]preference.Change{
				add(wish(kind, in, "shirts")), add(wish("gender", in, "male")), add(wish("age_group", in, "kids")), add(wish("size", in, "M")),
				add(wish("color", in, "red")), add(wish("material", notIn, "wool")), add(price(atMost, 300)), add(wish(kind, in, "phones")),
			},
			[]string{"gender in [male]", "age_group in [kids]", "size in [M]", "product_type in [phones]"},
		},
		"keeps what was said before any kind was named": {
			[]preference.Change{add(wish("color", in, "red")), add(wish(kind, in, "shirts"))},
			[]string{"color in [red]", "product_type in [shirts]"},
		},
		"keeps all that was said when a kind is refused": {
			[]preference.Change{add(wish(kind, in, "tops")), add(wish("color", in, "red")), add(wish(kind, notIn, "t-shirts"))},
			[]string{"product_type in [tops]", "color in [red]", "product_type not-in [t-shirts]"},
		},
		"refuses no longer what is fine after all, and asks for nothing in it": {
			[]preference.Change{add(wish("color", notIn, "navy")), allow(wish("color", in, "navy"))},
			[]string{},
		},
		"takes what would do, too, beside what is wanted": {
			[]preference.Change{add(wish("color", in, "red")), allow(wish("color", in, "white"))},
			[]string{"color in [red white]"},
		},
		"carries no bound that follows from what was shown to the kind that is named next": {
			[]preference.Change{add(wish("gender", in, "male")), add(relative(price(atMost, 100))), add(wish(kind, in, "lamps"))},
			[]string{"gender in [male]", "product_type in [lamps]"},
		},
		"keeps wishes in words side by side": {
			[]preference.Change{add(text("unicorn")), add(text("saddle"))},
			[]string{"text unicorn", "text saddle"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var l preference.Ledger
			for _, change := range c.changes {
				l = l.Apply(change, related)
			}
			if diff := cmp.Diff(c.want, summary(l)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func allow(c preference.Constraint) preference.Change {
	return preference.Change{Kind: preference.Allow, Constraint: c}
}

func relative(c preference.Constraint) preference.Constraint {
	c.Relative = true
	return c
}

func text(words string) preference.Constraint {
	return preference.Constraint{Attribute: preference.FreeText, Op: preference.Like, Words: words, Strength: preference.Prefer}
}

func TestLedgerKeepsTheLatestWordsOnly(t *testing.T) {
	l := preference.Ledger{}.Apply(add(wish("color", preference.In, "red")), related)
	for i := range 100 {
		l = l.Apply(add(text(fmt.Sprint(i))), related)
	}
	got := summary(l)
	if len(got) > 20 || got[0] != "color in [red]" || got[len(got)-1] != "text 99" {
		t.Errorf("after 100 wishes in words: %q", got)
	}
}

func TestLedgerLeavesTheOldOneAlone(t *testing.T) {
	old := preference.Ledger{}
	for _, c := range []preference.Change{
		add(wish("product_type", preference.In, "shirts")), add(wish("color", preference.In, "red", "blue")),
		add(wish("material", preference.NotIn, "wool", "leather")), add(price(preference.Max, 300)),
	} {
		old = old.Apply(c, related)
	}
	before := summary(old)
	for _, c := range []preference.Change{
		add(wish("color", preference.NotIn, "red")), add(wish("material", preference.In, "wool")), also("color", "green"),
		add(wish("product_type", preference.In, "phones")), add(price(preference.Near, 100)), retract("color"), {Kind: preference.Reset},
	} {
		old.Apply(c, related)
		if diff := cmp.Diff(before, summary(old)); diff != "" {
			t.Fatalf("%s %s changes the ledger it is applied to:\n%s", c.Kind, c.Constraint.Attribute, diff)
		}
	}
}

func TestConstraintConditions(t *testing.T) {
	expand := func(_, value string) []string { return []string{value, value + " shade"} }
	for name, c := range map[string]struct {
		wish preference.Constraint
		want []catalog.Condition
	}{
		"give or take a tenth": {price(preference.Near, 200), []catalog.Condition{
			{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 180_00},
			{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 220_00},
		}},
		"a bound": {price(preference.Max, 200), []catalog.Condition{
			{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 200_00},
		}},
		"an amount that is no price, as the values that the catalogue has": {wish("storage", preference.Min, "256 GB"), []catalog.Condition{
			{Attribute: "storage", Op: catalog.In, Values: []string{"≥256 GB", "≥256 GB shade"}},
		}},
		"values with what they cover, each once": {wish("color", preference.NotIn, "red", "blue", "red"), []catalog.Condition{
			{Attribute: "color", Op: catalog.NotIn, Values: []string{"blue", "blue shade", "red", "red shade"}},
		}},
		"words ask nothing of a row": {text("unicorn"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.wish.Conditions(expand)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestConditionsOfConstraintsTogether(t *testing.T) {
	covers := func(_, value string) []string {
		return append([]string{value}, map[string][]string{"wool": {"cashmere", "merino"}, "shoes": {"heels", "sneakers"}}[value]...)
	}
	wishes := []preference.Constraint{
		wish("material", preference.NotIn, "wool"), wish("material", preference.In, "cashmere"), wish("color", preference.In, "merino"),
		wish("product_type", preference.In, "shoes"), wish("product_type", preference.NotIn, "heels"),
	}
	wishes[1].Strength = preference.Prefer
	must, prefer := preference.Conditions(wishes, covers)
	if diff := cmp.Diff(catalog.Filter{
		{Attribute: "material", Op: catalog.NotIn, Values: []string{"merino", "wool"}},
		{Attribute: "color", Op: catalog.In, Values: []string{"merino"}},
		{Attribute: "product_type", Op: catalog.In, Values: []string{"heels", "shoes", "sneakers"}},
		{Attribute: "product_type", Op: catalog.NotIn, Values: []string{"heels"}},
	}, must); diff != "" {
		t.Errorf("what is wanted by its own name is not refused, what is covered by what is wanted may be: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(catalog.Filter{{Attribute: "material", Op: catalog.In, Values: []string{"cashmere"}}}, prefer); diff != "" {
		t.Errorf("what is liked: -want +got:\n%s", diff)
	}
}
