package fetch

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// The wait before a second attempt doubles up to the wait before the last one.
const (
	firstWait = time.Second
	lastWait  = 20 * time.Second
)

func retryPolicy(o Options) retrypolicy.RetryPolicy[*Response] {
	return retrypolicy.NewBuilder[*Response]().
		HandleIf(func(_ *Response, err error) bool { return worthAnother(err, o.MaxRetryAfter) }).
		WithMaxAttempts(o.Attempts).
		WithBackoff(firstWait, lastWait).
		WithDelayFunc(func(e failsafe.ExecutionAttempt[*Response]) time.Duration {
			var status *StatusError
			if errors.As(e.LastError(), &status) {
				return status.retryAfter
			}
			return -1
		}).
		ReturnLastFailure().
		Build()
}

// worthAnother reports whether the same request may succeed a little later: the
// server says so, or the connection broke. A server that asks for a longer wait
// than we grant is left alone.
func worthAnother(err error, longest time.Duration) bool {
	var status *StatusError
	if errors.As(err, &status) {
		overloaded := status.Status == http.StatusTooManyRequests ||
			status.Status >= 500 && status.Status != http.StatusNotImplemented
		return overloaded && status.retryAfter <= longest
	}
	var network net.Error
	return errors.As(err, &network) && network.Timeout() ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
