package evaluation_test

import (
	"math"
	"testing"

	"github.com/shopguide/shopguide/retrieval/evaluation"
)

// lamps has grades of every kind; the ideal top three gain 7, 3 and 1.
var lamps = evaluation.Judgments{"best": 3, "good": 2, "near": 1, "wrong": 0}

func near(t *testing.T, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("got %.6f, want %.6f", got, want)
	}
}

func TestNDCGGainsExponentiallyAndDiscountsByRank(t *testing.T) {
	for _, c := range []struct {
		name   string
		ranked []string
		k      int
		want   float64
	}{
		{"the ideal order is 1", []string{"best", "good", "near", "wrong"}, 10, 1},
		// (3 + 7/log2(3) + 0 + 1/log2(5)) / (7 + 3/log2(3) + 1/2)
		{"a swap costs by the gains", []string{"good", "best", "wrong", "near"}, 10, (3 + 4.416508 + 0.430677) / 9.392789},
		{"an unjudged document takes a rank and gains nothing", []string{"unknown", "best"}, 10, 4.416508 / 9.392789},
		{"what lies beyond k counts neither in the ranking nor in the ideal", []string{"good", "best"}, 1, 3.0 / 7},
		{"a short ranking is held against all that was judged", []string{"best"}, 10, 7 / 9.392789},
		{"nothing found is 0", nil, 10, 0},
	} {
		t.Run(c.name, func(t *testing.T) { near(t, lamps.NDCG(c.ranked, c.k), c.want) })
	}
	t.Run("it is 0 where no document has a gain", func(t *testing.T) {
		near(t, evaluation.Judgments{"a": 0}.NDCG([]string{"a"}, 10), 0)
	})
}

func TestTheJudgedVariantDropsUnjudgedDocumentsBeforeItCountsRanks(t *testing.T) {
	ranked := []string{"unknown", "best", "strange", "good", "near"}
	near(t, lamps.NDCG(lamps.Judged(ranked), 3), 1)
	near(t, lamps.NDCG(ranked, 3), 4.416508/9.392789)
}

func TestJudgedShareIsOfWhatWasReturned(t *testing.T) {
	near(t, lamps.JudgedShare([]string{"best", "unknown", "wrong", "strange"}, 3), 2.0/3)
	near(t, lamps.JudgedShare([]string{"best", "unknown"}, 10), 0.5)
	near(t, lamps.JudgedShare(nil, 10), 0)
}

func TestRecallCountsOnlyRelevantGrades(t *testing.T) {
	for _, c := range []struct {
		name   string
		ranked []string
		want   float64
	}{
		{"half of the two relevant ones", []string{"near", "good", "best"}, 0.5},
		{"a related document is not relevant", []string{"near", "wrong"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := lamps.Recall(c.ranked, 2)
			if !ok {
				t.Fatal("recall is not defined")
			}
			near(t, got, c.want)
		})
	}
	t.Run("it is not defined where nothing is relevant", func(t *testing.T) {
		if _, ok := (evaluation.Judgments{"a": 1}).Recall([]string{"a"}, 10); ok {
			t.Error("recall is defined")
		}
	})
}

func TestReciprocalRankIsOfTheFirstRelevantDocument(t *testing.T) {
	near(t, lamps.ReciprocalRank([]string{"unknown", "near", "good", "best"}, 10), 1.0/3)
	near(t, lamps.ReciprocalRank([]string{"unknown", "near", "good"}, 2), 0)
	near(t, evaluation.AllRelevant([]string{"a", "b"}).ReciprocalRank([]string{"c", "b"}, 10), 0.5)
}
