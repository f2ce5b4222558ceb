package milvus_test

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/indextest"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
)

func TestIndex(t *testing.T) {
	indextest.Run(t, func(t *testing.T, space index.Space) index.Index {
		return draft(t, lite25.config(t), space, "1")
	})
}

func TestWordsAreFoundWhereNothingHasAVector(t *testing.T) {
	for _, l := range []*lite{lite25, lite3} {
		t.Run(l.name, func(t *testing.T) {
			d := draft(t, l.config(t), space, "1")
			defer closing(t, d)
			items := goods(3, 1)
			for i := range items {
				items[i].Dense = nil
			}
			if err := d.Upsert(t.Context(), items); err != nil {
				t.Fatal(err)
			}
			for _, r := range []index.Request{
				{Lexical: items[0].Lexical, Dense: []float32{1, 0, 0, 0}, K: 2},
				{Dense: []float32{1, 0, 0, 0}, K: 2},
			} {
				if hits, err := d.Search(t.Context(), r); err != nil || len(hits) != 2 || hits[0].ID != items[0].ID {
					t.Errorf("%+v found %v, error %v", r, hits, err)
				}
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	indextest.Bench(b, func(b *testing.B, space index.Space) index.Index {
		return draft(b, lite25.config(b), space, "1")
	})
}

// draft begins an index.
func draft(t testing.TB, config milvus.Config, space index.Space, version string) *milvus.Draft {
	t.Helper()
	d, err := milvus.Build(t.Context(), config, space, version)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
