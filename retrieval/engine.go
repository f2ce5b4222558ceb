// Package retrieval finds products: it understands a query, searches the index,
// relaxes what cannot be met and ranks what was found.
package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// Engine answers queries over one catalogue. It is safe for concurrent use.
type Engine struct {
	catalog    *catalog.Catalog
	vocabulary *Vocabulary
	corpus     *lexical.Corpus
	index      index.Index
	records    map[string]catalog.Record // by product id
	rows       []row                     // of all products, those of a group together
	byType     map[string][]int          // product type → rows, ascending; "" for products that state none
	groups     map[string][]string       // group → product ids, in feed order
	weights    ranking.Weights

	departments []Department
}

// row is a product with its record and the number of its group.
type row struct {
	group   int
	product *catalog.Product
	record  catalog.Record
}

// Query is what to look for.
type Query struct {
	Texts   []string // what is said of it in words, one wish each, in any language
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

	must catalog.Filter // the query's
}

// candidates is how many items the index returns for ranking.
const candidates = 200

// NewEngine indexes the catalogue. The Engine closes neither the catalogue nor
// the index, and expects the index to be empty.
func NewEngine(ctx context.Context, c *catalog.Catalog, v *Vocabulary, ix index.Index, w ranking.Weights) (*Engine, error) {
	e := &Engine{
		catalog: c, vocabulary: v, index: ix, weights: w,
		records: make(map[string]catalog.Record, len(c.Products)), groups: map[string][]string{},
	}
	documents := make([][]lexical.Field, len(c.Products))
	terms := newTermCache()
	for i := range c.Products {
		p := &c.Products[i]
		r := v.record(p)
		e.records[p.ID] = r
		e.groups[p.Group()] = append(e.groups[p.Group()], p.ID)
		documents[i] = v.fields(p, r, terms)
	}
	e.departments = departments(c, v)
	e.rows = rowsByGroup(c, e.records)
	e.byType = map[string][]int{}
	for i, row := range e.rows {
		types := row.record.Values[TypeAttribute]
		if len(types) == 0 {
			types = []string{""}
		}
		for _, t := range types {
			e.byType[t] = append(e.byType[t], i)
		}
	}
	e.corpus = lexical.NewCorpus(documents)
	items := make([]index.Item, len(c.Products))
	for i := range c.Products {
		p := &c.Products[i]
		items[i] = index.Item{ID: p.ID, Group: p.Group(), Record: e.records[p.ID], Lexical: e.corpus.Document(documents[i])}
	}
	if err := ix.Upsert(ctx, items); err != nil {
		return nil, fmt.Errorf("index the catalogue: %w", err)
	}
	return e, nil
}

// Product returns the row of a product, or nil.
func (e *Engine) Product(id string) *catalog.Product { return e.catalog.Product(id) }

// Record returns what a filter can ask of a product.
func (e *Engine) Record(id string) catalog.Record { return e.records[id] }

// SameType returns the condition that only products of p's own type meet.
func (e *Engine) SameType(p *catalog.Product) catalog.Filter {
	path := e.records[p.ID].Values[TypeAttribute]
	if len(path) == 0 {
		return nil
	}
	return catalog.Filter{{Attribute: TypeAttribute, Op: catalog.In, Values: path[len(path)-1:]}}
}

// Variants returns the products of a group, in feed order.
func (e *Engine) Variants(group string) []*catalog.Product {
	var all []*catalog.Product
	for _, id := range e.groups[group] {
		all = append(all, e.catalog.Product(id))
	}
	return all
}

// Department is a top-level product type.
type Department struct {
	Meaning
	Count int // groups
}

// Departments returns the largest top-level product types, at most n.
func (e *Engine) Departments(n int) []Department { return e.departments[:min(n, len(e.departments))] }

// Department reports whether a product type is a top-level one.
func (e *Engine) Department(productType string) bool {
	return slices.ContainsFunc(e.departments, func(d Department) bool { return d.Value == productType })
}

// Vocabulary returns the words of the catalogue.
func (e *Engine) Vocabulary() *Vocabulary { return e.vocabulary }

// Count returns how many groups keep every condition.
func (e *Engine) Count(ctx context.Context, f catalog.Filter) (int, error) {
	return e.index.Count(ctx, f)
}

// Search finds and ranks products. Every product of the result keeps, or does
// not state, every must.
func (e *Engine) Search(ctx context.Context, q Query) (Result, error) {
	terms, vector := e.words(q.Texts)
	hits, err := e.hits(ctx, vector, q.Must)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	wishes := ranking.Wishes{Must: q.Must, Prefer: q.Prefer, Seen: q.Seen, Others: q.Others, Now: q.Now}
	found := make([]ranking.Candidate, 0, len(hits))
	for _, h := range hits {
		p := e.catalog.Product(h.ID)
		if p == nil || slices.Contains(q.Refused, p.Group()) {
			continue
		}
		wishes.Lexical = max(wishes.Lexical, h.Score)
		stock := 0
		if p.Stock != nil {
			stock = *p.Stock
		}
		found = append(found, ranking.Candidate{
			ID: p.ID, Group: p.Group(), Lexical: h.Score, Record: e.records[p.ID],
			Orderable: p.Orderable(), Stock: stock, Released: p.Released(),
		})
	}
	r := Result{Ranked: ranking.Rank(found, wishes, e.weights), must: q.Must}
	r.Unknown, r.Coverage = e.coverage(terms, wishes.Lexical)
	if r.Total = len(r.Ranked); len(q.Must) > 0 {
		if r.Total, err = e.index.Count(ctx, q.Must); err != nil {
			return Result{}, fmt.Errorf("count: %w", err)
		}
	}
	return r, nil
}

