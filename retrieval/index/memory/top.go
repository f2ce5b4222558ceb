package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/index"
)

// candidate is a document that may become a hit.
type candidate struct {
	part, doc      int
	lexical, dense float64
}

func (c candidate) score() float64 { return c.lexical + c.dense }

// top keeps the best k of the candidates that it is offered. It lets up to 2k
// gather before it sorts out the worse half.
type top struct {
	k     int
	view  *view
	kept  []candidate
	full  bool
	worst candidate // of the best k, if full
	least float64   // its score
}

// hopeless reports whether no candidate with the score is good enough.
func (t *top) hopeless(score float64) bool { return t.full && score < t.least }

// byID offers documents without a score; in the order of their ids, so that the
// rest need not be looked at once one is not good enough.
func (t *top) byID(part int, admitted bitset) {
	for _, doc := range t.view.parts[part].byID {
		if admitted.has(int(doc)) && !t.offer(candidate{part: part, doc: int(doc)}) {
			return
		}
	}
}

// byWords offers the admitted documents that share a term with the query.
func (t *top) byWords(ctx context.Context, part int, admitted bitset, q index.Request, r *room) error {
	touched, err := r.score(ctx, t.view.parts[part], q)
	if err != nil {
		return err
	}
	touched.intersect(admitted)
	for doc := range touched.all() {
		if lexical := float64(r.scores[doc]); !t.hopeless(lexical) {
			t.offer(candidate{part: part, doc: doc, lexical: lexical})
		}
	}
	return nil
}

// byMeaning offers all admitted documents.
func (t *top) byMeaning(ctx context.Context, part int, admitted bitset, q index.Request, r *room) error {
	p := t.view.parts[part]
	if _, err := r.score(ctx, p, q); err != nil {
		return err
	}
	r.docs = admitted.appendTo(r.docs[:0])
	probe := newProbe(q.Dense)
	for docs := range slices.Chunk(r.docs, len(r.products)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		dots(p.vectors.codes, docs, probe.codes, r.products[:])
		for i, doc := range docs {
			lexical := float64(r.scores[doc])
			dense := float64(r.products[i]) * probe.step * float64(p.vectors.scales[doc])
			if !t.hopeless(lexical + dense) {
				t.offer(candidate{part: part, doc: int(doc), lexical: lexical, dense: dense})
			}
		}
	}
	return nil
}

// offer reports whether the candidate was good enough to be kept for now.
func (t *top) offer(c candidate) bool {
	if t.full && t.compare(t.worst, c) < 0 {
		return false
	}
	t.kept = append(t.kept, c)
	if len(t.kept)-t.k >= t.k { // not 2*t.k, which may overflow
		t.cut()
	}
	return true
}

func (t *top) cut() {
	slices.SortFunc(t.kept, t.compare)
	if len(t.kept) >= t.k {
		t.kept = t.kept[:t.k]
		t.full, t.worst = true, t.kept[t.k-1]
		t.least = t.worst.score()
	}
}

func (t *top) hits() []index.Hit {
	t.cut()
	hits := make([]index.Hit, len(t.kept))
	for i, c := range t.kept {
		hits[i] = t.view.parts[c.part].hit(c.doc)
		hits[i].Lexical, hits[i].Dense = c.lexical, c.dense
	}
	return hits
}

// compare orders candidates as index.Index promises: by score, equal scores by id.
func (t *top) compare(a, b candidate) int {
	if c := cmp.Compare(b.score(), a.score()); c != 0 {
		return c
	}
	return strings.Compare(t.id(a), t.id(b))
}

func (t *top) id(c candidate) string { return t.view.parts[c.part].ids.at(c.doc) }
