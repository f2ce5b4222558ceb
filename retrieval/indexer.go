package retrieval

import (
	"context"
	"fmt"
	"iter"

	"golang.org/x/sync/errgroup"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Indexer makes index items of products, for one version of an index. It is for
// one goroutine.
type Indexer struct {
	vocabulary *Vocabulary
	corpus     *lexical.Corpus
	embedder   embedding.Embedder // nil: words alone
	terms      termCache
	sum        []float64 // of all dense vectors so far
	items      int
}

// batch is how many products are embedded and put into the index at a time.
const batch = 512

// NewIndexer returns an indexer. The embedder may be nil.
func NewIndexer(v *Vocabulary, c *lexical.Corpus, e embedding.Embedder) *Indexer {
	return &Indexer{vocabulary: v, corpus: c, embedder: e, terms: newTermCache()}
}

// Statistics takes the word statistics of a catalogue.
func (v *Vocabulary) Statistics(products iter.Seq2[*catalog.Product, error]) (*lexical.Corpus, error) {
	return v.statistics(products, newTermCache())
}

func (v *Vocabulary) statistics(products iter.Seq2[*catalog.Product, error], terms termCache) (*lexical.Corpus, error) {
	var s lexical.Statistics
	for p, err := range products {
		if err != nil {
			return nil, fmt.Errorf("read the catalogue: %w", err)
		}
		s.Add(v.document(p, v.record(p), terms))
	}
	return s.Corpus(), nil
}

// Fill puts products into the index and tells after each batch how many there are
// so far.
func (x *Indexer) Fill(ctx context.Context, ix index.Index, products iter.Seq2[*catalog.Product, error], progress func(done int)) error {
	var waiting []*catalog.Product
	done := 0
	flush := func() error {
		items, err := x.Items(ctx, waiting)
		if err != nil {
			return err
		}
		if err := ix.Upsert(ctx, items); err != nil {
			return fmt.Errorf("index the catalogue: %w", err)
		}
		done += len(waiting)
		waiting = waiting[:0]
		if progress != nil {
			progress(done)
		}
		return nil
	}
	for p, err := range products {
		if err != nil {
			return fmt.Errorf("read the catalogue: %w", err)
		}
		if waiting = append(waiting, p); len(waiting) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// Items returns what an index keeps of products. Their meanings are embedded while
// their words are counted.
func (x *Indexer) Items(ctx context.Context, products []*catalog.Product) ([]index.Item, error) {
	var vectors [][]float32
	var embeds errgroup.Group
	if x.embedder != nil {
		embeds.Go(func() (err error) {
			vectors, err = x.meanings(ctx, products)
			return err
		})
	}
	items := make([]index.Item, len(products))
	for i, p := range products {
		r := x.vocabulary.record(p)
		items[i] = index.Item{ID: p.ID, Group: p.Group(), Record: r, Lexical: x.corpus.Document(x.vocabulary.document(p, r, x.terms))}
	}
	if err := embeds.Wait(); err != nil {
		return nil, fmt.Errorf("embed products: %w", err)
	}
	if x.embedder == nil {
		return items, nil
	}
	if x.sum == nil {
		x.sum = make([]float64, x.embedder.Dim())
	}
	for i := range items {
		items[i].Dense = vectors[i]
		for d, f := range vectors[i] {
			x.sum[d] += float64(f)
		}
	}
	x.items += len(items)
	return items, nil
}

// Centroid returns the mean of the dense vectors of all items made so far, empty
// without an embedder.
func (x *Indexer) Centroid() []float32 {
	mean := make([]float32, len(x.sum))
	for d, f := range x.sum {
		mean[d] = float32(f / float64(max(x.items, 1)))
	}
	return mean
}
