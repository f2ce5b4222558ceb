// Package fetch downloads from addresses that an owner or a stranger's page
// names: never from a private network unless allowed, never more than asked for.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/shopguide/shopguide/retrieval/endpoint"
)

// UserAgent is the name under which shops see the client, and under which their
// robots.txt may address it.
const UserAgent = "shopguide (+https://github.com/shopguide/shopguide)"

// Options bounds what a Client does. The zero value is ready for use: what is
// zero takes the default named beside it.
type Options struct {
	AllowPrivate   bool          // lets addresses be dialled that are not public, such as 127.0.0.1
	MaxBytes       int64         // of a body, on the line and unpacked alike: 256 MiB
	MaxRedirects   int           // of one request: 5
	Attempts       int           // of one request, the first included: 4
	ConnectTimeout time.Duration // to reach the server: 10 s
	HeaderTimeout  time.Duration // from the request to the head of the answer: 30 s
	Timeout        time.Duration // of a whole request, its attempts and its body: 10 min
	MaxRetryAfter  time.Duration // the longest wait that a server may ask for: 1 min
	Resolver       *net.Resolver // of names: the system's
}

func (o Options) withDefaults() Options {
	o.MaxBytes = cmp.Or(o.MaxBytes, 256<<20)
	o.MaxRedirects = cmp.Or(o.MaxRedirects, 5)
	o.Attempts = cmp.Or(o.Attempts, 4)
	o.ConnectTimeout = cmp.Or(o.ConnectTimeout, 10*time.Second)
	o.HeaderTimeout = cmp.Or(o.HeaderTimeout, 30*time.Second)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Minute)
	o.MaxRetryAfter = cmp.Or(o.MaxRetryAfter, time.Minute)
	return o
}

// Client downloads over HTTP. It may be used by many goroutines at once, and is
// closed when no body is read any more.
type Client struct {
	options   Options
	transport *http.Transport
	retry     retrypolicy.RetryPolicy[*Response]
}

// New makes a Client. It goes through no proxy, because a proxy would resolve
// names out of reach of the check for private addresses.
func New(o Options) *Client {
	o = o.withDefaults()
	dialer := &net.Dialer{Timeout: o.ConnectTimeout, Resolver: o.Resolver, Control: guard(o.AllowPrivate)}
	return &Client{
		options: o,
		transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // unpacked here, where both sides of it are bounded
			TLSHandshakeTimeout:    o.ConnectTimeout,
			ResponseHeaderTimeout:  o.HeaderTimeout,
			MaxResponseHeaderBytes: 256 << 10,
			IdleConnTimeout:        time.Minute,
			MaxIdleConnsPerHost:    2,
		},
		retry: retryPolicy(o),
	}
}

// Close ends the connections that wait for another request.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Request says what to download.
type Request struct {
	URL          string
	Accept       string // the media types wanted: any
	ETag         string // of the copy that is at hand: with it, or with LastModified,
	LastModified string // the Response may say NotModified
	MaxBytes     int64  // a bound below that of the Client
	Cut          bool   // ends a body that is longer at the bound, without an error
	Stay         bool   // answers a redirect with Response.Redirect instead of following it
}

// Response is an answer that the server gave with a status of success. Its Body
// must be closed, and ends with an error of ErrTooLarge or of a timeout rather
// than short, unless Request.Cut was set.
type Response struct {
	URL          *url.URL // after all redirects
	Redirect     *url.URL // where a redirect leads that was not followed, or nil
	ContentType  string
	ETag         string
	LastModified string
	NotModified  bool
	Body         io.ReadCloser
}

// Get downloads an address: Fetch without conditions.
func (c *Client) Get(ctx context.Context, address string) (io.ReadCloser, error) {
	r, err := c.Fetch(ctx, Request{URL: address})
	if err != nil {
		return nil, err
	}
	return r.Body, nil
}

// Fetch downloads what r names, with further attempts after answers that ask for
// them (429, 5xx) and broken connections. Errors are a *StatusError, of
// ErrPrivate, ErrTooLarge or ErrRedirects, or the network's; none of them repeats
// the password or the query of an address, which may hold a key. A user and
// password in the address are sent to its own host only.
func (c *Client) Fetch(ctx context.Context, r Request) (*Response, error) {
	target, err := parse(r.URL)
	if err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, c.options.Timeout)
	done := func(err error) error { return c.explain(ctx, target, err) }
	response, err := failsafe.With(c.retry).WithContext(timed).Get(func() (*Response, error) {
		answer, err := c.ask(timed, target, r)
		if err != nil {
			return nil, err
		}
		response, err := c.response(answer, r, &body{line: answer.Body, explain: done, cancel: cancel})
		if err != nil {
			return nil, errors.Join(err, answer.Body.Close())
		}
		return response, nil
	})
	if err != nil {
		cancel()
		return nil, done(err)
	}
	return response, nil
}

func (c *Client) ask(ctx context.Context, target *url.URL, r Request) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"User-Agent":        UserAgent,
		"Accept":            cmp.Or(r.Accept, "*/*"),
		"Accept-Encoding":   "gzip",
		"If-None-Match":     r.ETag,
		"If-Modified-Since": r.LastModified,
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	client := http.Client{Transport: c.transport, CheckRedirect: c.checkRedirect(r.Stay)}
	return client.Do(request)
}

// response makes of an answer what Fetch returns, or a *StatusError.
func (c *Client) response(answer *http.Response, r Request, b *body) (*Response, error) {
	response := &Response{
		URL:          answer.Request.URL,
		ContentType:  answer.Header.Get("Content-Type"),
		ETag:         answer.Header.Get("ETag"),
		LastModified: answer.Header.Get("Last-Modified"),
		Body:         b,
	}
	conditional := r.ETag != "" || r.LastModified != ""
	var err error
	switch status := answer.StatusCode; {
	case status == http.StatusNotModified && conditional:
		response.NotModified = true
	case redirected(status) && r.Stay:
		response.Redirect, err = answer.Location()
	case status < 200 || status > 299:
		err = &StatusError{Status: status, retryAfter: endpoint.RetryAfter(answer.Header, time.Now())}
	}
	limit := c.options.MaxBytes
	if r.MaxBytes > 0 {
		limit = min(limit, r.MaxBytes)
	}
	if err == nil {
		err = b.open(answer, limit, r.Cut)
	}
	return response, err
}

func (c *Client) checkRedirect(stay bool) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, before []*http.Request) error {
		if stay {
			return http.ErrUseLastResponse
		}
		if len(before) > c.options.MaxRedirects {
			return fmt.Errorf("%w: more than %d", ErrRedirects, c.options.MaxRedirects)
		}
		_, err := parse(next.URL.String())
		return err
	}
}

func redirected(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address is not a URL: want one such as https://shop.example/products")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("the address %s cannot be fetched: want http:// or https:// and a host", Shown(u))
	}
	return u, nil
}
