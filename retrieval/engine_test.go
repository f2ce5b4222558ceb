package retrieval_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

func TestAQueryIsAnsweredTheSameEachTime(t *testing.T) {
	s := builtinShop(t)
	c, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEngine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	another := shopOf(e, c.Products)
	for _, q := range []retrieval.Query{
		{Texts: []string{"men's summer shirts"}}, {Texts: []string{"男士夏季衬衫"}},
		{Must: catalog.Filter{in("product_type", "clothing", "shirts", "dresses")}},
		{Must: catalog.Filter{in("waterproof", lexical.Yes)}, Texts: []string{"for travel", "旅行"}},
		{Must: catalog.Filter{atMost(300)}, Texts: []string{"gift", "礼物"}, Prefer: []catalog.Condition{in("color", "red")}},
	} {
		once := s.search(t, q)
		if len(once.Ranked) < 3 {
			t.Errorf("%v finds %q, too little to tell", q, ids(once))
		}
		for _, other := range []shop{s, another} {
			if diff := cmp.Diff(once, other.search(t, q), cmpopts.IgnoreUnexported(retrieval.Result{})); diff != "" {
				t.Errorf("%v (-once +again):\n%s", q, diff)
			}
		}
	}
}

func TestAnIndexThatFailsIsAnErrorThatSaysWhere(t *testing.T) {
	c := feed(t, haberdasher)
	ix := memory.New(index.Space{})
	e, err := retrieval.IndexCatalog(t.Context(), c, vocabularyOf(c), ix, nil, ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Search(t.Context(), retrieval.Query{Texts: []string{"dune"}}); !errors.Is(err, index.ErrClosed) {
		t.Errorf("search: error %v", err)
	}
	if _, err := e.Relax(t.Context(), catalog.Filter{in("color", "burgundy")}); !errors.Is(err, index.ErrClosed) {
		t.Errorf("relax: error %v", err)
	}
	if _, err := e.Mentions(t.Context(), "dune", nil); !errors.Is(err, index.ErrClosed) {
		t.Errorf("mentions: error %v", err)
	}
	if _, err := retrieval.IndexCatalog(t.Context(), c, vocabularyOf(c), ix, nil, ranking.Default()); !errors.Is(err, index.ErrClosed) {
		t.Errorf("new engine: error %v", err)
	}
}

func TestAnEmptyShopAnswers(t *testing.T) {
	s := newShop(t, "")
	r := s.search(t, retrieval.Query{Texts: []string{"dune"}, Must: catalog.Filter{in("color", "white")}})
	if len(r.Ranked) != 0 || r.Total != 0 || r.Coverage != 0 {
		t.Errorf("found %v, %d in all, coverage %g", r.Ranked, r.Total, r.Coverage)
	}
	if got := s.Departments(3); len(got) != 0 {
		t.Errorf("departments %v", got)
	}
}

func TestTheProductsOfAGroupAreItsVariants(t *testing.T) {
	s := newShop(t, outfitter)
	for group, want := range map[string][]string{"oxford": {"oxford-m", "oxford-110"}, "kite": {"kite"}, "oxford-m": nil} {
		var got []string
		for _, p := range s.variants(group) {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", group, diff)
		}
	}
}

func TestSameTypeAsksForTheInnermostType(t *testing.T) {
	s := newShop(t, haberdasher+`
{"id":"veil","title":"Veil Blouse","product_type":"Clothing > 衬衣 > Blouses"}
{"id":"hat","title":"Hat","product_type":"Hats"}
{"id":"thing","title":"Thing"}
`)
	for id, want := range map[string]catalog.Filter{
		"breeze": {in("product_type", "shirts")}, "veil": {in("product_type", "blouses")}, "hat": {in("product_type", "hats")}, "thing": nil,
	} {
		if diff := cmp.Diff(want, s.SameType(s.row(id))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

func TestDepartmentsAreTheTypesUnderWhichOthersAre(t *testing.T) {
	s := newShop(t, `
{"id":"tee-s","item_group_id":"tee","title":"Tee","product_type":"Clothing > T-shirts"}
{"id":"tee-m","item_group_id":"tee","title":"Tee","product_type":"服装 > T恤"}
{"id":"lamp","title":"Lamp","product_type":"Home > Desk Lamps"}
{"id":"rug","title":"Rug","product_type":"家居用品 > Rugs"}
{"id":"phone","title":"Phone","product_type":"Electronics > Phones"}
{"id":"kite","title":"Kite","product_type":"Kites"}
{"id":"thing","title":"Thing"}
`)
	department := func(productType string, groups int) retrieval.Department {
		return retrieval.Department{Meaning: retrieval.Meaning{Attribute: "product_type", Value: productType}, Count: groups}
	}
	want := []retrieval.Department{department("home", 2), department("clothing", 1), department("electronics", 1)}
	for n := range 5 {
		if diff := cmp.Diff(want[:min(n, 3)], s.Departments(n), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the largest %d (-want +got):\n%s", n, diff)
		}
	}
	for productType, want := range map[string]bool{"home": true, "clothing": true, "t-shirts": false, "kites": false, "": false} {
		if got := s.Department(productType); got != want {
			t.Errorf("%q is a department: %t", productType, got)
		}
	}
}

func TestWhatIsAskedOfACancelledContextFails(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	s := newShop(t, haberdasher)
	dresses := catalog.Filter{in("product_type", "shirts"), in("color", "burgundy")}
	for name, ask := range map[string]func() error{
		"search by words": func() error {
			_, err := s.Search(cancelled, retrieval.Query{Texts: []string{"dune"}})
			return err
		},
		"search by conditions": func() error {
			_, err := s.Search(cancelled, retrieval.Query{Must: dresses})
			return err
		},
		"count": func() error {
			_, err := s.Count(cancelled, dresses)
			return err
		},
		"relax": func() error {
			_, err := s.Relax(cancelled, dresses)
			return err
		},
		"mentions": func() error {
			_, err := s.Mentions(cancelled, "dune", nil)
			return err
		},
		"index": func() error {
			_, err := newEngine(cancelled, feed(t, haberdasher))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := ask(); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want that it was cancelled", err)
			}
		})
	}
}
