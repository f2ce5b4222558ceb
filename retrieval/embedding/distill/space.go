package main

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
)

// space brings a teacher's vectors into fewer dimensions in which they spread.
// Vectors of a kind have their mean taken off, because some teachers put all texts
// into one narrow cone; then come the principal components, each divided by the
// power whiten of its standard deviation: 0 keeps all distances, 1 makes every
// direction count alike.
type space struct {
	means  map[embedding.Kind][]float32
	matrix *mat.Dense // dim × the teacher's dim
}

// newSpace finds the space of the vectors, which may not be empty.
func newSpace(vectors map[embedding.Kind][][]float32, dim int, whiten float64) (*space, error) {
	s := &space{means: map[embedding.Kind][]float32{}}
	var covariance *mat.SymDense
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		if len(vectors[kind]) == 0 {
			continue
		}
		mean := fit.Mean(vectors[kind])
		s.means[kind] = mean
		if covariance == nil {
			covariance = mat.NewSymDense(len(mean), nil)
		}
		addCovariance(covariance, vectors[kind], mean)
	}
	if covariance == nil {
		return nil, errors.New("no vectors to find a space in")
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return nil, errors.New("the teacher's vectors have no principal components: are they numbers?")
	}
	full := covariance.SymmetricDim()
	dim = min(dim, full)
	var components mat.Dense
	eigen.VectorsTo(&components)
	values := eigen.Values(nil) // in ascending order
	s.matrix = mat.NewDense(dim, full, nil)
	for i := range dim {
		column := full - 1 - i
		by := math.Pow(max(values[column], 1e-12), -whiten/2)
		for j := range full {
			s.matrix.Set(i, j, by*components.At(j, column))
		}
	}
	return s, nil
}

// addCovariance adds the covariance of every few of the vectors: a sample is
// enough, and the same one is taken each time.
func addCovariance(to *mat.SymDense, vectors [][]float32, mean []float32) {
	const sample = 20_000
	every := max(1, len(vectors)/sample)
	centred := make([]float64, len(mean))
	for i := 0; i < len(vectors); i += every {
		for j, x := range vectors[i] {
			centred[j] = float64(x - mean[j])
		}
		to.SymRankOne(to, 1, mat.NewVecDense(len(centred), centred))
	}
}

// length is that of the space's vectors.
func (s *space) length() int {
	dim, _ := s.matrix.Dims()
	return dim
}

// place writes the vector's place in the space, of length 1.
func (s *space) place(to []float32, kind embedding.Kind, v []float32) {
	centred := make([]float64, len(v))
	for i, x := range v {
		centred[i] = float64(x - s.means[kind][i])
	}
	var placed mat.VecDense
	placed.MulVec(s.matrix, mat.NewVecDense(len(centred), centred))
	for i := range to {
		to[i] = float32(placed.AtVec(i))
	}
	fit.Normalise(to)
}
