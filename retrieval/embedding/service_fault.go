package embedding

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// fault is what went wrong with a request, told to the operator. It never holds
// the key or a shopper's text.
type fault struct {
	what  string
	cause error         // nil, or of the network
	away  bool          // the same request may succeed later
	after time.Duration // that the service asks to be left alone
}

func (f *fault) Error() string {
	what := f.what
	if f.away {
		what = fmt.Sprintf("%v: %s", ErrUnavailable, what)
	}
	if f.cause != nil {
		return fmt.Sprintf("%s: %v", what, f.cause)
	}
	return what
}

// Is makes a fault that may pass an ErrUnavailable.
func (f *fault) Is(target error) bool { return target == ErrUnavailable && f.away }

func (f *fault) Unwrap() error { return f.cause }

// retryAfter returns the delay that a fault comes with, or 0.
func retryAfter(err error) time.Duration {
	var f *fault
	if errors.As(err, &f) {
		return f.after
	}
	return 0
}

// fault returns what is wrong with the exchange, in which n texts of a kind were
// sent, or nil.
func (x *exchange) fault(kind Kind, n int) error {
	switch {
	case errors.Is(x.err, context.Canceled), errors.Is(x.err, errTooLong):
		return x.err
	case errors.Is(x.err, context.DeadlineExceeded):
		return &fault{what: "it did not answer in time", away: true}
	case x.err != nil:
		return &fault{what: "no connection, or one that broke", cause: x.err, away: true}
	case x.status == 0:
		return nil // nothing was sent
	case x.status != http.StatusOK:
		return x.refusal(kind)
	case x.order != nil && len(x.order) != n:
		return &fault{what: fmt.Sprintf("it answers %d texts with %d vectors: check that its address is that of an OpenAI-compatible service", n, len(x.order))}
	case x.order != nil && !permutation(x.order):
		return &fault{what: "it numbers the vectors of a reply wrongly, so that none can be told to a text: use another version of the server"}
	}
	return nil
}

// refusal explains a status other than 200 and what to do next.
func (x *exchange) refusal(kind Kind) error {
	f := &fault{what: fmt.Sprintf("it answers with status %d", x.status), after: x.after}
	switch {
	case x.status == http.StatusTooManyRequests:
		f.away, f.what = true, f.what+": too many requests, or the account's quota is used up"
	case x.status == http.StatusRequestTimeout || x.status >= 500:
		f.away = true
	case x.status == http.StatusUnauthorized || x.status == http.StatusForbidden:
		f.what += ": check the key"
		return f // its message may quote the key
	case x.status == http.StatusNotFound || x.status == http.StatusMethodNotAllowed:
		f.what += ": check the model's name, and the address, to which /embeddings is appended"
	case x.status == http.StatusRequestEntityTooLarge:
		f.what += ": send shorter texts, or fewer in one request"
	case x.status < 400:
		f.what += ": it redirects; configure the address that it names"
	default:
		f.what += ": check the model, the input types, the dimension and the length of texts"
	}
	if x.message != "" && kind == Passage { // the message may quote the text, and a shopper's is told to nobody
		f.what += fmt.Sprintf(" (%q)", firstChars(x.message, 300))
	}
	return f
}

// permutation reports whether order holds each of its places once.
func permutation(order []int) bool {
	seen := make([]bool, len(order))
	for _, place := range order {
		if place < 0 || place >= len(order) || seen[place] {
			return false
		}
		seen[place] = true
	}
	return true
}
