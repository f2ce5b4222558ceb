package evaluation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/evaluation"
)

func TestPercentilesAreByNearestRank(t *testing.T) {
	sample := evaluation.Sample{4, 1, 3, 2}
	near(t, sample.Percentile(50), 2)
	near(t, sample.Percentile(51), 3)
	near(t, sample.Percentile(99), 4)
	near(t, sample.Percentile(0), 1)
	near(t, sample.Mean(), 2.5)
	if !slices.Equal(sample, evaluation.Sample{4, 1, 3, 2}) {
		t.Errorf("the sample was reordered: %v", sample)
	}
}

func TestAnEmptySampleIsZero(t *testing.T) {
	near(t, evaluation.Sample{}.Mean(), 0)
	near(t, evaluation.Sample{}.Percentile(99), 0)
}

func TestMillisecondsKeepFractions(t *testing.T) {
	near(t, evaluation.Milliseconds(1500*time.Microsecond), 1.5)
}
