package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
)

// measureGrowth fills one index up to so many products and prints, at each size on
// the way, what it takes; times are those of the processor.
func measureGrowth(ctx context.Context, out io.Writer, s *shop, texts []string, products int) (err error) {
	folder, err := os.MkdirTemp("", "benchmarks")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "products\tfill s\tslowest upsert ms\tsnapshot MB\tsave s\topen s\theap MB\tvectors + postings MB\tratio\tsearch p50 ms\tp99 ms\tfacets p50 ms\t")
	ix := memory.New(s.space())
	defer func() { err = errors.Join(err, ix.Close()) }()
	var sample []index.Item
	var filled, slowest time.Duration
	raw, next := 0, 10_000
	for done := 0; done < products; {
		items, err := s.items(ctx, done, min(done+batch, products, next))
		if err != nil {
			return err
		}
		for i := range items {
			raw += s.space().Dim + 8*len(items[i].Lexical)
		}
		if done == 0 {
			sample = items
		}
		start := processorTime()
		if err := ix.Upsert(ctx, items); err != nil {
			return err
		}
		took := processorTime() - start
		filled, slowest = filled+took, max(slowest, took)
		done += len(items)
		if done != next && done != products {
			continue
		}
		fmt.Fprintf(w, "%d\t%.1f\t%d\t", done, filled.Seconds(), slowest.Milliseconds())
		if err := measureSize(ctx, w, s, ix, raw, filepath.Join(folder, "snapshot")); err != nil {
			return err
		}
		if err := measureSpeed(ctx, w, s, ix, texts, sample); err != nil {
			return err
		}
		next = min(5*next, products)
	}
	return w.Flush()
}

// measureSize prints what the index takes on disk and, opened from there, in
// memory, beside the raw bytes of its vectors and postings.
func measureSize(ctx context.Context, w io.Writer, s *shop, ix *memory.Index, raw int, file string) (err error) {
	start := processorTime()
	if err := ix.Save(ctx, file); err != nil {
		return err
	}
	saved := processorTime() - start
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	before := heap()
	start = processorTime()
	again, err := memory.Open(ctx, file, s.space())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, again.Close()) }()
	opened := processorTime() - start
	used := heap() - before
	fmt.Fprintf(w, "%.0f\t%.2f\t%.2f\t%.0f\t%.0f\t%.2f\t", megabytes(int(info.Size())), saved.Seconds(), opened.Seconds(),
		megabytes(used), megabytes(raw), float64(used)/float64(raw))
	return nil
}

// measureSpeed prints how fast the index answers.
func measureSpeed(ctx context.Context, w io.Writer, s *shop, ix *memory.Index, texts []string, sample []index.Item) error {
	requests, err := s.requests(ctx, texts, sample, 200)
	if err != nil {
		return err
	}
	runtime.GC()
	search, err := of("ours", ix, hybridFiltered)[0].measure(ctx, requests)
	if err != nil {
		return err
	}
	facets, err := counting("ours", ix)[1].measure(ctx, requests)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%.2f\t%.2f\t%.2f\t\n", search.processor.P50, search.processor.P99, facets.processor.P50)
	return nil
}

// heap returns the bytes of live objects.
func heap() int {
	runtime.GC()
	runtime.GC() // the first may leave what pools keep
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func megabytes(n int) float64 { return float64(n) / 1e6 }
