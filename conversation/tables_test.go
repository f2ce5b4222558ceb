package conversation

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestWhatGoesWithAKindIsOfAnother(t *testing.T) {
	lexicon := lexical.Default()
	known := func(kind string) bool { return lexicon.Position(retrieval.TypeAttribute, kind) >= 0 }
	var seen []string
	for _, p := range pairings() {
		if !known(p.kind) || slices.Contains(seen, p.kind) {
			t.Errorf("%q is no product type, or there twice", p.kind)
		}
		seen = append(seen, p.kind)
		if len(p.with) < 2 {
			t.Errorf("%q goes with %v alone", p.kind, p.with)
		}
		for _, other := range p.with {
			same := slices.Contains(lexicon.Expand(retrieval.TypeAttribute, p.kind), other) || slices.Contains(lexicon.Expand(retrieval.TypeAttribute, other), p.kind)
			if !known(other) || same {
				t.Errorf("%q with %q: no product type, or the same kind", p.kind, other)
			}
		}
	}
}

// TestMostOfTheBuiltInShopGoesWithSomething: all that is worn, carried, cooked with or
// plugged in; not what is read, watched or heard.
func TestMostOfTheBuiltInShopGoesWithSomething(t *testing.T) {
	products, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lexicon := lexical.Default()
	paired := map[string]bool{}
	for _, p := range pairings() {
		for _, kind := range lexicon.Expand(retrieval.TypeAttribute, p.kind) {
			paired[kind] = true
		}
	}
	alone := map[string]bool{}
	for _, p := range products.Products {
		if kind := lexicon.Canonical(retrieval.TypeAttribute, p.Type[len(p.Type)-1]); p.Price.Minor > 0 && !paired[kind] {
			alone[kind] = true
		}
	}
	if len(alone) > 5 {
		t.Errorf("nothing goes with %d kinds: %v", len(alone), alone)
	}
}

func TestQuestionsAreAboutAttributesAndTheirValues(t *testing.T) {
	lexicon := lexical.Default()
	for _, q := range questions() {
		if lexicon.AttributeLabel(q.attribute, "zh") == q.attribute && q.attribute != retrieval.TypeAttribute {
			t.Errorf("%s has no name", q.attribute)
		}
		for _, v := range q.minor {
			if lexicon.Position(q.attribute, v) < 0 {
				t.Errorf("there is no %s %q", q.attribute, v)
			}
		}
	}
}

func TestSuperlativesAreCleanInBothLanguages(t *testing.T) {
	readTable("superlatives.tsv", superlativesText, 4, func(cells []string) {
		d := preference.Direction(cells[1])
		if cells[0] != "which" && cells[0] != "all" && d != preference.Up && d != preference.Down {
			t.Errorf("%s goes %q", cells[0], d)
		}
		for _, column := range cells[2:] {
			phrases := list(column)
			if len(phrases) == 0 {
				t.Errorf("%s %s is said in one language alone", cells[0], cells[1])
			}
			for _, phrase := range phrases {
				if strings.TrimSpace(phrase) != phrase || len(lexical.Atoms(phrase)) == 0 {
					t.Errorf("%s: the phrase %q is empty or unclean", cells[0], phrase)
				}
			}
		}
	})
}

func TestFiguresThatMeasureTheSameCanBeCompared(t *testing.T) {
	for _, c := range []struct {
		less, more string
		same       bool
	}{
		{"540 g", "1.28 kg", true}, {"500毫升", "0.6 L", true}, {"90 cm", "1.8 m", true}, {"512 GB", "1 TB", true},
		{"30x20x10 cm", "38x30x13 cm", true}, {"30 x 20 cm", "38 × 30 cm", true}, {"30x20 cm", "30x20x10 cm", false}, {"2 kg", "3 L", false},
	} {
		less, more := parseFigures(c.less), parseFigures(c.more)
		same := false
		for _, a := range less {
			for _, b := range more {
				same = same || b.beyond(a, preference.Up) && a.beyond(b, preference.Down)
			}
		}
		if same != c.same {
			t.Errorf("%s is less than %s: %v, want %v", c.less, c.more, same, c.same)
		}
	}
	for _, broken := range []string{"", "x", "10", "10x", "x10 cm", "1x2x3x4", "-", "9999999999999999999999x1 cm", "red"} {
		for _, f := range parseFigures(broken) {
			if f.amount <= 0 {
				t.Errorf("%q measures %v", broken, f)
			}
		}
	}
}
