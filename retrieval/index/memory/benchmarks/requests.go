package main

import (
	"context"
	"fmt"
	"math"
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

const (
	// candidates is how many hits each search asks for, as the product does.
	candidates = 200
	// meaning is how much the dense vector counts: about as much as the words.
	meaning = 10
)

// request is a search and the words that it came from.
type request struct {
	index.Request
	text string
}

func readQueries(file string) ([]string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var texts []string
	for line := range strings.Lines(string(b)) {
		if _, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s has none", file)
	}
	return texts, nil
}

// requests makes n searches of words and meaning, each under a price and a choice
// of brands that together admit a tenth to all of the items.
func (s *shop) requests(ctx context.Context, texts []string, items []index.Item, n int) ([]request, error) {
	r := rand.New(rand.NewPCG(2, 2))
	amounts := make([]int64, len(items))
	sold := map[string]int{}
	for i := range items {
		amounts[i] = items[i].Record.Amount
		for _, b := range items[i].Record.Values[retrieval.BrandAttribute] {
			sold[b]++
		}
	}
	slices.Sort(amounts)
	brands := slices.Sorted(func(yield func(string) bool) {
		for b := range sold {
			if !yield(b) {
				return
			}
		}
	})
	all := make([]request, n)
	for i := range all {
		text := texts[i%len(texts)]
		vectors, err := s.embedder.Embed(ctx, embedding.Query, []string{text})
		if err != nil {
			return nil, err
		}
		dense := vectors[0]
		for j := range dense {
			dense[j] *= meaning
		}
		share := math.Pow(10, -r.Float64()) // of the items, half of it by price
		price := catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: amounts[int(math.Sqrt(share)*float64(len(amounts)-1))]}
		brand := catalog.Condition{Attribute: retrieval.BrandAttribute, Op: catalog.In}
		left := math.Sqrt(share) * float64(len(items))
		for _, b := range r.Perm(len(brands)) {
			if left > 0 {
				brand.Values = append(brand.Values, brands[b])
				left -= float64(sold[brands[b]])
			}
		}
		all[i] = request{text: text, Request: index.Request{
			Lexical: s.corpus.Query(lexical.Terms(text)), Dense: dense, Filter: catalog.Filter{price, brand}, K: candidates,
		}}
	}
	return all, nil
}

// The parts of a search that others can do as well.

func words(q request) request      { q.Dense = nil; return q }
func similarity(q request) request { q.Lexical = nil; return q }
func anything(q request) request   { q.Filter = nil; return q }
func hybrid(q request) request     { return q }
