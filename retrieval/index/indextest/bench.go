package indextest

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// Bench measures an implementation with 20,000 generated items. Each call of
// open returns an empty index, which Bench closes.
func Bench(b *testing.B, open func(b *testing.B, space index.Space) index.Index) {
	g, items := newGenerator(3, 20_000)
	x := open(b, space)
	defer closing(b, x)
	if err := x.Upsert(b.Context(), items); err != nil {
		b.Fatal(err)
	}
	var requests []index.Request
	for len(requests) < 64 {
		if q := g.request(); len(q.Lexical) >= 5 {
			q.K = 100
			q.Filter = catalog.Filter{g.condition(), g.condition()}
			requests = append(requests, q)
		}
	}
	ask := func(name string, change func(*index.Request)) {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				q := requests[i%len(requests)]
				change(&q)
				if _, err := x.Search(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	ask("Search/words", func(q *index.Request) { q.Filter = nil })
	ask("Search/words+filter", func(*index.Request) {})
	ask("Search/filter", func(q *index.Request) { q.Lexical = nil })
	meaning := g.meant(index.Request{}).Dense
	ask("Search/meaning+filter", func(q *index.Request) { q.Lexical, q.Dense = nil, meaning })
	ask("Search/words+meaning+filter", func(q *index.Request) { q.Dense = meaning })
	b.Run("Count", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := x.Count(b.Context(), requests[i%len(requests)].Filter); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Facets", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := x.Facets(b.Context(), requests[i%len(requests)].Filter, []string{"color", "material", "size", "type"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	updates := make([]index.Item, 1000)
	for i := range updates {
		updates[i] = g.another(items[g.IntN(len(items))].ID)
	}
	b.Run("Upsert/one of 20000", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if err := x.Upsert(b.Context(), updates[i%len(updates):][:1]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Upsert/20000", func(b *testing.B) {
		for b.Loop() {
			fresh := open(b, space)
			if err := fresh.Upsert(b.Context(), items); err != nil {
				b.Fatal(err)
			}
			closing(b, fresh)
		}
	})
}

func closing(b *testing.B, x index.Index) {
	if err := x.Close(); err != nil {
		b.Error(err)
	}
}
