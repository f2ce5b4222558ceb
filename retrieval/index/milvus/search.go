package milvus

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/milvus-io/milvus-sdk-go/v2/client"
	"github.com/milvus-io/milvus-sdk-go/v2/entity"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Search implements index.Index. With a dense vector, Milvus proposes the best by
// words and the best by meaning, at least Config.Depth of each, in one hybrid
// search; their scores are then computed from the vectors that it keeps.
func (x *Index) Search(ctx context.Context, r index.Request) ([]index.Hit, error) {
	if err := x.begin(ctx); err != nil {
		return nil, err
	}
	switch {
	case r.K < 1:
		return nil, fmt.Errorf("search: K is %d, want at least 1", r.K)
	case len(r.Dense) != 0 && len(r.Dense) != x.space.Dim:
		return nil, fmt.Errorf("search: the vector has %d dimensions, those of the index have %d", len(r.Dense), x.space.Dim)
	}
	expr, ok := x.dialect.expression(r.Filter)
	if !ok {
		return nil, nil
	}
	ctx, cancel := x.within(ctx, x.config.SearchTimeout)
	defer cancel()
	s := search{Index: x, request: r, expr: expr, found: map[string]index.Hit{}}
	if err := s.run(ctx); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return s.best(), nil
}

// search is one search under way.
type search struct {
	*Index
	request  index.Request
	expr     string
	found    map[string]index.Hit // by id
	asked    int                  // how many were asked for by meaning
	embedded int                  // how many of found have a dense vector
}

func (s *search) run(ctx context.Context) error {
	words := wordsOf(s.request.Lexical)
	length := norm(s.request.Dense)
	switch {
	case len(s.request.Dense) == 0 && len(s.request.Lexical) == 0:
		return s.list(ctx, s.expr, s.request.K)
	case len(s.request.Dense) == 0:
		return s.byWords(ctx, words)
	case length == 0:
		if err := s.byWords(ctx, words); err != nil {
			return err
		}
		return s.list(ctx, s.expr, s.request.K)
	}
	if err := s.byMeaning(ctx, words, length); err != nil {
		return err
	}
	return s.complete(ctx)
}

// fields are what a hit is made of.
func (s *search) fields() []string {
	fields := []string{fieldID, fieldGroup, fieldRecord}
	if len(s.request.Lexical) > 0 {
		fields = append(fields, fieldSparse)
	}
	if len(s.request.Dense) > 0 {
		fields = append(fields, fieldDense, fieldEmbedded)
	}
	return fields
}

func (s *search) byWords(ctx context.Context, words entity.Vector) error {
	if words == nil {
		return nil
	}
	parameters, err := entity.NewIndexSparseInvertedSearchParam(0)
	if err != nil {
		return err
	}
	sets, err := s.sdk.Search(ctx, s.collection, nil, s.expr, s.fields(), []entity.Vector{words}, fieldSparse, entity.IP, min(s.request.K, window), parameters)
	if err != nil {
		return s.unlessEmpty(ctx, err)
	}
	return s.addAll(sets)
}

func (s *search) byMeaning(ctx context.Context, words entity.Vector, length float64) error {
	direction := make(entity.FloatVector, len(s.request.Dense))
	for i, f := range s.request.Dense {
		direction[i] = float32(float64(f) / length)
	}
	expr := all(s.expr, fieldEmbedded+" == true")
	meaning := []entity.Vector{direction}
	s.asked = min(max(s.request.K, s.config.Depth), window)
	if words == nil {
		sets, err := s.sdk.Search(ctx, s.collection, nil, expr, s.fields(), meaning, fieldDense, entity.COSINE, s.asked, s.config.ANN.search(s.asked))
		if err != nil {
			return s.unlessEmpty(ctx, err)
		}
		return s.addAll(sets)
	}
	parameters, err := entity.NewIndexSparseInvertedSearchParam(0)
	if err != nil {
		return err
	}
	sets, err := s.sdk.HybridSearch(ctx, s.collection, nil, min(2*s.asked, window), s.fields(), client.NewRRFReranker(), []*client.ANNSearchRequest{
		client.NewANNSearchRequest(fieldDense, entity.COSINE, expr, meaning, s.config.ANN.search(s.asked), s.asked),
		client.NewANNSearchRequest(fieldSparse, entity.IP, s.expr, []entity.Vector{words}, parameters, s.asked),
	})
	if err != nil {
		return s.unlessEmpty(ctx, err)
	}
	return s.addAll(sets)
}

