package answer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func checkText(t *testing.T, w *answer.Writer, a answer.Answer, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, strings.Split(a.Text(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := w.Err(); err != nil {
		t.Error(err)
	}
	if err := a.Verify(w.Lang); err != nil {
		t.Error(err)
	}
}

func TestARecommendationIsItsLeadItsListAndItsClosing(t *testing.T) {
	s := smallShop(t)
	w := s.writer("zh")
	cards, _ := s.cards(w, "shirt-white-s", "film")
	choices := []answer.Choice{{Label: "棉", Say: "棉", Count: 2}}
	a := w.Recommendation(prompts.Lead{}, cards, "您更想要哪种材质？", choices)
	checkText(t, w, a,
		"根据您的需求，我为您推荐以下商品：",
		"1. 亚麻立领衬衫　¥159（原价¥199）　仅剩2件",
		"2. 纪录片电影《修表人》　随时可看可听",
		"您更想要哪种材质？")
	if diff := cmp.Diff(answer.Answer{Cards: cards, Choices: choices}, answer.Answer{Cards: a.Cards, Choices: a.Choices}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDetailTellsAllThatTheListingAndItsVariantsState(t *testing.T) {
	s := smallShop(t)
	w := s.writer("en")
	card := s.card(w, 2, "shirt-white-s")
	a := w.Detail(s.row("shirt-white-s"), card, s.variants("shirt"))
	checkText(t, w, a,
		"Linen Band-Collar Shirt · ¥159 (was ¥199) · Only 2 left",
		"New for 2026 and easy to care for.",
		"· brand: 361°", "· colour: white, navy", "· size: S, 2XL, M", "· material: linen, cotton", "· season: summer", "· breathable: ✓", "· gender: men")
	if diff := cmp.Diff([]answer.Card{card}, a.Cards); diff != "" {
		t.Errorf("the card (-given +shown):\n%s", diff)
	}
	w = s.writer("zh")
	checkText(t, w, w.Detail(s.row("film"), s.card(w, 1, "film"), nil),
		"纪录片电影《修表人》　随时可看可听", "2026年新款，容易打理。", "· 题材：纪录片", "· 年份：2023")
}

func TestVariantsAreFoundOrNotOrNotListed(t *testing.T) {
	s := smallShop(t)
	for _, test := range []struct {
		name, lang, group, attribute, value string
		want                                []string
	}{
		{"found", "en", "shirt", "color", "white", []string{
			"Yes, “Linen Band-Collar Shirt” comes in white:",
			"· white, S, linen/cotton · ¥159 · Only 2 left", "· white, XXL, linen/cotton · ¥199 · In stock",
		}},
		{"found", "zh", "shirt", "size", "M", []string{"有的，「亚麻立领衬衫」有M码：", "· 藏青色 M码 亚麻/棉　¥199　有货"}},
		{"not found", "en", "shirt", "color", "red", []string{"“Linen Band-Collar Shirt” doesn't come in red, only in white and navy."}},
		{"not found", "zh", "shirt", "size", "XL", []string{"「亚麻立领衬衫」没有XL码，可选的尺码有：S码、XXL码、M码。"}},
		{"not listed", "en", "lamp", "color", "red", []string{"The listing of “Brass Desk Lamp” doesn't say anything about “colour”, so I can't say whether it comes in red."}},
		{"not listed", "zh", "lamp", "size", "XL", []string{"「黄铜台灯」的商品页没有注明尺码，我没法确定有没有XL码。"}},
	} {
		t.Run(test.name+"/"+test.lang, func(t *testing.T) {
			w := s.writer(test.lang)
			variants := s.variants(test.group)
			asked := []catalog.Condition{{Attribute: test.attribute, Op: catalog.In, Values: []string{test.value}}}
			a := w.Variants(variants[0].Text(test.lang).Title, variants, s.Record, asked, w.Value(test.attribute, test.value))
			checkText(t, w, a, test.want...)
		})
	}
}

func TestAnAttributeIsToldFromTheListing(t *testing.T) {
	s := smallShop(t)
	for _, test := range []struct{ name, lang, group, attribute, want string }{
		{"with its values over all variants", "en", "shirt", "color", "“Linen Band-Collar Shirt”, colour: white, navy."},
		{"with its values over all variants", "zh", "shirt", "color", "「亚麻立领衬衫」的颜色：白色、藏青色。"},
		{"with a brand that has a number", "en", "shirt", "brand", "“Linen Band-Collar Shirt”, brand: 361°."},
		{"as a feature that it has", "en", "coat", "waterproof", "Yes, the listing of “Commuter Trench” says so: waterproof."},
		{"as a feature that it has", "zh", "coat", "waterproof", "是的，「通勤风衣」的商品页上写明：防水。"},
		{"as a feature that it lacks", "en", "coat", "breathable", "No, the listing of “Commuter Trench” says no to “breathable”."},
		{"as a feature that it lacks", "zh", "coat", "breathable", "不是的，看商品页，「通勤风衣」的“透气”一项是“否”。"},
		{"as a feature that is not listed", "en", "lamp", "dimmable", "The listing of “Brass Desk Lamp” doesn't say anything about “dimmable”."},
		{"as a feature that is not listed", "zh", "lamp", "dimmable", "「黄铜台灯」的商品页没有注明可调光。"},
		{"as a value that is not listed", "en", "lamp", "material", "The listing of “Brass Desk Lamp” doesn't say anything about “material”."},
	} {
		t.Run(test.name+"/"+test.lang, func(t *testing.T) {
			w := s.writer(test.lang)
			variants := s.variants(test.group)
			checkText(t, w, w.Attribute(variants[0].Text(test.lang).Title, variants, test.attribute), test.want)
		})
	}
}

func TestAFeatureOfSomeVariantsIsOneOfTheProduct(t *testing.T) {
	s := smallShop(t)
	w := s.writer("en")
	coat, lamp := s.row("coat"), s.row("lamp")
	for name, variants := range map[string][]*catalog.Product{"stated first": {coat, lamp}, "stated last": {lamp, coat}} {
		t.Run(name, func(t *testing.T) {
			checkText(t, w, w.Attribute("Both", variants, "waterproof"), "Yes, the listing of “Both” says so: waterproof.")
			checkText(t, w, w.Attribute("Both", variants, "breathable"), "No, the listing of “Both” says no to “breathable”.")
		})
	}
}

func TestCompareShowsOnlyWhatDiffers(t *testing.T) {
	s := smallShop(t)
	for _, test := range []struct {
		name, lang string
		ids        []string
		want       []string
	}{
		{"two variants", "en", []string{"shirt-white-s", "shirt-white-xxl"}, []string{
			"How they differ:", "· price: ① ¥159 Only 2 left; ② ¥199 In stock", "· size: ① S; ② 2XL",
		}},
		{"products of which one states little", "zh", []string{"coat", "lamp"}, []string{
			"这几款的不同：", "· 价格：① ¥1,099 有货；② ¥199 暂时缺货，可先下单", "· 品牌：① Mubai；② –", "· 颜色：① 藏青色；② –",
			"· 尺码：① M码；② –", "· 材质：① 棉；② –", "· 透气：① ✗；② –", "· 防水：① ✓；② –",
		}},
		{"a product and content without a price", "en", []string{"lamp", "film"}, []string{
			"How they differ:", "· price: ① ¥199 Out of stock for now, can be ordered ahead; ② Available now",
			"· genre: ① –; ② documentary", "· year: ① –; ② 2023",
		}},
		{"a product and itself", "en", []string{"coat", "coat"}, []string{"Their listings agree on everything they state."}},
		{"nothing", "zh", nil, []string{"它们在商品页上注明的各项都一样。"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := s.writer(test.lang)
			a := w.Compare(s.cards(w, test.ids...))
			checkText(t, w, a, test.want...)
			if len(a.Cards) != len(test.ids) {
				t.Errorf("%d cards for %d items", len(a.Cards), len(test.ids))
			}
		})
	}
}

func TestAWriterKeepsItsFirstError(t *testing.T) {
	w := smallShop(t).writer("fr")
	if text := w.Say(prompts.Hello); text != "" {
		t.Errorf("wrote %q in a language without templates", text)
	}
	first := w.Err()
	if w.Say(prompts.Bye); first == nil || !errors.Is(w.Err(), first) {
		t.Errorf("first %v, then %v", first, w.Err())
	}
}
