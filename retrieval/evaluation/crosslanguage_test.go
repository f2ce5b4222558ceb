package evaluation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// pair is one wish as a shopper types it in Chinese and in English, and the groups
// of the built-in catalogue that are meant.
type pair struct {
	id       string
	texts    map[string]string // by language
	intended []string
}

func pairs(tb testing.TB) []pair {
	tb.Helper()
	var all []pair
	for _, row := range table(tb, "testdata/pairs.tsv", 4) {
		all = append(all, pair{row[0], map[string]string{"zh": row[1], "en": row[2]}, strings.Split(row[3], "|")})
	}
	return all
}

func TestThePairedQueriesAreOfShoppers(t *testing.T) {
	products := builtinProducts(t)
	groups := map[string]bool{}
	var titles []string
	for i := range products {
		groups[products[i].Group()] = true
		for _, text := range products[i].Texts {
			titles = append(titles, strings.ToLower(text.Title))
		}
	}
	all := pairs(t)
	t.Run("there are a hundred, none asked twice", func(t *testing.T) {
		asked := map[string]string{}
		for _, p := range all {
			for _, text := range p.texts {
				if other, twice := asked[text]; twice {
					t.Errorf("%s and %s ask the same: %q", other, p.id, text)
				}
				asked[text] = p.id
			}
		}
		if len(all) != 100 {
			t.Errorf("%d pairs, want 100", len(all))
		}
	})
	t.Run("what is meant is a handful of groups of the catalogue", func(t *testing.T) {
		for _, p := range all {
			if len(p.intended) > 6 {
				t.Errorf("%s means %d groups", p.id, len(p.intended))
			}
			for _, g := range p.intended {
				if !groups[g] {
					t.Errorf("%s means %q, which is no group", p.id, g)
				}
			}
		}
	})
	t.Run("none is copied from a title", func(t *testing.T) {
		for _, p := range all {
			for _, text := range p.texts {
				for _, title := range titles {
					if text := strings.ToLower(text); strings.Contains(title, text) || strings.Contains(text, title) {
						t.Errorf("%s, %q, stands in the title %q", p.id, text, title)
					}
				}
			}
		}
	})
	t.Run("at least a third name no kind of product in either language", func(t *testing.T) {
		v := vocabulary(catalog.New(products))
		silent := 0
		for _, p := range all {
			if !namesType(v, p.texts["zh"]) && !namesType(v, p.texts["en"]) {
				silent++
			}
		}
		t.Logf("%d of %d name no kind of product", silent, len(all))
		if 3*silent < len(all) {
			t.Errorf("only %d of %d", silent, len(all))
		}
	})
}

func namesType(v *retrieval.Vocabulary, text string) bool {
	for _, m := range v.Find(lexical.Atoms(lexical.Normalize(text))) {
		for _, meaning := range m.Values {
			if meaning.Attribute == retrieval.TypeAttribute {
				return true
			}
		}
	}
	return false
}

// languages are those of the shop, each with the name of the other.
var languages = []struct{ code, name, otherCode, otherName string }{
	{"zh", "Chinese", "en", "English"},
	{"en", "English", "zh", "Chinese"},
}

func TestAShopWithoutTheTextsOfAQuerysLanguageFindsWhatIsMeant(t *testing.T) {
	products := builtinProducts(t)
	for _, l := range languages {
		t.Run(fmt.Sprintf("%s queries over %s texts", l.name, l.otherName), func(t *testing.T) {
			foreign := textsIn(products, l.otherCode)
			stated := measureIntended(t, engine(t, foreign, ranking.Default()), l.code)
			record(t, fmt.Sprintf("pairs, %s query, %s texts: intended in the top ten", l.name, l.otherName), stated)
			bare := measureIntended(t, engine(t, withoutKnownAttributes(foreign), ranking.Default()), l.code)
			record(t, fmt.Sprintf("pairs, %s query, %s texts, no attribute that the lexicon knows: intended in the top ten", l.name, l.otherName), bare)
		})
	}
}

// measureIntended returns the share of the queries for which a group that is meant
// is among the first ten.
func measureIntended(t *testing.T, e *retrieval.Engine, lang string) float64 {
	t.Helper()
	var found evaluation.Sample
	for _, p := range pairs(t) {
		_, groups := topTen(t, e, p.texts[lang])
		if common(groups, p.intended) > 0 {
			found = append(found, 1)
			continue
		}
		found = append(found, 0)
		t.Logf("%s %q misses %v, finds %v", p.id, p.texts[lang], p.intended, groups)
	}
	return found.Mean()
}

// textsIn returns the products with their texts in one language alone. What their
// attributes state stays as the feed wrote it.
func textsIn(products []catalog.Product, lang string) []catalog.Product {
	all := slices.Clone(products)
	for i := range all {
		all[i].Lang = lang
		all[i].Texts = map[string]catalog.Text{lang: products[i].Texts[lang]}
	}
	return all
}

// withoutKnownAttributes returns the products less their type and all else that the
// lexicon has words for in both languages, so that their texts must do.
func withoutKnownAttributes(products []catalog.Product) []catalog.Product {
	known := map[string]bool{}
	for _, concept := range lexical.Default().Concepts() {
		known[concept.Attribute] = true
	}
	all := slices.Clone(products)
	for i := range all {
		all[i].Type = nil
		all[i].Attributes = map[string][]string{}
		for attribute, values := range products[i].Attributes {
			if !known[attribute] {
				all[i].Attributes[attribute] = values
			}
		}
	}
	return all
}

func TestBothLanguagesOfAPairFindTheSame(t *testing.T) {
	e := engine(t, builtinProducts(t), ranking.Default())
	var overlaps, intended evaluation.Sample
	histogram := make([]int, 11)
	for _, p := range pairs(t) {
		_, zh := topTen(t, e, p.texts["zh"])
		_, en := topTen(t, e, p.texts["en"])
		shared := common(zh, en)
		overlaps = append(overlaps, float64(shared)/10)
		histogram[shared]++
		for _, groups := range [][]string{zh, en} {
			if common(groups, p.intended) > 0 {
				intended = append(intended, 1)
			} else {
				intended = append(intended, 0)
			}
		}
		if shared <= 3 {
			t.Logf("%s shares %d: %q %v, %q %v", p.id, shared, p.texts["zh"], zh, p.texts["en"], en)
		}
	}
	t.Logf("pairs by how many of ten they share, 0 to 10: %v", histogram)
	record(t, "pairs, both texts: overlap of the top tens", overlaps.Mean())
	record(t, "pairs, both texts: overlap of the top tens, lowest tenth", overlaps.Percentile(10))
	record(t, "pairs, both texts: intended in the top ten", intended.Mean())
}
