package fit_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
)

func TestTrain(t *testing.T) {
	const dim = 8
	lessons, targets := toy(dim)

	t.Run("the sums of rows come to point to their targets", func(t *testing.T) {
		for _, contrast := range []float64{0, 1, 10} {
			matrix := train(t, t.Context(), lessons, targets, dim, contrast)
			for i, l := range lessons {
				if got := cosine(sum(matrix, dim, l.Parts), targets[l.Target*dim:][:dim]); got < 0.97 {
					t.Errorf("contrast %v: example %d has the cosine %.3f to its target", contrast, i, got)
				}
			}
		}
	})
	t.Run("the same training gives the same rows", func(t *testing.T) {
		first, second := train(t, t.Context(), lessons, targets, dim, 1), train(t, t.Context(), lessons, targets, dim, 1)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a cancelled training fails", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		o := fit.Defaults()
		if err := fit.Train(ctx, make([]float32, 12*dim), dim, lessons, targets, o); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that the context was cancelled", err)
		}
	})
	t.Run("rows drawn to where they began stay nearer to it", func(t *testing.T) {
		began := fit.Means(12, dim, lessons, targets)
		moved := func(decay float64) (far float64) {
			matrix := slices.Clone(began)
			o := fit.Options{Epochs: 20, Batch: 16, Rate: 0.05, Decay: decay, Seed: 1}
			if err := fit.Train(t.Context(), matrix, dim, lessons, targets, o); err != nil {
				t.Fatal(err)
			}
			for i := range matrix {
				far += math.Abs(float64(matrix[i] - began[i]))
			}
			return far
		}
		if free, drawn := moved(0), moved(10); drawn >= free/2 {
			t.Errorf("drawn rows moved by %.2f, free ones by %.2f", drawn, free)
		}
	})
}

// toy has twelve rows and pairs of them as examples, whose targets are the sums
// of directions that the rows are to find.
func toy(dim int) ([]fit.Example, []float32) {
	r := rand.New(rand.NewPCG(3, 3))
	directions := gaussian(r, 12*dim)
	var lessons []fit.Example
	var targets []float32
	for range 60 {
		parts := []embedding.Part{{Row: int32(r.IntN(12)), Weight: 1}, {Row: int32(r.IntN(12)), Weight: 1}}
		target := sum(directions, dim, parts)
		fit.Normalise(target)
		lessons = append(lessons, fit.Example{Parts: parts, Target: len(lessons)})
		targets = append(targets, target...)
	}
	return lessons, targets
}

func train(t *testing.T, ctx context.Context, lessons []fit.Example, targets []float32, dim int, contrast float64) []float32 { //nolint:revive // the context is one of the cases
	t.Helper()
	matrix := fit.Means(12, dim, lessons, targets)
	o := fit.Options{Epochs: 100, Batch: 16, Rate: 0.02, Contrast: contrast, Temperature: 0.1, Seed: 1}
	if err := fit.Train(ctx, matrix, dim, lessons, targets, o); err != nil {
		t.Fatal(err)
	}
	return matrix
}

func TestTokens(t *testing.T) {
	texts := []string{
		"red running shoes", "blue running shoes", "green running shoes", "running shoes", "Running Shoe",
		"亚麻衬衫", "亚麻裤", "亚麻衬衫", "棉衬衫", "棉衬衫", "once", "遥控器", "遥控器", "遥控器",
	}
	limits := fit.Limits{Words: 10, Pairs: 10, Characters: 10, Runs: 10}
	for _, tc := range []struct {
		name   string
		limits fit.Limits
		known  []string
		want   string
	}{
		{"words, pairs, characters and runs, each by how frequent they are", limits, nil, "running|shoe|running shoe|衫|衬|亚|器|控|遥|麻|棉|裤|衬衫|亚麻|遥控器"},
		{"what is known is left out", limits, []string{"running", "衬衫", "麻"}, "shoe|running shoe|衫|衬|亚|器|控|遥|棉|裤|亚麻|遥控器"},
		{"each sort has its room", fit.Limits{Words: 1, Characters: 2}, nil, "running|衫|衬"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := fit.Tokens(slices.Values(texts), tc.limits, func(token string) bool { return slices.Contains(tc.known, token) })
			if diff := cmp.Diff(strings.Split(tc.want, "|"), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func gaussian(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return v
}

func sum(matrix []float32, dim int, parts []embedding.Part) []float32 {
	total := make([]float32, dim)
	for _, p := range parts {
		for i, x := range matrix[int(p.Row)*dim:][:dim] {
			total[i] += p.Weight * x
		}
	}
	return total
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(max(aa*bb, 1e-12))
}
