package memory_test

import (
	"context"
	"errors"
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/indextest"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestIndex(t *testing.T) {
	indextest.Run(t, func(*testing.T) index.Index { return memory.New() })
}

func BenchmarkIndex(b *testing.B) {
	indextest.Bench(b, func(*testing.B) index.Index { return memory.New() })
}

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

func TestASearchStopsWhenItsContextEndsMidway(t *testing.T) {
	x := memory.New()
	words := lexical.Vector{{Term: 1, Weight: 1}, {Term: 2, Weight: 1}}
	if err := x.Upsert(t.Context(), []index.Item{{ID: "1", Lexical: words}}); err != nil {
		t.Fatal(err)
	}
	for left := range 4 { // at the start, after either term, after the segment
		ctx := &countdown{t.Context(), left}
		if hits, err := x.Search(ctx, index.Request{Lexical: words, K: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled after %d looks: found %v, error %v", left, hits, err)
		}
	}
	if _, err := x.Count(&countdown{t.Context(), 1}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Count: %v, want context.Canceled", err)
	}
}
