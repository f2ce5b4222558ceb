package build

import (
	"context"
	"errors"
	"fmt"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Shop is an engine over one version of the index.
type Shop struct {
	*retrieval.Engine
	Version store.Version

	index index.Index
}

// Close closes the index. Searches must have ended.
func (s *Shop) Close() error { return s.index.Close() }

// Open opens the current version for searching; store.ErrNoIndex if there is none.
func (b *Builder) Open(ctx context.Context, w ranking.Weights) (*Shop, error) {
	v, err := b.Store.Current(ctx)
	if err != nil {
		return nil, err
	}
	if v.Home != b.Home.Name() {
		return nil, fmt.Errorf("the index was built in %s, but %s is configured: run \"shopguide index --rebuild\" with --index %s, or open it with --index %s", v.Home, b.Home.Name(), b.Home.Name(), v.Home)
	}
	if spaceOf(v) != b.space() {
		return nil, &index.MismatchError{Have: spaceOf(v), Want: b.space()}
	}
	made, err := readRecipe(v)
	if err != nil {
		return nil, err
	}
	corpus := new(lexical.Corpus)
	if err := corpus.UnmarshalBinary(v.Corpus); err != nil {
		return nil, &damagedError{err}
	}
	ix, err := b.Home.Open(ctx, b.space(), v.Location)
	if err != nil {
		return nil, err
	}
	engine := retrieval.NewEngine(retrieval.Config{
		Rows: b.Store, Sequence: v.Sequence, Vocabulary: retrieval.NewVocabulary(made.Profile, b.Lexicon, b.Rates), Corpus: corpus,
		Index: ix, Embedder: b.Embedder, Centroid: made.Centroid, Weights: w,
	})
	return &Shop{Engine: engine, Version: v, index: ix}, nil
}

// damagedError says that what was built cannot be read again, by this release at
// least.
type damagedError struct{ err error }

func (e *damagedError) Error() string {
	return fmt.Sprintf("the index cannot be read: %v; run \"shopguide index --rebuild\"", e.err)
}

func (e *damagedError) Unwrap() error { return e.err }

func isDamaged(err error) bool {
	var damaged *damagedError
	return errors.As(err, &damaged)
}
