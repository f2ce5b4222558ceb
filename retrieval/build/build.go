// Package build makes versions of a shop's index from its catalogue, keeps them up
// to date, and opens them.
package build

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Home is where the indexes of a shop live.
type Home interface {
	// Name is how a store.Version tells the home.
	Name() string
	// Create begins a new, empty index that no reader sees.
	Create(ctx context.Context, space index.Space, version string) (Draft, error)
	// Revise begins changes of the index at a location. Until they are committed,
	// readers see them or not, as the home can do it.
	Revise(ctx context.Context, space index.Space, location, version string) (Draft, error)
	// Committed reports whether the draft of a location, in whatever process, was
	// committed.
	Committed(ctx context.Context, location string) (bool, error)
	// Open opens the index at a location for reading.
	Open(ctx context.Context, space index.Space, location string) (index.Index, error)
	// Clean deletes what was built here and is at none of the locations. Nothing else
	// may be built here meanwhile.
	Clean(ctx context.Context, kept []string) error
}

// Draft is an index in the making.
type Draft interface {
	index.Index
	// Location is where the index will be.
	Location() string
	// Commit makes the draft what readers of its location see. Where it fails, the draft
	// may be committed all the same (Home.Committed). Closing a draft without it drops a
	// new index.
	Commit(ctx context.Context) error
}

// Builder builds the index of one catalogue. One process at a time may Run; Open is
// for any number beside it.
type Builder struct {
	Store    *store.Store
	Home     Home
	Embedder embedding.Embedder
	Lexicon  *lexical.Lexicon
	Rates    catalog.Rates
	// Progress is called now and then with the products indexed so far and how many
	// there will be; it may be nil.
	Progress func(done, total int)
	// Now is the clock.
	Now func() time.Time
}

// Passages returns the texts that are embedded of all products.
func (b *Builder) Passages(ctx context.Context) ([]string, error) {
	v := retrieval.NewVocabulary(retrieval.Profile{}, b.Lexicon, b.Rates)
	var texts []string
	for p, err := range b.Store.All(ctx) {
		if err != nil {
			return nil, err
		}
		texts = append(texts, v.Passages(p)...)
	}
	return texts, nil
}

// Outcome says what a run did.
type Outcome struct {
	Rebuilt bool // the whole index, not only what changed
	Indexed int  // products put into the index
	Removed int
	Version store.Version
}

// drift is the share of products that may change before the word statistics, which
// all documents of a version share, are taken anew.
const drift = 0.2

// Run brings the index up to the state of the catalogue. It applies the changes
// since the current version, or builds a new version beside it: when told to, when
// there is none or it cannot be read, when home or embedder are others, or when much
// has changed since the last that was built whole. Until a run has ended, readers see
// what they saw before, unless the home shows them changes as they are made; a run
// that was broken off is done again by the next.
func (b *Builder) Run(ctx context.Context, rebuild bool) (Outcome, error) {
	if err := b.settle(ctx); err != nil {
		return Outcome{}, err
	}
	current, err := b.Store.Current(ctx)
	switch {
	case errors.Is(err, store.ErrNoIndex):
		return b.build(ctx)
	case err != nil:
		return Outcome{}, err
	case rebuild || current.Home != b.Home.Name() || spaceOf(current) != b.space():
		return b.build(ctx)
	}
	outcome, err := b.update(ctx, current)
	if isDamaged(err) || errors.Is(err, errDrifted) || errors.Is(err, store.ErrForgotten) {
		return b.build(ctx)
	}
	return outcome, err
}

// errDrifted says that so much has changed that the statistics are to be taken anew.
var errDrifted = errors.New("the catalogue has drifted from the statistics of its index")

