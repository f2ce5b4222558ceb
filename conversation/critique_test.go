package conversation_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// kilograms is what a product's listing states of its weight.
func kilograms(p *catalog.Product) float64 {
	for _, v := range p.Attributes["weight"] {
		figure, unit, _ := strings.Cut(v, " ")
		n, err := strconv.ParseFloat(figure, 64)
		switch {
		case err != nil:
		case unit == "g":
			return n / 1000
		case unit == "kg":
			return n
		}
	}
	return 0
}

// talk says messages one after the other and returns the last turn, and what was shown
// before it.
func talk(t *testing.T, c *chat, messages ...string) (before, last conversation.Turn) {
	t.Helper()
	for _, text := range messages {
		if last.Slate != nil {
			before = last
		}
		last = c.say(t, text)
	}
	return before, last
}

// TestACritiqueGoesBeyondWhatIsShown: by the rows, relative to the item that it names or
// to all that are shown.
func TestACritiqueGoesBeyondWhatIsShown(t *testing.T) {
	lighter := func(_ shop, ref, p *catalog.Product) bool { return kilograms(p) > 0 && kilograms(p) < kilograms(ref) }
	has := func(attribute string, values ...string) func(shop, *catalog.Product, *catalog.Product) bool {
		return func(s shop, _, p *catalog.Product) bool {
			return slices.ContainsFunc(s.engine.Record(p).Values[attribute], func(v string) bool { return slices.Contains(values, v) })
		}
	}
	for _, c := range []struct {
		messages []string
		than     int // the item that it is compared with
		fits     func(s shop, ref, p *catalog.Product) bool
	}{
		{[]string{"laptops", "lighter than that please, 2 is too heavy"}, 2, lighter},
		{[]string{"笔记本电脑", "第二台太重了"}, 2, lighter},
		{[]string{"laptops", "1", "lighter"}, 1, lighter},
		{[]string{"笔记本电脑", "1", "轻一点的"}, 1, lighter},
		{[]string{"men's shirts", "more formal"}, 1, has("style", "formal", "business")},
		{[]string{"男士衬衫", "再正式一点"}, 1, has("style", "formal", "business")},
		{[]string{"women's dresses", "darker"}, 1, has("color", "black", "navy", "charcoal", "brown", "burgundy", "olive")},
		{[]string{"女士连衣裙", "颜色深一点"}, 1, has("color", "black", "navy", "charcoal", "brown", "burgundy", "olive")},
		{[]string{"women's trousers", "looser"}, 1, has("fit", "relaxed", "oversized")},
		{[]string{"女士裤子", "宽松一点"}, 1, has("fit", "relaxed", "oversized")},
	} {
		t.Run(strings.Join(c.messages, " | "), func(t *testing.T) {
			shopper := builtinShop(t).chat()
			before, last := talk(t, shopper, c.messages...)
			if len(last.Reply.Items) == 0 || !slices.Contains(last.Reply.Acts, "adjust") {
				t.Fatalf("shows nothing, acts %v: %s", last.Reply.Acts, last.Reply.Text)
			}
			ref := shopper.shop.row(before.Slate.Items[c.than-1].Product)
			for _, item := range last.Reply.Items {
				if p := shopper.shop.row(item.ID); !c.fits(shopper.shop, ref, p) {
					t.Errorf("shows %s beside %s: %s", p.ID, ref.ID, last.Reply.Text)
				}
			}
		})
	}
}

// TestABiggerDeskIsTheNextSize, and nobody is asked which size they take of desks.
func TestABiggerDeskIsTheNextSize(t *testing.T) {
	for _, messages := range [][]string{{"desks", "bigger"}, {"书桌", "大一点的"}} {
		shopper := builtinShop(t).chat()
		before, last := talk(t, shopper, messages...)
		if len(last.Reply.Items) == 0 {
			t.Fatalf("%q shows nothing: %s", messages, last.Reply.Text)
		}
		small, big := shopper.shop.row(before.Slate.Items[0].Product), shopper.shop.row(last.Reply.Items[0].ID)
		if small.Attributes["size"][0] != "120x60 cm" || big.Attributes["size"][0] != "140x70 cm" {
			t.Errorf("%q shows %s of %v beside %s of %v", messages, big.ID, big.Attributes["size"], small.ID, small.Attributes["size"])
		}
	}
}

