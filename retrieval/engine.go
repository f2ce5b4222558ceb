// Package retrieval finds products: it understands a query, searches the index,
// relaxes what cannot be met and ranks what was found.
package retrieval

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Rows are the products of a catalogue.
type Rows interface {
	// Product returns the product with the id, or nil.
	Product(ctx context.Context, id string) (*catalog.Product, error)
	// Products returns the products with the ids, in any order; unknown ids are left out.
	Products(ctx context.Context, ids []string) ([]*catalog.Product, error)
	// Sequence returns the number of the rows' state, which every change makes larger.
	Sequence(ctx context.Context) (int64, error)
	// Group returns the products of a group, in feed order.
	Group(ctx context.Context, group string) ([]*catalog.Product, error)
}

// Config is what an Engine works on: one version of an index, and the rows that
// it was made of. All but Embedder and Weights are required.
type Config struct {
	Rows       Rows
	Sequence   int64 // of the rows that the index was made of
	Vocabulary *Vocabulary
	Corpus     *lexical.Corpus
	Index      index.Index
	Embedder   embedding.Embedder // the one that the index was built with; nil searches by words alone
	Centroid   []float32          // of the index's dense vectors, from Indexer
	Weights    ranking.Weights    // the zero value stands for ranking.Default
}

// Engine answers queries over one catalogue. It is safe for concurrent use.
type Engine struct {
	rows       Rows
	sequence   int64
	vocabulary *Vocabulary
	corpus     *lexical.Corpus
	index      index.Index
	embedder   embedding.Embedder
	centroid   []float32
	weights    ranking.Weights
}

// NewEngine puts an engine together. It closes nothing of what it is given.
func NewEngine(c Config) *Engine {
	if c.Weights == (ranking.Weights{}) {
		c.Weights = ranking.Default()
	}
	return &Engine{
		rows: c.Rows, sequence: c.Sequence, vocabulary: c.Vocabulary, corpus: c.Corpus,
		index: c.Index, embedder: c.Embedder, centroid: c.Centroid, weights: c.Weights,
	}
}

// IndexCatalog fills an empty index with a catalogue in memory, and returns the
// engine over it. The vocabulary is that of the catalogue; the embedder may be nil.
func IndexCatalog(ctx context.Context, c *catalog.Catalog, v *Vocabulary, ix index.Index, e embedding.Embedder, w ranking.Weights) (*Engine, error) {
	products := func(yield func(*catalog.Product, error) bool) {
		for i := range c.Products {
			if !yield(&c.Products[i], ctx.Err()) {
				return
			}
		}
	}
	terms := newTermCache() // of both passes
	corpus, err := v.statistics(products, terms)
	if err != nil {
		return nil, err
	}
	indexer := NewIndexer(v, corpus, e)
	indexer.terms = terms
	if err := indexer.Fill(ctx, ix, products, nil); err != nil {
		return nil, err
	}
	return NewEngine(Config{
		Rows: newCatalogRows(c), Vocabulary: v, Corpus: corpus,
		Index: ix, Embedder: e, Centroid: indexer.Centroid(), Weights: w,
	}), nil
}

// Query is what to look for.
type Query struct {
	Texts   []string // what is said of it in words, one wish each, in any language, in the order said
	Latest  int      // how many of the last Texts were said after the others, and narrow them
	Must    catalog.Filter
	Prefer  []catalog.Condition
	Seen    []string // groups shown before, ranked after others that fit about as well
	Others  bool     // others than those shown before are asked for
	Refused []string // groups not to show again
	Now     time.Time
}

// Result is what was found, best first, one product a group.
type Result struct {
	Ranked []ranking.Ranked
	// Total counts the groups that keep every must; for a query of words alone,
	// those among the candidates.
	Total int
	// Unknown are the words of the text that no product has.
	Unknown []string
	// Coverage is the share of the text's weight (inverse document frequency,
	// unknown words at the highest) that the best match has, 1 for no text.
	Coverage float64
	// Likeness is how like the text's meaning the most similar product is: 0 as like
	// as the catalogue on the whole, 1 the same. It is 0 where meaning is not searched.
	Likeness float64
	// Degraded says why the search was by words alone, where meaning was wanted. It
	// is for the operator.
	Degraded error

	must catalog.Filter // the query's
}

// Near is the likeness from which a product is taken for what a text means though it
// has none of its words. Below it, what is most alike is as often beside the point.
const Near = 0.35

// faint is the coverage of the text under which a match is no match.
const faint = 0.15