// update brings the current version up to date, or finds that it is.
func (b *Builder) update(ctx context.Context, current store.Version) (Outcome, error) {
	made, err := readRecipe(current)
	if err != nil {
		return Outcome{}, err
	}
	sequence, err := b.Store.Sequence(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if sequence == current.Sequence {
		return Outcome{Version: current}, b.check(ctx, current)
	}
	return b.revise(ctx, current, made)
}

// check returns an error if a version cannot be opened.
func (b *Builder) check(ctx context.Context, v store.Version) error {
	ix, err := b.Home.Open(ctx, spaceOf(v), v.Location)
	if err != nil {
		return err
	}
	return ix.Close()
}

// changes are what has become of products since a version.
type changes struct {
	gone    []string
	updated int // added ones too
}

func (c changes) len() int { return len(c.gone) + c.updated }

// changes counts what has changed since a version, or returns errDrifted.
func (b *Builder) changes(ctx context.Context, current store.Version, made recipe) (found changes, err error) {
	for c, err := range b.Store.Changes(ctx, current.Sequence) {
		switch {
		case err != nil:
			return changes{}, err
		case c.Product == nil:
			found.gone = append(found.gone, c.ID)
		default:
			found.updated++
		}
		if float64(made.Changed+found.len()) > drift*float64(made.Surveyed) {
			return changes{}, errDrifted
		}
	}
	return found, nil
}

// build makes a new version of all products.
func (b *Builder) build(ctx context.Context) (_ Outcome, err error) {
	v, profile, err := b.version(ctx)
	if err != nil {
		return Outcome{}, err
	}
	vocabulary := retrieval.NewVocabulary(profile, b.Lexicon, b.Rates)
	corpus, err := vocabulary.Statistics(b.Store.All(ctx))
	if err != nil {
		return Outcome{}, err
	}
	if v.Corpus, err = corpus.MarshalBinary(); err != nil {
		return Outcome{}, fmt.Errorf("keep the catalogue's statistics: %w", err)
	}
	draft, err := b.Home.Create(ctx, b.space(), v.ID)
	if err != nil {
		return Outcome{}, fmt.Errorf("begin a new index: %w", err)
	}
	defer func() { err = errors.Join(err, draft.Close()) }()
	indexer, err := b.fill(ctx, draft, vocabulary, corpus, b.Store.All(ctx), v.Products)
	if err != nil {
		return Outcome{}, err
	}
	profile.Centroid = indexer.Centroid()
	if err := b.publish(ctx, draft, &v, recipe{Profile: profile, Surveyed: v.Products}); err != nil {
		return Outcome{}, err
	}
	return Outcome{Rebuilt: true, Indexed: v.Products, Version: v}, nil
}

// revise applies what has changed to the current version, whose statistics it keeps.
func (b *Builder) revise(ctx context.Context, current store.Version, made recipe) (_ Outcome, err error) {
	v, profile, err := b.version(ctx)
	if err != nil {
		return Outcome{}, err
	}
	found, err := b.changes(ctx, current, made) // now that the version has its sequence, so that none is missed
	if err != nil {
		return Outcome{}, err
	}
	corpus := new(lexical.Corpus)
	if err := corpus.UnmarshalBinary(current.Corpus); err != nil {
		return Outcome{}, &damagedError{err}
	}
	draft, err := b.Home.Revise(ctx, b.space(), current.Location, v.ID)
	if err != nil {
		return Outcome{}, fmt.Errorf("open the index for changes: %w", err)
	}
	defer func() { err = errors.Join(err, draft.Close()) }()
	if err := draft.Delete(ctx, found.gone); err != nil {
		return Outcome{}, fmt.Errorf("remove products from the index: %w", err)
	}
	vocabulary := retrieval.NewVocabulary(profile, b.Lexicon, b.Rates)
	if _, err := b.fill(ctx, draft, vocabulary, corpus, b.updated(ctx, current), found.updated); err != nil {
		return Outcome{}, err
	}
	profile.Centroid, v.Corpus = made.Centroid, current.Corpus
	after := recipe{Profile: profile, Surveyed: made.Surveyed, Changed: made.Changed + found.len()}
	if err := b.publish(ctx, draft, &v, after); err != nil {
		return Outcome{}, err
	}
	return Outcome{Indexed: found.updated, Removed: len(found.gone), Version: v}, nil
}

// updated streams the products that were added or changed since a version.
func (b *Builder) updated(ctx context.Context, current store.Version) iter.Seq2[*catalog.Product, error] {
	return func(yield func(*catalog.Product, error) bool) {
		for c, err := range b.Store.Changes(ctx, current.Sequence) {
			if err == nil && c.Product == nil {
				continue
			}
			if !yield(c.Product, err) {
				return
			}
		}
	}
}

func (b *Builder) space() index.Space {
	return index.Space{Model: b.Embedder.Model(), Dim: b.Embedder.Dim()}
}

func (b *Builder) fill(ctx context.Context, ix index.Index, v *retrieval.Vocabulary, c *lexical.Corpus, products iter.Seq2[*catalog.Product, error], total int) (*retrieval.Indexer, error) {
	progress := func(done int) {
		if b.Progress != nil {
			b.Progress(done, total)
		}
	}
	indexer := retrieval.NewIndexer(v, c, b.Embedder)
	return indexer, indexer.Fill(ctx, ix, products, progress)
}
