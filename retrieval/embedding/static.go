package embedding

import (
	"context"
	"math"
)

// Static embeds by a table: a text's vector is the sum of its parts' rows, made
// of length 1. How much a part weighs is the length of its row. It needs no
// server and no floating-point copy of the table; the table is read where it lies.
//
// All words of a text count alike, wherever they stand: weights that fall along the
// text, a cut after its first words and a title given twice were measured, and none
// did better on all sets (table/README.md).
type Static struct {
	card       Card
	vocabulary *Vocabulary
	scales     []float32 // by row: what one step of the row's values is worth
	values     string    // rows × dim, each a signed byte
}

// Card says what a table is and where it comes from.
type Card struct {
	Name     string   `json:"name"`
	Teacher  string   `json:"teacher"` // the model whose vectors it imitates, and its package
	Licence  string   `json:"licence"` // of the teacher
	Sources  []string `json:"sources"` // of the texts it was trained on, each with its licence
	Dim      int      `json:"dim"`
	Tokens   int      `json:"tokens"`
	Buckets  int      `json:"buckets"`
	Contents string   `json:"contents"` // SHA-256 of all that follows the card, in hexadecimal
}

// Card returns what the table says of itself.
func (s *Static) Card() Card { return s.card }

// Vocabulary returns the vocabulary whose rows the table holds.
func (s *Static) Vocabulary() *Vocabulary { return s.vocabulary }

// Model is the table's name and the first of its hash, so that tables that differ
// never pass for each other.
func (s *Static) Model() string { return s.card.Name + "@" + s.card.Contents[:12] }

// Dim is the length of a vector.
func (s *Static) Dim() int { return s.card.Dim }

// Embed needs no context beyond its contract's. Both kinds are embedded alike.
func (s *Static) Embed(ctx context.Context, _ Kind, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = s.vector(text)
	}
	return vectors, nil
}

func (s *Static) vector(text string) []float32 {
	sum := make([]float32, s.card.Dim)
	for _, p := range s.vocabulary.Parts(text, Known) {
		step := p.Weight * s.scales[p.Row]
		row := s.values[int(p.Row)*len(sum):][:len(sum)]
		for i := range sum {
			sum[i] += step * float32(int8(row[i]))
		}
	}
	unit(sum)
	return sum
}

// Matrix returns the table's rows as numbers, one after the other.
func (s *Static) Matrix() []float32 {
	matrix := make([]float32, len(s.values))
	for i := range matrix {
		matrix[i] = s.scales[i/s.card.Dim] * float32(int8(s.values[i]))
	}
	return matrix
}

// unit makes a vector one of length 1; zeros stay.
func unit(v []float32) {
	var squares float64
	for _, x := range v {
		squares += float64(x) * float64(x)
	}
	if squares == 0 {
		return
	}
	by := float32(1 / math.Sqrt(squares))
	for i := range v {
		v[i] *= by
	}
}
