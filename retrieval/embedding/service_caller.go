package embedding

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/llms/openai"
	"golang.org/x/sync/semaphore"
)

// caller makes the requests for texts of one kind.
type caller struct {
	form     Form
	kind     Kind
	embedder embeddings.Embedder
	slots    *semaphore.Weighted
	request  time.Duration // for one attempt
	total    time.Duration // for all attempts; 0 means no bound
	executor failsafe.Executor[[][]float32]
	breaker  circuitbreaker.CircuitBreaker[[][]float32] // nil if it asks however often the service failed
}

// jitter is the part of a delay that is left to chance, so that replicas of the
// guide don't come back all at once.
const jitter = 0.25

// newCallers makes the caller of queries, which would rather fail than have a
// shopper wait, and that of passages, which rides out what passes.
func newCallers(c ServiceConfig, client *http.Client) (map[Kind]*caller, error) {
	options := []openai.Option{
		openai.WithBaseURL(c.URL),
		openai.WithEmbeddingModel(c.Model),
		openai.WithHTTPClient(client),
		openai.WithToken("replaced by the transport"), // required
		openai.WithOrganization(""),                   // else taken from the environment
	}
	if c.Shorten {
		options = append(options, openai.WithEmbeddingDimensions(c.Dim))
	}
	model, err := openai.New(options...)
	if err != nil {
		return nil, err
	}
	// Its own batches would go one after the other, and its newlines be replaced in
	// the caller's slice: one call is one request, of the texts as they are.
	embedder, err := embeddings.NewEmbedder(model,
		embeddings.WithBatchSize(c.BatchTexts), embeddings.WithStripNewLines(false))
	if err != nil {
		return nil, err
	}
	breaker := circuitbreaker.NewBuilder[[][]float32]().
		HandleIf(func(_ [][]float32, err error) bool {
			return errors.Is(err, ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
		}).
		WithFailureThreshold(3).WithSuccessThreshold(1).WithDelay(c.Rest).Build()
	queries := retries(1, 50*time.Millisecond, c.QueryDeadline)
	passages := retries(c.PassageRetries, 500*time.Millisecond, 2*time.Minute)
	return map[Kind]*caller{
		Query: {
			kind: Query, form: c.Queries, embedder: embedder, slots: semaphore.NewWeighted(int64(c.Concurrency)),
			request: c.QueryDeadline, total: c.QueryDeadline,
			executor: failsafe.With(breaker, queries), breaker: breaker,
		},
		Passage: {
			kind: Passage, form: c.Passages, embedder: embedder, slots: semaphore.NewWeighted(int64(c.Concurrency)),
			request: c.PassageDeadline, executor: failsafe.With(passages),
		},
	}, nil
}

// retries makes again at most n times what failed for want of the service, at
// growing intervals from first on, or when the service says; unless it says to
// wait longer than patience.
func retries(n int, first, patience time.Duration) failsafe.Policy[[][]float32] {
	return retrypolicy.NewBuilder[[][]float32]().
		HandleErrors(ErrUnavailable).
		WithMaxRetries(n).
		WithBackoff(first, 30*time.Second).
		WithJitterFactor(jitter).
		WithDelayFunc(func(a failsafe.ExecutionAttempt[[][]float32]) time.Duration {
			if after := retryAfter(a.LastError()); after > 0 {
				return time.Duration(float64(after) / (1 - jitter)) // never sooner than asked
			}
			return -1 // as configured
		}).
		AbortIf(func(_ [][]float32, err error) bool { return retryAfter(err) > patience }).
		ReturnLastFailure().
		Build()
}

// embed returns the vectors of texts as the service gave them.
func (c *caller) embed(ctx context.Context, texts []string) ([][]float32, error) {
	bounded, cancel := ctx, func() {}
	if c.total > 0 {
		bounded, cancel = context.WithTimeout(ctx, c.total)
	}
	defer cancel()
	var last error
	vectors, err := c.executor.WithContext(bounded).GetWithExecution(func(e failsafe.Execution[[][]float32]) ([][]float32, error) {
		var vectors [][]float32
		vectors, last = c.attempt(e.Context(), texts)
		return vectors, last
	})
	switch {
	case err == nil:
		return vectors, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, circuitbreaker.ErrOpen):
		return nil, fmt.Errorf("%w: it failed several times in a row, and is asked again in %s",
			ErrUnavailable, c.breaker.RemainingDelay().Round(time.Second))
	case errors.Is(err, context.DeadlineExceeded) && last != nil:
		return nil, last
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%w: no answer within %s", ErrUnavailable, c.total)
	}
	return nil, err
}

// attempt makes one request.
func (c *caller) attempt(ctx context.Context, texts []string) ([][]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, c.request)
	defer cancel()
	if err := c.slots.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("%w: requests before this one took all of %s", ErrUnavailable, c.request)
	}
	defer c.slots.Release(1)
	x := &exchange{inputType: c.form.InputType}
	vectors, err := c.embedder.EmbedDocuments(withExchange(ctx, x), texts)
	if fault := x.fault(c.kind, len(texts)); fault != nil {
		return nil, fault
	}
	if err != nil {
		return nil, fmt.Errorf("its reply cannot be read: check that the address is that of an OpenAI-compatible service: %w", err)
	}
	if x.order == nil {
		return vectors, nil
	}
	ordered := make([][]float32, len(texts))
	for i, place := range x.order {
		ordered[place] = vectors[i]
	}
	return ordered, nil
}
