package evaluation

import (
	"math"
	"slices"
)

// The metrics take a ranking of distinct document ids, best first, and look at
// its first k. All results lie in [0, 1].

// NDCG is the normalized discounted cumulative gain at k (Järvelin and Kekäläinen
// 2002) with the gain 2^grade − 1 and the discount log2(rank + 1). The ideal
// ranking is that of everything judged, found or not; an unjudged document gains
// nothing. It is 0 for a query for which nothing has a grade above 0.
func (j Judgments) NDCG(ranked []string, k int) float64 {
	grades := make([]int, 0, k)
	for _, id := range first(ranked, k) {
		grades = append(grades, j[id])
	}
	ideal := make([]int, 0, len(j))
	for _, grade := range j {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	best := gain(first(ideal, k))
	if best == 0 {
		return 0
	}
	return gain(grades) / best
}

func gain(grades []int) float64 {
	var sum float64
	for i, grade := range grades {
		sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// Judged returns the ranking less its unjudged documents, so that a metric of it
// does not count missing judgments against the search.
func (j Judgments) Judged(ranked []string) []string {
	judged := make([]string, 0, len(ranked))
	for _, id := range ranked {
		if _, ok := j[id]; ok {
			judged = append(judged, id)
		}
	}
	return judged
}

// JudgedShare is the share of the first k that was judged, 0 for an empty ranking.
func (j Judgments) JudgedShare(ranked []string, k int) float64 {
	top := first(ranked, k)
	if len(top) == 0 {
		return 0
	}
	return float64(len(j.Judged(top))) / float64(len(top))
}

// Recall is the share of the relevant documents that is among the first k. It is
// not defined, and ok is false, when none is relevant.
func (j Judgments) Recall(ranked []string, k int) (share float64, ok bool) {
	relevant, found := 0, 0
	for _, grade := range j {
		if grade >= Relevant {
			relevant++
		}
	}
	if relevant == 0 {
		return 0, false
	}
	for _, id := range first(ranked, k) {
		if j[id] >= Relevant {
			found++
		}
	}
	return float64(found) / float64(relevant), true
}

// ReciprocalRank is 1/rank of the first relevant document among the first k, or
// 0 if there is none.
func (j Judgments) ReciprocalRank(ranked []string, k int) float64 {
	for i, id := range first(ranked, k) {
		if j[id] >= Relevant {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func first[T any](s []T, k int) []T { return s[:min(k, len(s))] }
