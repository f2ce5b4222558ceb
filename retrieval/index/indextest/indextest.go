// Package indextest is the suite that every index.Index passes.
package indextest

import (
	"testing"

	"github.com/shopguide/shopguide/retrieval/index"
)

// space is that of the dense vectors that the suite makes up.
var space = index.Space{Model: "indextest", Dim: 32}

// Run puts an implementation through everything that index.Index promises. Each
// call of open returns an index of its own, empty and open, for vectors of the
// space; Run closes it. Run opens ten of them and stores some thousand items.
//
// The results are compared with those of a reference that looks at every item.
// Those of filters, words, counts and facets must be the same, except that any of
// the items whose equal scores compete for the last places may take them. Those
// with a dense vector must have the reference's with a recall of minRecall, and
// scores within precision of the true ones.
func Run(t *testing.T, open func(t *testing.T, space index.Space) index.Index) {
	opened := func(t *testing.T) index.Index {
		x := open(t, space)
		t.Cleanup(func() {
			if err := x.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		return x
	}
	t.Run("an empty index", func(t *testing.T) { testEmpty(t, opened(t)) })
	t.Run("conditions", func(t *testing.T) { testConditions(t, opened(t)) })
	t.Run("any text is only a text", func(t *testing.T) { testTexts(t, opened(t)) })
	t.Run("words", func(t *testing.T) { testWords(t, opened(t)) })
	t.Run("meaning", func(t *testing.T) { testMeaning(t, opened(t)) })
	t.Run("a generated catalogue", func(t *testing.T) { testGenerated(t, opened(t)) })
	t.Run("changes", func(t *testing.T) {
		x := opened(t)
		for _, c := range changes {
			t.Run(c.name, func(t *testing.T) {
				empty(t, x)
				c.test(t, x)
			})
		}
	})
	t.Run("searches beside changes see each item whole", func(t *testing.T) { testConcurrency(t, opened(t)) })
	t.Run("an index without dense vectors", func(t *testing.T) { testWordsAlone(t, open(t, index.Space{})) })
	t.Run("a closed index says so", func(t *testing.T) { testClosed(t, open(t, space)) })
}

// empty removes everything from the index.
func empty(t *testing.T, x index.Index) {
	t.Helper()
	remove(t, x, ids(search(t, x, index.Request{K: every}))...)
	if n := count(t, x, nil); n != 0 {
		t.Fatalf("%d groups are left after all items were deleted", n)
	}
}
