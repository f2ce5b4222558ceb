package indextest

import (
	"maps"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// The terms of the lamps' words.
const (
	lamp uint32 = iota + 1
	desk
	brass
	never
)

// weights is a vector as one writes it down.
type weights map[uint32]float32

func (w weights) vector() lexical.Vector {
	var v lexical.Vector
	for _, term := range slices.Sorted(maps.Keys(w)) {
		v = append(v, lexical.Entry{Term: term, Weight: w[term]})
	}
	return v
}

// words is a query that most items of the tests meet.
var words = weights{lamp: 1}.vector()

func lamps() []index.Item {
	colored := func(c string) catalog.Record { return priced(9900, values{"color": {c}}) }
	return []index.Item{
		{ID: "d", Group: "d", Record: colored("black"), Lexical: weights{lamp: 1, desk: 2, brass: 0.5}.vector()},
		{ID: "c", Group: "c", Record: colored("white"), Lexical: weights{lamp: 1, desk: 2}.vector()},
		{ID: "b", Group: "b", Record: colored("white"), Lexical: weights{lamp: 1, desk: 2}.vector()},
		{ID: "a", Group: "a", Record: colored("white"), Lexical: weights{lamp: 1}.vector()},
		{ID: "mute", Group: "mute", Record: colored("white")},
	}
}

func testEmpty(t *testing.T, x index.Index) {
	for _, query := range []lexical.Vector{nil, words} {
		referenceOf(nil).agree(t, x, index.Request{Lexical: query, K: 10})
		referenceOf(nil).allowed(t, x, index.Request{Lexical: query, Dense: toward(1), K: 10})
	}
}

func testWords(t *testing.T, x index.Index) {
	upsert(t, x, lamps()...)
	white := catalog.Filter{{Attribute: "color", Op: catalog.In, Values: []string{"white"}}}
	for _, c := range []struct {
		name    string
		request index.Request
		want    []string
	}{
		{"the best comes first, equal scores by id", index.Request{Lexical: weights{lamp: 1, desk: 1, brass: 1}.vector(), K: every}, []string{"d", "b", "c", "a"}},
		{"only items that share a term are found", index.Request{Lexical: weights{desk: 1}.vector(), K: every}, []string{"b", "c", "d"}},
		{"the query's weights count", index.Request{Lexical: weights{lamp: 1, brass: 10}.vector(), K: every}, []string{"d", "a", "b", "c"}},
		{"no more than K are found", index.Request{Lexical: weights{lamp: 1}.vector(), K: 2}, []string{"a", "b"}},
		{"K may be exactly what there is", index.Request{Lexical: weights{lamp: 1}.vector(), K: 4}, []string{"a", "b", "c", "d"}},
		{"the filter comes before K", index.Request{Lexical: weights{lamp: 1, brass: 1}.vector(), Filter: white, K: 1}, []string{"a"}},
		{"without words everything is found, by id", index.Request{K: every}, []string{"a", "b", "c", "d", "mute"}},
		{"an empty vector is no words", index.Request{Lexical: lexical.Vector{}, K: every}, []string{"a", "b", "c", "d", "mute"}},
		{"without words the filter comes before K", index.Request{Filter: white, K: 4}, []string{"a", "b", "c", "mute"}},
		{"a term that no item holds finds nothing", index.Request{Lexical: weights{never: 1}.vector(), K: every}, nil},
		{"a term that no item holds does no harm", index.Request{Lexical: weights{brass: 1, never: 9}.vector(), K: every}, []string{"d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ids(search(t, x, c.request)); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
			referenceOf(lamps()).agree(t, x, c.request)
		})
	}
	for _, k := range []int{0, -1} {
		t.Run("K below 1 is an error", func(t *testing.T) {
			if hits, err := x.Search(t.Context(), index.Request{K: k}); err == nil {
				t.Errorf("K = %d found %q and no error", k, ids(hits))
			}
		})
	}
}
