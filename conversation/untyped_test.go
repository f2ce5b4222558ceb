package conversation_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// shopOf opens a shop of the rows of a JSONL feed.
func shopOf(t *testing.T, rows string) shop {
	t.Helper()
	products, _, err := catalog.Load(t.Context(), true, catalog.ReadJSONL("feed", strings.NewReader(rows)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newShop(t.Context(), products)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outdoors and household are shops whose feeds state no product type.
const (
	outdoors = `
{"id":"jacket","title":"Waterproof hiking jacket","price":"120 USD"}
{"id":"mug","title":"Enamel camping mug","price":"12 USD"}
{"id":"lantern","title":"Folding lantern","price":"30 USD"}
{"id":"rope","title":"Climbing rope, 40 m","price":"150 USD"}
`
	household = `
{"id":"flask","title":"不锈钢保温杯","price":"89 CNY","lang":"zh"}
{"id":"broom","title":"长柄扫帚","price":"25 CNY","lang":"zh"}
{"id":"lamp","title":"折叠台灯","price":"129 CNY","lang":"zh"}
{"id":"towel","title":"纯棉毛巾","price":"19 CNY","lang":"zh"}
`
)

// TestWhatIsThereButBeyondTheBudgetIsNotCalledUnknown: though no type names it, what
// the words find is offered at its price, and counted alone.
func TestWhatIsThereButBeyondTheBudgetIsNotCalledUnknown(t *testing.T) {
	for _, c := range []struct {
		rows, said string
		answer     string // names what is wanted
		choices    []string
		then       string // what the first choice shows
	}{
		{outdoors, "a jacket under $100", "up to $100", []string{"up to $120: 1 option"}, "jacket"},
		{household, "保温杯 50元以内", "¥50以内", []string{"¥89以内：1款"}, "flask"},
	} {
		t.Run(c.said, func(t *testing.T) {
			shopper := shopOf(t, c.rows).chat()
			reply := shopper.say(t, c.said).Reply
			if !strings.Contains(reply.Text, c.answer) {
				t.Errorf("answered with %q, without %q", reply.Text, c.answer)
			}
			for _, choice := range c.choices {
				if !strings.Contains(reply.Text, choice) {
					t.Errorf("answered with %q, without %q", reply.Text, choice)
				}
			}
			if len(reply.Choices) != len(c.choices) {
				t.Fatalf("the choices are %v, want %q", reply.Choices, c.choices)
			}
			shown := shopper.say(t, reply.Choices[0].Say).Reply.Items
			if len(shown) != reply.Choices[0].Count || shown[0].ID != c.then {
				t.Errorf("%q shows %v, want %s alone", reply.Choices[0].Say, shown, c.then)
			}
		})
	}
}

// TestWhatIsNotThereAtAnyPriceIsCalledUnknown: a budget is not to blame for it.
func TestWhatIsNotThereAtAnyPriceIsCalledUnknown(t *testing.T) {
	for _, c := range []struct{ rows, said, want string }{
		{outdoors, "a harpsichord under $100", "couldn't find “harpsichord”"},
		{household, "古筝 50元以内", "没有找到“古筝”"},
	} {
		t.Run(c.said, func(t *testing.T) {
			if got := shopOf(t, c.rows).chat().say(t, c.said).Reply.Text; !strings.Contains(got, c.want) {
				t.Errorf("answered with %q, without %q", got, c.want)
			}
		})
	}
}

// TestAWordForSeveralKindsIsNotAnsweredWithOneOfThem: where no listing that fits
// states its kind, that is said of the word itself, unless a title has it.
func TestAWordForSeveralKindsIsNotAnsweredWithOneOfThem(t *testing.T) {
	for _, c := range []struct{ name, rows, said, has, hasNot string }{
		{"titles without the word", `
{"id":"typed","title":"Silk shirt for men","price":"90 USD","product_type":"Shirts"}
{"id":"a","title":"Oxford button-down for men","price":"5.50 USD"}
{"id":"b","title":"Poplin button-down for men","price":"6.50 USD"}`,
			"a men's shirt under $10", "says anything about shirts", "blouse"},
		{"titles with the word", `
{"id":"typed","title":"Silk shirt for men","price":"90 USD","product_type":"Shirts"}
{"id":"a","title":"Oxford shirt for men","price":"5.50 USD"}
{"id":"b","title":"Poplin shirt for men","price":"6.50 USD"}`,
			"a men's shirt under $10", "Poplin shirt", "says anything about"},
		{"标题里没有这个词", `
{"id":"typed","title":"男士真丝衬衫","price":"900 CNY","lang":"zh","product_type":"衬衫"}
{"id":"a","title":"男士牛津纺上装","price":"59 CNY","lang":"zh"}
{"id":"b","title":"男士府绸上装","price":"69 CNY","lang":"zh"}`,
			"男士衬衫 100元以内", "明确注明衬衫", "罩衫"},
		{"标题里有这个词", `
{"id":"typed","title":"男士真丝衬衫","price":"900 CNY","lang":"zh","product_type":"衬衫"}
{"id":"a","title":"男士牛津纺衬衫","price":"59 CNY","lang":"zh"}
{"id":"b","title":"男士府绸衬衫","price":"69 CNY","lang":"zh"}`,
			"男士衬衫 100元以内", "男士府绸衬衫", "明确注明"},
	} {
		t.Run(c.name, func(t *testing.T) {
			reply := shopOf(t, c.rows).chat().say(t, c.said).Reply
			if !strings.Contains(reply.Text, c.has) || strings.Contains(reply.Text, c.hasNot) {
				t.Errorf("answered with %q, want it with %q and without %q", reply.Text, c.has, c.hasNot)
			}
			if len(reply.Items) != 2 {
				t.Errorf("shows %d items, want the 2 within the budget", len(reply.Items))
			}
		})
	}
}
