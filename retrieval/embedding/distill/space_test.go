package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

func TestSpace(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	vectors := map[embedding.Kind][][]float32{}
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		for range 400 { // a narrow cone around a direction of the kind's own, wide in two dimensions
			v := gaussian(r, 6)
			v[0], v[1] = 3*v[0], 2*v[1]
			for i := range v {
				v[i] *= 0.1
			}
			v[len(kind)%6] += 5
			vectors[kind] = append(vectors[kind], v)
		}
	}
	space, err := newSpace(vectors, 2, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	var mean, similar float64
	placed := make([][]float32, 0, 800)
	for kind, all := range vectors {
		for _, v := range all {
			to := make([]float32, space.length())
			space.place(to, kind, v)
			placed = append(placed, to)
			mean += float64(to[0])
			if math.Abs(cosine(to, to)-1) > 1e-5 {
				t.Fatalf("a vector has the squared length %v", cosine(to, to))
			}
		}
	}
	for i := range placed[:400] {
		similar += cosine(placed[i], placed[400+i]) / 400
	}
	if math.Abs(mean/800) > 0.1 || math.Abs(similar) > 0.15 {
		t.Errorf("the vectors lie to one side: mean %.2f, cosine of two %.2f", mean/800, similar)
	}

	t.Run("the more it whitens, the more a minor direction counts", func(t *testing.T) {
		var minor []float64
		for _, whiten := range []float64{0, 0.5, 1} {
			space, err := newSpace(vectors, 6, whiten)
			if err != nil {
				t.Fatal(err)
			}
			var share float64
			for _, v := range vectors[embedding.Query] {
				to := make([]float32, 6)
				space.place(to, embedding.Query, v)
				share += float64(to[5] * to[5])
			}
			minor = append(minor, share)
		}
		if !slices.IsSorted(minor) || minor[2] < 2*minor[0] {
			t.Errorf("its shares are %.1f", minor)
		}
	})
	t.Run("there is none for no vectors", func(t *testing.T) {
		if _, err := newSpace(nil, 2, 0); err == nil {
			t.Error("no error")
		}
	})
}

func gaussian(r *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return v
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
