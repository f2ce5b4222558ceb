package embedding

import (
	"context"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// Embed implements Embedder. Blank texts get their zeros without a request.
func (s *Service) Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	c, ok := s.callers[kind]
	if !ok {
		return nil, fmt.Errorf("embed texts of kind %q: there are only %q and %q", kind, Query, Passage)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("embed: %w", err)
	}
	vectors := make([][]float32, len(texts))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(s.config.Concurrency)
	for _, b := range s.batches(c.form, texts) {
		work.Go(func() error {
			got, err := c.embed(ctx, b.texts)
			if err != nil {
				return err
			}
			for i, v := range got {
				if err := s.accept(v); err != nil {
					return err
				}
				vectors[b.places[i]] = v
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("embed with the service at %s: %w", s.config.URL, err)
	}
	for i, v := range vectors {
		if v == nil {
			vectors[i] = make([]float32, s.dim)
		}
	}
	return vectors, nil
}

// batch is what one request asks for.
type batch struct {
	texts  []string // as sent
	places []int    // of the texts among those to embed
}

// batches cuts texts to length and divides those that are not blank.
func (s *Service) batches(form Form, texts []string) []batch {
	var batches []batch
	chars := 0
	for place, text := range texts {
		text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
		if text == "" {
			continue
		}
		text = form.Prefix + firstChars(text, s.config.MaxChars)
		n := utf8.RuneCountInString(text)
		last := len(batches) - 1
		if last < 0 || len(batches[last].texts) == s.config.BatchTexts || chars+n > s.config.BatchChars {
			batches = append(batches, batch{})
			last, chars = last+1, 0
		}
		batches[last].texts = append(batches[last].texts, text)
		batches[last].places = append(batches[last].places, place)
		chars += n
	}
	return batches
}

// firstChars returns at most the first n characters of valid text.
func firstChars(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// accept checks a vector of the service's and brings it to length 1.
func (s *Service) accept(v []float32) error {
	switch {
	case len(v) == 0:
		return fmt.Errorf("the service answers with an empty vector: check that %s is a model for embeddings", s.config.Model)
	case s.dim != 0 && len(v) != s.dim:
		return fmt.Errorf("the service answers with %d numbers and not %d: its model or the configured dimension has changed; correct the configuration or index again", len(v), s.dim)
	}
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if math.IsNaN(square) || math.IsInf(square, 0) {
		return fmt.Errorf("the service answers with a vector that holds NaN or infinity: check how it runs %s", s.config.Model)
	}
	if square == 0 {
		return nil
	}
	scale := 1 / math.Sqrt(square)
	for i, x := range v {
		v[i] = float32(float64(x) * scale)
	}
	return nil
}
