// Package embeddingtest is the suite that every embedding.Embedder passes.
package embeddingtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// Run puts an embedder through everything that embedding.Embedder promises. Open
// is called once and returns an embedder that knows Chinese and English.
func Run(t *testing.T, open func(t *testing.T) embedding.Embedder) {
	e := open(t)
	t.Run("it names its model, the same each time", func(t *testing.T) {
		if name := e.Model(); name == "" || name != e.Model() {
			t.Errorf("it is named %q, then %q", name, e.Model())
		}
	})
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		t.Run(string(kind), func(t *testing.T) { testKind(t, e, kind) })
	}
	t.Run("what means the same in two languages is closer than what does not", func(t *testing.T) { testLanguages(t, e) })
	t.Run("a cancelled call fails", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.Embed(ctx, embedding.Query, []string{"never asked before"}); !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want that the context was cancelled", err)
		}
	})
}

// Pairs say the same in Chinese and in English, each something else than the others.
var pairs = [][2]string{
	{"男士短袖衬衫", "men's short sleeve shirt"},
	{"防水登山鞋", "waterproof hiking boots"},
	{"无线降噪耳机", "wireless noise cancelling headphones"},
	{"不锈钢保温杯", "stainless steel thermos"},
	{"儿童画册", "picture book for children"},
	{"保湿面霜", "moisturizing face cream"},
}

func testKind(t *testing.T, e embedding.Embedder, kind embedding.Kind) {
	var texts []string
	for _, p := range pairs {
		texts = append(texts, p[0], p[1])
	}
	alone := make([][]float32, len(texts))
	for i, text := range texts {
		alone[i] = embed(t, e, kind, text)[0]
	}

	t.Run("a vector has Dim numbers and length 1", func(t *testing.T) {
		for i, v := range alone {
			if len(v) != e.Dim() {
				t.Errorf("%s: %d numbers, want %d", texts[i], len(v), e.Dim())
			}
			if length := math.Sqrt(dot(v, v)); !(math.Abs(length-1) < 1e-3) {
				t.Errorf("%s: length %v", texts[i], length)
			}
		}
	})
	t.Run("vectors stand in the order of the texts, in a call of any size", func(t *testing.T) {
		var many []string
		for range 6 {
			many = append(many, texts...)
		}
		for i, v := range embed(t, e, kind, many...) {
			if want := alone[i%len(texts)]; !same(v, want) {
				t.Fatalf("vector %d of %d is not that of %q", i, len(many), many[i])
			}
		}
	})
	t.Run("a blank text has zeros, and does not shift the others", func(t *testing.T) {
		vectors := embed(t, e, kind, "", texts[0], " \n\t", "\u3000", texts[1])
		for i, want := range [][]float32{nil, alone[0], nil, nil, alone[1]} {
			switch {
			case want == nil && !zero(vectors[i], e.Dim()):
				t.Errorf("vector %d is not %d zeros", i, e.Dim())
			case want != nil && !same(vectors[i], want):
				t.Errorf("vector %d is another than the text's alone", i)
			}
		}
	})
	t.Run("no texts have no vectors", func(t *testing.T) {
		if vectors := embed(t, e, kind); len(vectors) != 0 {
			t.Errorf("got %d", len(vectors))
		}
	})
	t.Run("the caller keeps its texts, and may change its vectors", func(t *testing.T) {
		asked := []string{"two\nlines  ", texts[0]}
		kept := slices.Clone(asked)
		for _, v := range embed(t, e, kind, asked...) {
			clear(v)
		}
		if !slices.Equal(asked, kept) {
			t.Errorf("the texts became %q", asked)
		}
		if !same(embed(t, e, kind, texts[0])[0], alone[0]) {
			t.Error("the next vector of a text is another")
		}
	})
	t.Run("a text of any form and length has a vector", func(t *testing.T) {
		long := strings.Repeat("灰色羊毛大衣 grey wool coat ", 2000)
		odd := []string{long, "\xff\xfe broken", "nul \x00 inside", "👗👠", "?", "مرحبا"}
		for i, v := range embed(t, e, kind, odd...) {
			if length := math.Sqrt(dot(v, v)); len(v) != e.Dim() || !(math.Abs(length-1) < 1e-3 || length == 0) {
				t.Errorf("text %d: %d numbers, length %v", i, len(v), length)
			}
		}
	})
	t.Run("many goroutines get what one gets", func(t *testing.T) {
		var calls sync.WaitGroup
		for i := range 4 * len(texts) {
			calls.Go(func() {
				n := i % len(texts)
				// A text of its own beside the common one, so that caches are written, too.
				vectors, err := e.Embed(t.Context(), kind, []string{fmt.Sprint("number ", i), texts[n]})
				switch {
				case err != nil:
					t.Errorf("call %d: %v", i, err)
				case !same(vectors[1], alone[n]):
					t.Errorf("call %d got another vector", i)
				}
			})
		}
		calls.Wait()
	})
}

// testLanguages asks in each language for what is said in the other.
func testLanguages(t *testing.T, e embedding.Embedder) {
	for from, name := range []string{"Chinese to English", "English to Chinese"} {
		t.Run(name, func(t *testing.T) {
			var queries, passages []string
			for _, p := range pairs {
				queries, passages = append(queries, p[from]), append(passages, p[1-from])
			}
			asked, found := embed(t, e, embedding.Query, queries...), embed(t, e, embedding.Passage, passages...)
			for i, q := range asked {
				for j, p := range found {
					if j != i && dot(q, p) >= dot(q, found[i]) {
						t.Errorf("%q is as close to %q (%.3f) as to %q (%.3f)", queries[i], passages[j], dot(q, p), passages[i], dot(q, found[i]))
					}
				}
			}
		})
	}
}

func embed(t *testing.T, e embedding.Embedder, kind embedding.Kind, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := e.Embed(t.Context(), kind, texts)
	if err != nil {
		t.Fatalf("embed %d texts: %v", len(texts), err)
	}
	if len(vectors) != len(texts) {
		t.Fatalf("%d texts have %d vectors", len(texts), len(vectors))
	}
	return vectors
}

// same reports whether two vectors agree but for rounding, which differs with
// the batch on some hardware.
func same(a, b []float32) bool { return len(a) == len(b) && dot(a, b) > 0.9999 }

func zero(v []float32, dim int) bool { return len(v) == dim && dot(v, v) == 0 }

func dot(a, b []float32) float64 {
	var sum float64
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
