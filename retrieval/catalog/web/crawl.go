package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

const (
	maxHops     = 5   // redirects in a row
	maxSitemaps = 500 // files
	maxFailures = 20  // pages in a row that could not be loaded
)

// crawl is one walk through a site.
type crawl struct {
	from       Fetcher
	options    Options
	user       *url.Userinfo // of the start's address, or nil
	userHost   string        // of the start: no other is told the user
	site       *url.URL      // of which all pages share the origin
	robots     robots
	onlyListed bool // the start is a sitemap: links are not followed
	frontier   *frontier
	shelf      *shelf
	reach      *Reach
	seen       map[[sha256.Size]byte]bool // contents of pages

	begun, asked time.Time
	pages        int
	sitemaps     int
	failures     int // in a row
	bytes        int64
}

// run walks until nothing is left, a bound is reached, or the caller wants no more.
func (c *crawl) run(ctx context.Context, start string) error {
	t, user, err := startAt(start)
	if err != nil {
		return err
	}
	c.user, c.userHost = user, t.address.Host
	if err := c.begin(ctx, t); err != nil {
		return err
	}
	for !c.shelf.closed {
		t, ok := c.frontier.pop(c.options.MaxAlike)
		if !ok {
			return c.end()
		}
		if err := c.visit(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func startAt(address string) (target, *url.Userinfo, error) {
	written, err := url.Parse(address)
	var u *url.URL
	if err == nil {
		u = resolve(written, "")
	}
	if u == nil {
		return target{}, nil, errors.New("the start of the crawl is no address: want one such as https://shop.example/")
	}
	name := strings.ToLower(path.Base(u.Path))
	return target{address: u, listed: true, sitemap: strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".xml.gz")}, written.User, nil
}

// begin settles which site is crawled, that of the start or the one that it
// redirects to under another form of its name, and reads the start.
func (c *crawl) begin(ctx context.Context, t target) error {
	for range maxHops {
		if c.site == nil || origin(t.address) != origin(c.site) {
			c.site = t.address
			if err := c.readRobots(ctx); err != nil {
				return err
			}
		}
		if !c.robots.allows(t.address.RequestURI()) {
			return fmt.Errorf("crawl %s: the robots.txt of the site forbids it; ask the shop to allow the user agent %s", fetch.Shown(t.address), agent)
		}
		c.frontier.known[key(t.address)] = true
		a, err := c.ask(ctx, t)
		if err != nil {
			return err
		}
		if a.redirect == nil {
			c.onlyListed = t.sitemap || a.media == "application/xml" || a.media == "text/xml"
			if t.sitemap = c.onlyListed; !t.sitemap {
				c.pushSitemaps(c.robots.sitemaps)
			}
			if !t.sitemap && !isPage(a.media) {
				return fmt.Errorf("crawl %s: it is no page but %q; start from a page or a sitemap", fetch.Shown(t.address), a.media)
			}
			if err := c.take(t, a); err != nil {
				return fmt.Errorf("crawl %s: %w", fetch.Shown(t.address), err)
			}
			return nil
		}
		to := resolve(a.redirect, "")
		if to == nil || origin(to) != origin(t.address) && !sameSite(t.address, to) {
			return fmt.Errorf("crawl %s: it redirects to %s; start there if that is the shop", fetch.Shown(t.address), a.redirect.Host)
		}
		t.address = to
	}
	return fmt.Errorf("crawl %s: %w", fetch.Shown(t.address), fetch.ErrRedirects)
}

// visit asks for a target and takes in what comes.
func (c *crawl) visit(ctx context.Context, t target) error {
	if !c.robots.allows(t.address.RequestURI()) {
		c.skip(t.address, "the robots.txt of the site forbids it")
		return nil
	}
	a, err := c.ask(ctx, t)
	var status *fetch.StatusError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("crawl %s: %w", fetch.Shown(c.site), ctx.Err())
	case errors.Is(err, ErrLimit):
		return err
	case errors.As(err, &status) && (status.Status == http.StatusNotFound || status.Status == http.StatusGone):
		c.skip(t.address, status.Error())
		return nil
	case err != nil:
		if c.failures++; c.failures >= maxFailures {
			return fmt.Errorf("crawl %s: %d pages in a row could not be loaded, the last: %w", fetch.Shown(c.site), c.failures, err)
		}
		c.lose(t, err)
		c.reach.hidden = c.reach.hidden || t.sitemap || !c.onlyListed
		return nil
	}
	c.failures = 0
	if a.redirect != nil {
		if t.hops++; t.hops <= maxHops {
			c.push(t, a.redirect.String(), t.depth)
		}
		return nil
	}
	if err := c.take(t, a); err != nil {
		c.lose(t, err)
		c.reach.hidden = c.reach.hidden || t.sitemap
	}
	return nil
}

func isPage(media string) bool { return media == "text/html" || media == "application/xhtml+xml" }

// take reads what a target turned out to be.
func (c *crawl) take(t target, a *answer) error {
	switch {
	case t.sitemap:
		return c.takeSitemap(a)
	case isPage(a.media):
		return c.takePage(t, a)
	}
	c.skip(t.address, fmt.Sprintf("it is no page but %q", a.media))
	return nil
}

func (c *crawl) takeSitemap(a *answer) error {
	list, err := readSitemap(bytes.NewReader(a.body), maxSitemapBytes)
	for _, address := range list.pages {
		c.push(target{listed: true}, address, 0)
	}
	c.pushSitemaps(list.sitemaps)
	return err
}

func (c *crawl) pushSitemaps(addresses []string) {
	for _, address := range addresses {
		if c.sitemaps++; c.sitemaps > maxSitemaps {
			c.skip(c.site, fmt.Sprintf("the site has more than %d sitemaps", maxSitemaps))
			return
		}
		c.push(target{listed: true, sitemap: true}, address, 0)
	}
}

func (c *crawl) takePage(t target, a *answer) error {
	content := sha256.Sum256(a.body)
	if c.seen[content] {
		c.skip(t.address, "another page has the same content")
		c.frontier.judge(t, false)
		return nil
	}
	page, err := parse(t.address, a.contentType, a.body)
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	if page.canonical = c.within(page.canonical); page.canonical == nil {
		page.canonical = t.address
	}
	c.follow(t, page)
	if page.noindex || key(page.canonical) != key(t.address) {
		c.skip(t.address, "it says that it is not to be indexed, or under another address")
		c.frontier.judge(t, false)
		return nil
	}
	c.seen[content] = true
	statements, faults := read(page)
	fruitful := false
	for i, s := range statements {
		fresh := c.shelf.put(stated{statement: s, address: t.address.String(), shown: fetch.Shown(t.address), line: i + 1}, c.bilingual(page))
		fruitful = fruitful || fresh
	}
	c.frontier.judge(t, fruitful)
	c.options.OnPage(Page{Address: page.canonical.String(), Title: page.title, Lang: page.lang, HTML: page.source, Products: len(statements)})
	if len(statements) == 0 && len(faults) > 0 {
		return faults[0]
	}
	return nil
}

// skip tells of an address that was not read.
func (c *crawl) skip(u *url.URL, why string) { c.options.OnSkip(fetch.Shown(u), why) }

// read returns the products of a page by the best of the three ways in which it
// may state them.
func read(page *document) ([]statement, []error) {
	values, faults := readJSONLD(page.html)
	statements := readSchema(values, page)
	if len(statements) == 0 {
		statements = readSchema(append(values, readMicrodata(page.html)...), page)
	}
	if len(statements) == 0 {
		statements = readOpenGraph(page)
	}
	return statements, faults
}

// end says what was left out on the way.
func (c *crawl) end() error {
	for _, shape := range slices.Sorted(maps.Keys(c.frontier.waiting)) {
		left := c.frontier.waiting[shape]
		for _, t := range left {
			c.reach.missed[key(t.address)] = true
		}
		c.skip(left[0].address, fmt.Sprintf("%d pages like it state no new product; it and %d more were left", c.options.MaxAlike, len(left)-1))
	}
	if c.frontier.full {
		return fmt.Errorf("%w: the site links to more than %d addresses; start from its sitemap", ErrLimit, maxKnown)
	}
	return nil
}
