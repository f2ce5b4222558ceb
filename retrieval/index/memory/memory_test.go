package memory_test

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/indextest"
	"github.com/shopguide/shopguide/retrieval/index/memory"
)

func TestIndex(t *testing.T) {
	indextest.Run(t, func(_ *testing.T, space index.Space) index.Index { return memory.New(space) })
}

func BenchmarkIndex(b *testing.B) {
	indextest.Bench(b, func(_ *testing.B, space index.Space) index.Index { return memory.New(space) })
}
