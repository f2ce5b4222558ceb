package evaluation

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Search is how well a search ranks over a test collection: means over the
// queries that have judgments.
type Search struct {
	Queries    int     `json:"queries"`
	NDCG       float64 `json:"ndcg@10"`
	NDCGJudged float64 `json:"ndcg@10_judged"` // of the rankings less what was not judged
	Judged     float64 `json:"judged@10"`
	Recall     float64 `json:"recall@100"` // over the queries for which something is relevant
	MRR        float64 `json:"mrr@10"`
	Latency    Latency `json:"search_ms"`
}

const (
	precisionDepth = 10
	recallDepth    = 100
)

// MeasureSearch asks every query that has judgments and measures the rankings.
// search returns the ids that it finds for a text, best first; it should go at
// least a hundred deep.
func MeasureSearch(ctx context.Context, queries []Query, qrels Qrels, search func(ctx context.Context, text string) ([]string, error)) (Search, error) {
	var ndcg, ndcgJudged, judged, recall, reciprocal, took Sample
	for _, q := range queries {
		judgments, ok := qrels[q.ID]
		if !ok {
			continue
		}
		start := time.Now()
		ranked, err := search(ctx, q.Text)
		if err != nil {
			return Search{}, fmt.Errorf("query %s: %w", q.ID, err)
		}
		took = append(took, Milliseconds(time.Since(start)))
		ndcg = append(ndcg, judgments.NDCG(ranked, precisionDepth))
		ndcgJudged = append(ndcgJudged, judgments.NDCG(judgments.Judged(ranked), precisionDepth))
		judged = append(judged, judgments.JudgedShare(ranked, precisionDepth))
		reciprocal = append(reciprocal, judgments.ReciprocalRank(ranked, precisionDepth))
		if share, ok := judgments.Recall(ranked, recallDepth); ok {
			recall = append(recall, share)
		}
	}
	if len(took) == 0 {
		return Search{}, errors.New("no query has a judgment: the queries and the judgments are not of one collection")
	}
	return Search{
		Queries: len(took), NDCG: ndcg.Mean(), NDCGJudged: ndcgJudged.Mean(), Judged: judged.Mean(),
		Recall: recall.Mean(), MRR: reciprocal.Mean(), Latency: took.Latency(),
	}, nil
}