// unlessEmpty returns the error of a search, or nil if there is nothing to be found:
// milvus-lite 2.5 fails to return no vectors.
func (s *search) unlessEmpty(ctx context.Context, err error) error {
	if !refused(err, coreFailed) {
		return err
	}
	if n, counted := s.count(ctx, s.expr); counted != nil || n > 0 {
		return err
	}
	return nil
}

// scanned is how many items that a filter leaves are compared one by one rather than
// trusting a graph that finds too few of them.
const scanned = 4096

// complete adds what a search with a dense vector owes beyond the proposals: items
// without a vector where they are good enough, and those that a graph index gave
// up looking for because the filter left few.
func (s *search) complete(ctx context.Context) error {
	if s.embedded < s.asked {
		expr := all(s.expr, fieldEmbedded+" == true")
		there, err := s.count(ctx, expr)
		if err != nil {
			return err
		}
		if there > s.embedded && (there <= scanned || s.embedded < s.request.K) {
			if err := s.list(ctx, expr, window); err != nil {
				return err
			}
		}
	}
	best := s.best()
	if len(best) == s.request.K && best[len(best)-1].Score() > 0 {
		return nil
	}
	return s.list(ctx, all(s.expr, fieldEmbedded+" == false"), s.request.K)
}

// listPage is how many items are fetched at a time, with their records and vectors.
const listPage = 1000

// list adds the first n items, by id, that an expression admits.
func (s *search) list(ctx context.Context, expr string, n int) error {
	for p, err := range s.pages(ctx, expr, s.fields()[1:], min(n, listPage)) {
		if err != nil {
			return s.unlessEmpty(ctx, err)
		}
		if err := s.add(p); err != nil {
			return err
		}
		if n -= p.rows; n <= 0 {
			return nil
		}
	}
	return nil
}

func (s *search) addAll(sets []client.SearchResult) error {
	for _, set := range sets {
		if set.ResultCount == 0 {
			continue // milvus-lite 2.5 then sets Err too
		}
		if set.Err != nil {
			return set.Err
		}
		p := page{rows: set.ResultCount, columns: map[string]entity.Column{}}
		for _, column := range set.Fields {
			p.columns[column.Name()] = column
		}
		if err := p.check(s.fields()); err != nil {
			return err
		}
		if err := s.add(p); err != nil {
			return err
		}
	}
	return nil
}

// add scores rows and keeps them as hits.
func (s *search) add(p page) error {
	ids, groups := p.texts(fieldID), p.texts(fieldGroup)
	records, err := p.records()
	if err != nil {
		return err
	}
	words, _ := p.columns[fieldSparse].(*entity.ColumnSparseFloatVector)
	dense, _ := p.columns[fieldDense].(*entity.ColumnFloatVector)
	embedded, _ := p.columns[fieldEmbedded].(*entity.ColumnBool)
	for i, id := range ids {
		if _, ok := s.found[id]; ok {
			continue
		}
		h := index.Hit{ID: id, Group: groups[i], Record: records[i]}
		if words != nil {
			h.Lexical = s.lexical(words.Data()[i])
		}
		if embedded != nil && dense != nil && embedded.Data()[i] {
			h.Dense = product(s.request.Dense, dense.Data()[i])
			s.embedded++
		}
		s.found[id] = h
	}
	return nil
}

// lexical returns the inner product with the query's words.
func (s *search) lexical(item entity.SparseEmbedding) float64 {
	var sum float64
	query := s.request.Lexical
	for i := range item.Len() {
		term, weight, _ := item.Get(i)
		for len(query) > 0 && query[0].Term < term {
			query = query[1:]
		}
		if len(query) > 0 && query[0].Term == term {
			sum += float64(query[0].Weight) * float64(weight)
		}
	}
	return sum
}

func product(a, b []float32) float64 {
	var sum float64
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// best returns the best hits, as index.Index orders them.
func (s *search) best() []index.Hit {
	hits := make([]index.Hit, 0, len(s.found))
	for _, h := range s.found {
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b index.Hit) int {
		return cmp.Or(cmp.Compare(b.Score(), a.Score()), strings.Compare(a.ID, b.ID))
	})
	return hits[:min(s.request.K, len(hits))]
}

// wordsOf returns a query's words as Milvus takes them, nil if there are none.
func wordsOf(v lexical.Vector) entity.Vector {
	terms, weights := make([]uint32, 0, len(v)), make([]float32, 0, len(v))
	for _, e := range v {
		if e.Weight > 0 && e.Term < filler {
			terms, weights = append(terms, e.Term), append(weights, e.Weight)
		}
	}
	if len(terms) == 0 {
		return nil
	}
	words, err := entity.NewSliceSparseEmbedding(terms, weights)
	if err != nil {
		return nil // not with as many weights as terms
	}
	return words.(entity.Vector)
}
