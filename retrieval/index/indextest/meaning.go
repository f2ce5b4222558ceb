package indextest

import (
	"math"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// toward returns a vector of the space that begins with these coordinates.
func toward(coordinates ...float32) []float32 {
	return append(coordinates, make([]float32, space.Dim-len(coordinates))...)
}

func length(v []float32) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// drinks are items between coffee and tea, the first two axes of meaning.
func drinks() []index.Item {
	hot := priced(900, values{"served": {"hot"}})
	cold := priced(1200, values{"served": {"cold"}})
	return []index.Item{
		{ID: "espresso", Group: "coffee", Record: hot, Dense: toward(1)},
		{ID: "iced coffee", Group: "coffee", Record: cold, Dense: toward(0.96, 0, 0.28), Lexical: weights{lamp: 1}.vector()},
		{ID: "latte", Group: "coffee", Record: hot, Dense: toward(0.8, 0.6)},
		{ID: "mug", Group: "mug", Record: hot, Lexical: weights{desk: 1}.vector()},
		{ID: "tea", Group: "tea", Record: hot, Dense: toward(0, 1), Lexical: weights{lamp: 2, desk: 1}.vector()},
		{ID: "the other tea", Group: "tea", Record: hot, Dense: toward(0, 1)},
		{ID: "water", Group: "water", Record: cold, Dense: toward()},
		{ID: "anti-coffee", Group: "none", Record: hot, Dense: toward(-1)},
	}
}

func testMeaning(t *testing.T, x index.Index) {
	upsert(t, x, drinks()...)
	coffee := toward(1)
	cold := catalog.Filter{{Attribute: "served", Op: catalog.In, Values: []string{"cold"}}}
	for _, c := range []struct {
		name    string
		request index.Request
		want    []string
	}{
		{
			"the most similar comes first, and everything else follows", index.Request{Dense: coffee, K: every},
			[]string{"espresso", "iced coffee", "latte", "mug", "tea", "the other tea", "water", "anti-coffee"},
		},
		{"no more than K are found", index.Request{Dense: coffee, K: 2}, []string{"espresso", "iced coffee"}},
		{"the filter comes before K", index.Request{Dense: coffee, Filter: cold, K: 1}, []string{"iced coffee"}},
		{"all that the filter admits is found", index.Request{Dense: coffee, Filter: cold, K: every}, []string{"iced coffee", "water"}},
		{
			"words and meaning add up", index.Request{Dense: coffee, Lexical: weights{lamp: 0.3}.vector(), K: every},
			[]string{"iced coffee", "espresso", "latte", "tea", "mug", "the other tea", "water", "anti-coffee"},
		},
		{
			"the length of the dense vector is its weight", index.Request{Dense: toward(100), Lexical: weights{lamp: 1}.vector(), K: 3},
			[]string{"espresso", "iced coffee", "latte"},
		},
		{"what is found by words alone counts too", index.Request{Dense: toward(0.1), Lexical: weights{desk: 5}.vector(), K: 2}, []string{"mug", "tea"}},
		{"words that no item has change nothing", index.Request{Dense: coffee, Lexical: weights{never: 1}.vector(), K: 2}, []string{"espresso", "iced coffee"}},
		{
			"a direction without length is similar to nothing", index.Request{Dense: toward(), K: every},
			[]string{"anti-coffee", "espresso", "iced coffee", "latte", "mug", "tea", "the other tea", "water"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ids(referenceOf(drinks()).allowed(t, x, c.request)); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
	t.Run("a vector of another dimension is refused and changes nothing", func(t *testing.T) {
		for _, wrong := range [][]float32{{1}, make([]float32, space.Dim+1)} {
			if hits, err := x.Search(t.Context(), index.Request{Dense: wrong, K: 1}); err == nil {
				t.Errorf("Search with %d dimensions found %q and no error", len(wrong), ids(hits))
			}
			if err := x.Upsert(t.Context(), []index.Item{{ID: "right", Group: "right"}, {ID: "wrong", Group: "wrong", Dense: wrong}}); err == nil {
				t.Errorf("Upsert with %d dimensions: no error", len(wrong))
			}
		}
		referenceOf(drinks()).agree(t, x, index.Request{K: every})
	})
	t.Run("a vector comes and goes with its item", func(t *testing.T) {
		r := referenceOf(drinks())
		q := index.Request{Dense: coffee, K: every}
		for _, now := range [][]float32{nil, toward(0.28, 0, 0.96), toward(), toward(1)} {
			item := index.Item{ID: "espresso", Group: "coffee", Dense: now}
			upsert(t, x, item)
			r.upsert([]index.Item{item})
			if got, want := ids(r.allowed(t, x, q)), ids(r.search(q)); !slices.Equal(got, want) {
				t.Errorf("with %v: found %q, want %q", now, got, want)
			}
		}
	})
}

func testWordsAlone(t *testing.T, x index.Index) {
	defer func() {
		if err := x.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	upsert(t, x, lamps()...)
	r := referenceOf(lamps())
	r.agree(t, x, index.Request{Lexical: words, K: every})
	if err := x.Upsert(t.Context(), []index.Item{{ID: "late", Group: "late", Dense: toward(1)}}); err == nil {
		t.Error("Upsert of a dense vector: no error")
	}
	if hits, err := x.Search(t.Context(), index.Request{Dense: toward(1), K: 1}); err == nil {
		t.Errorf("Search by a dense vector found %q and no error", ids(hits))
	}
	r.agree(t, x, index.Request{K: every})
}
