// Package embedding turns texts of either language into vectors of one space, so
// that what is meant alike lies close together.
package embedding

import "context"

// Kind says what a text is for: some models embed a question otherwise than what
// answers it.
type Kind string

// The kinds of text.
const (
	Query   Kind = "query"
	Passage Kind = "passage"
)

// Embedder embeds texts.
//
// Embed returns one vector of Dim numbers and of length 1 for each text, in the
// order of the texts; a text in which the model knows nothing has a vector of
// zeros. It fails as a whole or not at all. Model names the model and its version:
// vectors of embedders with the same Model and Dim may be compared, others not.
// Methods may be called from many goroutines.
//
// Static is the implementation that needs no server.
type Embedder interface {
	Model() string
	Dim() int
	Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error)
}
