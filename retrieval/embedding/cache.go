package embedding

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Cached embeds a text once. The vectors of passages are kept in a folder, under
// a hash of model, dimension, kind and text, so that indexing an unchanged
// catalogue again asks the embedder nothing; those of the latest queries are
// kept in memory only, because a file would outlive a shopper's wish to be
// forgotten. Several processes may use one folder.
type Cached struct {
	embedder Embedder
	passages *vectorFile
	queries  *lru.Cache[cacheKey, []float32]
}

var _ Embedder = (*Cached)(nil)

// cacheKey is the SHA-256 hash of all that a vector depends on.
type cacheKey [sha256.Size]byte

const (
	// queriesKept is how many queries are remembered: 6 MB at 384 dimensions.
	queriesKept = 4096
	// chunk is how many passages are embedded before their vectors are written: an
	// indexing that is interrupted loses the work of one chunk.
	chunk = 512
)

// NewCached returns an embedder that asks e for what the folder does not hold,
// and keeps the answers there. The folder is made when it does not exist.
func NewCached(ctx context.Context, e Embedder, folder string) (*Cached, error) {
	passages, err := openVectorFile(ctx, folder, e.Dim())
	if err != nil {
		return nil, err
	}
	queries, err := lru.New[cacheKey, []float32](queriesKept)
	if err != nil {
		return nil, errors.Join(err, passages.close())
	}
	return &Cached{embedder: e, passages: passages, queries: queries}, nil
}

// Model implements Embedder.
func (c *Cached) Model() string { return c.embedder.Model() }

// Dim implements Embedder.
func (c *Cached) Dim() int { return c.embedder.Dim() }

// Close closes the folder, not the embedder.
func (c *Cached) Close() error { return c.passages.close() }

// Prune forgets the passages that no call has asked for since the day of before,
// in UTC, and returns how many they were.
func (c *Cached) Prune(ctx context.Context, before time.Time) (int, error) {
	return c.passages.prune(ctx, before)
}

// Embed implements Embedder.
func (c *Cached) Embed(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("embed: %w", err)
	}
	if kind == Query {
		return c.embedQueries(ctx, texts)
	}
	vectors := make([][]float32, 0, len(texts))
	for part := range slices.Chunk(texts, chunk) {
		got, err := c.embedPassages(ctx, kind, part)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, got...)
	}
	return vectors, nil
}

func (c *Cached) embedQueries(ctx context.Context, texts []string) ([][]float32, error) {
	keys := c.keys(Query, texts)
	known := make(map[cacheKey][]float32)
	for _, key := range keys {
		if v, ok := c.queries.Get(key); ok {
			known[key] = v
		}
	}
	fresh, err := c.embedRest(ctx, Query, texts, keys, known)
	if err != nil {
		return nil, err
	}
	for key, v := range fresh {
		c.queries.Add(key, v)
	}
	return gather(keys, known, fresh), nil
}

func (c *Cached) embedPassages(ctx context.Context, kind Kind, texts []string) ([][]float32, error) {
	keys := c.keys(kind, texts)
	known, err := c.passages.get(ctx, keys)
	if err != nil {
		return nil, err
	}
	fresh, err := c.embedRest(ctx, kind, texts, keys, known)
	if err != nil {
		return nil, err
	}
	if err := c.passages.put(ctx, fresh); err != nil {
		return nil, err
	}
	return gather(keys, known, fresh), nil
}

// embedRest embeds those texts, each once, whose vectors are not known.
func (c *Cached) embedRest(ctx context.Context, kind Kind, texts []string, keys []cacheKey, known map[cacheKey][]float32) (map[cacheKey][]float32, error) {
	fresh := make(map[cacheKey][]float32)
	var unknown []cacheKey
	var rest []string
	for i, key := range keys {
		if known[key] != nil {
			continue
		}
		if _, listed := fresh[key]; listed {
			continue
		}
		fresh[key] = nil
		unknown, rest = append(unknown, key), append(rest, texts[i])
	}
	if len(rest) == 0 {
		return fresh, nil
	}
	vectors, err := c.embedder.Embed(ctx, kind, rest)
	if err != nil {
		return nil, err
	}
	for i, key := range unknown {
		fresh[key] = vectors[i]
	}
	return fresh, nil
}

// gather returns the vectors of keys. Each is a copy, so that what a caller does
// to it touches nobody else's.
func gather(keys []cacheKey, known, fresh map[cacheKey][]float32) [][]float32 {
	vectors := make([][]float32, len(keys))
	for i, key := range keys {
		v := known[key]
		if v == nil {
			v = fresh[key]
		}
		vectors[i] = slices.Clone(v)
	}
	return vectors
}

func (c *Cached) keys(kind Kind, texts []string) []cacheKey {
	prefix := fmt.Appendf(nil, "%q %d %q ", c.Model(), c.Dim(), kind)
	keys := make([]cacheKey, len(texts))
	for i, text := range texts {
		keys[i] = sha256.Sum256(append(prefix[:len(prefix):len(prefix)], text...))
	}
	return keys
}

// encodeVector returns the numbers of v as little-endian float32, four bytes each:
// half precision would make a vector differ between the first time and the next.
func encodeVector(v []float32) []byte {
	blob, _ := binary.Append(make([]byte, 0, 4*len(v)), binary.LittleEndian, v) // fails on types without a fixed size only
	return blob
}

// decodeVector undoes encodeVector, for a vector of dim numbers and of length 1.
// Anything else is no vector that was stored here.
func decodeVector(blob []byte, dim int) (v []float32, ok bool) {
	v = make([]float32, dim)
	if n, err := binary.Decode(blob, binary.LittleEndian, v); err != nil || n != len(blob) {
		return nil, false
	}
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	return v, square > 0.999 && square < 1.001
}
