package main

import (
	"context"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/index"
)

// of returns the searches of an index, each with what it does.
func of(name string, ix index.Index, works ...work) []contestant {
	search := func(ctx context.Context, q request) ([]string, error) {
		hits, err := ix.Search(ctx, q.Request)
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.ID
		}
		return ids, err
	}
	var all []contestant
	for _, w := range works {
		all = append(all, contestant{name: name, work: w.name, part: w.part, search: search, exact: true})
	}
	return all
}

// work is a part of the requests.
type work struct {
	name string
	part func(request) request
}

var (
	hybridFiltered  = work{"words + meaning, filter", hybrid}
	meaningFiltered = work{"meaning, filter", similarity}
	meaningAll      = work{"meaning, no filter", func(q request) request { return anything(similarity(q)) }}
	wordsFiltered   = work{"words, filter", words}
)

// counting returns the contestants that count.
func counting(name string, ix index.Index) []contestant {
	return []contestant{
		{name: name, work: "count, filter", part: hybrid, search: func(ctx context.Context, q request) ([]string, error) {
			_, err := ix.Count(ctx, q.Filter)
			return nil, err
		}},
		{name: name, work: "facets of 6 attributes, filter", part: hybrid, search: func(ctx context.Context, q request) ([]string, error) {
			_, err := ix.Facets(ctx, q.Filter, []string{retrieval.BrandAttribute, retrieval.TypeAttribute, "material", "size", "genre", "waterproof"})
			return nil, err
		}},
	}
}
