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
	for _, again := range []bool{false, true} {
		name := map[bool]string{false: "first", true: "unchanged"}[again]
		b.Run(name, func(b *testing.B) {
			var peak uint64
			opts := store.SyncOptions{Progress: func(int) {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}}
			for b.Loop() {
				b.StopTimer()
				s := filled(b, map[bool]int{true: rowsOfBenchmark}[again])
				b.StartTimer()
				if _, err := s.Sync(b.Context(), "feed", many(rowsOfBenchmark), opts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rowsOfBenchmark)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(peak)/(1<<20), "peak-heap-MB")
		})
	}
}

// filled is a store with n products.
func filled(b *testing.B, n int) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "catalogue.db"), quiet)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if _, err := s.Sync(b.Context(), "feed", many(n), store.SyncOptions{}); err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkRead(b *testing.B) {
	const n = 20_000
	s := filled(b, n)
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
