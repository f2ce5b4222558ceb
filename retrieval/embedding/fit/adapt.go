package fit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Report tells what an adaptation brought, on texts that it was not fitted to:
// the mean share of a text's ten nearest others by the teacher that are among its
// ten nearest by the table, before and after.
type Report struct {
	Texts         int // fitted to
	Held          int // measured on
	Added         int // tokens that the table did not know
	Before, After float64
}

// AdaptDefaults returns the options for a few thousand texts of one catalogue.
func AdaptDefaults() Options {
	return Options{Epochs: 10, Batch: 64, Rate: 0.01, Contrast: 10, Temperature: 0.05, Decay: 0.01, Seed: 1}
}

// fewest texts make it worth fitting a map between two spaces of hundreds of
// dimensions.
const fewest = 500

// ErrFewTexts says that a catalogue is too small to adapt to.
var ErrFewTexts = fmt.Errorf("adapting the embedding table needs at least %d different texts; go on with the table as it is", fewest)

// Adapt fits the table further to the texts of a catalogue, as passages, with the
// teacher's vectors for them, and gives words that occur in several of them rows
// of their own. The teacher may be another than the table's: its space is first
// turned onto the table's. One text in ten is held out for the report, of the
// first 5,000. What the table knows of other texts changes little.
func Adapt(ctx context.Context, base *embedding.Static, teacher embedding.Embedder, texts []string, o Options) (*embedding.Static, Report, error) {
	texts = distinct(texts)
	if len(texts) < fewest {
		return nil, Report{}, ErrFewTexts
	}
	taught, err := teacher.Embed(ctx, embedding.Passage, texts)
	if err != nil {
		return nil, Report{}, fmt.Errorf("ask the teacher for the catalogue's vectors: %w", err)
	}
	own, err := base.Embed(ctx, embedding.Passage, texts)
	if err != nil {
		return nil, Report{}, err
	}
	fitted, held := split(len(texts))
	carried, err := carry(taught, own, fitted)
	if err != nil {
		return nil, Report{}, err
	}

	vocabulary, matrix, added := extend(base, at(texts, fitted))
	examples, targets := examplesOf(vocabulary, texts, carried, fitted)
	if err := Train(ctx, matrix, base.Dim(), examples, targets, o); err != nil {
		return nil, Report{}, err
	}
	card := base.Card()
	card.Name = strings.TrimSuffix(card.Name, adaptedSuffix) + adaptedSuffix
	card.Teacher += "; adapted with " + teacher.Model()
	adapted, err := embedding.NewStatic(card, vocabulary, matrix)
	if err != nil {
		return nil, Report{}, err
	}
	after, err := adapted.Embed(ctx, embedding.Passage, texts)
	if err != nil {
		return nil, Report{}, err
	}
	return adapted, Report{
		Texts: len(fitted), Held: len(held), Added: added,
		Before: agreement(taught, own, held), After: agreement(taught, after, held),
	}, nil
}

const adaptedSuffix = "-adapted"

func distinct(texts []string) []string {
	seen := make(map[string]bool, len(texts))
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" && !seen[t] {
			seen[t] = true
			kept = append(kept, t)
		}
	}
	return kept
}

// split holds out every tenth of n, up to a limit.
func split(n int) (fitted, held []int) {
	const mostHeld = 500 // each is compared with all texts
	for i := range n {
		if i%10 == 9 && len(held) < mostHeld {
			held = append(held, i)
		} else {
			fitted = append(fitted, i)
		}
	}
	return fitted, held
}

func at[T any](all []T, indices []int) []T {
	chosen := make([]T, len(indices))
	for i, index := range indices {
		chosen[i] = all[index]
	}
	return chosen
}

// carry brings every vector of from into the space of to, by the turn that suits
// the indices best.
func carry(from, to [][]float32, indices []int) ([][]float32, error) {
	t, err := newTurn(at(from, indices), at(to, indices))
	if err != nil {
		return nil, err
	}
	carried := make([][]float32, len(from))
	for i, v := range from {
		carried[i] = make([]float32, len(to[0]))
		t.into(carried[i], v)
	}
	return carried, nil
}

// extend adds rows for tokens that the table does not know. A word's row begins as
// what its letter groups add up to, any other as nothing: so the texts' vectors
// stay as they are.
func extend(base *embedding.Static, texts []string) (*embedding.Vocabulary, []float32, int) {
	known := base.Vocabulary()
	added := Tokens(slices.Values(texts), Limits{Words: 6_000, Pairs: 1_000, Characters: 500, Runs: 3_000}, known.Has)
	dim, old := base.Dim(), base.Matrix()
	buckets := len(old) - known.Buckets()*dim
	matrix := append(make([]float32, 0, len(old)+len(added)*dim), old[:buckets]...)
	for _, token := range added {
		row := make([]float32, dim)
		if word(token) {
			for _, p := range known.Parts(token, embedding.Known) {
				axpy(p.Weight, old[int(p.Row)*dim:][:dim], row)
			}
		}
		matrix = append(matrix, row...)
	}
	matrix = append(matrix, old[buckets:]...)
	return embedding.NewVocabulary(slices.Concat(known.Tokens(), added), known.Buckets()), matrix, len(added)
}

// word reports whether a token is one word of an alphabetic script.
func word(token string) bool {
	atoms := lexical.Atoms(token)
	return len(atoms) == 1 && !atoms[0].Ideograph
}

func examplesOf(v *embedding.Vocabulary, texts []string, vectors [][]float32, indices []int) ([]Example, []float32) {
	var examples []Example
	var targets []float32
	for _, i := range indices {
		if parts := v.Parts(texts[i], embedding.Known); len(parts) > 0 {
			examples = append(examples, Example{Parts: parts, Target: len(examples)})
			targets = append(targets, vectors[i]...)
		}
	}
	return examples, targets
}

// agreement is the mean share of the ten nearest by a that are also so by b, of
// the held texts among all.
func agreement(a, b [][]float32, held []int) float64 {
	const depth = 10
	var shared float64
	for _, i := range held {
		byA := nearest(a, i, depth)
		for j := range nearest(b, i, depth) {
			if byA[j] {
				shared++
			}
		}
	}
	return shared / float64(depth*len(held))
}

// nearest returns the k vectors with the largest dot products with the ith, but
// for itself.
func nearest(among [][]float32, i, k int) map[int]bool {
	type scored struct {
		index int
		score float32
	}
	var best []scored
	for j, v := range among {
		if j == i {
			continue
		}
		s := scored{j, dot(among[i], v)}
		if len(best) == k && s.score <= best[k-1].score {
			continue
		}
		at := len(best)
		for at > 0 && best[at-1].score < s.score {
			at--
		}
		best = append(best[:at], append([]scored{s}, best[at:]...)...)
		best = best[:min(k, len(best))]
	}
	found := make(map[int]bool, k)
	for _, s := range best {
		found[s.index] = true
	}
	return found
}
