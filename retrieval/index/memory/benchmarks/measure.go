package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// contestant does one kind of search.
type contestant struct {
	name   string
	work   string
	part   func(request) request // what it does of each request
	search func(ctx context.Context, q request) (ids []string, err error)
	exact  bool // has the reference's scores, so that its recall can be told
	remote bool // works in another process
}

// result is what became of a contestant.
type result struct {
	contestant
	wall      evaluation.Latency
	processor evaluation.Latency // of this process
	found     [][]string         // by request
}

// measure runs all requests, after a tenth of them to warm up.
func (c contestant) measure(ctx context.Context, requests []request) (result, error) {
	r := result{contestant: c}
	for _, q := range requests[:len(requests)/10] {
		if _, err := c.search(ctx, c.part(q)); err != nil {
			return result{}, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	var took, worked evaluation.Sample
	for _, q := range requests {
		q = c.part(q)
		start, busy := time.Now(), processorTime()
		ids, err := c.search(ctx, q)
		worked = append(worked, evaluation.Milliseconds(processorTime()-busy))
		took = append(took, evaluation.Milliseconds(time.Since(start)))
		if err != nil {
			return result{}, fmt.Errorf("%s: %w", c.name, err)
		}
		r.found = append(r.found, ids)
	}
	r.wall, r.processor = took.Latency(), worked.Latency()
	return r, nil
}

// processorTime returns how long this process has been running on a processor:
// the measure of its work where others use the machine too.
func processorTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		return 0 // only where there is no such clock
	}
	return time.Duration(t.Nano())
}

// recall returns the mean share of the first k places that were filled with hits
// as good as the exact one there: copies of a product may be equally good.
func (r result) recall(reference *reference, requests []request, k int) float64 {
	var shares evaluation.Sample
	for i, q := range requests {
		best := reference.best[r.work][i]
		best = best[:min(k, len(best))]
		if len(best) == 0 {
			continue
		}
		last, good := best[len(best)-1], 0
		for _, id := range r.found[i][:min(len(best), len(r.found[i]))] {
			if score, _ := reference.score(r.part(q), reference.items[id]); score >= last-1e-5 {
				good++
			}
		}
		shares = append(shares, float64(good)/float64(len(best)))
	}
	return shares.Mean()
}

// reference answers by looking at every item.
type reference struct {
	items map[string]index.Item
	best  map[string][][]float64 // by work and request, the scores of the best, descending
}

func newReference(items []index.Item) *reference {
	r := &reference{items: make(map[string]index.Item, len(items)), best: map[string][][]float64{}}
	for _, item := range items {
		r.items[item.ID] = item
	}
	return r
}

// learn finds the best scores of the requests, unless it did so for the work.
func (r *reference) learn(c contestant, requests []request) {
	if _, ok := r.best[c.work]; ok || !c.exact {
		return
	}
	for _, q := range requests {
		q = c.part(q)
		var scores []float64
		for _, item := range r.items {
			if score, found := r.score(q, item); found && q.Filter.Admits(item.Record) {
				scores = append(scores, score)
			}
		}
		slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
		r.best[c.work] = append(r.best[c.work], slices.Clone(scores[:min(q.K, len(scores))]))
	}
}

// score returns the item's score, and whether it is found at all.
func (r *reference) score(q request, item index.Item) (score float64, found bool) {
	found = len(q.Dense) > 0
	for _, e := range q.Lexical {
		if i, ok := slices.BinarySearchFunc(item.Lexical, e.Term, func(have lexical.Entry, term uint32) int { return cmp.Compare(have.Term, term) }); ok {
			score += float64(e.Weight) * float64(item.Lexical[i].Weight)
			found = true
		}
	}
	for d, x := range q.Dense {
		score += float64(x) * float64(item.Dense[d])
	}
	return score, found
}

// table prints the results of each work below that of the first, with how many
// times its median they take.
func table(out io.Writer, results []result, reference *reference, requests []request) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "work\tby\tp50 ms\tp99 ms\tprocessor p50\tp99\trecall@10\trecall@200\tp50 to ours")
	var first result
	for _, r := range results {
		if r.work != first.work {
			first = r
		}
		processor, recall := fmt.Sprintf("%.3f\t%.3f", r.processor.P50, r.processor.P99), "–\t–"
		if r.remote {
			processor = "–\t–"
		}
		if r.exact {
			recall = fmt.Sprintf("%.4f\t%.4f", r.recall(reference, requests, 10), r.recall(reference, requests, candidates))
		}
		fmt.Fprintf(w, "%s\t%s\t%.3f\t%.3f\t%s\t%s\t%.1f×\n", r.work, r.name, r.wall.P50, r.wall.P99, processor, recall, r.wall.P50/first.wall.P50)
	}
	return w.Flush()
}
