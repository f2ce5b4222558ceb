package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestATurn(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, c := range []struct {
		name     string
		from, to int
	}{{"into as many dimensions", 12, 12}, {"into fewer", 20, 12}, {"into more", 8, 12}} {
		t.Run(c.name, func(t *testing.T) {
			hidden := make([]float64, c.to*c.from)
			for i := range hidden {
				hidden[i] = r.NormFloat64() / 20
			}
			straighten(hidden, c.to, c.from)
			from, to := make([][]float32, 300), make([][]float32, 300)
			for i := range from {
				from[i], to[i] = make([]float32, c.from), make([]float32, c.to)
				for j := range from[i] {
					from[i][j] = float32(r.NormFloat64() * math.Pow(0.7, float64(j))) // ever narrower
				}
				(&turn{make([]float32, c.from), hidden}).into(to[i], from[i])
				for j := range from[i] {
					from[i][j] += 3 // the teacher's cone
				}
			}
			found, err := newTurn(from, to)
			if err != nil {
				t.Fatal(err)
			}
			t.Run("is found from pairs", func(t *testing.T) {
				var likeness float64
				for i := range from {
					got := make([]float32, c.to)
					found.into(got, from[i])
					likeness += float64(dot(got, to[i])) / float64(len(from))
				}
				if likeness < 0.95 {
					t.Errorf("the mean cosine to where the vectors belong is %.4f", likeness)
				}
			})
			t.Run("stretches nothing", func(t *testing.T) {
				short := min(c.from, c.to)
				squares := algebra.Ddot(len(found.matrix), found.matrix, 1, found.matrix, 1)
				if math.Abs(squares-float64(short)) > 1e-6 {
					t.Errorf("the squares of the matrix sum to %v, want %d", squares, short)
				}
			})
		})
	}
	t.Run("cannot be found of vectors that are all alike", func(t *testing.T) {
		alike := [][]float32{{1, 2}, {1, 2}}
		if _, err := newTurn(alike, [][]float32{{1, 0}, {0, 1}}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("nor of what are no numbers", func(t *testing.T) {
		if _, err := newTurn([][]float32{{float32(math.NaN()), 2}, {1, 2}}, [][]float32{{1, 0}, {0, 1}}); err == nil {
			t.Error("no error")
		}
	})
}
