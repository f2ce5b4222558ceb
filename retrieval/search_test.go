package retrieval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// haberdasher sells shirts, of which one listing leaves most unsaid, and a lamp.
const haberdasher = `
{"id":"breeze","title":"Breeze Shirt","lang":"en","texts":{"zh":{"title":"微风衬衫"}},"price":"199 CNY","product_type":"Clothing > Shirts","color":"navy","material":"cotton","gender":"male","stock":9}
{"id":"canvas","title":"Canvas Shirt","lang":"en","texts":{"zh":{"title":"帆布衬衫"}},"price":"299 CNY","product_type":"Clothing > Shirts","color":"white","material":"cotton/linen","gender":"female","stock":8}
{"id":"dune","title":"Dune Shirt","lang":"en","texts":{"zh":{"title":"沙丘衬衫"}},"price":"399 CNY","product_type":"Clothing > Shirts","color":"light blue","material":"linen","gender":"unisex","stock":7}
{"id":"enigma","title":"Enigma Shirt","lang":"en","texts":{"zh":{"title":"谜之衬衫"}},"product_type":"Clothing > Shirts","stock":99}
{"id":"glow","brand":"Woodwhite","title":"Glow Lamp","lang":"en","texts":{"zh":{"title":"暖光台灯"}},"price":"149 CNY","product_type":"Home > Desk Lamps","color":"white","stock":5}
`

func TestEveryMustIsKeptOrNotStated(t *testing.T) {
	s := newShop(t, haberdasher)
	shirts := in("product_type", "shirts")
	for _, c := range []struct {
		name string
		must catalog.Filter
		want []string // in any order but for those in brackets, which come last
	}{
		{"a type", catalog.Filter{shirts}, []string{"breeze", "canvas", "dune", "enigma"}},
		{"a colour", catalog.Filter{shirts, in("color", "navy")}, []string{"breeze", "[enigma]"}},
		{"an umbrella over colours", catalog.Filter{shirts, in("color", s.Vocabulary().Expand("color", "blue")...)}, []string{"breeze", "dune", "[enigma]"}},
		{"not a colour", catalog.Filter{shirts, notIn("color", "navy")}, []string{"canvas", "dune", "enigma"}},
		{"a material", catalog.Filter{shirts, in("material", "cotton")}, []string{"breeze", "canvas", "[enigma]"}},
		{"a pure material", catalog.Filter{shirts, in("material", "pure cotton")}, []string{"breeze", "[enigma]"}},
		{"not a pure material", catalog.Filter{shirts, notIn("material", "pure cotton")}, []string{"canvas", "dune", "enigma"}},
		{"for men, or for all", catalog.Filter{shirts, in("gender", s.Vocabulary().Expand("gender", "male")...)}, []string{"breeze", "dune", "[enigma]"}},
		{"at most, the bound included", catalog.Filter{shirts, atMost(299)}, []string{"breeze", "canvas", "[enigma]"}},
		{"at least, the bound included", catalog.Filter{shirts, atLeast(299)}, []string{"canvas", "dune", "[enigma]"}},
		{"between", catalog.Filter{shirts, atLeast(200), atMost(300)}, []string{"canvas", "[enigma]"}},
		{"two things at once", catalog.Filter{shirts, in("color", "white", "navy"), notIn("material", "linen")}, []string{"breeze", "[enigma]"}},
		{"of every type", catalog.Filter{in("color", "white")}, []string{"canvas", "glow", "[enigma]"}},
		{"what nothing is known to keep", catalog.Filter{shirts, in("color", "burgundy")}, []string{"[enigma]"}},
		{"what nothing keeps", catalog.Filter{in("product_type", "dresses")}, nil},
	} {
		for _, texts := range [][]string{nil, {"shirt"}, {"衬衫"}, {"enigma"}, {"谜之"}, {"nonsense"}} {
			t.Run(fmt.Sprint(c.name, texts), func(t *testing.T) {
				r := s.search(t, retrieval.Query{Must: c.must, Texts: texts})
				var got []string
				for _, p := range r.Ranked {
					if p.Features.Unlisted > 0 {
						p.ID = "[" + p.ID + "]"
					}
					got = append(got, p.ID)
				}
				if len(got) > 1 && slices.ContainsFunc(got[:len(got)-1], func(id string) bool { return strings.HasPrefix(id, "[") }) {
					t.Errorf("%q: what is not known to fit is not last", got)
				}
				if diff := cmp.Diff(c.want, got, cmpopts.SortSlices(strings.Compare)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if r.Total != len(c.want) {
					t.Errorf("%d in all, want %d", r.Total, len(c.want))
				}
			})
		}
	}
}

// crowd is n rows that differ in their ids alone.
func crowd(id string, n int, properties string) string {
	var rows strings.Builder
	for i := range n {
		fmt.Fprintf(&rows, `{"id":"%s-%03d",%s}`+"\n", id, i, properties)
	}
	return rows.String()
}

func TestWhatRanksFirstIsFoundInACrowd(t *testing.T) {
	const (
		fits       = `"title":"Raincoat","waterproof":true`
		silent     = `"title":"Box"` // on whether it fits
		fitsGone   = fits + `,"stock":0`
		silentGone = silent + `,"stock":0`
	)
	waterproof := catalog.Filter{in("waterproof", lexical.Yes)}
	for _, c := range []struct{ name, crowd, z string }{
		{"of what does not say whether it fits", silent, fits},
		{"of what fits and cannot be ordered", fitsGone, fits},
		{"of what fits and cannot be ordered, as what can be, though it does not say whether it fits", fitsGone, silent},
		{"of what cannot be ordered either and does not say whether it fits", silentGone, fitsGone},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShop(t, crowd("a", 500, c.crowd)+crowd("z", 1, c.z))
			r := s.search(t, retrieval.Query{Must: waterproof})
			if first := r.Ranked[0].ID; first != "z-000" {
				t.Errorf("first comes %s, want z", first)
			}
			if r.Total != 501 {
				t.Errorf("%d in all, want 501", r.Total)
			}
		})
	}
	t.Run("of which words find the greater part", func(t *testing.T) {
		s := newShop(t, crowd("a", 150, `"title":"Red Raincoat","waterproof":true`)+crowd("b", 100, `"title":"Umbrella","waterproof":true`))
		if got := len(s.search(t, retrieval.Query{Texts: []string{"red"}, Must: waterproof}).Ranked); got != 250 {
			t.Errorf("%d found, want all 250", got)
		}
	})
}

