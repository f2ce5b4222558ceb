package main

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// evalSearchCommand measures the search.
type evalSearchCommand struct {
	catalogFlags
	searchFlags
	dataFlag
	Queries string `help:"Queries, \"qid<TAB>text\" a line." type:"existingfile" required:"" placeholder:"FILE"`
	Qrels   string `help:"Judgments, \"qid 0 docid grade\" a line." type:"existingfile" required:"" placeholder:"FILE"`
	Mode    string `help:"Search by words (lexical), by meaning (dense) or both (hybrid)." enum:"hybrid,lexical,dense" default:"hybrid"`
	JSON    bool   `help:"Print one JSON object."`
}

// searchFigures are the keys of the JSON object.
type searchFigures struct {
	Products     int     `json:"products"`
	IndexSeconds float64 `json:"index_seconds"`
	evaluation.Search
}

// Run indexes the catalogue, asks every judged query, and prints the figures.
func (c *evalSearchCommand) Run(ctx context.Context, env environment) (err error) {
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
	dir, err := embeddingDir(c.dataFlag, c.searchFlags, env.getenv)
	if err != nil {
		return err
	}
	start := time.Now()
	engine, end, err := c.over(ctx, products, c.weights(), dir, env.getenv)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
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

// weights are those of the ranking, less what the mode leaves out.
func (c *evalSearchCommand) weights() ranking.Weights {
	w := ranking.Default()
	switch c.Mode {
	case "lexical":
		w.Dense = 0
	case "dense":
		w.Lexical = 0
	}
	return w
}
