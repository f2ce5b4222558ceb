package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
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
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	best := top{k: r.K}
	for _, p := range v.parts {
		admitted := room.admit(p, r.Filter)
		if len(r.Lexical) == 0 {
			best.first(p, admitted)
		} else if err := best.score(ctx, p, admitted, r.Lexical, room); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return best.hits(), nil
}

// Count implements index.Index.
func (x *Index) Count(ctx context.Context, f catalog.Filter) (int, error) {
	v, err := x.current(ctx)
	if err != nil {
		return 0, err
	}
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	seen := room.groups.sized(v.groups)
	for _, p := range v.parts {
		for doc := range room.admit(p, f).all() {
			seen.set(p.groups[doc])
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
	return seen.count(), nil
}

// room is what a search works in, kept from one search to the next.
type room struct {
	admitted, fits, touched, groups bitset
	scores                          []float32
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// admit returns the valid items of p that the filter admits, until the next call.
func (r *room) admit(p part, f catalog.Filter) bitset {
	admitted, fits := r.admitted.sized(len(p.items)), r.fits.sized(len(p.items))
	copy(admitted, p.alive)
	p.admit(f, admitted, fits)
	return admitted
}

// top keeps the best k of the hits that it is offered. It lets up to 2k gather
// before it sorts out the worse half.
type top struct {
	k     int
	kept  []index.Hit
	full  bool
	worst index.Hit // of the best k, if full
}

// first offers items without a score; in the order of their ids, so that the
// rest need not be looked at once one is not good enough.
func (t *top) first(p part, admitted bitset) {
	for doc := range admitted.all() {
		if !t.offer(index.Hit{ID: p.items[doc].ID}) {
			return
		}
	}
}

// score offers the admitted items that share a term with the query.
func (t *top) score(ctx context.Context, p part, admitted bitset, query lexical.Vector, r *room) error {
	touched := r.touched.sized(len(p.items))
	r.scores = slices.Grow(r.scores[:0], len(p.items))[:len(p.items)]
	clear(r.scores)
	for _, e := range query {
		for _, held := range p.postings[e.Term] {
			r.scores[held.doc] += e.Weight * held.weight
			touched.set(int(held.doc))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	touched.intersect(admitted)
	for doc := range touched.all() {
		t.offer(index.Hit{ID: p.items[doc].ID, Score: float64(r.scores[doc])})
	}
	return nil
}

// offer reports whether the hit was good enough to be kept for now.
func (t *top) offer(h index.Hit) bool {
	if t.full && better(t.worst, h) < 0 {
		return false
	}
	t.kept = append(t.kept, h)
	if len(t.kept)-t.k >= t.k { // not 2*t.k, which may overflow
		t.cut()
	}
	return true
}

func (t *top) cut() {
	slices.SortFunc(t.kept, better)
	if len(t.kept) >= t.k {
		t.kept = t.kept[:t.k]
		t.full, t.worst = true, t.kept[t.k-1]
	}
}

func (t *top) hits() []index.Hit {
	t.cut()
	return t.kept
}

// better orders hits as index.Index promises: by score, equal scores by id.
func better(a, b index.Hit) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}
