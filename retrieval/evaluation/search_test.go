package evaluation_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/evaluation"
)

// rankings is a search whose results are written down.
type rankings map[string][]string

func (r rankings) search(_ context.Context, text string) ([]string, error) {
	ranked, ok := r[text]
	if !ok {
		return nil, errors.New("the index is gone")
	}
	return ranked, nil
}

func TestMeasureSearch(t *testing.T) {
	queries := []evaluation.Query{{ID: "q1", Text: "lamp"}, {ID: "q2", Text: "desk"}, {ID: "q3", Text: "never judged"}}
	t.Run("takes means over the judged queries, and recall over those with something relevant", func(t *testing.T) {
		qrels := evaluation.Qrels{"q1": {"a": 3, "b": 2}, "q2": {"c": 1}}
		got, err := evaluation.MeasureSearch(t.Context(), queries, qrels, rankings{"lamp": {"x", "a"}, "desk": {"c"}}.search)
		if err != nil {
			t.Fatal(err)
		}
		if got.Queries != 2 {
			t.Errorf("%d queries measured, want 2", got.Queries)
		}
		const ideal = 7 + 3*0.630930
		near(t, got.NDCG, (7*0.630930/ideal+1)/2)
		near(t, got.NDCGJudged, (7/ideal+1)/2)
		near(t, got.Judged, (0.5+1)/2)
		near(t, got.Recall, 0.5)
		near(t, got.MRR, 0.5/2)
	})
	t.Run("says which query failed", func(t *testing.T) {
		_, err := evaluation.MeasureSearch(t.Context(), queries, evaluation.Qrels{"q2": {"c": 1}}, rankings{}.search)
		if err == nil || !strings.Contains(err.Error(), "query q2") {
			t.Errorf("error %v, want one that names q2", err)
		}
	})
	t.Run("refuses judgments of another collection", func(t *testing.T) {
		if _, err := evaluation.MeasureSearch(t.Context(), queries, evaluation.Qrels{"other": {"c": 1}}, rankings{}.search); err == nil {
			t.Error("no error")
		}
	})
}