// TestWhatNoRowSupportsIsSaid: and not answered with what is no lighter.
func TestWhatNoRowSupportsIsSaid(t *testing.T) {
	for _, c := range []struct {
		messages []string
		want     string
	}{
		{[]string{"laptops", "lighter", "lighter", "lighter"}, "0.97 kg"},
		{[]string{"笔记本电脑", "轻一点", "再轻一点", "再轻一点"}, "0.97 千克"},
		{[]string{"novels", "lighter"}, "weight"},
		{[]string{"小说", "轻一点"}, "重量"},
	} {
		shopper := builtinShop(t).chat()
		_, last := talk(t, shopper, c.messages...)
		if len(last.Reply.Items) > 0 || !strings.Contains(last.Reply.Text, c.want) {
			t.Errorf("%q: shows %d items and says %q, want %q", c.messages, len(last.Reply.Items), last.Reply.Text, c.want)
		}
	}
}

// TestAVariantOfTheItemItselfComesFirst: the second one in blue is the second one.
func TestAVariantOfTheItemItselfComesFirst(t *testing.T) {
	for _, messages := range [][]string{{"men's shirts", "the second one but in blue"}, {"男士衬衫", "第二件，但是要蓝色的"}} {
		shopper := builtinShop(t).chat()
		before, last := talk(t, shopper, messages...)
		if len(last.Reply.Items) == 0 {
			t.Fatalf("%q shows nothing: %s", messages, last.Reply.Text)
		}
		item, first := shopper.shop.row(before.Slate.Items[1].Product), shopper.shop.row(last.Reply.Items[0].ID)
		colors := shopper.shop.engine.Record(first).Values["color"]
		if item.Group() != first.Group() || !slices.ContainsFunc(colors, func(c string) bool { return strings.Contains(c, "blue") || c == "navy" }) {
			t.Errorf("%q shows %s, in %v, first; want %s in blue", messages, first.ID, colors, item.Group())
		}
	}
}

// TestBetweenTwoItemsIsBetweenTheirPrices in either order.
func TestBetweenTwoItemsIsBetweenTheirPrices(t *testing.T) {
	for _, messages := range [][]string{
		{"women's dresses", "between 1 and 3"}, {"女士连衣裙", "价格在1和3之间的"}, {"headphones", "something between 1 and 2"}, {"耳机", "1和2之间的"},
	} {
		shopper := builtinShop(t).chat()
		before, last := talk(t, shopper, messages...)
		low, high := before.Reply.Items[0].Price.Minor, before.Reply.Items[0].Price.Minor
		for _, c := range last.State.Ledger.Constraints {
			if c.Attribute == catalog.PriceAttribute {
				low, high = min(low, c.Amount.Minor), max(high, c.Amount.Minor)
			}
		}
		if low == high || len(last.Reply.Items) == 0 {
			t.Fatalf("%q sets no bounds or shows nothing: %s", messages, last.Reply.Text)
		}
		for _, item := range last.Reply.Items {
			if item.Price.Minor < low || item.Price.Minor > high {
				t.Errorf("%q shows %s at %s", messages, item.ID, item.Price)
			}
		}
	}
}

