// Package index defines the search index: what is put in, what can be asked,
// and the contract that every implementation keeps.
package index

import (
	"context"
	"errors"
	"fmt"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Index finds items by words and by meaning under hard conditions.
//
// Methods may be called from many goroutines. A change is seen by every search
// that begins after the call returned; a search beside it sees each replaced item
// as it was or as it is, never neither, though of a large call it may see a part.
// The Filter is applied inside the search, never after the best K were
// taken, and a condition excludes only items known to break it (catalog.Filter).
// After Close every method returns ErrClosed.
//
// Filters, Count, Facets and searches by words alone are exact: every
// implementation returns the same. A search with a Dense vector may miss a few of
// the best hits, but never returns one that the filter excludes, and the scores of
// those that it returns are true within the precision at which it keeps vectors.
//
// indextest.Run is the suite that every implementation passes; memory is the
// implementation that needs no server.
type Index interface {
	// Upsert adds items, or replaces those with the same id; of equal ids in one
	// call the last counts. The index may keep the items' slices and maps: the
	// caller must not change them afterwards. An item whose Dense has not the
	// index's dimension is an error, and nothing is changed.
	Upsert(ctx context.Context, items []Item) error
	// Delete removes items; unknown ids are no error.
	Delete(ctx context.Context, ids []string) error
	// Search returns the best hits, best first, equal scores by id.
	Search(ctx context.Context, r Request) ([]Hit, error)
	// Count returns how many groups have an item that the filter admits.
	Count(ctx context.Context, f catalog.Filter) (int, error)
	// Facets counts over the groups that have an item that the filter admits: the
	// values that these items state of each attribute, and what they cost.
	Facets(ctx context.Context, f catalog.Filter, attributes []string) (Facets, error)
	Close() error
}

// Item is what an index keeps of a product.
type Item struct {
	ID      string
	Group   string // what Count and Facets count
	Record  catalog.Record
	Lexical lexical.Vector // from lexical.Corpus.Document
	Dense   []float32      // of length 1 from the index's embedder, or empty: similar to nothing
}

// Request is one search. An item's score is the inner product of its vectors with
// those of the request, summed: the caller says how much meaning counts beside
// words by scaling Dense.
type Request struct {
	// Lexical is the query's vector, from lexical.Corpus.Query.
	Lexical lexical.Vector
	// Dense is the query's vector times its weight, or empty. Without it only items
	// that share a term with Lexical are hits; with it, or with neither, every item
	// that the filter admits is.
	Dense  []float32
	Filter catalog.Filter
	K      int // at most so many hits; at least 1
}

// Hit is one item found.
type Hit struct {
	ID    string
	Group string
	// Record is the item's, without empty lists and repeated values, Released in
	// UTC to the microsecond. The caller must not change it.
	Record  catalog.Record
	Lexical float64 // inner product of the lexical vectors
	Dense   float64 // inner product of the dense vectors
}

// Score is what hits are ordered by.
func (h Hit) Score() float64 { return h.Lexical + h.Dense }

// Facets are counts over groups.
type Facets struct {
	Groups int // that have an item which the filter admits
	// Values holds, by attribute asked for, what is stated of it.
	Values map[string]Values
	// Amounts is what the priced groups cost, each by its cheapest admitted item,
	// ascending, in minor units.
	Amounts []int64
}

// Values are the values that groups state of one attribute.
type Values struct {
	Stating int // groups that state any
	Counts  []Count
}

// Count is a value and how many groups state it. Counts are ordered by number, the
// most frequent first, equal ones by value.
type Count struct {
	Value  string
	Groups int
}

// Space names what made the dense vectors of an index; vectors of one space alone
// can be compared. The zero Space is that of an index without dense vectors.
type Space struct {
	Model string
	Dim   int
}

// MismatchError is returned when an index is opened with another embedder than the
// one that made its vectors.
type MismatchError struct{ Have, Want Space }

func (e *MismatchError) Error() string {
	return fmt.Sprintf("the index was built with the embedder %q (%d dimensions), but %q (%d) is configured; build it anew with \"shopguide index --rebuild\", or configure the embedder it was built with",
		e.Have.Model, e.Have.Dim, e.Want.Model, e.Want.Dim)
}

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("index: closed")
