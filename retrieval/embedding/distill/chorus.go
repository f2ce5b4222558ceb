package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/evaluation"
)

// passages are the ways to make one text of a product that are compared.
var passages = []struct {
	name string
	text func(p product) string
}{
	{"title", func(p product) string { return p.Title }},
	{"title, brand, description", func(p product) string { return p.Title + ". " + p.Brand + ". " + p.Description }},
	{"title twice, brand, description", func(p product) string {
		return p.Title + ". " + p.Title + ". " + p.Brand + ". " + p.Description
	}},
}

// chorus searches electronics with graded judgments.
func chorus(ctx context.Context, e embedding.Embedder, o options) ([]figure, error) {
	folder := filepath.Join(o.shared, "search-chorus")
	products, err := readJSON[product](filepath.Join(folder, "products.jsonl"))
	if err != nil {
		return nil, err
	}
	queries, qrels, err := judged(folder)
	if err != nil {
		return nil, err
	}
	var all []figure
	for _, way := range passages {
		texts := make([]string, len(products))
		for i, p := range products {
			texts[i] = way.text(p)
		}
		stored, err := e.Embed(ctx, embedding.Passage, texts)
		if err != nil {
			return nil, err
		}
		search := func(ctx context.Context, query string) ([]string, error) {
			v, err := e.Embed(ctx, embedding.Query, []string{query})
			if err != nil {
				return nil, err
			}
			var ids []string
			for _, i := range nearest(v[0], stored, 100) {
				ids = append(ids, products[i].ID)
			}
			return ids, nil
		}
		s, err := evaluation.MeasureSearch(ctx, queries, qrels, search)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("Chorus (%s) ", way.name)
		all = append(all, figure{name + "nDCG@10 judged", s.NDCGJudged}, figure{name + "Recall@100", s.Recall})
	}
	return all, nil
}

func judged(folder string) (queries []evaluation.Query, qrels evaluation.Qrels, err error) {
	asked, err := os.Open(filepath.Join(folder, "queries.tsv"))
	if err != nil {
		return nil, nil, fmt.Errorf("read Chorus: %w", err)
	}
	defer func() { err = errors.Join(err, asked.Close()) }()
	graded, err := os.Open(filepath.Join(folder, "qrels.txt"))
	if err != nil {
		return nil, nil, fmt.Errorf("read Chorus: %w", err)
	}
	defer func() { err = errors.Join(err, graded.Close()) }()
	if queries, err = evaluation.ReadQueries(asked); err != nil {
		return nil, nil, err
	}
	qrels, err = evaluation.ReadQrels(graded)
	return queries, qrels, err
}
