package retrieval

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
)

// meanings returns a vector for each product: the mean, brought to length 1, of
// those of its texts in every language.
func (x *Indexer) meanings(ctx context.Context, products []*catalog.Product) ([][]float32, error) {
	var texts []string
	place := map[string]int{} // of each text among texts: variants share theirs
	places := make([][]int, len(products))
	for i, p := range products {
		for _, text := range x.vocabulary.Passages(p) {
			at, known := place[text]
			if !known {
				at = len(texts)
				place[text] = at
				texts = append(texts, text)
			}
			places[i] = append(places[i], at)
		}
	}
	vectors, err := x.embedder.Embed(ctx, embedding.Passage, texts)
	if err != nil {
		return nil, err
	}
	sums := make([][]float32, len(products))
	for i := range products {
		sums[i] = make([]float32, x.embedder.Dim())
		for _, at := range places[i] {
			for d, f := range vectors[at] {
				sums[i][d] += f
			}
		}
	}
	for _, v := range sums {
		normalize(v)
	}
	return sums, nil
}

// Passages returns what is embedded of a product, a text for each language.
func (v *Vocabulary) Passages(p *catalog.Product) []string {
	var texts []string
	for _, lang := range sortedKeys(p.Texts) {
		texts = append(texts, v.passage(p, lang))
	}
	return texts
}

// telling are the attributes that say what a product is and whom it is for. Colour,
// size and the like tell its variants apart, which have one text.
var telling = []string{TypeAttribute, "use", "season", "gender", "genre", "age_group"}

// passage is what is embedded of a product in one language.
func (v *Vocabulary) passage(p *catalog.Product, lang string) string {
	t := p.Texts[lang]
	parts := []string{t.Title}
	for _, attribute := range telling {
		for _, value := range Values(p, attribute) {
			parts = append(parts, v.Show(attribute, value, lang))
		}
	}
	if p.Brand != "" && !strings.Contains(t.Title, p.Brand) {
		parts = append(parts, p.Brand)
	}
	if t.Description != "" {
		parts = append(parts, t.Description)
	}
	return strings.Join(parts, "\n")
}

// normalize brings v to length 1, unless it is zero.
func normalize(v []float32) {
	of := length(v)
	if of == 0 {
		return
	}
	factor := float32(1 / of)
	for i := range v {
		v[i] *= factor
	}
}

// meaning returns the vector of the wishes, or nil if there is nothing to embed.
func (e *Engine) meaning(ctx context.Context, texts []string) ([]float32, error) {
	text := e.vocabulary.Bilingual(strings.Join(texts, " "))
	if e.embedder == nil || e.weights.Dense == 0 || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	vectors, err := e.embedder.Embed(ctx, embedding.Query, []string{text})
	if err != nil {
		return nil, fmt.Errorf("embed the wish: %w", err)
	}
	if length(vectors[0]) == 0 {
		return nil, nil
	}
	return vectors[0], nil
}

// wish is the meaning of what is looked for, and how like it the catalogue is as a
// whole: some models find all texts alike, and in a shop for lamps all are about
// lamps.
type wish struct {
	meaning    []float32 // of length 1; nil where nothing is known of it
	background float64   // mean cosine of the meaning and all products
	weight     float64   // that the search gives to the cosine
}

// weigh adds the meaning of the wishes to a search by words. The best that words can
// score is the sum of the query's weights; a perfect likeness of meaning counts as
// much of that as the ranking's weights say.
func (e *Engine) weigh(r *index.Request, meaning []float32) wish {
	if meaning == nil {
		return wish{}
	}
	w := wish{meaning: meaning, background: inner(meaning, e.centroid), weight: 1}
	if e.weights.Lexical == 0 {
		r.Lexical, r.Dense = nil, meaning
		return w
	}
	ideal := 0.0
	for _, entry := range r.Lexical {
		ideal += float64(entry.Weight)
	}
	w.weight = max(ideal, 1) * e.weights.Dense / e.weights.Lexical / max(1-w.background, 0.01)
	r.Dense = make([]float32, len(meaning))
	for i, f := range meaning {
		r.Dense[i] = f * float32(w.weight)
	}
	return w
}

// likeness tells how much more like the wish a hit is than the catalogue as a whole:
// 0 for as much, 1 for the same.
func (w wish) likeness(h index.Hit) float64 {
	if w.meaning == nil {
		return 0
	}
	return (h.Dense/w.weight - w.background) / max(1-w.background, 0.01)
}

func inner(v, other []float32) float64 {
	var sum float64
	for i := range min(len(v), len(other)) {
		sum += float64(v[i]) * float64(other[i])
	}
	return sum
}

func length(v []float32) float64 {
	return math.Sqrt(inner(v, v))
}
