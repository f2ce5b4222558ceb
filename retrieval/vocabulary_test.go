package retrieval_test

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// outfitter is a shop whose feed mixes the languages and has values of its own.
const outfitter = `
{"id":"oxford-m","item_group_id":"oxford","title":"牛津纺衬衫","lang":"zh","texts":{"en":{"title":"Oxford Shirt"}},"brand":"Mubai","price":"199 CNY","product_type":"Clothing > Shirts","color":"藏青色","size":"M","material":"cotton","gender":"male","stock":3,"thread_count":"80"}
{"id":"oxford-110","item_group_id":"oxford","title":"牛津纺衬衫","lang":"zh","texts":{"en":{"title":"Oxford Shirt"}},"brand":"Mubai","price":"159 CNY","product_type":"Clothing > Shirts","color":"White","size":"110","material":"cotton/linen","gender":"male"}
{"id":"kite","title":"Stunt Kite","lang":"en","brand":"Ü","price":"89 CNY","product_type":"Outdoor Fun > Kites","material":"Ripstop","label":"gift","use":"gift","wireless":"false"}
{"id":"spool","title":"线轴","lang":"zh","brand":"鹿","price":"12 CNY","product_type":"Outdoor Fun > 风筝线轴"}
`

// meanings returns, in order, what the words of a text mean: of words that
// overlap, the phrase that begins first.
func meanings(v *retrieval.Vocabulary, text string) []retrieval.Meaning {
	var all []retrieval.Meaning
	end := 0
	for _, m := range v.Find(lexical.Atoms(lexical.Normalize(text))) {
		if m.From >= end {
			all, end = append(all, m.Values...), m.To
		}
	}
	slices.SortFunc(all, func(a, b retrieval.Meaning) int {
		return cmp.Or(cmp.Compare(a.Attribute, b.Attribute), cmp.Compare(a.Value, b.Value))
	})
	return all
}

func TestAPhraseMeansWhatItMeansInThisShop(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	for _, c := range []struct {
		name  string
		texts []string
		want  []retrieval.Meaning
	}{
		{"a value that is stated in Chinese", []string{"navy", "Navy Blue", "ＮＡＶＹ", "藏青", "藏青色", "深蓝色"}, []retrieval.Meaning{{"color", "navy"}}},
		{"a value that is stated in English", []string{"white", "pure white", "白色", "雪白"}, []retrieval.Meaning{{"color", "white"}}},
		{"several values in one sentence", []string{"a navy cotton shirt for men", "藏青色的棉质衬衫，男士穿"}, []retrieval.Meaning{{"color", "navy"}, {"gender", "male"}, {"material", "cotton"}, {"product_type", "shirts"}}},
		{"a product type", []string{"shirt", "SHIRTS", "衬衫", "衬衣", "襯衫"}, []retrieval.Meaning{{"product_type", "shirts"}}},
		{"an umbrella over a product type", []string{"tops", "upper garment", "上衣", "上装"}, []retrieval.Meaning{{"product_type", "tops"}}},
		{"an umbrella over colours", []string{"blue", "蓝色"}, []retrieval.Meaning{{"color", "blue"}}},
		{"a value that no product has, of an attribute that some state", []string{"burgundy", "wine red", "酒红色"}, []retrieval.Meaning{{"color", "burgundy"}}},
		{"a pure material", []string{"pure cotton", "100% cotton", "100% pure cotton", "纯棉", "全棉", "100%棉", "100%纯棉"}, []retrieval.Meaning{{"material", "pure cotton"}}},
		{"a pure material that nothing is made of", []string{"pure silk", "100% silk", "纯真丝", "100%真丝"}, []retrieval.Meaning{{"material", "pure silk"}}},
		{"a material that only this shop knows", []string{"ripstop", "RIPSTOP"}, []retrieval.Meaning{{"material", "ripstop"}}},
		{"a brand", []string{"mubai", "Mubai's"}, []retrieval.Meaning{{"brand", "mubai"}}},
		{"a product type that only this shop has", []string{"kites", "Kite"}, []retrieval.Meaning{{"product_type", "kites"}}},
		{"a product type that only this shop has, in Chinese", []string{"风筝线轴"}, []retrieval.Meaning{{"product_type", "风筝线轴"}}},
		{"a size of one letter, which the lexicon has", []string{"M", "size M", "M码", "中号"}, []retrieval.Meaning{{"size", "M"}}},
		{"a word with two meanings", []string{"a gift", "送礼"}, []retrieval.Meaning{{"label", "gift"}, {"use", "gift"}}},
		{"a flag that is stated, if only to deny it", []string{"wireless", "无线"}, []retrieval.Meaning{{"wireless", "yes"}}},

		{"nothing, for a product type that the shop lacks", []string{"a dress", "连衣裙", "films", "电影"}, nil},
		{"nothing, for an umbrella over what the shop lacks", []string{"bottoms", "裤装", "lighting", "灯具"}, nil},
		{"nothing, for an attribute that no product states", []string{"waterproof", "防水", "summer", "夏天"}, nil},
		{"nothing, for a bare number that is a size", []string{"110", "under 110"}, nil},
		{"nothing, for a single letter that is a brand", []string{"ü", "Ü"}, nil},
		{"nothing, for a single character that is a brand", []string{"鹿"}, nil},
		{"nothing, for a value of an attribute that cannot be filtered by", []string{"80", "thread count 80"}, nil},
		{"nothing, for a title", []string{"Oxford", "stunt", "牛津纺"}, nil},
		{"nothing, for nothing", []string{"", " ", "?!", "。"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range c.texts {
				if diff := gocmp.Diff(c.want, meanings(v, text)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", text, diff)
				}
			}
		})
	}
}

