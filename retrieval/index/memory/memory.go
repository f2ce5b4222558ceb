// Package memory is the search index that needs no server: everything is in
// memory, and readers never wait.
//
// Dense vectors are kept at eight bits a dimension, in steps of 1/127 of the
// vector's own largest component, so that an inner product is off by at most half
// a step times the sum of the query's absolute components; for vectors of length 1
// and some hundred dimensions about 0.0005, rarely 0.002. Apart from that every
// search is exact: it takes the best of all items that the filter admits.
package memory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/shopguide/shopguide/retrieval/index"
)

// Index is an index.Index over immutable segments. A writer makes a new view of
// them and swaps it in; a reader works on the view that it found.
type Index struct {
	space  index.Space
	now    atomic.Pointer[view] // nil once closed
	write  sync.Mutex           // held by the one who makes the next view
	groups groups               // guarded by write
}

// view is one state of the index. It never changes.
type view struct {
	parts  []part
	groups int // group numbers are below it
}

// New returns an empty index for vectors of the space.
func New(space index.Space) *Index {
	x := &Index{space: space, groups: groups{numbers: map[string]uint32{}}}
	x.now.Store(&view{})
	return x
}

// Upsert implements index.Index. Of items with the same id in one call the last
// one counts.
func (x *Index) Upsert(ctx context.Context, items []index.Item) error {
	x.write.Lock()
	defer x.write.Unlock()
	v, err := x.current(ctx)
	if err != nil || len(items) == 0 {
		return err
	}
	for i := range items {
		if err := x.fits(items[i].Dense); err != nil {
			return fmt.Errorf("upsert %q: %w", items[i].ID, err)
		}
	}
	items = lastByID(items)
	ids := make([]string, len(items))
	numbers := make([]uint32, len(items))
	for i := range items {
		ids[i], numbers[i] = items[i].ID, x.groups.join(items[i].Group)
	}
	x.publish(append(x.without(v.parts, ids), whole(newSegment(items, numbers, x.space.Dim))))
	return nil
}

// Delete implements index.Index.
func (x *Index) Delete(ctx context.Context, ids []string) error {
	x.write.Lock()
	defer x.write.Unlock()
	v, err := x.current(ctx)
	if err != nil {
		return err
	}
	x.publish(x.without(v.parts, ids))
	return nil
}

// Close implements index.Index. Searches under way end with what they had begun on.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	if x.now.Swap(nil) == nil {
		return index.ErrClosed
	}
	x.groups = groups{}
	return nil
}

func (x *Index) current(ctx context.Context) (*view, error) {
	v := x.now.Load()
	if v == nil {
		return nil, index.ErrClosed
	}
	return v, ctx.Err()
}

// fits returns an error unless the vector is empty or one of the index's space.
func (x *Index) fits(dense []float32) error {
	if n := len(dense); n > 0 && n != x.space.Dim {
		return fmt.Errorf("the vector has %d dimensions, the index %d", n, x.space.Dim)
	}
	if largest := magnitude(dense); math.IsNaN(largest) || math.IsInf(largest, 0) {
		return errors.New("the vector is not finite")
	}
	return nil
}

func (x *Index) publish(parts []part) {
	x.now.Store(&view{parts: compact(parts, x.space.Dim), groups: x.groups.bound()})
}

// without returns new parts in which the items with these ids are no longer valid.
func (x *Index) without(parts []part, ids []string) []part {
	left := make([]part, 0, len(parts)+1)
	for _, p := range parts {
		copied := false
		for _, id := range ids {
			doc, ok := p.find(id)
			if !ok || !p.alive.has(doc) {
				continue
			}
			if !copied {
				p.alive, copied = slices.Clone(p.alive), true
			}
			p.alive.clear(doc)
			p.live--
			x.groups.leave(p.groups.at(doc))
		}
		left = append(left, p)
	}
	return left
}

// lastByID returns a copy of items, ordered by id, with the last item of each id.
func lastByID(items []index.Item) []index.Item {
	sorted := slices.Clone(items)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b index.Item) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(sorted, func(a, b index.Item) bool { return a.ID == b.ID })
}
