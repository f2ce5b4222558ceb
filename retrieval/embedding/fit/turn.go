package fit

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// turn carries vectors from one space into another without stretching any: it
// takes a mean off and turns.
type turn struct {
	mean   []float32
	matrix *mat.Dense // to × from
}

var errAlike = errors.New("the teacher's vectors for the catalogue cannot be carried into the table's space: do they differ from each other?")

// newTurn returns the turn that brings the pairs closest, the solution of the
// orthogonal Procrustes problem (Schönemann 1966). A regression would fit closer,
// by losing just that in which the spaces differ.
func newTurn(from, to [][]float32) (*turn, error) {
	t := &turn{mean: meanOf(from)}
	products := mat.NewDense(len(to[0]), len(t.mean), nil)
	centred := make([]float64, len(t.mean))
	wanted := make([]float64, len(to[0]))
	for i := range from {
		for j, x := range from[i] {
			centred[j] = float64(x - t.mean[j])
		}
		for j, x := range to[i] {
			wanted[j] = float64(x)
		}
		products.RankOne(products, 1, mat.NewVecDense(len(wanted), wanted), mat.NewVecDense(len(centred), centred))
	}
	var svd mat.SVD
	if mat.Norm(products, 2) < 1e-6 || !svd.Factorize(products, mat.SVDThin) {
		return nil, errAlike
	}
	var u, v, m mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	m.Mul(&u, v.T())
	t.matrix = &m
	return t, nil
}

// into writes where the vector is carried to, made of length 1.
func (t *turn) into(to, v []float32) { place(to, t.matrix, v, t.mean) }