// Misses reports whether the best match has nothing worth speaking of to do with the
// text, neither its words nor its meaning.
func (r Result) Misses() bool { return r.Coverage < faint && r.Likeness < Near }

// Plausible returns what of a result a shopper would take for an answer; the search
// ranks all that it can. Where the musts say what is looked for, it leaves out what they
// cannot mean; else what matches the words far less than the best does and is not near
// in meaning either.
func (e *Engine) Plausible(r Result) Result {
	if narrows(r.must) {
		r.Ranked = e.ofKind(r.Ranked, r.must)
		return r
	}
	r.Ranked = r.matching()
	if len(r.must) == 0 {
		r.Total = len(r.Ranked)
	}
	return r
}

// matching returns what matches the words of the text not far less than the best does,
// or is near in meaning.
func (r Result) matching() []ranking.Ranked {
	const words, meaning = 0.4, 0.7 // shares of the best
	near := max(Near, meaning*r.Likeness)
	return slices.DeleteFunc(slices.Clone(r.Ranked), func(c ranking.Ranked) bool {
		return c.Features.Lexical < words && c.Features.Dense < near
	})
}

// candidates is how many items the index returns for ranking.
const candidates = 200

// Product returns the row of a product, or nil.
func (e *Engine) Product(ctx context.Context, id string) (*catalog.Product, error) {
	p, err := e.rows.Product(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read product %q: %w", id, err)
	}
	return p, nil
}

// Variants returns the products of a group, in feed order.
func (e *Engine) Variants(ctx context.Context, group string) ([]*catalog.Product, error) {
	all, err := e.rows.Group(ctx, group)
	if err != nil {
		return nil, fmt.Errorf("read the variants of %q: %w", group, err)
	}
	return all, nil
}

// Record returns what a filter can ask of a product.
func (e *Engine) Record(p *catalog.Product) catalog.Record { return e.vocabulary.record(p) }

// SameType returns the condition that only products of p's own type meet.
func (e *Engine) SameType(p *catalog.Product) catalog.Filter {
	path := e.Record(p).Values[TypeAttribute]
	if len(path) == 0 {
		return nil
	}
	return catalog.Filter{{Attribute: TypeAttribute, Op: catalog.In, Values: path[len(path)-1:]}}
}

// Departments returns the largest top-level product types, at most n.
func (e *Engine) Departments(n int) []Department {
	all := e.vocabulary.profile.Departments
	return all[:min(n, len(all))]
}

// Department reports whether a product type is a top-level one.
func (e *Engine) Department(productType string) bool {
	return slices.ContainsFunc(e.vocabulary.profile.Departments, func(d Department) bool { return d.Value == productType })
}

// Vocabulary returns the words of the catalogue.
func (e *Engine) Vocabulary() *Vocabulary { return e.vocabulary }

// Count returns how many groups keep every condition.
func (e *Engine) Count(ctx context.Context, f catalog.Filter) (int, error) {
	return e.index.Count(ctx, f.OfText())
}

// Search finds and ranks products. Every product of the result keeps, or does
// not state, every must.
func (e *Engine) Search(ctx context.Context, q Query) (Result, error) {
	q.Must, q.Prefer = e.settle(q.Must, q.Prefer)
	terms, request := e.request(q)
	meaning, degraded := e.meaning(ctx, append(slices.Clone(q.Texts), e.respelled(q.Texts)...))
	wish := e.weigh(&request, meaning)
	if len(request.Lexical) > 0 {
		request.Lexical = needed().add(request.Lexical, terms)
	}
	hits, err := e.hits(ctx, request)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	wishes := ranking.Wishes{Must: q.Must, Prefer: q.Prefer, Seen: q.Seen, Others: q.Others, Now: q.Now}
	found := make([]ranking.Candidate, 0, len(hits))
	closest, best := 0.0, "" // the best by words
	for _, h := range hits {
		likeness := wish.likeness(h)
		if slices.Contains(q.Refused, h.Group) {
			continue
		}
		if h.Lexical > wishes.Lexical {
			wishes.Lexical, best = h.Lexical, h.ID
		}
		closest = max(closest, likeness)
		found = append(found, ranking.Candidate{
			ID: h.ID, Group: h.Group, Lexical: h.Lexical, Dense: likeness, Record: h.Record,
		})
	}
	gone := 0
	if len(q.Must) > 0 {
		if found, gone, err = e.current(ctx, found, q.Must.OfText()); err != nil {
			return Result{}, fmt.Errorf("read what was found: %w", err)
		}
	}
	r := Result{Ranked: ranking.Rank(found, wishes, e.weights), Likeness: closest, Degraded: degraded, must: q.Must}
	if r.Unknown, r.Coverage, err = e.coverage(ctx, terms, best); err != nil {
		return Result{}, err
	}
	if r.Total = len(r.Ranked); len(q.Must) > 0 {
		if r.Total, err = e.index.Count(ctx, q.Must.OfText()); err != nil {
			return Result{}, fmt.Errorf("count: %w", err)
		}
		r.Total = max(r.Total-gone, len(r.Ranked))
	}
	return r, nil
}

