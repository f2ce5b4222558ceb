package milvus_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestHNSWFindsNearlyAllThatAnExactSearchDoes(t *testing.T) {
	const n, dim, k, queries = 3000, 32, 10, 20
	random := rand.New(rand.NewPCG(1, 2))
	direction := func() []float32 {
		v, length := make([]float32, dim), 0.0
		for i := range v {
			v[i] = float32(random.NormFloat64())
			length += float64(v[i]) * float64(v[i])
		}
		for i := range v {
			v[i] /= float32(math.Sqrt(length))
		}
		return v
	}
	colors := []string{"red", "blue"} // one item in 50 is red
	items := make([]index.Item, n)
	for i := range items {
		id := fmt.Sprintf("item-%04d", i)
		items[i] = index.Item{
			ID: id, Group: id, Dense: direction(), Lexical: lexical.Vector{{Term: random.Uint32N(40), Weight: random.Float32()}},
			Record: catalog.Record{Values: map[string][]string{"color": {colors[min(1, i%50)]}}},
		}
	}
	config := lite3.config(t)
	config.ANN = milvus.ANN{Type: "HNSW"}
	d := draft(t, config, index.Space{Model: "of the tests", Dim: dim}, "1")
	defer closing(t, d)
	if err := d.Upsert(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	if err := d.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	red := catalog.Filter{{Attribute: "color", Op: catalog.In, Values: colors[:1]}}
	for name, filter := range map[string]catalog.Filter{"of all": nil, "of the few that a filter leaves": red} {
		for kind, terms := range map[string]int{"by meaning": 0, "by meaning and words": 3} {
			t.Run(name+", "+kind, func(t *testing.T) {
				found := 0
				for range queries {
					r := index.Request{Dense: direction(), Filter: filter, K: k}
					for term := range terms {
						r.Lexical = append(r.Lexical, lexical.Entry{Term: uint32(10 * term), Weight: 1})
					}
					hits, err := d.Search(t.Context(), r)
					if err != nil {
						t.Fatal(err)
					}
					want := exact(items, r)
					for _, h := range hits {
						if slices.Contains(want, h.ID) {
							found++
						}
					}
				}
				if recall := float64(found) / (queries * k); recall < 0.95 {
					t.Errorf("recall@%d is %.3f, want 0.95", k, recall)
				}
			})
		}
	}
}

// exact returns the ids of the best items, of which a filter wants a color.
func exact(items []index.Item, r index.Request) []string {
	var hits []index.Hit
	for _, item := range items {
		if len(r.Filter) > 0 && item.Record.Values["color"][0] != r.Filter[0].Values[0] {
			continue
		}
		h := index.Hit{ID: item.ID}
		for i, f := range item.Dense {
			h.Dense += float64(f) * float64(r.Dense[i])
		}
		for _, e := range r.Lexical {
			if e.Term == item.Lexical[0].Term {
				h.Lexical += float64(e.Weight) * float64(item.Lexical[0].Weight)
			}
		}
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b index.Hit) int { return cmp.Compare(b.Score(), a.Score()) })
	var ids []string
	for _, h := range hits[:min(r.K, len(hits))] {
		ids = append(ids, h.ID)
	}
	return ids
}
