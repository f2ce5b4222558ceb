package fit

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/blas"
)

// turn carries vectors from one space into another without stretching any: it
// takes a mean off and turns.
type turn struct {
	mean   []float32
	matrix []float64 // to × from, row after row
}

var errAlike = errors.New("the teacher's vectors for the catalogue cannot be carried into the table's space: do they differ from each other?")

// newTurn returns the turn that brings the pairs closest, the solution of the
// orthogonal Procrustes problem (Schönemann 1966). A regression would fit closer,
// by losing just that in which the spaces differ.
func newTurn(from, to [][]float32) (*turn, error) {
	t := &turn{mean: Mean(from)}
	rows, columns := len(to[0]), len(t.mean)
	t.matrix = make([]float64, rows*columns)
	centred := make([]float64, columns)
	wanted := make([]float64, rows)
	for i := range from {
		for j, x := range from[i] {
			centred[j] = float64(x - t.mean[j])
		}
		for j, x := range to[i] {
			wanted[j] = float64(x)
		}
		algebra.Dger(rows, columns, 1, wanted, 1, centred, 1, t.matrix, columns)
	}
	length := algebra.Dnrm2(len(t.matrix), t.matrix, 1)
	if !(length >= 1e-6) || math.IsInf(length, 1) {
		return nil, errAlike
	}
	algebra.Dscal(len(t.matrix), 1/length, t.matrix, 1)
	straighten(t.matrix, rows, columns)
	return t, nil
}

// straighten brings a matrix of length 1 to the nearest one that stretches nothing,
// its polar factor, by the Newton–Schulz iteration X ← (3X − XXᵀX)/2 (Higham,
// Functions of Matrices, 2008, chapter 8). A direction that the matrix shrinks is
// brought back by half of its length or more each time until it is nearly there, so
// that sixty rounds are enough for all that is more than rounding.
func straighten(matrix []float64, rows, columns int) {
	square := make([]float64, rows*rows) // 3I − XXᵀ
	old := make([]float64, len(matrix))
	for range 60 {
		algebra.Dgemm(blas.NoTrans, blas.Trans, rows, rows, columns, -1, matrix, columns, matrix, columns, 0, square, rows)
		for i := range rows {
			square[i*rows+i] += 3
		}
		copy(old, matrix)
		algebra.Dgemm(blas.NoTrans, blas.NoTrans, rows, columns, rows, 0.5, square, rows, old, columns, 0, matrix, columns)
		algebra.Daxpy(len(old), -1, matrix, 1, old, 1)
		if algebra.Dnrm2(len(old), old, 1) < 1e-12 {
			return
		}
	}
}

// into writes where the vector is carried to, made of length 1.
func (t *turn) into(to, v []float32) {
	for i := range to {
		var sum float64
		for j, x := range t.matrix[i*len(v):][:len(v)] {
			sum += x * float64(v[j]-t.mean[j])
		}
		to[i] = float32(sum)
	}
	Normalise(to)
}
