package llm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts what is asked of providers. The labels' values are the operator's
// own words: no shopper and no text is among them.
type metrics struct {
	requests *prometheus.CounterVec
	tokens   *prometheus.CounterVec
	cost     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	labels := []string{"provider", "model"}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shopguide_llm_requests_total", Help: "Requests to language models, by outcome.",
		}, append(labels, "outcome")),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shopguide_llm_tokens_total", Help: "Tokens of language models: input (cached ones not among them), cached, output. Estimated where the server does not count.",
		}, append(labels, "direction")),
		cost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "shopguide_llm_cost_total", Help: "What the tokens cost, in the currency of the configured prices.",
		}, labels),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shopguide_llm_request_seconds", Help: "Time of whole requests to language models.",
			Buckets: []float64{.1, .25, .5, 1, 2, 4, 8, 16, 32},
		}, labels),
	}
	if r == nil {
		return m, nil
	}
	for _, c := range []prometheus.Collector{m.requests, m.tokens, m.cost, m.seconds} {
		if err := r.Register(c); err != nil {
			return nil, fmt.Errorf("register the metrics: %w", err)
		}
	}
	return m, nil
}

// request counts one request, its tokens and their cost.
func (m *metrics) request(p Provider, u Usage, took time.Duration, err error) {
	kind := string(p.Kind)
	m.requests.WithLabelValues(kind, p.Model, outcome(err)).Inc()
	m.seconds.WithLabelValues(kind, p.Model).Observe(took.Seconds())
	fresh := max(0, u.Input-u.Cached)
	m.tokens.WithLabelValues(kind, p.Model, "input").Add(float64(fresh))
	m.tokens.WithLabelValues(kind, p.Model, "cached").Add(float64(u.Cached))
	m.tokens.WithLabelValues(kind, p.Model, "output").Add(float64(u.Output))
	cost := float64(fresh)*p.Price.Input + float64(u.Cached)*p.Price.Cached + float64(u.Output)*p.Price.Output
	m.cost.WithLabelValues(kind, p.Model).Add(cost / 1e6)
}

// outcome names how a request ended.
func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, ErrUnavailable):
		return "unavailable"
	case errors.Is(err, ErrCut):
		return "cut"
	case errors.Is(err, ErrMalformed):
		return "malformed"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return "cancelled"
	case errors.As(err, new(*fault)):
		return "refused"
	}
	return "stopped" // by Request.Sentence
}
