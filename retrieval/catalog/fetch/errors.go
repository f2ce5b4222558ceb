package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// The errors of a download that was stopped here.
var (
	ErrTooLarge  = errors.New("the answer is too large")
	ErrRedirects = errors.New("the address redirects without end")
)

// StatusError is an answer whose status is none of success.
type StatusError struct {
	Status     int
	retryAfter time.Duration // as the server asked, or -1
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d %s: %s", e.Status, http.StatusText(e.Status), e.advice())
}

func (e *StatusError) advice() string {
	switch {
	case e.Status == http.StatusTooManyRequests:
		return "it wants fewer requests; try again later"
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return "it lets in people only, or those who sign in; ask the shop to admit the user agent shopguide"
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		return "nothing is there; check the address"
	case e.Status >= 500:
		return "it is broken or overloaded; try again later"
	}
	return "check the address in a browser"
}

// explain puts the address before an error, and says which bound a timeout broke.
func (c *Client) explain(ctx context.Context, target *url.URL, err error) error {
	var outer *url.Error
	if errors.As(err, &outer) { // it repeats the address with its query
		err = outer.Err
	}
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fmt.Errorf("not done within %v; raise the timeout if the server is slow: %w", c.options.Timeout, err)
	}
	return fmt.Errorf("fetch %s: %w", Shown(target), err)
}

// Shown is an address fit for a log: without user, password, query and fragment,
// each of which may be a secret.
func Shown(u *url.URL) string {
	bare := *u
	bare.User = nil
	bare.Fragment, bare.RawFragment = "", ""
	if bare.RawQuery != "" {
		bare.RawQuery = "…"
	}
	return bare.String()
}
