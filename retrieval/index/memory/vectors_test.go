package memory

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheFastInnerProductIsThePlainOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, lanes, 2 * lanes, 3 * lanes, 256, 384, 1024, 4096} {
		a, b := make([]int8, n), make([]int16, n)
		top := math.MaxInt32 / (128 * max(n, lanes))
		for name, fill := range map[string]func(i int){
			"any": func(i int) {
				a[i], b[i] = int8(r.IntN(256)-128), int16(r.IntN(2*min(top, math.MaxInt16))-min(top, math.MaxInt16))
			},
			"largest":     func(i int) { a[i], b[i] = 127, int16(min(top, math.MaxInt16)) },
			"smallest":    func(i int) { a[i], b[i] = -127, int16(min(top, math.MaxInt16)) },
			"alternating": func(i int) { a[i], b[i] = int8(127-254*(i%2)), int16(i%7-3) },
		} {
			want := 0
			for i := range a {
				fill(i)
				want += int(a[i]) * int(b[i])
			}
			codes := slices.Concat(make([]int8, n), a) // of two documents, the first without length
			for which, dots := range map[string]func([]int8, []uint32, []int16, []int32){"fast": dots, "plain": dotsGo} {
				got := make([]int32, 3)
				if dots(codes, []uint32{1, 0, 1}, b, got); !slices.Equal(got, []int32{int32(want), 0, int32(want)}) {
					t.Errorf("%s, %d dimensions, %s: %d, want %d", name, n, which, got, want)
				}
			}
		}
	}
}

func similarity(v vectors, doc int, p probe) float64 {
	var product [1]int32
	dots(v.codes, []uint32{uint32(doc)}, p.codes, product[:])
	return float64(product[0]) * p.step * float64(v.scales[doc])
}

func TestQuantisationKeepsInnerProductsWithinHalfAStepADimension(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	random := func(dim int) []float32 {
		v := make([]float32, dim)
		for i := range v {
			v[i] = float32(r.NormFloat64() / math.Sqrt(float64(dim)))
		}
		return v
	}
	for _, dim := range []int{1, 2, 31, 32, 33, 256, 384, 1000} {
		v := newVectors(dim, 1)
		for range 50 {
			item, query := random(dim), random(dim)
			v.set(0, item)
			want, steps := 0.0, 0.0
			for i := range item {
				want += float64(item[i]) * float64(query[i])
				steps += math.Abs(float64(query[i]))
			}
			bound := 0.5*magnitude(item)/127*steps + 1e-3
			if got := similarity(v, 0, newProbe(query)); math.Abs(got-want) > bound {
				t.Fatalf("%d dimensions: %g, want %g within %g", dim, got, want, bound)
			}
		}
	}
}

func TestAVectorWithoutLengthIsSimilarToNothing(t *testing.T) {
	v := newVectors(40, 2)
	v.set(1, slices.Repeat([]float32{0.1}, 40))
	zero := make([]float32, 40)
	one := newProbe(slices.Repeat([]float32{1}, 40))
	if got := similarity(v, 0, one); got != 0 {
		t.Errorf("a vector that was not set: %g", got)
	}
	if got := similarity(v, 1, newProbe(zero)); got != 0 {
		t.Errorf("a query of zeros: %g", got)
	}
	if got := similarity(v, 1, one); math.Abs(got-4) > 0.05 {
		t.Errorf("both have length: %g, want 4", got)
	}
}

func TestNoInnerProductOverflows(t *testing.T) {
	for _, dim := range []int{32, 256, 512, 1024, 4096, 16384} {
		all := slices.Repeat([]float32{1}, dim)
		v := newVectors(dim, 1)
		v.set(0, all)
		if got := similarity(v, 0, newProbe(all)); math.Abs(got-float64(dim)) > 0.01*float64(dim) {
			t.Errorf("%d dimensions: %g", dim, got)
		}
	}
}
