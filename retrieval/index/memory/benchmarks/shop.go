package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// shop makes any number of products of a catalogue's: first the catalogue itself,
// then copies in which words, prices, brands and attributes are exchanged. The
// same number is always the same product.
type shop struct {
	catalog  *catalog.Catalog
	corpus   *lexical.Corpus
	embedder *embedding.Static
	indexer  *retrieval.Indexer
}

func openShop(ctx context.Context, file string) (*shop, error) {
	feed, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	defer feed.Close()
	c, _, err := catalog.Load(ctx, false, catalog.ReadJSONL(file, feed))
	if err != nil {
		return nil, err
	}
	embedder, err := embedding.Default()
	if err != nil {
		return nil, err
	}
	v := retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
	corpus, err := v.Statistics(func(yield func(*catalog.Product, error) bool) {
		for i := range c.Products {
			if !yield(&c.Products[i], nil) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return &shop{catalog: c, corpus: corpus, embedder: embedder, indexer: retrieval.NewIndexer(v, corpus, embedder)}, nil
}

func (s *shop) space() index.Space {
	return index.Space{Model: s.embedder.Model(), Dim: s.embedder.Dim()}
}

// product returns the product numbered n.
func (s *shop) product(n int) *catalog.Product {
	all := s.catalog.Products
	if n < len(all) {
		return &all[n]
	}
	r := rand.New(rand.NewPCG(1, uint64(n)))
	p := all[n%len(all)]
	p.ID, p.GroupID = fmt.Sprintf("%s-%d", p.ID, n/len(all)), ""
	other := &all[r.IntN(len(all))]
	title := p.Text("")
	words := strings.Fields(title.Title)
	if r.IntN(2) == 0 && len(words) > 3 {
		at := r.IntN(len(words))
		words = slices.Delete(words, at, at+1)
	}
	if more := strings.Fields(other.Text("").Title); len(more) > 0 {
		words = append(words, more[r.IntN(len(more))])
	}
	p.Texts = map[string]catalog.Text{p.Lang: {Title: strings.Join(words, " "), Description: title.Description}}
	p.Price.Minor = int64(float64(p.Price.Minor) * (0.5 + 1.5*r.Float64()))
	if r.IntN(5) == 0 {
		p.Brand = other.Brand
	}
	if r.IntN(5) == 0 {
		p.Attributes = other.Attributes
	}
	return &p
}

// items returns the products from one number to below another as an index keeps
// them.
func (s *shop) items(ctx context.Context, from, to int) ([]index.Item, error) {
	products := make([]*catalog.Product, 0, to-from)
	for n := from; n < to; n++ {
		products = append(products, s.product(n))
	}
	return s.indexer.Items(ctx, products)
}