// Has reports whether the product's row has one of the terms.
func (e *Engine) Has(id string, terms []string) bool {
	p := e.catalog.Product(id)
	if p == nil {
		return false
	}
	for _, field := range e.vocabulary.fields(p, e.records[id], newTermCache()) {
		if slices.ContainsFunc(field.Terms, func(t string) bool { return slices.Contains(terms, t) }) {
			return true
		}
	}
	return false
}

// Mentions reports whether a product that the filter admits has a word of the text.
func (e *Engine) Mentions(ctx context.Context, text string, f catalog.Filter) (bool, error) {
	vector := e.corpus.Query(lexical.ContentTerms(text))
	if len(vector) == 0 {
		return false, nil
	}
	hits, err := e.index.Search(ctx, index.Request{Lexical: vector, Filter: f, K: 1})
	if err != nil {
		return false, fmt.Errorf("search for mentions: %w", err)
	}
	return len(hits) > 0, nil
}

// hits searches by words, and fills up with what the conditions alone admit:
// under hard conditions the words only rank.
func (e *Engine) hits(ctx context.Context, vector lexical.Vector, must catalog.Filter) ([]index.Hit, error) {
	var hits []index.Hit
	var err error
	if len(vector) > 0 {
		hits, err = e.index.Search(ctx, index.Request{Lexical: vector, Filter: must, K: candidates})
		if err != nil || len(hits) == candidates {
			return hits, err
		}
	}
	if !narrows(must) {
		return hits, nil
	}
	return append(hits, e.admitted(must, hits)...), nil
}

// admitted returns products beside the hits that the conditions admit, at most as
// many as are ranked: first those that can be ordered, and of these first those
// known to fit, so that what is left out would have ranked last.
func (e *Engine) admitted(must catalog.Filter, hits []index.Hit) []index.Hit {
	found := make(map[string]bool, len(hits))
	for _, h := range hits {
		found[h.ID] = true
	}
	tiers := make([][]index.Hit, 2*(len(must)+1))
	for _, r := range e.rows {
		if found[r.product.ID] || !must.Admits(r.record) {
			continue
		}
		tier := must.Unlisted(r.record)
		if !r.product.Orderable() {
			tier += len(must) + 1
		}
		if len(tiers[tier]) < candidates {
			tiers[tier] = append(tiers[tier], index.Hit{ID: r.product.ID})
		}
	}
	rest := slices.Concat(tiers...)
	return rest[:min(candidates, len(rest))]
}

// narrows reports whether the conditions say what is looked for, and not only
// what it may cost or must not be.
func narrows(f catalog.Filter) bool {
	return slices.ContainsFunc(f, func(c catalog.Condition) bool { return c.Op == catalog.In })
}

// synonymWeight is what a word counts that the shopper did not say but that names
// the same kind of product: enough to be found where the said word is not.
const synonymWeight = 0.1

// words returns the terms of wishes, and the query vector that sums them: what
// is said in several wishes counts in each.
func (e *Engine) words(texts []string) ([]string, lexical.Vector) {
	var all []string
	var vector lexical.Vector
	for _, text := range texts {
		terms := lexical.ContentTerms(text)
		vector = vector.Plus(e.corpus.Query(terms), 1)
		vector = vector.Plus(e.corpus.Query(e.vocabulary.Synonyms(text, terms)), synonymWeight)
		all = append(all, terms...)
	}
	return distinct(all), vector
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

// coverage compares the best score with the one that a product with every term
// once, in a document of ordinary length, would have.
func (e *Engine) coverage(terms []string, best float64) (unknown []string, share float64) {
	var ideal float64
	for _, entry := range e.corpus.Query(terms) {
		ideal += float64(entry.Weight)
	}
	for _, t := range terms {
		if !e.corpus.Knows(t) {
			unknown = append(unknown, t)
			ideal += e.corpus.Rarest()
		}
	}
	if ideal == 0 {
		return nil, 1
	}
	return unknown, min(1, best/ideal)
}

func rowsByGroup(c *catalog.Catalog, records map[string]catalog.Record) []row {
	numbers := map[string]int{}
	rows := make([]row, 0, len(c.Products))
	for i := range c.Products {
		p := &c.Products[i]
		number, ok := numbers[p.Group()]
		if !ok {
			number = len(numbers)
			numbers[p.Group()] = number
		}
		rows = append(rows, row{group: number, product: p, record: records[p.ID]})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.group, b.group) })
	return rows
}

func departments(c *catalog.Catalog, v *Vocabulary) []Department {
	groups := map[string]map[string]bool{}
	for i := range c.Products {
		p := &c.Products[i]
		if len(p.Type) < 2 {
			continue
		}
		top := v.lexicon.Canonical(TypeAttribute, p.Type[0])
		if groups[top] == nil {
			groups[top] = map[string]bool{}
		}
		groups[top][p.Group()] = true
	}
	var all []Department
	for top, g := range groups {
		all = append(all, Department{Meaning{TypeAttribute, top}, len(g)})
	}
	slices.SortFunc(all, func(a, b Department) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return all
}
