package main

import (
	"iter"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
)

// all returns the vectors by kind, in an order that does not change.
func (t taught) all(examples []example) map[embedding.Kind][][]float32 {
	vectors := map[embedding.Kind][][]float32{}
	for _, e := range examples {
		for _, text := range e.texts {
			vectors[e.kind] = append(vectors[e.kind], t[e.kind][text])
		}
	}
	return vectors
}

func textsOf(examples []example) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, e := range examples {
			for _, text := range e.texts {
				if !yield(text) {
					return
				}
			}
		}
	}
}

// lessonsOf turns the examples into what the trainer reads. A text of one English
// word is learned twice more, by its letter groups alone and with a slip in it, so
// that words which the table does not know, or which are misspelt, have a meaning.
func lessonsOf(examples []example, vectors taught, space *space, v *embedding.Vocabulary) ([]fit.Example, []float32) {
	dim := space.length()
	targets := make([]float32, len(examples)*dim)
	one := make([]float32, dim)
	var lessons []fit.Example
	slips := newSlips()
	for i, e := range examples {
		target := targets[i*dim:][:dim]
		learn := func(parts []embedding.Part) {
			if len(parts) > 0 {
				lessons = append(lessons, fit.Example{Parts: parts, Target: i})
			}
		}
		for _, text := range e.texts {
			space.place(one, e.kind, vectors[e.kind][text])
			for j, x := range one {
				target[j] += x
			}
			learn(v.Parts(text, embedding.Known))
			if slip, ok := slips.of(text); ok {
				learn(v.Parts(text, embedding.LetterGroups))
				learn(v.Parts(slip, embedding.LetterGroups))
			}
		}
		fit.Normalise(target)
	}
	return lessons, targets
}
