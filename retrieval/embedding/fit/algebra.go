package fit

import (
	"math"

	"gonum.org/v1/gonum/blas/gonum"
)

// algebra is Gonum's linear algebra, called as a concrete type: behind an interface,
// as packages blas32 and mat have it, the linker keeps all of it, 2 MB, for the few
// functions that are needed here.
var algebra gonum.Implementation

func dot(a, b []float32) float32 { return algebra.Sdot(len(a), a, 1, b, 1) }

func axpy(by float32, x, to []float32) { algebra.Saxpy(len(x), by, x, 1, to, 1) }

func scale(by float32, v []float32) { algebra.Sscal(len(v), by, v, 1) }

// Normalise makes a vector one of length 1; zeros stay.
func Normalise(v []float32) {
	if length := math.Sqrt(float64(dot(v, v))); length > 0 {
		scale(float32(1/length), v)
	}
}

// Mean returns the mean of vectors, of which there must be one.
func Mean(vectors [][]float32) []float32 {
	sums := make([]float64, len(vectors[0]))
	for _, v := range vectors {
		for i, x := range v {
			sums[i] += float64(x)
		}
	}
	mean := make([]float32, len(sums))
	for i, x := range sums {
		mean[i] = float32(x / float64(len(vectors)))
	}
	return mean
}
