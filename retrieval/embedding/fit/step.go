package fit

import (
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/blas"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// Adam's constants.
const (
	beta1   = 0.9
	beta2   = 0.99
	epsilon = 1e-7
)

// stepper holds the state of a training and the room that its steps work in.
type stepper struct {
	options Options
	dim     int
	matrix  []float32
	origin  []float32 // the matrix as it began, if rows are drawn to it
	first   []float32 // Adam's running mean of each number's gradient
	second  []float32 // and of its square
	steps   []int32   // by row: how often it was updated

	sums, units, wanted, gradients []float32 // batch × dim
	likeness, teachers             []float32 // batch × batch
	norms                          []float32
	uses                           []use
}

// use is one example's use of a row.
type use struct {
	row     int32
	example int32
	weight  float32
}

func newStepper(matrix []float32, dim int, o Options) *stepper {
	s := &stepper{
		options: o, dim: dim, matrix: matrix,
		first: make([]float32, len(matrix)), second: make([]float32, len(matrix)), steps: make([]int32, len(matrix)/dim),
		norms: make([]float32, o.Batch),
	}
	if o.Decay > 0 {
		s.origin = slices.Clone(matrix)
	}
	for _, room := range []*[]float32{&s.sums, &s.units, &s.wanted, &s.gradients} {
		*room = make([]float32, o.Batch*dim)
	}
	s.likeness, s.teachers = make([]float32, o.Batch*o.Batch), make([]float32, o.Batch*o.Batch)
	return s
}

// step learns from one batch and returns the sum of 1 − cosine over it.
func (s *stepper) step(examples []Example, indices []int, targets []float32, rate float64) float64 {
	s.gather(examples, indices, targets)
	n := len(indices)
	s.contrast(n)
	loss := float64(n)
	for i := range n {
		at := i * s.dim
		u, w, g := s.units[at:][:s.dim], s.wanted[at:][:s.dim], s.gradients[at:][:s.dim]
		loss -= float64(dot(u, w))
		axpy(-1, w, g)
		// Through the normalisation: only what is at right angles to u turns it.
		axpy(-dot(g, u), u, g)
		scale(1/max(s.norms[i], 1e-3), g)
	}
	s.update(rate)
	return loss
}

// gather sums the rows of each example, and lists which rows were used by whom.
func (s *stepper) gather(examples []Example, indices []int, targets []float32) {
	clear(s.sums)
	s.uses = s.uses[:0]
	for i, index := range indices {
		e := examples[index]
		sum := s.sums[i*s.dim:][:s.dim]
		for _, p := range e.Parts {
			axpy(p.Weight, s.row(p), sum)
			s.uses = append(s.uses, use{p.Row, int32(i), p.Weight})
		}
		s.norms[i] = float32(math.Sqrt(float64(dot(sum, sum))))
		u := s.units[i*s.dim:][:s.dim]
		copy(u, sum)
		scale(1/max(s.norms[i], 1e-6), u)
		copy(s.wanted[i*s.dim:], targets[e.Target*s.dim:][:s.dim])
	}
	slices.SortFunc(s.uses, func(a, b use) int {
		if a.row != b.row {
			return int(a.row - b.row)
		}
		return int(a.example - b.example)
	})
}

func (s *stepper) row(p embedding.Part) []float32 { return s.matrix[int(p.Row)*s.dim:][:s.dim] }

// contrast sets the gradients of the listwise loss for the n examples gathered.
func (s *stepper) contrast(n int) {
	if s.options.Contrast == 0 {
		clear(s.gradients)
		return
	}
	sharp := float32(1 / s.options.Temperature)
	algebra.Sgemm(blas.NoTrans, blas.Trans, n, n, s.dim, sharp, s.units, s.dim, s.wanted, s.dim, 0, s.likeness, n)
	algebra.Sgemm(blas.NoTrans, blas.Trans, n, n, s.dim, sharp, s.wanted, s.dim, s.wanted, s.dim, 0, s.teachers, n)
	both(n, func(i int) {
		q, p := s.likeness[i*n:][:n], s.teachers[i*n:][:n]
		softmax(q)
		softmax(p)
		axpy(-1, p, q)
	})
	// The temperature's inverse is left out of the gradient, so that Contrast alone
	// says how much this loss weighs.
	algebra.Sgemm(blas.NoTrans, blas.NoTrans, n, s.dim, n, float32(s.options.Contrast), s.likeness, n, s.wanted, s.dim, 0, s.gradients, s.dim)
}

func softmax(v []float32) {
	largest := slices.Max(v)
	var sum float32
	for i, x := range v {
		v[i] = float32(math.Exp(float64(x - largest)))
		sum += v[i]
	}
	scale(1/sum, v)
}

// update takes Adam's step on every row that was used.
func (s *stepper) update(rate float64) {
	var starts []int
	for i, u := range s.uses {
		if i == 0 || u.row != s.uses[i-1].row {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(s.uses))
	both(len(starts)-1, func(i int) { s.updateRow(s.uses[starts[i]:starts[i+1]], rate) })
}

func (s *stepper) updateRow(uses []use, rate float64) {
	at := int(uses[0].row) * s.dim
	row, m, v := s.matrix[at:][:s.dim], s.first[at:][:s.dim], s.second[at:][:s.dim]
	var room [1024]float32
	g := room[:s.dim]
	for _, u := range uses {
		axpy(u.weight, s.gradients[int(u.example)*s.dim:][:s.dim], g)
	}
	if s.origin != nil {
		origin := s.origin[at:][:s.dim]
		for i := range g {
			g[i] += float32(s.options.Decay) * (row[i] - origin[i])
		}
	}
	s.steps[uses[0].row]++
	t := float64(s.steps[uses[0].row])
	step := float32(rate / (1 - math.Pow(beta1, t)))
	correction := float32(1 / (1 - math.Pow(beta2, t)))
	for i, x := range g {
		m[i] = beta1*m[i] + (1-beta1)*x
		v[i] = beta2*v[i] + (1-beta2)*x*x
		row[i] -= step * m[i] / (float32(math.Sqrt(float64(v[i]*correction))) + epsilon)
	}
}

// both does the work for 0 to n−1 on two goroutines; every i is done by one, so
// that the result does not depend on their timing.
func both(n int, work func(i int)) {
	var wait sync.WaitGroup
	wait.Go(func() {
		for i := range n / 2 {
			work(i)
		}
	})
	for i := n / 2; i < n; i++ {
		work(i)
	}
	wait.Wait()
}
