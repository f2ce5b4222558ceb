package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/anthropic"
	"github.com/tmc/langchaingo/llms/openai"
)

// provider asks one provider's model.
type provider struct {
	Provider
	model    llms.Model
	http     *http.Client
	options  []llms.CallOption
	executor failsafe.Executor[Response]
	breaker  circuitbreaker.CircuitBreaker[Response]
	metrics  *metrics
}

// jitter is the part of a delay that is left to chance, so that replicas of the
// guide don't come back all at once.
const jitter = 0.25

func newProvider(p Provider, c Config, transport http.RoundTripper, m *metrics) (*provider, error) {
	q := &provider{Provider: p, http: newClient(p, transport), metrics: m}
	const key = "replaced by the transport" // required
	var err error
	if p.Kind == Anthropic {
		q.model, err = anthropic.New(anthropic.WithBaseURL(p.URL), anthropic.WithModel(p.Model),
			anthropic.WithToken(key), anthropic.WithHTTPClient(q.http))
	} else {
		q.model, err = openai.New(openai.WithBaseURL(p.URL), openai.WithModel(p.Model),
			openai.WithToken(key), openai.WithHTTPClient(q.http),
			openai.WithOrganization("")) // else taken from the environment
		if !strings.HasPrefix(p.URL, "https://api.openai.com/") { // the others know the field that OpenAI's newest models refuse
			q.options = append(q.options, openai.WithLegacyMaxTokensField())
		}
	}
	if err != nil {
		return nil, err
	}
	q.breaker = circuitbreaker.NewBuilder[Response]().
		HandleIf(func(_ Response, err error) bool { return away(err) }).
		WithFailureThreshold(3).WithSuccessThreshold(1).WithDelay(c.Rest).Build()
	retries := retrypolicy.NewBuilder[Response]().
		HandleIf(func(_ Response, err error) bool { return retriable(err) }).
		WithMaxRetries(c.Retries).
		WithBackoff(100*time.Millisecond, 5*time.Second).
		WithJitterFactor(jitter).
		WithDelayFunc(func(a failsafe.ExecutionAttempt[Response]) time.Duration {
			if after := retryAfter(a.LastError()); after > 0 {
				return time.Duration(float64(after) / (1 - jitter)) // never sooner than asked
			}
			return -1 // as configured
		}).
		ReturnLastFailure().
		Build()
	q.executor = failsafe.With(q.breaker, retries)
	return q, nil
}

// call is one call of Complete.
type call struct {
	Request
	prompt int   // its tokens, estimated
	spent  int   // tokens, in all attempts
	shown  bool  // Sentence was called
	refuse error // that Sentence returned
}

// complete answers a call, making the request again where that can help, while the
// first token can come before the deadline.
func (p *provider) complete(ctx context.Context, c *call, deadline time.Time) (Response, error) {
	var last error
	answer, err := p.executor.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[Response]) (answer Response, _ error) {
		answer, last = p.attempt(e.Context(), c, deadline)
		return answer, last
	})
	switch {
	case err == nil:
		return answer, nil
	case errors.Is(err, circuitbreaker.ErrOpen):
		return Response{}, &fault{kind: ErrUnavailable, what: fmt.Sprintf("it failed several times in a row, and is asked again in %s", p.breaker.RemainingDelay().Round(time.Second))}
	case last != nil: // the executor's own error only says that the context has ended
		err = last
	}
	return Response{}, fmt.Errorf("ask %s at %s: %w", p.Model, p.URL, err)
}
