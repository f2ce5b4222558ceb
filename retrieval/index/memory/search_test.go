package memory

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// countdown is a context that is cancelled after its Err was asked some times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestACallStopsWhenItsContextEndsMidway(t *testing.T) {
	x := New(plane)
	words := lexical.Vector{{Term: 1, Weight: 1}, {Term: 2, Weight: 1}}
	if err := x.Upsert(t.Context(), []index.Item{{ID: "1", Lexical: words}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		looks int
		call  func(ctx context.Context) error
	}{
		"search by words": {4, func(ctx context.Context) error { // at the start, after either term, after the segment
			_, err := x.Search(ctx, index.Request{Lexical: words, K: 1})
			return err
		}},
		"search by words and meaning": {5, func(ctx context.Context) error { // and within the segment
			_, err := x.Search(ctx, index.Request{Lexical: words, Dense: []float32{1, 0}, K: 1})
			return err
		}},
		"count": {2, func(ctx context.Context) error {
			_, err := x.Count(ctx, nil)
			return err
		}},
		"facets": {4, func(ctx context.Context) error {
			_, err := x.Facets(ctx, nil, []string{"color"})
			return err
		}},
	} {
		for left := range c.looks {
			if err := c.call(&countdown{t.Context(), left}); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, cancelled after %d looks: %v", name, left, err)
			}
		}
		if err := c.call(&countdown{t.Context(), c.looks}); err != nil {
			t.Errorf("%s, cancelled after it was done: %v", name, err)
		}
	}
}

func TestAVectorThatIsNotFiniteIsRefused(t *testing.T) {
	x := New(plane)
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, dense := range [][]float32{{float32(bad), 1}, {1, float32(bad)}} {
			if err := x.Upsert(t.Context(), []index.Item{{ID: "1", Dense: dense}}); err == nil {
				t.Errorf("Upsert of %v: no error", dense)
			}
			if _, err := x.Search(t.Context(), index.Request{Dense: dense, K: 1}); err == nil {
				t.Errorf("Search by %v: no error", dense)
			}
		}
	}
}

func TestEqualScoresCompeteByIDForTheLastPlaces(t *testing.T) {
	x := New(plane)
	words := lexical.Vector{{Term: 1, Weight: 1}}
	for i := range 50 {
		item := index.Item{ID: fmt.Sprintf("%02d", (i*17+5)%50), Lexical: words, Dense: []float32{1, 0}}
		if err := x.Upsert(t.Context(), []index.Item{item}); err != nil {
			t.Fatal(err)
		}
	}
	for name, q := range map[string]index.Request{
		"words": {Lexical: words}, "meaning": {Dense: []float32{1, 0}}, "both": {Lexical: words, Dense: []float32{1, 0}}, "neither": {},
	} {
		for _, q.K = range []int{1, 2, 3, 7, 49, 50, 51} {
			hits, err := x.Search(t.Context(), q)
			if err != nil || len(hits) != min(q.K, 50) {
				t.Fatalf("%s: %d hits, error %v", name, len(hits), err)
			}
			for i, h := range hits {
				if h.ID != fmt.Sprintf("%02d", i) {
					t.Fatalf("%s, K = %d: %q in place %d", name, q.K, h.ID, i)
				}
			}
		}
	}
}
