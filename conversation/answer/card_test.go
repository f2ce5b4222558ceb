package answer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

func TestACardHoldsTheFactsOfItsRow(t *testing.T) {
	s := smallShop(t)
	two, forty := 2, 40
	for _, test := range []struct {
		lang, id string
		want     answer.Card
	}{
		{"zh", "shirt-white-s", answer.Card{
			ID: "shirt-white-s", Position: 3, Title: "亚麻立领衬衫", Brand: "361°", Price: yuan(159), ListPrice: yuan(199),
			Availability: "in_stock", Stock: &two, StockText: "仅剩2件",
			Attributes: []answer.Fact{{Label: "颜色", Value: "白色"}, {Label: "尺码", Value: "S码"}, {Label: "材质", Value: "亚麻/棉"}},
			Why:        "新款、亚麻、棉、夏季", Link: "https://shop.example/p/shirt-white-s",
		}},
		{"en", "coat", answer.Card{
			ID: "coat", Position: 3, Title: "Commuter Trench", Brand: "Mubai", Price: yuan(1099),
			Availability: "in_stock", Stock: &forty, StockText: "In stock",
			Attributes: []answer.Fact{{Label: "colour", Value: "navy"}, {Label: "size", Value: "M"}, {Label: "material", Value: "cotton"}},
			Why:        "cotton", Link: "https://shop.example/p/coat",
		}},
		{"en", "lamp", answer.Card{
			ID: "lamp", Position: 3, Title: "Brass Desk Lamp", Price: yuan(199), Availability: "backorder",
			StockText: "Out of stock for now, can be ordered ahead",
		}},
		{"en", "film", answer.Card{
			ID: "film", Position: 3, Title: "The Watch Mender", Availability: "in_stock", StockText: "Available now", Why: "documentary",
		}},
	} {
		t.Run(test.lang+"/"+test.id, func(t *testing.T) {
			got := s.card(s.writer(test.lang), 3, test.id)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestACardShowsWhatItsVariantsLeaveOpen(t *testing.T) {
	s := smallShop(t)
	w := s.writer("en")
	got := w.Card(s.row("shirt-white-s"), s.record("shirt-white-s"), 1, nil, nil, s.record("shirt-white-s"), s.record("shirt-navy-m"))
	want := []answer.Fact{{Label: "colour", Value: "white/navy"}, {Label: "size", Value: "S/M"}, {Label: "material", Value: "linen/cotton"}}
	if diff := cmp.Diff(want, got.Attributes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStockIsCountedOnlyWhereFewAreLeft(t *testing.T) {
	w := smallShop(t).writer("en")
	for stock, want := range map[int]string{0: "In stock", 1: "Only 1 left", 5: "Only 5 left", 6: "In stock"} {
		p := &catalog.Product{Price: yuan(9), Availability: catalog.InStock, Stock: &stock}
		if got := w.Stock(p); got != want {
			t.Errorf("%d pieces in stock: %q, want %q", stock, got, want)
		}
	}
}

func TestWhyNamesWhatIsMetMissedAndNotListed(t *testing.T) {
	s := smallShop(t)
	in := func(attribute string, values ...string) catalog.Condition {
		return catalog.Condition{Attribute: attribute, Op: catalog.In, Values: values}
	}
	not := func(attribute string, values ...string) catalog.Condition {
		return catalog.Condition{Attribute: attribute, Op: catalog.NotIn, Values: values}
	}
	price := func(op catalog.Op, yuan int64) catalog.Condition {
		return catalog.Condition{Attribute: catalog.PriceAttribute, Op: op, Amount: yuan * 100}
	}
	for _, test := range []struct {
		name, id     string
		must, prefer []catalog.Condition
		words        []string
		en, zh       string
	}{
		{name: "by what is notable without wishes", id: "coat", en: "cotton", zh: "棉"},
		{name: "with the product's own word for an umbrella wish", id: "coat", must: []catalog.Condition{in("color", "blue", "light blue", "navy")}, en: "Fits: navy", zh: "符合：藏青色"},
		{name: "with the umbrella itself when it is missed", id: "shirt-white-s", prefer: []catalog.Condition{in("color", "blue", "denim blue", "light blue", "navy", "turquoise")}, en: "Doesn't match: blue", zh: "不符：蓝色"},
		{name: "with every value that was asked for when all are missed", id: "shirt-white-s", prefer: []catalog.Condition{in("color", "black", "khaki")}, en: "Doesn't match: black/khaki", zh: "不符：黑色/卡其色"},
		{name: "with what it is free of", id: "coat", must: []catalog.Condition{not("material", "leather")}, en: "Fits: not leather", zh: "符合：不是真皮"},
		{name: "with the umbrella that it is free of", id: "coat", must: []catalog.Condition{not("color", "burgundy", "coral", "red")}, en: "Fits: not red", zh: "符合：不是红色"},
		{name: "with what it should have been free of", id: "coat", prefer: []catalog.Condition{not("material", "cotton")}, en: "Doesn't match: not cotton", zh: "不符：不是棉"},
		{name: "with a must that is not listed", id: "lamp", must: []catalog.Condition{in("material", "brass")}, en: "Not listed: material", zh: "未注明：材质"},
		{name: "without a preference that is not listed", id: "lamp", prefer: []catalog.Condition{in("material", "brass")}},
		{name: "with a feature by its name", id: "coat", must: []catalog.Condition{in("waterproof", "yes")}, en: "Fits: waterproof", zh: "符合：防水"},
		{name: "with the budget", id: "coat", must: []catalog.Condition{price(catalog.Max, 1100)}, en: "Within your budget", zh: "在预算内"},
		{name: "without a budget of which one bound is broken", id: "coat", prefer: []catalog.Condition{price(catalog.Min, 500), price(catalog.Max, 600)}, en: "cotton", zh: "棉"},
		{name: "without the category, which goes without saying", id: "coat", must: []catalog.Condition{in("product_type", "coats")}, en: "cotton", zh: "棉"},
		{name: "with the shopper's words that its text has", id: "coat", words: []string{"commuter", "通勤", "sailing"}, en: "Fits: “commuter”, “通勤”", zh: "符合：“commuter”、“通勤”"},
		{
			name: "with all of it", id: "coat", must: []catalog.Condition{in("color", "navy"), price(catalog.Max, 2000), in("season", "winter")},
			prefer: []catalog.Condition{in("material", "linen")},
			en:     "Fits: navy; within your budget. Doesn't match: linen. Not listed: season",
			zh:     "符合：藏青色；在预算内。不符：亚麻。未注明：季节",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			ranked := ranking.Rank(
				[]ranking.Candidate{{ID: test.id, Record: s.record(test.id)}},
				ranking.Wishes{Must: test.must, Prefer: test.prefer}, ranking.Default())
			for lang, want := range map[string]string{"en": test.en, "zh": test.zh} {
				card := s.writer(lang).Card(s.row(test.id), s.record(test.id), 1, ranked[0].Reasons, test.words)
				if card.Why != want {
					t.Errorf("%s: %q, want %q", lang, card.Why, want)
				}
			}
		})
	}
}
