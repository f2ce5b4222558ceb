package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// embedderFlags choose what turns texts into vectors. The service's key comes from
// the environment alone: flags can be seen in the list of processes.
type embedderFlags struct {
	Embedder       string `help:"What embeds texts: static (the table in the program) or service (an OpenAI-compatible one)." enum:"static,service" default:"static"`
	EmbeddingURL   string `help:"Address of the embedding service that /embeddings is appended to; its key is read from $SHOPGUIDE_EMBEDDING_KEY." placeholder:"URL"`
	EmbeddingModel string `help:"Model of the embedding service." placeholder:"NAME"`
	EmbeddingForm  string `help:"How the service tells questions from passages: none, prefix (\"query: \", as e5 models want) or input-type (a field of the request)." enum:"none,prefix,input-type" default:"none"`
	EmbeddingDim   int    `help:"Length of the service's vectors. With it the shop opens while the service is away." placeholder:"N"`
}

const embeddingKey = "SHOPGUIDE_EMBEDDING_KEY"

// openEmbedder is an embedder and what ends it.
type openEmbedder struct {
	embedding.Embedder
	close func() error
}

// Close ends the embedder.
func (e openEmbedder) Close() error { return e.close() }

// embedder opens the embedder. What a service has embedded is kept in dir.
func (f embedderFlags) embedder(ctx context.Context, dir string, getenv func(string) string) (openEmbedder, error) {
	if f.Embedder == "static" {
		table, err := embedding.Default()
		return openEmbedder{table, func() error { return nil }}, err
	}
	if f.EmbeddingURL == "" || f.EmbeddingModel == "" {
		return openEmbedder{}, errors.New("the embedding service needs --embedding-url and --embedding-model (or SHOPGUIDE_EMBEDDING_URL and SHOPGUIDE_EMBEDDING_MODEL)")
	}
	c := embedding.ServiceConfig{URL: f.EmbeddingURL, Model: f.EmbeddingModel, Key: getenv(embeddingKey), Dim: f.EmbeddingDim}
	switch f.EmbeddingForm {
	case "prefix":
		c.Queries.Prefix, c.Passages.Prefix = "query: ", "passage: "
	case "input-type":
		c.Queries.InputType, c.Passages.InputType = "query", "passage"
	}
	service, err := embedding.NewService(ctx, c)
	if err != nil {
		return openEmbedder{}, err
	}
	cached, err := embedding.NewCached(ctx, service, filepath.Join(dir, "embeddings"))
	if err != nil {
		service.Close()
		return openEmbedder{}, fmt.Errorf("keep what is embedded: %w", err)
	}
	return openEmbedder{cached, func() error {
		service.Close()
		return cached.Close()
	}}, nil
}