func TestABrandIsKnownByItsNamesInBothLanguagesWhereItIsSold(t *testing.T) {
	for _, c := range []struct {
		name, feed string
		want       []retrieval.Meaning
	}{
		{"where the feed writes it in English", `{"id":"a","title":"Phone","lang":"en","brand":"Apple"}`, []retrieval.Meaning{{"brand", "apple"}}},
		{"where the feed writes it in Chinese", `{"id":"a","title":"手机","lang":"zh","brand":"苹果"}`, []retrieval.Meaning{{"brand", "apple"}}},
		{"but not at a greengrocer's", `{"id":"a","title":"Pink Lady","lang":"en","brand":"Orchard"}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := vocabularyOf(feed(t, c.feed))
			for _, text := range []string{"an apple", "苹果", "蘋果"} {
				if diff := gocmp.Diff(c.want, meanings(v, text)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", text, diff)
				}
			}
		})
	}
}

func TestPhrasesAreFoundWhereTheyStandAndMayOverlap(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	got := v.Find(lexical.Atoms("my navy blue shirt"))
	want := []lexical.Match[retrieval.Meaning]{
		{From: 1, To: 3, Values: []retrieval.Meaning{{"color", "navy"}}},
		{From: 2, To: 3, Values: []retrieval.Meaning{{"color", "blue"}}},
		{From: 3, To: 4, Values: []retrieval.Meaning{{"product_type", "shirts"}}},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheMeaningsOfAWordStandInTheSameOrderEachTime(t *testing.T) {
	c := feed(t, `{"id":"a","title":"A","brand":"Ember","product_type":"Ember","material":"Ember","pattern":"Ember","style":"Ember"}`)
	want := []retrieval.Meaning{{"brand", "ember"}, {"material", "ember"}, {"pattern", "ember"}, {"product_type", "ember"}, {"style", "ember"}}
	for range 20 {
		got := vocabularyOf(c).Find(lexical.Atoms("ember"))
		if len(got) != 1 {
			t.Fatalf("found %v", got)
		}
		if diff := gocmp.Diff(want, got[0].Values); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func TestFindAttributesFindsTheirNames(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	for text, want := range map[string][]string{
		"what colour and fabric is it?":         {"color", "material"},
		"它是什么颜色，什么面料？":                          {"color", "material"},
		"how much memory, and what screen size": {"price", "memory", "screen"},
		"价格、品牌和容量":                              {"price", "brand", "capacity"},
		"is it navy":                            nil,
	} {
		var got []string
		for _, m := range v.FindAttributes(lexical.Atoms(lexical.Normalize(text))) {
			got = append(got, m.Values...)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestListsSaysWhatAnyProductStates(t *testing.T) {
	for _, c := range []struct {
		name, rows   string
		lists, lacks []string
	}{
		{
			"a shop", outfitter,
			[]string{"price", "stock", "availability", "color", "size", "brand", "product_type", "wireless", "thread_count"},
			[]string{"waterproof", "battery", "season", "nonsense", ""},
		},
		{
			"content without prices, stock or brands", `{"id":"film","title":"A Film","product_type":"Content > Films","genre":"drama","duration":"96 min"}`,
			[]string{"product_type", "genre", "duration"},
			[]string{"price", "stock", "availability", "brand"},
		},
		{"an empty shop", "", nil, []string{"price", "stock", "product_type", "brand", "color"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := vocabularyOf(feed(t, c.rows))
			for _, attribute := range c.lists {
				if !v.Lists(attribute) {
					t.Errorf("does not list %s", attribute)
				}
			}
			for _, attribute := range c.lacks {
				if v.Lists(attribute) {
					t.Errorf("lists %q", attribute)
				}
			}
		})
	}
}

func TestExpandAddsWhatAnUmbrellaCovers(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	for _, c := range []struct {
		attribute, value string
		covers, not      []string
	}{
		{"product_type", "tops", []string{"tops", "shirts", "t-shirts"}, []string{"trousers"}},
		{"color", "blue", []string{"blue", "navy", "light blue"}, []string{"white"}},
		{"gender", "male", []string{"male", "unisex"}, []string{"female"}},
		{"color", "navy", []string{"navy"}, []string{"blue"}},
		{"brand", "mubai", []string{"mubai"}, nil},
	} {
		got := v.Expand(c.attribute, c.value)
		for _, value := range c.covers {
			if !slices.Contains(got, value) {
				t.Errorf("%s %q does not cover %q: %q", c.attribute, c.value, value, got)
			}
		}
		for _, value := range c.not {
			if slices.Contains(got, value) {
				t.Errorf("%s %q covers %q", c.attribute, c.value, value)
			}
		}
	}
}

func TestSortedPutsValuesInTheOrderToShowThem(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	for _, c := range []struct {
		name         string
		values, want []string
	}{
		{"letters from small to large", []string{"XL", "S", "XXL", "M", "L", "XS"}, []string{"XS", "S", "M", "L", "XL", "XXL"}},
		{"numbers by size", []string{"110", "90", "100.5", "100"}, []string{"90", "100", "100.5", "110"}},
		{"numbers by size whether the lexicon lists them or not", []string{"46", "45", "44", "35"}, []string{"35", "44", "45", "46"}},
		{"what the lexicon does not list, as it stood", []string{"150x200 cm", "120x150 cm"}, []string{"150x200 cm", "120x150 cm"}},
		{"numbers, then what is not listed, then letters", []string{"S", "queen", "110", "XS", "90", "king", "38"}, []string{"38", "90", "110", "queen", "king", "XS", "S"}},
		{"nothing", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := slices.Clone(c.values)
			if diff := gocmp.Diff(c.want, v.Sorted("size", given)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(c.values, given); diff != "" {
				t.Errorf("the values given changed (-before +after):\n%s", diff)
			}
		})
	}
}

func TestWordsToShow(t *testing.T) {
	v := vocabularyOf(feed(t, outfitter))
	for _, c := range []struct{ name, got, want string }{
		{"the label of a value, in Chinese", v.Label("color", "navy", "zh"), "藏青色"},
		{"the label of a value, in English", v.Label("color", "navy", "en"), "navy"},
		{"the label of a value that the lexicon lacks is the value", v.Label("brand", "mubai", "zh"), "mubai"},
		{"the label of a pure material, in Chinese", v.Label("material", "pure linen", "zh"), "纯亚麻"},
		{"the label of a pure material, in English", v.Label("material", "pure linen", "en"), "pure linen"},
		{"the label of a pure material that the lexicon lacks", v.Label("material", "pure ripstop", "en"), "pure ripstop"},
		{"only materials are pure", v.Label("brand", "pure linen", "zh"), "pure linen"},
		{"an English value, shown in Chinese", v.Show("color", "Navy", "zh"), "藏青色"},
		{"a Chinese value, shown in English", v.Show("color", "深蓝色", "en"), "navy"},
		{"an English spelling stays as the feed wrote it in English", v.Show("size", "2XL", "en"), "2XL"},
		{"an English spelling, shown in Chinese", v.Show("size", "2XL", "zh"), "XXL码"},
		{"a Chinese value that the lexicon lacks is shown as the feed wrote it", v.Show("product_type", "风筝线轴", "en"), "风筝线轴"},
		{"a value that the lexicon lacks is shown as the feed wrote it", v.Show("material", "Ripstop", "zh"), "Ripstop"},
		{"a brand is shown as the feed wrote it", v.Show("brand", "Mubai", "en"), "Mubai"},
		{"a brand in two scripts is, too", v.Show("brand", "Mubai木白", "en"), "Mubai木白"},
		{"the name of an attribute, in Chinese", v.AttributeLabel("color", "zh"), "颜色"},
		{"the name of an attribute, in English", v.AttributeLabel("color", "en"), "colour"},
		{"the name of an attribute that the lexicon lacks", v.AttributeLabel("thread_count", "zh"), "thread count"},
		{"the currency of most prices", v.Currency(), "CNY"},
		{"no currency without prices", vocabularyOf(feed(t, `{"id":"film","title":"A Film"}`)).Currency(), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestAFlagIsStatedDeniedOrLeftOpen(t *testing.T) {
	c := feed(t, `
{"id":"yes","title":"A","wireless":true,"waterproof":"是"}
{"id":"no","title":"B","wireless":"否","waterproof":false}
{"id":"open","title":"C","color":"red"}
`)
	v := vocabularyOf(c)
	for id, want := range map[string]string{"yes": lexical.Yes, "no": lexical.No, "open": ""} {
		for _, flag := range []string{"wireless", "waterproof"} {
			if got := v.Stated(c.Product(id), flag); got != want {
				t.Errorf("%s of product %q: %q, want %q", flag, id, got, want)
			}
		}
	}
	if !v.Flag("waterproof") || v.Flag("color") {
		t.Error("waterproof is a flag and color is none")
	}
}
