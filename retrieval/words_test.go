package retrieval_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestWordsAloneFindWhatHasThem(t *testing.T) {
	s := newShop(t, haberdasher)
	for _, c := range []struct {
		name  string
		texts []string
		want  []string
	}{
		{"a word of a title", []string{"glow"}, []string{"glow"}},
		{"a word of a title, in Chinese", []string{"暖光"}, []string{"glow"}},
		{"a sentence around it", []string{"Do you have the Enigma?"}, []string{"enigma"}},
		{"a sentence around it, in Chinese", []string{"你们有没有谜之"}, []string{"enigma"}},
		{"a value that only this shop has", []string{"woodwhite"}, []string{"glow"}},
		{"two wishes", []string{"dune", "glow"}, []string{"glow", "dune"}},
		{"a wish said again counts once", []string{"dune", "dune or glow"}, []string{"glow", "dune"}},
		{"no words", nil, nil},
		{"words without meaning", []string{"the", "的"}, nil},
		{"words that no product has", []string{"submarine", "潜水艇"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.search(t, retrieval.Query{Texts: c.texts})
			if diff := cmp.Diff(c.want, ids(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if r.Total != len(c.want) {
				t.Errorf("%d in all, want the %d found", r.Total, len(c.want))
			}
		})
	}
}

func TestTheLatestWishCountsMore(t *testing.T) {
	s := newShop(t, haberdasher)
	for _, c := range []struct {
		name   string
		texts  []string
		latest int
		want   []string
	}{
		{"one narrows the other", []string{"glow", "dune"}, 1, []string{"dune", "glow"}},
		{"both are of one message", []string{"glow", "dune"}, 2, []string{"glow", "dune"}},
		{"which came later is not known", []string{"glow", "dune"}, 0, []string{"glow", "dune"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.search(t, retrieval.Query{Texts: c.texts, Latest: c.latest})
			if diff := cmp.Diff(c.want, ids(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWordsOnlyRankWhatIsAskedFor(t *testing.T) {
	s := newShop(t, haberdasher)
	for _, c := range []struct {
		name         string
		must         catalog.Condition
		found, total int
	}{
		{"all of a kind is found, whatever words it has", in("product_type", "shirts"), 4, 4},
		{"a bound on the price is no kind", atMost(500), 1, 5},
		{"what it must not be is no kind", notIn("color", "white"), 1, 3},
	} {
		for _, text := range []string{"dune", "沙丘"} {
			t.Run(c.name+", "+text, func(t *testing.T) {
				r := s.search(t, retrieval.Query{Texts: []string{text}, Must: catalog.Filter{c.must}})
				if len(r.Ranked) != c.found || r.Ranked[0].ID != "dune" {
					t.Errorf("found %q, want %d, dune first", ids(r), c.found)
				}
				if r.Total != c.total {
					t.Errorf("%d in all, want the %d that keep the must", r.Total, c.total)
				}
			})
		}
	}
	t.Run("what has the words but is of another kind is not found", func(t *testing.T) {
		r := s.search(t, retrieval.Query{Texts: []string{"glow"}, Must: catalog.Filter{in("product_type", "shirts")}})
		if len(r.Ranked) != 4 || slices.Contains(ids(r), "glow") {
			t.Errorf("found %q, want the 4 shirts", ids(r))
		}
	})
}

func TestAQueryFindsProductsWrittenInTheOtherLanguage(t *testing.T) {
	s := newShop(t, `
{"id":"zh-shirt","title":"微风短袖","lang":"zh","brand":"木白","product_type":"服装 > 衬衫","color":"藏青色","material":"亚麻"}
{"id":"en-shirt","title":"Breeze","lang":"en","brand":"Mubai","product_type":"Clothing > Shirts","color":"Burgundy","material":"Silk"}
{"id":"zh-lamp","title":"暖光","lang":"zh","product_type":"家居 > 台灯","color":"白色"}
{"id":"en-lamp","title":"Glow","lang":"en","product_type":"Home > Desk Lamps","color":"Black"}
`)
	for _, c := range []struct{ en, zh, want string }{
		{"navy shirt", "藏青色衬衫", "zh-shirt"},
		{"a linen shirt", "亚麻衬衫", "zh-shirt"},
		{"wine red shirt", "酒红色衬衫", "en-shirt"},
		{"silk", "真丝", "en-shirt"},
		{"white desk lamp", "白色台灯", "zh-lamp"},
		{"black desk lamp", "黑色台灯", "en-lamp"},
	} {
		for _, text := range []string{c.en, c.zh} {
			t.Run(text, func(t *testing.T) {
				if got := ids(s.search(t, retrieval.Query{Texts: []string{text}})); len(got) == 0 || got[0] != c.want {
					t.Errorf("found %q, want %s first", got, c.want)
				}
			})
		}
	}
	t.Run("by a kind of product that the feed has no name for", func(t *testing.T) {
		s := newShop(t, `
{"id":"zh-kite","title":"儿童连衣裙","lang":"zh"}
{"id":"en-kite","title":"Children's Dress","lang":"en"}
{"id":"other","title":"其他","lang":"zh"}
`)
		for text, want := range map[string][]string{"dress": {"en-kite", "zh-kite"}, "连衣裙": {"zh-kite", "en-kite"}} {
			if diff := cmp.Diff(want, ids(s.search(t, retrieval.Query{Texts: []string{text}}))); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
	})
}

func TestAResultSaysHowMuchOfTheWordsItMeets(t *testing.T) {
	s := newShop(t, haberdasher)
	coverage := func(t *testing.T, texts ...string) float64 {
		t.Helper()
		share := s.search(t, retrieval.Query{Texts: texts}).Coverage
		if math.IsNaN(share) || share < 0 || share > 1 {
			t.Fatalf("%q: coverage %g is no share", texts, share)
		}
		return share
	}
	t.Run("all, if nothing is said", func(t *testing.T) {
		for _, texts := range [][]string{nil, {""}, {"the"}, {"的", "?"}} {
			if got := coverage(t, texts...); got != 1 {
				t.Errorf("%q: %g, want 1", texts, got)
			}
		}
	})
	t.Run("nothing, if no product has any of it", func(t *testing.T) {
		for _, text := range []string{"submarine", "潜水艇", "yellow submarine"} {
			if got := coverage(t, text); got != 0 {
				t.Errorf("%q: %g, want 0", text, got)
			}
		}
	})
	t.Run("most, if one product has it all", func(t *testing.T) {
		for _, text := range []string{"dune", "沙丘衬衫", "glow lamp"} {
			if got := coverage(t, text); got < 0.8 {
				t.Errorf("%q: %g, want most", text, got)
			}
		}
	})
	t.Run("less, the more of it no product has", func(t *testing.T) {
		all, half, third := coverage(t, "dune"), coverage(t, "dune submarine"), coverage(t, "dune submarine periscope")
		if !(all > half && half > third && third > 0) {
			t.Errorf("%g, %g, %g", all, half, third)
		}
	})
	t.Run("less, if no one product has it all", func(t *testing.T) {
		if together, apart := coverage(t, "canvas shirt"), coverage(t, "canvas lamp"); together <= apart {
			t.Errorf("on one product %g, on two %g", together, apart)
		}
	})
	t.Run("of what is not refused", func(t *testing.T) {
		if got := s.search(t, retrieval.Query{Texts: []string{"glow"}, Refused: []string{"glow"}}).Coverage; got != 0 {
			t.Errorf("%g, want 0", got)
		}
	})
	t.Run("and names the words that no product has, each once", func(t *testing.T) {
		for _, c := range []struct{ texts, want []string }{
			{nil, nil}, {[]string{"dune shirt"}, nil}, {[]string{"沙丘衬衫"}, nil},
			{[]string{"dune submarine"}, []string{"submarine"}},
			{[]string{"dune submarine", "a submarine and a periscope"}, []string{"submarine", "periscope"}},
			{[]string{"沙丘潜艇"}, []string{"丘潜", "潜艇"}},
		} {
			if diff := cmp.Diff(c.want, s.search(t, retrieval.Query{Texts: c.texts}).Unknown); diff != "" {
				t.Errorf("%q (-want +got):\n%s", c.texts, diff)
			}
		}
	})
}

func TestMentionsAsksWhetherAnyAdmittedProductHasAWord(t *testing.T) {
	s := newShop(t, haberdasher)
	shirts, lamps := catalog.Filter{in("product_type", "shirts")}, catalog.Filter{in("product_type", "desk lamps")}
	for _, c := range []struct {
		name   string
		texts  []string
		filter catalog.Filter
		want   bool
	}{
		{"of the shop", []string{"glow", "暖光", "a submarine with a glow"}, nil, true},
		{"of its kind", []string{"glow", "暖光"}, lamps, true},
		{"of another kind", []string{"glow", "暖光"}, shirts, false},
		{"what costs too much", []string{"dune", "沙丘"}, catalog.Filter{atMost(398)}, false},
		{"what costs just that", []string{"dune", "沙丘"}, catalog.Filter{atMost(399)}, true},
		{"what has no price, under a bound", []string{"enigma", "谜之"}, catalog.Filter{atMost(1)}, true},
		{"nobody", []string{"submarine", "潜水艇"}, nil, false},
		{"nothing said", []string{"", "the", "的"}, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range c.texts {
				got, err := s.Mentions(t.Context(), text, c.filter)
				if err != nil {
					t.Fatal(err)
				}
				if got != c.want {
					t.Errorf("%q: %t, want %t", text, got, c.want)
				}
			}
		})
	}
}

func TestANameOfAModelIsFoundHoweverItIsSpaced(t *testing.T) {
	s := newShop(t, `
{"id":"spaced","title":"Orvane P30 Pro phone","lang":"en"}
{"id":"glued","title":"Orvane V11Lite phone","lang":"en"}
{"id":"older","title":"Orvane P20 phone","lang":"en"}
{"id":"chinese","title":"星野 X5 Max 手机","lang":"zh"}
`)
	for _, c := range []struct{ text, want string }{
		{"p30pro", "spaced"},
		{"orvane p30 pro", "spaced"},
		{"v11 lite", "glued"},
		{"V11Lite", "glued"},
		{"x5max", "chinese"},
		{"星野x5max手机", "chinese"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r := s.search(t, retrieval.Query{Texts: []string{c.text}})
			if got := ids(r); len(got) == 0 || got[0] != c.want {
				t.Errorf("found %q, want %q first", got, c.want)
			}
		})
	}
	t.Run("a name that no product has is unknown as it was typed", func(t *testing.T) {
		r := s.search(t, retrieval.Query{Texts: []string{"p40ultra"}})
		if diff := cmp.Diff([]string{"p40ultra"}, r.Unknown); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestAChineseWordIsFoundInsideAnother(t *testing.T) {
	s := newShop(t, `
{"id":"bed","title":"加厚保暖猫窝","lang":"zh"}
{"id":"bowl","title":"陶瓷猫碗","lang":"zh"}
{"id":"kennel","title":"小号狗屋","lang":"zh"}
{"id":"rest","title":"青瓷笔山","lang":"zh"}
`)
	for _, c := range []struct{ text, want string }{
		{"窝", "bed"},
		{"狗睡的窝", "bed"},
		{"给狗的小屋", "kennel"},
		{"山形摆件", "rest"},
	} {
		t.Run(c.text, func(t *testing.T) {
			r := s.search(t, retrieval.Query{Texts: []string{c.text}})
			if got := ids(r); len(got) == 0 || got[0] != c.want {
				t.Errorf("found %q, want %q first", got, c.want)
			}
		})
	}
}

func TestAKindIsFoundByTheNeedForIt(t *testing.T) {
	s := newShop(t, `
{"id":"umbrella","title":"Squall","lang":"en","product_type":"Accessories > Umbrellas"}
{"id":"伞","title":"骤雨","lang":"zh","product_type":"配饰 > 雨伞"}
{"id":"named","title":"Umbrella Drizzle","lang":"en"}
{"id":"shirt","title":"Breeze","lang":"en","product_type":"Clothing > Shirts"}
{"id":"kettle","title":"小溪","lang":"zh","product_type":"家电 > 电水壶"}
`)
	needs := map[string]string{
		"en": lexical.Default().Needs("umbrellas", "en")[0], "zh": lexical.Default().Needs("umbrellas", "zh")[0],
	}
	for lang, need := range needs {
		t.Run("said in "+lang, func(t *testing.T) {
			r := s.search(t, retrieval.Query{Texts: []string{need}})
			found := ids(r)
			if len(found) < 3 {
				t.Fatalf("%q finds %q, want three umbrellas", need, found)
			}
			first := slices.Sorted(slices.Values(found[:3]))
			if diff := cmp.Diff([]string{"named", "umbrella", "伞"}, first); diff != "" {
				t.Errorf("%q finds %q (-want +got):\n%s", need, found, diff)
			}
		})
		t.Run("no product says it, said in "+lang, func(t *testing.T) {
			if s.Has(&s.products[0], lexical.ContentTerms(need)) {
				t.Errorf("%q is said to stand in the listing", need)
			}
		})
	}
}
