// Package index defines the search index: what is put in, what can be asked,
// and the contract that every implementation keeps.
package index

import (
	"context"
	"errors"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Index finds items by words under hard conditions.
//
// Methods may be called from many goroutines. A change is seen by every search
// that begins after the call returned, and a search sees each call whole or not
// at all. The Filter is applied inside the search, never after the best K were
// taken, and a condition excludes only items known to break it (catalog.Filter).
// After Close every method returns ErrClosed.
//
// indextest.Run is the suite that every implementation passes; memory is the
// implementation that needs no server.
type Index interface {
	// Upsert adds items, or replaces those with the same id. The index may keep
	// the items' slices and maps: the caller must not change them afterwards.
	Upsert(ctx context.Context, items []Item) error
	// Delete removes items; unknown ids are no error.
	Delete(ctx context.Context, ids []string) error
	// Search returns the best hits, best first, equal scores by id.
	Search(ctx context.Context, r Request) ([]Hit, error)
	// Count returns how many groups have an item that the filter admits.
	Count(ctx context.Context, f catalog.Filter) (int, error)
	Close() error
}

// Item is what an index keeps of a product.
type Item struct {
	ID      string
	Group   string // what Count counts
	Record  catalog.Record
	Lexical lexical.Vector // from lexical.Corpus.Document
}

// Request is one search.
type Request struct {
	// Lexical is the query's vector, from lexical.Corpus.Query. An item's score
	// is the inner product. With an empty vector every item that the filter
	// admits is a hit of score 0; otherwise only items that share a term are.
	Lexical lexical.Vector
	Filter  catalog.Filter
	K       int // at most so many hits; at least 1
}

// Hit is one item found.
type Hit struct {
	ID    string
	Score float64
}

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("index: closed")