// TestWhatGoesWithAnItemIsOfAnotherKind: and can be had, and is for the same people.
func TestWhatGoesWithAnItemIsOfAnotherKind(t *testing.T) {
	for _, c := range []struct{ find, ask string }{
		{"men's shirts", "what goes with the first one?"}, {"男士衬衫", "第一件配什么好"}, {"women's dresses", "what goes with it?"}, {"女士连衣裙", "配什么好"},
		{"phones", "what goes with the second one?"}, {"手机", "第二个配什么"}, {"tents", "what goes with it?"}, {"帐篷", "搭配什么"},
		{"kids' t-shirts", "what goes with the first one?"}, {"儿童T恤", "第一件怎么搭配"}, {"yoga mats", "what goes with it?"}, {"瑜伽垫", "搭什么"},
	} {
		t.Run(c.ask+" "+c.find, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			before, last := talk(t, shopper, c.find, c.ask)
			if len(last.Reply.Items) == 0 || last.Reply.Acts[0] != "complement" {
				t.Fatalf("acts %v, and shows nothing: %s", last.Reply.Acts, last.Reply.Text)
			}
			record := func(id string) catalog.Record { return shopper.shop.engine.Record(shopper.shop.row(id)) }
			kind := func(id string) string {
				path := record(id).Values[retrieval.TypeAttribute]
				return path[len(path)-1]
			}
			for _, item := range last.Reply.Items {
				for _, shown := range before.Reply.Items {
					if kind(item.ID) == kind(shown.ID) {
						t.Errorf("shows %s beside %s", item.ID, shown.ID)
					}
				}
				if item.Availability == string(catalog.OutOfStock) {
					t.Errorf("%s cannot be had", item.ID)
				}
				if gender := record(before.Reply.Items[0].ID).Values["gender"]; len(gender) == 1 {
					if own := record(item.ID).Values["gender"]; len(own) > 0 && !slices.Contains(own, gender[0]) && !slices.Contains(own, "unisex") {
						t.Errorf("%s is for %v, not for %v", item.ID, own, gender)
					}
				}
			}
		})
	}
}

// TestOnlyInStockLeavesOutTheRest from then on.
func TestOnlyInStockLeavesOutTheRest(t *testing.T) {
	for _, messages := range [][]string{
		{"men's shirts in XL", "only in stock", "show me others", "cheaper"}, {"男士衬衫 XL码", "只要有货的", "换一批", "便宜一点"},
	} {
		shopper := builtinShop(t).chat()
		for i, text := range messages {
			for _, item := range shopper.say(t, text).Reply.Items {
				if i > 0 && item.Availability != string(catalog.InStock) {
					t.Errorf("%q shows %s, which is %s", text, item.ID, item.Availability)
				}
			}
		}
	}
}

// TestASuperlativeNamesTheItem that the rows say it is.
func TestASuperlativeNamesTheItem(t *testing.T) {
	price := func(p *catalog.Product) float64 { return float64(p.Pays().Minor) }
	for _, c := range []struct {
		find, ask string
		of        func(*catalog.Product) float64
		least     bool
	}{
		{"laptops", "which one is the lightest?", kilograms, true}, {"笔记本电脑", "哪台最轻", kilograms, true},
		{"laptops", "which is heavier?", kilograms, false}, {"笔记本电脑", "哪个更重", kilograms, false},
		{"women's dresses", "which is the cheapest?", price, true}, {"女士连衣裙", "哪件最便宜", price, true},
		{"women's dresses", "which one is more expensive?", price, false}, {"女士连衣裙", "哪个更贵", price, false},
	} {
		t.Run(c.ask, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			shown := shopper.say(t, c.find).Reply.Items
			best := shopper.shop.row(shown[0].ID)
			for _, item := range shown {
				if p := shopper.shop.row(item.ID); c.least && c.of(p) < c.of(best) || !c.least && c.of(p) > c.of(best) {
					best = p
				}
			}
			reply := shopper.say(t, c.ask).Reply
			if title := best.Text(reply.Lang).Title; !strings.Contains(strings.SplitAfterN(reply.Text, "”", 2)[0]+strings.SplitAfterN(reply.Text, "」", 2)[0], title) {
				t.Errorf("%q is answered with %q, want %s", c.ask, reply.Text, title)
			}
			if len(reply.Items) > 0 || len(shopper.state.Ledger.Constraints) == 0 {
				t.Error("the question changes what is looked for")
			}
		})
	}
}
