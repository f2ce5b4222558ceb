package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// batch is how many items are put into an index at a time.
const batch = 5000

// compare measures all contestants and prints the table.
func compare(ctx context.Context, out io.Writer, s *shop, texts []string, products, n int, alone bool) (err error) {
	items, err := s.items(ctx, 0, products)
	if err != nil {
		return err
	}
	requests, err := s.requests(ctx, texts, items, n)
	if err != nil {
		return err
	}
	ours := memory.New(s.space())
	defer func() { err = errors.Join(err, ours.Close()) }()
	start := time.Now()
	if err := fill(ctx, ours, items); err != nil {
		return err
	}
	fmt.Fprintf(out, "ours filled in %.1f s\n", time.Since(start).Seconds())
	contestants := append(of("ours", ours, hybridFiltered, meaningFiltered, meaningAll, wordsFiltered), counting("ours", ours)...)
	contestants = append(contestants, floor(items, s.space().Dim), scan(items))
	if !alone {
		p, err := openPeers(ctx, out, s, items)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.Close()) }()
		contestants = append(contestants, p.contestants...)
	}
	slices.SortStableFunc(contestants, func(a, b contestant) int { return cmp.Compare(a.work, b.work) })
	reference := newReference(items)
	var results []result
	for _, c := range contestants {
		reference.learn(c, requests)
		runtime.GC()
		r, err := c.measure(ctx, requests)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	fmt.Fprintf(out, "%d products, %d dimensions, %d requests for %d hits, filters admit %s; %s, 1 core\n\n",
		len(items), s.space().Dim, n, candidates, admitted(ctx, ours, requests), runtime.Version())
	return table(out, results, reference, requests)
}

// peers are the contestants that are not ours.
type peers struct {
	contestants []contestant
	folder      string
	server      *peer.Server
}

func openPeers(ctx context.Context, out io.Writer, s *shop, items []index.Item) (_ *peers, err error) {
	p := &peers{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.folder, err = os.MkdirTemp("", "benchmarks"); err != nil {
		return nil, err
	}
	if p.server, err = startMilvus(ctx, p.folder); err != nil {
		return nil, fmt.Errorf("start milvus-lite: %w", err)
	}
	for _, peer := range []struct {
		name string
		fill func() ([]contestant, error)
	}{
		{"milvus-lite 2.5.1", func() ([]contestant, error) {
			draft, err := fillMilvus(ctx, p.server.Addr, s.space(), items)
			contestants := of("milvus-lite 2.5.1", draft, hybridFiltered, meaningFiltered, wordsFiltered)
			for i := range contestants {
				contestants[i].remote = true
			}
			return contestants, err
		}},
		{"chromem-go", func() ([]contestant, error) { return chromemOf(ctx, items) }},
		{"bleve", func() ([]contestant, error) {
			return bleveOf(items, func(i int) string {
				text := s.product(i).Text("")
				return text.Title + " " + text.Description
			})
		}},
	} {
		start := time.Now()
		contestants, err := peer.fill()
		if err != nil {
			return nil, fmt.Errorf("fill %s: %w", peer.name, err)
		}
		fmt.Fprintf(out, "%s filled in %.1f s\n", peer.name, time.Since(start).Seconds())
		p.contestants = append(p.contestants, contestants...)
	}
	return p, nil
}

func (p *peers) Close() error {
	if p.server != nil {
		p.server.Kill()
	}
	return os.RemoveAll(p.folder)
}

func fill(ctx context.Context, ix index.Index, items []index.Item) error {
	for done := 0; done < len(items); done += batch {
		if err := ix.Upsert(ctx, items[done:min(done+batch, len(items))]); err != nil {
			return err
		}
	}
	return nil
}

// admitted describes how many groups the filters of the requests admit.
func admitted(ctx context.Context, ix index.Index, requests []request) string {
	var counts evaluation.Sample
	for _, q := range requests {
		n, err := ix.Count(ctx, q.Filter)
		if err != nil {
			return err.Error()
		}
		counts = append(counts, float64(n))
	}
	return fmt.Sprintf("%.0f to %.0f of them, half of them %.0f or more", counts.Percentile(0), counts.Percentile(100), counts.Percentile(50))
}