func TestWhatIsOutOfStockComesLast(t *testing.T) {
	s := newShop(t, `
{"id":"gone","title":"Silk Scarf","lang":"en","texts":{"zh":{"title":"真丝围巾"}},"product_type":"Accessories > Scarves","material":"silk","stock":0,"released":"2026-11-20"}
{"id":"soon","title":"Scarf","lang":"en","product_type":"Accessories > Scarves","availability":"preorder"}
{"id":"here","title":"Scarf","lang":"en","product_type":"Accessories > Scarves","stock":1}
`)
	for _, texts := range [][]string{{"silk scarf"}, {"真丝围巾"}, nil} {
		q := retrieval.Query{
			Texts: texts, Must: catalog.Filter{in("product_type", "scarves"), in("material", "silk")},
			Prefer: []catalog.Condition{in("material", "pure silk")},
		}
		if got := ids(s.search(t, q)); len(got) != 3 || got[2] != "gone" {
			t.Errorf("%q finds %q, want what cannot be ordered last", texts, got)
		}
	}
}

func TestAGroupIsShownOnceByTheVariantThatFits(t *testing.T) {
	s := newShop(t, `
{"id":"tee-s","item_group_id":"tee","title":"Loft Tee","lang":"en","product_type":"T-shirts","size":"S","color":"white","price":"59 CNY","stock":4}
{"id":"tee-m","item_group_id":"tee","title":"Loft Tee","lang":"en","product_type":"T-shirts","size":"M","color":"white","price":"59 CNY","stock":30}
{"id":"tee-l","item_group_id":"tee","title":"Loft Tee","lang":"en","product_type":"T-shirts","size":"L","color":"navy","price":"69 CNY","stock":2}
{"id":"tee-xl","item_group_id":"tee","title":"Loft Tee","lang":"en","product_type":"T-shirts","size":"XL","color":"navy","price":"69 CNY","stock":0}
{"id":"polo","title":"Polo","lang":"en","product_type":"T-shirts","size":"S","color":"white","price":"99 CNY","stock":1}
`)
	tees := in("product_type", "t-shirts")
	for _, c := range []struct {
		name  string
		query retrieval.Query
		want  []string
		total int
	}{
		{"the most plentiful, if all fit", retrieval.Query{Must: catalog.Filter{tees}}, []string{"tee-m", "polo"}, 2},
		{"the most plentiful, if all are found by words", retrieval.Query{Texts: []string{"loft"}}, []string{"tee-m"}, 1},
		{"the one in the size", retrieval.Query{Must: catalog.Filter{tees, in("size", "L")}}, []string{"tee-l"}, 1},
		{"the one in the colour that can be ordered", retrieval.Query{Must: catalog.Filter{tees, in("color", "navy")}}, []string{"tee-l"}, 1},
		{"the one that cannot be ordered, if no other fits", retrieval.Query{Must: catalog.Filter{tees, in("size", "XL")}}, []string{"tee-xl"}, 1},
		{"the one within the budget", retrieval.Query{Must: catalog.Filter{tees, atLeast(60)}}, []string{"polo", "tee-l"}, 2},
		{"the one that is preferred", retrieval.Query{Must: catalog.Filter{tees}, Prefer: []catalog.Condition{in("size", "S"), atMost(60)}}, []string{"tee-s", "polo"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.search(t, c.query)
			if diff := cmp.Diff(c.want, ids(r), cmpopts.SortSlices(strings.Compare)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if r.Total != c.total {
				t.Errorf("%d in all, want %d", r.Total, c.total)
			}
		})
	}
}

func TestWhatWasSeenGivesWayAndWhatWasRefusedStaysAway(t *testing.T) {
	s := newShop(t, haberdasher)
	shirts := retrieval.Query{Must: catalog.Filter{in("product_type", "shirts"), in("color", "navy", "white", "light blue")}}
	t.Run("what is alike comes by its stock", func(t *testing.T) {
		if diff := cmp.Diff([]string{"breeze", "canvas", "dune", "enigma"}, ids(s.search(t, shirts))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("what was seen comes after its like", func(t *testing.T) {
		q := shirts
		q.Seen = []string{"breeze", "glow"}
		if diff := cmp.Diff([]string{"canvas", "dune", "breeze", "enigma"}, ids(s.search(t, q))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("what was refused is not found", func(t *testing.T) {
		q := shirts
		q.Refused = []string{"breeze", "enigma", "unheard of"}
		r := s.search(t, q)
		if diff := cmp.Diff([]string{"canvas", "dune"}, ids(r)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if r.Total != 4 {
			t.Errorf("%d in all, want all 4 that keep the musts", r.Total)
		}
	})
	t.Run("a group is refused with all its variants", func(t *testing.T) {
		s := newShop(t, outfitter)
		q := retrieval.Query{Texts: []string{"oxford"}}
		if got := ids(s.search(t, q)); len(got) != 1 {
			t.Fatalf("found %q", got)
		}
		q.Refused = []string{"oxford"}
		if got := ids(s.search(t, q)); len(got) != 0 {
			t.Errorf("found %q", got)
		}
	})
}

func TestAPreferenceRanksAndExcludesNothing(t *testing.T) {
	s := newShop(t, haberdasher)
	for _, c := range []struct {
		prefer catalog.Condition
		first  string
	}{
		{in("color", "white"), "canvas"}, {atLeast(350), "dune"}, {in("material", "pure cotton"), "breeze"},
		{notIn("material", "cotton"), "dune"},
	} {
		got := ids(s.search(t, retrieval.Query{Must: catalog.Filter{in("product_type", "shirts")}, Prefer: []catalog.Condition{c.prefer}}))
		if len(got) != 4 || got[0] != c.first {
			t.Errorf("preferring %v finds %q, want %s first of all 4", c.prefer, got, c.first)
		}
	}
}
