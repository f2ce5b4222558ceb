package annotation_test

import (
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/annotation"
	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// canonical returns values as the lexicon writes them.
func canonical(attribute string, values []string) []string {
	var all []string
	for _, v := range values {
		all = append(all, lexical.Default().Canonical(attribute, v))
	}
	return all
}

// builtIn reads the demonstration shop's catalogue.
func builtIn(t testing.TB) *catalog.Catalog {
	t.Helper()
	names, err := filepath.Glob("../builtin/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return load(t, names...)
}

// load reads feeds of JSON Lines, less their bad rows.
func load(t testing.TB, names ...string) *catalog.Catalog {
	t.Helper()
	var feeds []iter.Seq2[catalog.Row, error]
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		feeds = append(feeds, catalog.ReadJSONL(name, f))
	}
	c, _, err := catalog.Load(t.Context(), false, feeds...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// recovered annotates products whose attributes were taken away, and scores what
// comes back against what the feed states, where it states the attribute.
func recovered(products []catalog.Product) (byAttribute map[string]score, derivations int) {
	byAttribute = map[string]score{}
	for _, p := range products {
		stated := p.Attributes
		p.Attributes = nil
		annotation.Default().Annotate(&p)
		for attribute, values := range derived(&p) {
			derivations += len(values)
			sum := byAttribute[attribute]
			if of := stated[attribute]; len(of) > 0 {
				sum.add(compare(
					map[string][]string{attribute: canonical(attribute, values)},
					map[string][]string{attribute: canonical(attribute, of)})[attribute])
			}
			byAttribute[attribute] = sum
		}
	}
	return byAttribute, derivations
}

// The built-in texts leave most attributes to the feed, so recall is what it is;
// what they do say must be what the feed states.
func TestTheBuiltInCatalogueIsReadAsItsFeedStatesIt(t *testing.T) {
	c := builtIn(t)
	byAttribute, derivations := recovered(c.Products)
	var total score
	for _, attribute := range slices.Sorted(maps.Keys(byAttribute)) {
		t.Logf("%-18s %s", attribute, byAttribute[attribute])
		total.add(byAttribute[attribute])
	}
	t.Logf("%-18s %s of %d derivations", "all", total, derivations)
	if total.precision() < 0.97 || total.right < 1000 {
		t.Errorf("%d values are right, precision %.3f", total.right, total.precision())
	}
}

func TestPublicCataloguesAreReadAsTheirFeedsStateThem(t *testing.T) {
	for _, name := range []string{
		"goods-zh/newbee.jsonl", "goods-zh/litemall.jsonl", "dialogues-pscon/products.en.jsonl",
		"dialogues-pscon/products.zh.jsonl", "search-chorus/products.jsonl",
	} {
		t.Run(name, func(t *testing.T) {
			c := load(t, datatest.Path(t, name))
			byAttribute, derivations := recovered(c.Products)
			t.Logf("%d derivations for %d products", derivations, len(c.Products))
			material := byAttribute["material"] // the one that a feed states by its values' names
			t.Logf("material           %s", material)
			if derivations == 0 || material.precision() < 0.85 {
				t.Errorf("the precision of material is %.3f", material.precision())
			}
		})
	}
}
