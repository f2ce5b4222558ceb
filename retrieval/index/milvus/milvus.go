// Package milvus keeps an index in Milvus, for shops whose products outgrow one
// process's memory.
//
// An index is a collection of its own. Readers find it through an alias, so that a
// new one can be built beside it and take its place at once (Build). An Index
// stays with the collection that the alias named when it was opened: the words and
// vectors of a query belong to the same version as those of the items. Stale tells
// when it is time to open anew.
//
// A change is seen by every search that begins after the call returned in the same
// Index; other processes see it within about a second (Config.Strong).
package milvus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"unicode/utf8"

	"golang.org/x/sync/semaphore"

	"github.com/shopguide/shopguide/retrieval/index"
)

// Index is an index.Index in one collection of a Milvus.
//
// Searches by words alone and by words and meaning look at 16,384 items at most,
// Milvus's own limit, and so find no more; a search without either has no limit.
type Index struct {
	*connection
	collection string
	version    string
	space      index.Space
	dialect    dialect
}

var _ index.Index = (*Index)(nil)

// ErrNoIndex says that there is no collection of the name, or none that this release
// can read.
var ErrNoIndex = errors.New("there is none that can be read")

// Open opens the index that the alias Config.Collection names, or the collection of
// that name; the error is of ErrNoIndex where that is none. One of another space is
// an *index.MismatchError.
func Open(ctx context.Context, config Config, space index.Space) (*Index, error) {
	c, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	x, err := c.open(ctx, space)
	if err != nil {
		return nil, fmt.Errorf("open the index %s: %w", c.config.Collection, abandon(c, err))
	}
	return x, nil
}

// abandon closes a connection that err made useless. That it may not close cleanly
// is of no more interest.
func abandon(c *connection, err error) error {
	_ = c.close()
	return err
}

func (c *connection) open(ctx context.Context, space index.Space) (*Index, error) {
	found, err := c.sdk.DescribeCollection(ctx, c.config.Collection)
	switch {
	case refused(err, collectionNotFound):
		return nil, fmt.Errorf("%w: %w", ErrNoIndex, err)
	case err != nil:
		return nil, err
	}
	d, ours := described(found)
	switch {
	case !ours || d.Shopguide != layout:
		return nil, fmt.Errorf("%w: %s was not made by this version of shopguide", ErrNoIndex, found.Name)
	case d.space() != space:
		return nil, &index.MismatchError{Have: d.space(), Want: space}
	}
	x := &Index{connection: c, collection: found.Name, version: d.Version, space: space}
	if err := c.load(ctx, x.collection); err != nil {
		return nil, err
	}
	return x, x.learn(ctx)
}

// learn finds out what the server understands.
func (x *Index) learn(ctx context.Context) error {
	_, err := x.query(ctx, "not ("+fieldPriced+" == true)", []string{fieldID}, 1)
	if err != nil && !refused(err, coreFailed) && !refused(err, invalidParameter) {
		return fmt.Errorf("ask Milvus what it understands: %w", err)
	}
	understood := err == nil // by every server but milvus-lite 2.5, which has no version to tell
	x.dialect = dialect{negation: understood, whole: understood, aliases: understood}
	if !x.dialect.whole {
		x.gate = semaphore.NewWeighted(readers)
	}
	return nil
}

// Version is what the index was called when it was built.
func (x *Index) Version() string { return x.version }

// Collection is the name of the collection that the index is.
func (x *Index) Collection() string { return x.collection }

// Stale reports whether the alias names another collection by now.
func (x *Index) Stale(ctx context.Context) (bool, error) {
	if err := x.begin(ctx); err != nil {
		return false, err
	}
	current, err := x.resolve(ctx, x.config.Collection)
	return current != "" && current != x.collection, err
}

// Close implements index.Index.
func (x *Index) Close() error { return x.close() }

// maxBatch is how many bytes, about, are written at a time. Larger batches take
// some servers disproportionately long.
const maxBatch = 1_400_000

// Upsert implements index.Index, in batches: when it fails, some of them may be in.
func (x *Index) Upsert(ctx context.Context, items []index.Item) error {
	if err := x.begin(ctx); err != nil {
		return err
	}
	items = lastByID(items)
	rows := make([]row, len(items))
	for i, item := range items {
		var err error
		if rows[i], err = x.row(item); err != nil {
			return fmt.Errorf("item %.80q cannot be indexed in Milvus: %w", item.ID, err)
		}
	}
	done := 0
	for batch := range batches(rows) {
		if _, err := x.sdk.Upsert(ctx, x.collection, "", columns(batch, x.space.Dim)...); err != nil {
			return fmt.Errorf("upsert: %d of %d items are in: %w", done, len(rows), err)
		}
		done += len(batch)
	}
	return nil
}

// batches cuts rows into parts of about maxBatch at most, or of one row.
func batches(rows []row) iter.Seq[[]row] {
	return func(yield func([]row) bool) {
		for len(rows) > 0 {
			n, size := 1, rows[0].size()
			for n < len(rows) && size+rows[n].size() <= maxBatch {
				size += rows[n].size()
				n++
			}
			if !yield(rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// lastByID returns a copy of items with the last item of each id.
func lastByID(items []index.Item) []index.Item {
	sorted := slices.Clone(items)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b index.Item) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(sorted, func(a, b index.Item) bool { return a.ID == b.ID })
}

// maxList is how many ids, and about how many bytes of them, one expression lists.
const maxList, maxListBytes = 1000, 64 << 10

// Delete implements index.Index, in parts: when it fails, some may be gone.
func (x *Index) Delete(ctx context.Context, ids []string) error {
	if err := x.begin(ctx); err != nil {
		return err
	}
	for list := range lists(ids) {
		if err := x.sdk.Delete(ctx, x.collection, "", fieldID+" in "+quoteAll(list)); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
	}
	return nil
}

// lists cuts ids into parts that an expression may list, and leaves out what
// cannot be an id.
func lists(ids []string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		var list []string
		size := 0
		for _, id := range ids {
			if id == "" || !utf8.ValidString(id) || len(escape.Replace(id)) > maxID {
				continue
			}
			list, size = append(list, id), size+len(id)
			if len(list) < maxList && size < maxListBytes {
				continue
			}
			if !yield(list) {
				return
			}
			list, size = nil, 0
		}
		if len(list) > 0 {
			yield(list)
		}
	}
}
