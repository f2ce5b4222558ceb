package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

// The bytes that one file may have; see maxSitemapBytes too.
const (
	maxPage   = 4 << 20
	maxRobots = 512 << 10
)

// answer is what came for a target: a redirect, or a body of a media type.
type answer struct {
	redirect    *url.URL
	contentType string
	media       string
	body        []byte // of pages and sitemaps only
}

// ask waits its turn and downloads a target. Its error is of ErrLimit when a bound
// of the crawl was reached.
func (c *crawl) ask(ctx context.Context, t target) (*answer, error) {
	if err := c.limit(); err != nil {
		return nil, err
	}
	if err := c.wait(ctx); err != nil {
		return nil, err
	}
	c.pages++
	r := fetch.Request{URL: c.signed(t.address), Accept: "text/html,application/xhtml+xml", MaxBytes: maxPage, Stay: true}
	if t.sitemap {
		r.Accept, r.MaxBytes = "application/xml,text/xml,application/gzip", maxSitemapBytes
	}
	return c.load(ctx, r)
}

// signed is an address with the user and password that the owner gave for its host.
func (c *crawl) signed(u *url.URL) string {
	if u.Host != c.userHost {
		return u.String()
	}
	with := *u
	with.User = c.user
	return with.String()
}

func (c *crawl) limit() error {
	switch {
	case c.pages >= c.options.MaxPages:
		return fmt.Errorf("%w of %d pages; raise it if the site is larger", ErrLimit, c.options.MaxPages)
	case c.bytes >= c.options.MaxBytes:
		return fmt.Errorf("%w of %d bytes; raise it if the site is larger", ErrLimit, c.options.MaxBytes)
	}
	return nil
}

// wait lets the time pass that the owner and the robots.txt want between two requests.
func (c *crawl) wait(ctx context.Context) error {
	rest := max(c.options.Delay, c.robots.delay) - time.Since(c.asked)
	if c.asked.IsZero() {
		rest = 0
	}
	if time.Since(c.begun)+rest > c.options.MaxTime {
		return fmt.Errorf("%w of %v; raise it if the site is larger", ErrLimit, c.options.MaxTime)
	}
	timer := time.NewTimer(max(0, rest))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		c.asked = time.Now()
		return nil
	}
}

func (c *crawl) load(ctx context.Context, r fetch.Request) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.PageTimeout)
	defer cancel()
	response, err := c.from.Fetch(ctx, r)
	if err != nil {
		return nil, err
	}
	a := &answer{redirect: response.Redirect, contentType: response.ContentType}
	a.media, _, _ = mime.ParseMediaType(response.ContentType)
	if a.redirect == nil && readable(a.media) {
		a.body, err = io.ReadAll(response.Body)
		c.bytes += int64(len(a.body))
	}
	return a, errors.Join(err, response.Body.Close())
}

// readable reports whether a body of a media type may be a page, a sitemap or a
// robots.txt.
func readable(media string) bool {
	switch media {
	case "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "",
		"application/gzip", "application/x-gzip", "application/octet-stream":
		return true
	}
	return false
}

// readRobots reads the site's robots.txt, of one that is longer than maxRobots the
// lines that lie before (RFC 9309, section 2.5). Where there is none everything is
// allowed, and where it cannot be had nothing is (section 2.3.1).
func (c *crawl) readRobots(ctx context.Context) error {
	c.robots = robots{}
	if err := c.wait(ctx); err != nil {
		return err
	}
	a, err := c.load(ctx, fetch.Request{
		URL: c.signed(&url.URL{Scheme: c.site.Scheme, Host: c.site.Host, Path: "/robots.txt"}), Accept: "text/plain",
		MaxBytes: maxRobots, Cut: true,
	})
	var status *fetch.StatusError
	switch {
	case errors.As(err, &status) && status.Status < 500 && status.Status != http.StatusTooManyRequests:
		return nil
	case err != nil:
		return fmt.Errorf("without its robots.txt the site may not be crawled: %w", err)
	}
	text := string(a.body)
	if len(text) == maxRobots { // half a rule would be another one
		text = text[:strings.LastIndexAny(text, "\r\n")+1]
	}
	c.robots = readRobots(text)
	return nil
}
