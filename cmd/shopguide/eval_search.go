package main

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/evaluation"
)

// embedderFlag chooses what turns text into vectors.
type embedderFlag struct {
	Embedder string `help:"Embedding of texts: static or service." enum:"static,service," default:""`
}

// check refuses what this version cannot do.
func (f embedderFlag) check() error {
	if f.Embedder != "" {
		return errors.New("this version searches by words alone and has no embedder; leave --embedder out")
	}
	return nil
}

// evalSearchCommand measures the search.
type evalSearchCommand struct {
	catalogFlags
	embedderFlag
	Queries string `help:"Queries, \"qid<TAB>text\" a line." type:"existingfile" required:"" placeholder:"FILE"`
	Qrels   string `help:"Judgments, \"qid 0 docid grade\" a line." type:"existingfile" required:"" placeholder:"FILE"`
	Mode    string `help:"Search by words (lexical), by meaning (dense) or both (hybrid)." enum:"hybrid,lexical,dense" default:"lexical"`
	Index   string `help:"Index to search in: memory or milvus." enum:"memory,milvus" default:"memory"`
	JSON    bool   `help:"Print one JSON object."`
}

// searchFigures are the keys of the JSON object.
type searchFigures struct {
	Products     int     `json:"products"`
	IndexSeconds float64 `json:"index_seconds"`
	evaluation.Search
}

// Run indexes the catalogue, asks every judged query, and prints the figures.
func (c *evalSearchCommand) Run(ctx context.Context, env environment) error {
	if err := c.check(); err != nil {
		return err
	}
	queries, err := readFile(c.Queries, evaluation.ReadQueries)
	if err != nil {
		return err
	}
	qrels, err := readFile(c.Qrels, evaluation.ReadQrels)
	if err != nil {
		return err
	}
	products, err := c.load(ctx, env.stderr)
	if err != nil {
		return err
	}
	start := time.Now()
	engine, err := newEngine(ctx, products)
	if err != nil {
		return err
	}
	f := searchFigures{Products: len(products.Products), IndexSeconds: time.Since(start).Seconds()}
	f.Search, err = evaluation.MeasureSearch(ctx, queries, qrels, func(ctx context.Context, text string) ([]string, error) {
		found, err := engine.Search(ctx, retrieval.Query{Texts: []string{text}})
		if err != nil {
			return nil, err
		}
		ids := make([]string, 0, len(found.Ranked))
		for _, r := range found.Ranked {
			ids = append(ids, r.ID)
		}
		return ids, nil
	})
	if err != nil {
		return err
	}
	return env.print(c.JSON, f, []figure{
		{"queries", f.Queries}, {"products", f.Products},
		{"nDCG@10", f.NDCG}, {"nDCG@10, judged only", f.NDCGJudged}, {"judged@10", f.Judged},
		{"recall@100", f.Recall}, {"MRR@10", f.MRR},
		{"indexed in, s", f.IndexSeconds}, {"search p50, ms", f.Latency.P50}, {"search p99, ms", f.Latency.P99},
	})
}

// check refuses what this version cannot do.
func (c *evalSearchCommand) check() error {
	switch {
	case c.Mode != "lexical":
		return errors.New("this version searches by words alone; ask for --mode lexical")
	case c.Index != "memory":
		return errors.New("this version has only the index in memory; ask for --index memory")
	}
	return c.embedderFlag.check()
}
