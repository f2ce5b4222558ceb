package evaluation

import (
	"math"
	"slices"
	"time"
)

// Sample is a set of observed values.
type Sample []float64

// Mean is the arithmetic mean, 0 for an empty sample.
func (s Sample) Mean() float64 {
	if len(s) == 0 {
		return 0
	}
	var sum float64
	for _, v := range s {
		sum += v
	}
	return sum / float64(len(s))
}

// Percentile is the smallest value that at least p percent of the sample do not
// exceed (nearest rank), 0 for an empty sample.
func (s Sample) Percentile(p float64) float64 {
	if len(s) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(s))))
	return slices.Sorted(slices.Values(s))[max(rank, 1)-1]
}

// Latency sums up a sample of durations, in milliseconds.
type Latency struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

// Latency returns the percentiles of a sample of milliseconds.
func (s Sample) Latency() Latency { return Latency{P50: s.Percentile(50), P99: s.Percentile(99)} }

// Milliseconds returns a duration as a value of a Sample.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
