package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// Search implements index.Index.
func (x *Index) Search(ctx context.Context, r index.Request) ([]index.Hit, error) {
	v, err := x.current(ctx)
	if err != nil {
		return nil, err
	}
	if r.K < 1 {
		return nil, fmt.Errorf("search: K is %d, want at least 1", r.K)
	}
	if err := x.fits(r.Dense); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	best := top{k: r.K, view: v, kept: room.kept[:0]}
	for part := range v.parts {
		admitted := room.admit(v.parts[part], r.Filter)
		switch {
		case len(r.Dense) > 0:
			err = best.byMeaning(ctx, part, admitted, r, room)
		case len(r.Lexical) > 0:
			err = best.byWords(ctx, part, admitted, r, room)
		default:
			best.byID(part, admitted)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
	}
	hits := best.hits()
	room.keep(best.kept)
	return hits, nil
}

// Count implements index.Index.
func (x *Index) Count(ctx context.Context, f catalog.Filter) (int, error) {
	v, err := x.current(ctx)
	if err != nil {
		return 0, err
	}
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	seen := room.seen.sized(v.groups)
	for _, p := range v.parts {
		for doc := range room.admit(p, f).all() {
			seen.set(int(p.numbers[doc]))
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
	return seen.count(), nil
}

// room is what a search works in, kept from one search to the next.
type room struct {
	admitted, said, fits, touched, seen, again bitset
	scores                                     []float32
	docs                                       []uint32
	products                                   [1024]int32 // of as many documents at a time
	members                                    []member
	kept                                       []candidate
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// keep takes back the room for candidates, unless it has become very large.
func (r *room) keep(kept []candidate) {
	if cap(kept) <= 1<<16 {
		r.kept = kept
	}
}

// admit returns the valid documents of p that the filter admits, until the next
// call.
func (r *room) admit(p part, f catalog.Filter) bitset {
	admitted := r.admitted.sized(p.len())
	copy(admitted, p.alive)
	if len(f) > 0 {
		p.admit(f, admitted, r.said.sized(p.len()), r.fits.sized(p.len()))
	}
	return admitted
}

// score computes the inner products of the documents' lexical vectors and the
// query's, and returns the documents that share a term with it.
func (r *room) score(ctx context.Context, p part, q index.Request) (bitset, error) {
	touched := r.touched.sized(p.len())
	r.scores = slices.Grow(r.scores[:0], p.len())[:p.len()]
	clear(r.scores)
	for _, e := range q.Lexical {
		docs, weights := p.postings.of(e.Term)
		for i, doc := range docs {
			r.scores[doc] += e.Weight * weights[i]
			touched.set(int(doc))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return touched, nil
}
