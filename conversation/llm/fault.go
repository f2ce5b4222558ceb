package llm

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// fault is what went wrong with a request, told to the operator. It never holds
// the key or a text of the shopper's or the model's.
type fault struct {
	kind  error // ErrUnavailable, ErrCut, ErrMalformed; nil if only the operator can mend it
	what  string
	cause error         // nil, or of the network
	away  bool          // the provider's fault that may pass: the same request may succeed later
	after time.Duration // that the provider asks to be left alone
	final bool          // it is too late to ask this provider again
	shown bool          // the shopper may have seen a sentence
}

func (f *fault) Error() string {
	what := f.what
	if f.kind != nil {
		what = fmt.Sprintf("%v: %s", f.kind, what)
	}
	if f.cause != nil {
		return fmt.Sprintf("%s: %v", what, f.cause)
	}
	return what
}

// Is makes a fault one of its kind.
func (f *fault) Is(target error) bool { return f.kind != nil && target == f.kind }

func (f *fault) Unwrap() error { return f.cause }

// retryAfter returns the delay that a fault comes with, or 0.
func retryAfter(err error) time.Duration {
	var f *fault
	if errors.As(err, &f) {
		return f.after
	}
	return 0
}

// retriable reports whether the same request may be made again of the provider.
func retriable(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.away && !f.final && !f.shown
}

// replaceable reports whether the fallback may answer instead.
func replaceable(err error) bool {
	var f *fault
	return errors.As(err, &f) && !f.shown
}

// away reports whether an error is one more sign that the provider is away.
func away(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.away
}

// refusal explains a status other than 200 and what to do next.
func (x *exchange) refusal() *fault {
	f := &fault{what: fmt.Sprintf("it answers with status %d", x.status), after: x.after}
	switch {
	case x.status == http.StatusTooManyRequests:
		f.kind, f.away, f.what = ErrUnavailable, true, f.what+": too many requests, or the account's quota is used up"
	case x.status == http.StatusRequestTimeout || x.status >= 500:
		f.kind, f.away = ErrUnavailable, true
	case x.status == http.StatusUnauthorized || x.status == http.StatusForbidden:
		f.what += ": check the key"
	case x.status == http.StatusNotFound || x.status == http.StatusMethodNotAllowed:
		f.what += ": check the model's name, and the address, to which a path is appended"
	case x.status < 400:
		f.what += ": it redirects; configure the address that it names"
	default:
		f.what += ": check the model, and whether it takes a JSON schema"
	}
	if x.code != "" {
		f.what += fmt.Sprintf(" (%s)", x.code)
	}
	return f
}
