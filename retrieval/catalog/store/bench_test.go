package store_test

import (
	"fmt"
	"iter"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

// many is a feed of n products that is never in memory as a whole.
func many(n int) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for i := range n {
			p := shirt("p" + strconv.Itoa(i))
			p.GroupID = "g" + strconv.Itoa(i/4)
			p.Price.Minor = int64(5000 + i)
			if !yield(catalog.Row{Product: p, Line: i + 1}, nil) {
				return
			}
		}
	}
}

const rowsOfBenchmark = 100_000

func BenchmarkSync(b *testing.B) {
	for _, bench := range []struct {
		name   string
		before []iter.Seq2[catalog.Row, error] // read one after another
		now    iter.Seq2[catalog.Row, error]
	}{
		{"first", nil, many(rowsOfBenchmark)},
		{"unchanged", feeds(many(rowsOfBenchmark)), many(rowsOfBenchmark)},
		{"1% changed", feeds(many(rowsOfBenchmark)), cheaper(100, rowsOfBenchmark)},
		{"half returns", feeds(many(rowsOfBenchmark), many(rowsOfBenchmark/2)), many(rowsOfBenchmark)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var peak uint64
			opts := store.SyncOptions{Progress: func(int) {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}}
			for b.Loop() {
				b.StopTimer()
				s := filled(b, bench.before...)
				b.StartTimer()
				if _, err := s.Sync(b.Context(), "feed", bench.now, opts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rowsOfBenchmark)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(peak)/(1<<20), "peak-heap-MB")
		})
	}
}

func feeds(all ...iter.Seq2[catalog.Row, error]) []iter.Seq2[catalog.Row, error] { return all }

// cheaper is many in which every so manieth product has another price.
func cheaper(every, n int) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for row, err := range many(n) {
			if row.Line%every == 0 {
				row.Price.Minor--
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// filled is a store that has read feeds, one after another.
func filled(b *testing.B, feeds ...iter.Seq2[catalog.Row, error]) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "catalogue.db"), quiet)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for _, feed := range feeds {
		if _, err := s.Sync(b.Context(), "feed", feed, store.SyncOptions{Force: true}); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func BenchmarkRead(b *testing.B) {
	const n = 20_000
	s := filled(b, many(n))
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			for _, err := range s.All(b.Context()) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	for _, cached := range []bool{false, true} {
		b.Run(fmt.Sprintf("10 products, cached %t", cached), func(b *testing.B) {
			i := 0
			for b.Loop() {
				ids := make([]string, 10)
				for k := range ids {
					ids[k] = "p" + strconv.Itoa(i%n)
					i += map[bool]int{true: 0, false: 1}[cached]
				}
				if found, err := s.Products(b.Context(), ids); err != nil || len(found) != 10 {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}
