package llm

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

// newClient returns the client under langchaingo's. It follows no redirect: the
// key and the shoppers' texts go to the configured address only.
func newClient(p Provider, next http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     &transport{next: next, kind: p.Kind, key: string(p.Key)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// transport puts into requests what langchaingo cannot say, and notes of replies
// what it does not tell: it turns statuses into plain strings, and takes a stream
// that breaks off for one that ends.
type transport struct {
	next http.RoundTripper
	kind Kind
	key  string
}

// maxReply bounds a reply.
const maxReply = 8 << 20

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("a request that no client of the model made")
	}
	r = r.Clone(r.Context())
	t.authorize(r.Header)
	if err := t.amend(r, x.schema); err != nil {
		return nil, err
	}
	reply, err := t.next.RoundTrip(r)
	if err != nil {
		x.fail(&fault{kind: ErrUnavailable, what: "no connection, or one that broke", cause: err, away: true})
		return nil, err
	}
	x.status = reply.StatusCode
	x.after = endpoint.RetryAfter(reply.Header, time.Now())
	bounded := io.LimitReader(reply.Body, maxReply)
	if x.status == http.StatusOK && x.stream {
		reply.Body = newEvents(t.kind, t.key, x, bounded, reply.Body)
		return reply, nil
	}
	body, err := io.ReadAll(bounded)
	if err = errors.Join(err, reply.Body.Close()); err != nil {
		x.fail(&fault{kind: ErrUnavailable, what: "the connection broke before its reply had ended", cause: err, away: true})
		return nil, err
	}
	if x.status != http.StatusOK {
		x.code = errorCode(body, t.key)
	} else if f := vetReply(t.kind, t.key, body); f != nil {
		x.fail(f)
		return nil, f
	}
	x.complete()
	reply.Body = io.NopCloser(bytes.NewReader(body))
	return reply, nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// authorize puts the key where the provider looks for it.
func (t *transport) authorize(h http.Header) {
	h.Del("Authorization")
	h.Del("X-Api-Key")
	switch {
	case t.key == "":
	case t.kind == Anthropic:
		h.Set("X-Api-Key", t.key)
	default:
		h.Set("Authorization", "Bearer "+t.key)
	}
}

// amend adds to the request's JSON object the schema, which langchaingo takes for
// a whole client only and in a form that has not all of its words, and a mark at
// the end of what Anthropic's server is to cache.
func (t *transport) amend(r *http.Request, schema *Schema) error {
	if schema == nil && t.kind != Anthropic {
		return nil
	}
	return endpoint.Amend(r, func(fields map[string]any) {
		if schema != nil {
			fields["response_format"] = map[string]any{
				"type":        "json_schema",
				"json_schema": map[string]any{"name": schema.Name, "schema": schema.JSON},
			}
		}
		if system, ok := fields["system"]; ok && t.kind == Anthropic {
			fields["system"] = []any{map[string]any{
				"type": "text", "text": system, "cache_control": map[string]any{"type": "ephemeral"},
			}}
		}
	})
}

// exchange is one request and what came of it.
type exchange struct {
	schema *Schema // goes into the request
	stream bool
	first  func() // called when the first token comes

	status int
	after  time.Duration // that the provider asks to be left alone
	code   string        // with which it refuses

	mu    sync.Mutex // langchaingo reads a stream in a goroutine that outlives its call
	began bool
	whole bool
	fault *fault
}

type exchangeKey struct{}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// begin notes that the first token has come.
func (x *exchange) begin() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.began {
		x.began = true
		x.first()
	}
}

// complete notes that the reply has come to its end.
func (x *exchange) complete() {
	x.begin()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.whole = true
}

// fail notes what is wrong with the reply; the first fault counts.
func (x *exchange) fail(f *fault) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fault == nil {
		x.fault = f
	}
}

// outcome returns whether the reply began, whether it is whole, and what is wrong
// with it.
func (x *exchange) outcome() (began, whole bool, f *fault) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.began, x.whole, x.fault
}
