// Package indextest is the suite that every index.Index passes.
package indextest

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
)

// Run puts an implementation through everything that index.Index promises. Each
// call of open returns an index of its own, empty and open; Run closes it. The
// results are compared with those of a reference that looks at every item.
func Run(t *testing.T, open func(t *testing.T) index.Index) {
	t.Run("an empty index", func(t *testing.T) { testEmpty(t, opened(t, open)) })
	t.Run("conditions", func(t *testing.T) { testConditions(t, opened(t, open)) })
	t.Run("words", func(t *testing.T) { testWords(t, opened(t, open)) })
	t.Run("a generated catalogue", func(t *testing.T) { testGenerated(t, opened(t, open)) })
	t.Run("changes", func(t *testing.T) {
		for _, c := range changes {
			t.Run(c.name, func(t *testing.T) { c.test(t, opened(t, open)) })
		}
	})
	t.Run("searches beside changes see each change whole or not at all", func(t *testing.T) { testConcurrency(t, opened(t, open)) })
	t.Run("a cancelled call fails and changes nothing", func(t *testing.T) { testCancelled(t, opened(t, open)) })
	t.Run("a closed index says so", func(t *testing.T) { testClosed(t, open(t)) })
}

func opened(t *testing.T, open func(t *testing.T) index.Index) index.Index {
	t.Helper()
	x := open(t)
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return x
}
