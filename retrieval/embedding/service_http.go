package embedding

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

// newClient returns the client under langchaingo's. It follows no redirect: the
// key and the shop's texts go to the configured address only.
func newClient(c ServiceConfig) *http.Client {
	next := c.Transport
	if next == nil {
		next = newTransport(2 * c.Concurrency)
	}
	return &http.Client{
		Transport:     &transport{next: next, key: c.Key},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newTransport returns a transport like the default one that keeps n connections.
func newTransport(n int) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // the program has put its own there
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = n
	return t
}

// transport puts into requests what langchaingo cannot say, and notes of replies
// what it does not tell: it turns statuses and network errors into plain strings
// and takes vectors in the order in which they come.
type transport struct {
	next http.RoundTripper
	key  string
}

// maxReply bounds a reply: 2,048 texts × 1,536 numbers of 20 bytes.
const maxReply = 64 << 20

var errTooLong = fmt.Errorf("its reply is longer than %d MB: send fewer texts in one request", maxReply>>20)

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("a request that no caller of the service made")
	}
	r = r.Clone(r.Context())
	r.Header.Del("Authorization")
	if t.key != "" {
		r.Header.Set("Authorization", "Bearer "+t.key)
	}
	if x.inputType != "" {
		err := endpoint.Amend(r, func(fields map[string]any) { fields["input_type"] = x.inputType })
		if err != nil {
			return nil, err
		}
	}
	reply, err := t.next.RoundTrip(r)
	if err != nil {
		x.err = err
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(reply.Body, maxReply+1))
	if err = errors.Join(err, reply.Body.Close()); err != nil {
		x.err = err
		return nil, err
	}
	if len(body) > maxReply {
		x.err = errTooLong
		return nil, x.err
	}
	x.read(reply, body, t.key)
	reply.Body = io.NopCloser(bytes.NewReader(body))
	return reply, nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// exchange is one request and what came of it.
type exchange struct {
	inputType string // goes into the request

	err     error // of the network
	status  int
	after   time.Duration // that the service asks to be left alone
	message string        // with which it refuses
	order   []int         // the place of each vector of the reply
}

type exchangeKey struct{}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// read notes what a reply says besides its vectors, save the key. What is not to
// be understood stays unset here: langchaingo reads the reply again, and fails.
func (x *exchange) read(reply *http.Response, body []byte, key string) {
	x.status = reply.StatusCode
	x.after = endpoint.RetryAfter(reply.Header, time.Now())
	if x.status != http.StatusOK {
		x.message = refusalMessage(body)
		if key != "" {
			x.message = strings.ReplaceAll(x.message, key, "…")
		}
		return
	}
	var content struct {
		Data []struct {
			Index *int `json:"index"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &content) != nil {
		return
	}
	x.order = make([]int, len(content.Data))
	for i, d := range content.Data {
		x.order[i] = i
		if d.Index != nil {
			x.order[i] = *d.Index
		}
	}
}

// refusalMessage returns what the body of a refusal says in OpenAI's form,
// {"error": {"message": …}}, or in the shorter one of others, {"error": …}.
func refusalMessage(body []byte) (message string) {
	var outer struct {
		Error json.RawMessage `json:"error"`
	}
	var inner struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &outer) != nil || json.Unmarshal(outer.Error, &message) == nil {
		return message
	}
	_ = json.Unmarshal(outer.Error, &inner) // of neither form: no message
	return inner.Message
}
