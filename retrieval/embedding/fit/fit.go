// Package fit trains tables for embedding.Static on the vectors of a teacher.
package fit

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// Example is a text in parts, and the index of the target that the sum of their
// rows shall point to.
type Example struct {
	Parts  []embedding.Part
	Target int
}

// Options are the trainer's weights; Defaults are those that measured best.
type Options struct {
	Epochs      int
	Batch       int     // examples a step, among which each must find its target
	Rate        float64 // Adam's, falling to nothing over the epochs
	Contrast    float64 // weight of the listwise loss beside the cosine loss of weight 1
	Temperature float64 // of the listwise loss
	Decay       float64 // how strongly rows are drawn to where they began, by step and row
	Seed        uint64
	Progress    func(epoch int, cosine float64) // told after each epoch; may be nil
}

// Defaults returns the options that the built-in table was made with.
func Defaults() Options {
	return Options{Epochs: 10, Batch: 512, Rate: 0.01, Contrast: 10, Temperature: 0.05, Seed: 1}
}

// Train moves the rows of the matrix, dim numbers each, so that the sums of the
// examples point to their targets: vectors of length 1, one after the other.
//
// The loss of an example is 1 − cosine to its target, plus Contrast times the
// cross-entropy between two distributions over the targets of its batch: softmax
// of its target's cosines to them, and of its own (both over Temperature). Each
// step is one of Adam (Kingma and Ba 2015) on the rows that the batch touched.
func Train(ctx context.Context, matrix []float32, dim int, examples []Example, targets []float32, o Options) error {
	s := newStepper(matrix, dim, o)
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	r := rand.New(rand.NewPCG(o.Seed, o.Seed))
	steps := o.Epochs * ((len(examples) + o.Batch - 1) / o.Batch)
	taken := 0
	for epoch := range o.Epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		var loss float64
		for from := 0; from < len(order); from += o.Batch {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("train the table: %w", err)
			}
			indices := order[from:min(from+o.Batch, len(order))]
			loss += s.step(examples, indices, targets, o.Rate*(1-float64(taken)/float64(steps)))
			taken++
		}
		if o.Progress != nil {
			o.Progress(epoch+1, 1-loss/float64(len(order)))
		}
	}
	return nil
}

// Means returns a matrix to begin with: each row is the mean of the targets of
// the examples that it is part of, shrunk by how few they are.
func Means(rows, dim int, examples []Example, targets []float32) []float32 {
	const shrink = 1
	matrix := make([]float32, rows*dim)
	counts := make([]float32, rows)
	for _, e := range examples {
		target := targets[e.Target*dim:][:dim]
		for _, p := range e.Parts {
			counts[p.Row] += p.Weight
			axpy(p.Weight, target, matrix[int(p.Row)*dim:][:dim])
		}
	}
	for row, n := range counts {
		scale(1/(n+shrink), matrix[row*dim:][:dim])
	}
	return matrix
}