// current returns the candidates as their rows are by now, which may be newer than the
// index, without those that are gone or break a must by now, and how many groups went
// with these.
func (e *Engine) current(ctx context.Context, found []ranking.Candidate, must catalog.Filter) (kept []ranking.Candidate, gone int, err error) {
	sequence, err := e.rows.Sequence(ctx)
	if err != nil || sequence == e.sequence {
		return found, 0, err
	}
	ids := make([]string, len(found))
	groups := map[string]bool{}
	for i, c := range found {
		ids[i], groups[c.Group] = c.ID, true
	}
	rows, err := e.rows.Products(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	records := make(map[string]catalog.Record, len(rows))
	for _, p := range rows {
		records[p.ID] = e.Record(p)
	}
	left := map[string]bool{}
	for _, c := range found {
		record, there := records[c.ID]
		if there && must.Admits(record) {
			c.Record, left[c.Group] = record, true
			kept = append(kept, c)
		}
	}
	return kept, len(groups) - len(left), nil
}

// Has reports whether the product's row has one of the terms.
func (e *Engine) Has(p *catalog.Product, terms []string) bool {
	return slices.ContainsFunc(e.vocabulary.fields(p, e.Record(p), newTermCache()), func(f lexical.Field) bool {
		return slices.ContainsFunc(f.Terms, func(t string) bool { return slices.Contains(terms, t) })
	})
}

// Mentions reports whether a product that the filter admits has a word of the text.
func (e *Engine) Mentions(ctx context.Context, text string, f catalog.Filter) (bool, error) {
	vector := e.corpus.Query(lexical.ContentTerms(text))
	if len(vector) == 0 {
		return false, nil
	}
	hits, err := e.index.Search(ctx, index.Request{Lexical: vector, Filter: f.OfText(), K: 1})
	if err != nil {
		return false, fmt.Errorf("search for mentions: %w", err)
	}
	return len(hits) > 0, nil
}

// hits searches by words and meaning, and fills up with what the conditions alone
// admit: under hard conditions the words only rank. What is filled up are first
// those that can be ordered, and of these first those known to fit, so that what is
// left out would have ranked last.
func (e *Engine) hits(ctx context.Context, r index.Request) ([]index.Hit, error) {
	var hits []index.Hit
	found := map[string]bool{}
	search := func(r index.Request) error {
		more, err := e.index.Search(ctx, r)
		for _, h := range more {
			if !found[h.ID] {
				found[h.ID] = true
				hits = append(hits, h)
			}
		}
		return err
	}
	if len(r.Lexical) > 0 || len(r.Dense) > 0 {
		if err := search(r); err != nil || len(hits) >= candidates || !narrows(r.Filter) {
			return hits, err
		}
	}
	if !narrows(r.Filter) {
		return nil, nil
	}
	orderable := append(slices.Clip(r.Filter), catalog.Condition{
		Attribute: catalog.AvailabilityAttribute, Op: catalog.NotIn, Values: []string{string(catalog.OutOfStock)},
	})
	tiers := []catalog.Filter{orderable.Stated(), orderable, r.Filter.Stated(), r.Filter}
	before := len(hits)
	for _, tier := range tiers {
		if err := search(index.Request{Filter: tier, K: candidates + before}); err != nil || len(hits)-before >= candidates {
			return hits, err
		}
	}
	return hits, nil
}

// narrows reports whether the conditions say what is looked for, and not only
// what it may cost or must not be.
func narrows(f catalog.Filter) bool {
	return slices.ContainsFunc(f, func(c catalog.Condition) bool { return c.Op == catalog.In })
}

// meaningWeight is what a meaning counts beside the word that has it. With more,
// shoppers in both languages see more of the same, but fewer see what they meant.
const meaningWeight = 0.5

// characterWeight is what a Chinese character counts beside the pairs that it stands
// in. Without it, what is said in other words of the same characters is missed.
const characterWeight = 0.25

// brandWeight is what the meaning of a brand counts beside its word: who names one asks
// for no other, while the rest of the words fit many products.
const brandWeight = 3

// latestWeight is what a wish counts that was said after others and narrows them. More
// serves English dialogues better, and Chinese ones worse.
const latestWeight = 1.7

// request returns the terms of the wishes, and the search for them. A term counts as
// much as in the wish that it counts most in: a wish that says the kind of product
// again is not twice about it.
func (e *Engine) request(q Query) ([]string, index.Request) {
	r := index.Request{Filter: q.Must.OfText(), K: candidates}
	var all []string
	for i, text := range q.Texts {
		terms := e.terms(text)
		wish := e.corpus.Query(terms)
		values, brands := e.vocabulary.Wanted(text)
		wish = wish.Plus(e.corpus.Query(values), meaningWeight).Plus(e.corpus.Query(brands), brandWeight)
		characters := lexical.Characters(lexical.WithoutStopWords(lexical.Atoms(lexical.Normalize(text))))
		wish = wish.Plus(e.corpus.Query(characters), characterWeight)
		weight := float32(1)
		if narrows := len(q.Texts) - q.Latest; narrows > 0 && i >= narrows {
			weight = latestWeight
		}
		r.Lexical = r.Lexical.Max(wish, weight)
		all = append(all, terms...)
	}
	return distinct(all), r
}

func distinct(words []string) []string {
	var all []string
	for _, w := range words {
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// ofKind drops what does not state a wanted attribute because nothing of its kind does,
// if anything is known to fit: a shirt has no genre, so whoever looks for jazz is not
// shown shirts.
func (e *Engine) ofKind(ranked []ranking.Ranked, must catalog.Filter) []ranking.Ranked {
	fits := slices.ContainsFunc(ranked, func(r ranking.Ranked) bool { return r.Features.Unlisted == 0 })
	if !fits {
		return ranked
	}
	return slices.DeleteFunc(slices.Clone(ranked), func(r ranking.Ranked) bool {
		return r.Features.Unlisted > 0 && slices.ContainsFunc(must, func(c catalog.Condition) bool {
			return c.Op == catalog.In && c.Check(r.Record) == catalog.Unknown && !e.has(r.Record, c.Attribute)
		})
	})
}

// has reports whether products of a record's kind state the attribute. Of what states
// no type nothing is known.
func (e *Engine) has(r catalog.Record, attribute string) bool {
	types := r.Values[TypeAttribute]
	return len(types) == 0 || slices.ContainsFunc(types, func(t string) bool {
		return slices.Contains(e.vocabulary.profile.Kinds[attribute], t)
	})
}

// settle makes preferences of the musts on attributes that texts alone say: they
// exclude nothing, and a text that does not say it is no lack of the product.
func (e *Engine) settle(must catalog.Filter, prefer []catalog.Condition) (catalog.Filter, []catalog.Condition) {
	said := func(c catalog.Condition) bool {
		return c.Op == catalog.In && slices.Contains(e.vocabulary.profile.Said, c.Attribute)
	}
	if !slices.ContainsFunc(must, said) {
		return must, prefer
	}
	prefer = slices.Clone(prefer)
	for _, c := range must {
		if said(c) {
			prefer = append(prefer, c)
		}
	}
	return slices.DeleteFunc(slices.Clone(must), said), prefer
}

// coverage returns the terms that no product has, and the share of the terms' weight
// that a product has, or that is said of the need for it. Without terms it is 1,
// without a product 0.
func (e *Engine) coverage(ctx context.Context, terms []string, id string) (unknown []string, share float64, err error) {
	if len(terms) == 0 {
		return nil, 1, nil
	}
	held, err := e.held(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	var all, met float64
	for _, t := range terms {
		weight := float64(e.corpus.Query([]string{t})[0].Weight)
		if all += weight; held[t] {
			met += weight
		} else if !e.corpus.Knows(t) {
			unknown = append(unknown, t)
		}
	}
	return unknown, met / all, nil
}

// held returns the terms that a product has and those that are said of the need for it.
func (e *Engine) held(ctx context.Context, id string) (map[string]bool, error) {
	if id == "" {
		return nil, nil
	}
	p, err := e.Product(ctx, id)
	if err != nil || p == nil {
		return nil, err
	}
	held := map[string]bool{}
	cache := newTermCache()
	r := e.Record(p)
	for _, field := range e.vocabulary.document(p, r, cache) {
		for _, t := range field.Terms {
			held[t] = true
		}
	}
	for _, kind := range e.vocabulary.kinds(p, r, cache) {
		for _, t := range needed().said[kind].terms {
			held[t] = true
		}
	}
	return held, nil
}
