package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/philippgille/chromem-go"
	"github.com/viterin/vek/vek32"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// floor reads as many bytes as the quantised vectors have, as fast as the
// processor delivers them.
func floor(items []index.Item, dim int) contestant {
	memory := bytes.Repeat([]byte{1}, len(items)*dim)
	return contestant{name: "reading its bytes", work: meaningAll.name, part: meaningAll.part, search: func(context.Context, request) ([]string, error) {
		if bytes.IndexByte(memory, 0) >= 0 {
			return nil, errors.New("memory has changed")
		}
		return nil, nil
	}}
}

// scan is a plain loop over 32-bit vectors with SIMD.
func scan(items []index.Item) contestant {
	var all []float32
	for i := range items {
		all = append(all, items[i].Dense...)
	}
	type scored struct {
		item  int
		score float32
	}
	return contestant{name: "viterin/vek, float32", work: meaningAll.name, part: meaningAll.part, exact: true, search: func(_ context.Context, q request) ([]string, error) {
		byScore := func(a, b scored) int { return cmp.Compare(b.score, a.score) }
		var kept []scored
		worst := float32(-1e9)
		for i := range items {
			s := vek32.Dot(q.Dense, all[i*len(q.Dense):(i+1)*len(q.Dense)])
			if s <= worst {
				continue
			}
			if kept = append(kept, scored{i, s}); len(kept) == 2*q.K {
				slices.SortFunc(kept, byScore)
				kept, worst = kept[:q.K], kept[q.K-1].score
			}
		}
		slices.SortFunc(kept, byScore)
		var ids []string
		for _, s := range kept[:min(q.K, len(kept))] {
			ids = append(ids, items[s.item].ID)
		}
		return ids, nil
	}}
}

// chromemOf is chromem-go, which has no filter on prices.
func chromemOf(ctx context.Context, items []index.Item) ([]contestant, error) {
	c, err := chromem.NewDB().CreateCollection("products", nil, nil)
	if err != nil {
		return nil, err
	}
	documents := make([]chromem.Document, len(items))
	for i := range items {
		documents[i] = chromem.Document{ID: items[i].ID, Content: " ", Embedding: items[i].Dense}
	}
	if err := c.AddDocuments(ctx, documents, 1); err != nil {
		return nil, err
	}
	return []contestant{{name: "chromem-go", work: meaningAll.name, part: meaningAll.part, exact: true, search: func(ctx context.Context, q request) ([]string, error) {
		found, err := c.QueryEmbedding(ctx, q.Dense, q.K, nil, nil)
		var ids []string
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		return ids, err
	}}}, nil
}

// bleveOf is bleve in memory. It scores by its own terms.
func bleveOf(items []index.Item, text func(i int) string) ([]contestant, error) {
	mapping := bleve.NewIndexMapping()
	mapping.StoreDynamic, mapping.DocValuesDynamic = false, false
	brand := bleve.NewTextFieldMapping()
	brand.Analyzer, brand.Store = keyword.Name, false
	mapping.DefaultMapping.AddFieldMappingsAt("brand", brand)
	ix, err := bleve.NewUsing("", mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	for done := 0; done < len(items); {
		batch := ix.NewBatch()
		for ; done < len(items) && batch.Size() < 5000; done++ {
			r := items[done].Record
			if err := batch.Index(items[done].ID, map[string]any{"text": text(done), "price": float64(r.Amount), "brand": r.Values[retrieval.BrandAttribute]}); err != nil {
				return nil, err
			}
		}
		if err := ix.Batch(batch); err != nil {
			return nil, err
		}
	}
	return []contestant{{name: "bleve", work: wordsFiltered.name, part: wordsFiltered.part, search: func(ctx context.Context, q request) ([]string, error) {
		match := bleve.NewMatchQuery(q.text)
		match.SetField("text")
		all := []query.Query{match}
		for _, c := range q.Filter {
			all = append(all, bleveCondition(c))
		}
		found, err := ix.SearchInContext(ctx, bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), q.K, 0, false))
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, h := range found.Hits {
			ids = append(ids, h.ID)
		}
		return ids, nil
	}}}, nil
}

func bleveCondition(c catalog.Condition) query.Query {
	if c.Op == catalog.Max {
		limit, inclusive := float64(c.Amount), true
		price := bleve.NewNumericRangeInclusiveQuery(nil, &limit, nil, &inclusive)
		price.SetField("price")
		price.SetBoost(0)
		return price
	}
	var brands []query.Query
	for _, v := range c.Values {
		brand := bleve.NewTermQuery(v)
		brand.SetField("brand")
		brands = append(brands, brand)
	}
	choice := bleve.NewDisjunctionQuery(brands...)
	choice.SetBoost(0)
	return choice
}
