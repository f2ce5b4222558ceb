// Package web reads the products that the pages of a shop's site state in
// schema.org's or Open Graph's words, crawling the site as its robots.txt allows.
package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

// ErrLimit ends a crawl that stopped at a bound of its Options: what it has read
// is good, and is not all that the site sells.
var ErrLimit = errors.New("the crawl was stopped at its limit")

// Fetcher downloads a page; *fetch.Client is one.
type Fetcher interface {
	Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error)
}

// Options bounds a crawl. The zero value is ready for use: what is zero takes the
// default named beside it.
type Options struct {
	MaxPages    int           // asked for, sitemaps and redirects included: 5,000
	MaxDepth    int           // clicks from the start page: 10
	MaxAlike    int           // pages of one shape read in vain before the rest of that shape waits: 100
	MaxBytes    int64         // of all pages: 1 GiB
	MaxTime     time.Duration // 4 h
	Delay       time.Duration // between two requests, at least; a longer Crawl-delay goes before: 1 s
	PageTimeout time.Duration // 1 min

	// OnPage is told of every page that was read and may be indexed, once under its
	// canonical address; those with no products are the shop's documents.
	OnPage func(Page)
	// OnEnd is told how much of the site was seen, after the last product, unless the
	// crawl ends with an error.
	OnEnd func(*Reach)
	// OnSkip is told of an address that was not read, as fetch.Shown shows it, and why.
	OnSkip func(address, reason string)
}

func (o Options) withDefaults() Options {
	o.MaxPages = cmp.Or(o.MaxPages, 5000)
	o.MaxDepth = cmp.Or(o.MaxDepth, 10)
	o.MaxAlike = cmp.Or(o.MaxAlike, 100)
	o.MaxBytes = cmp.Or(o.MaxBytes, 1<<30)
	o.MaxTime = cmp.Or(o.MaxTime, 4*time.Hour)
	o.Delay = cmp.Or(o.Delay, time.Second)
	o.PageTimeout = cmp.Or(o.PageTimeout, time.Minute)
	if o.OnPage == nil {
		o.OnPage = func(Page) {}
	}
	if o.OnEnd == nil {
		o.OnEnd = func(*Reach) {}
	}
	if o.OnSkip == nil {
		o.OnSkip = func(string, string) {}
	}
	return o
}

// Page is a page as it was read.
type Page struct {
	Address  string // the canonical one
	Title    string
	Lang     string // "zh", "en", …; "" when the page does not say
	HTML     []byte // in UTF-8
	Products int    // that it states
}

// Read crawls one site and streams its products. From a start page it follows
// links breadth first, and the sitemaps that robots.txt names; from a sitemap, or
// an index of them, it reads just the pages listed. It stays at the scheme, host
// and port of the start, which may redirect to or from www. and to https. A user and
// password in the start are told to its own host, and to no other.
//
// A product or a page that cannot be read yields a *catalog.RowError whose File is
// the page's address, as fetch.Shown shows it, and whose Line counts the products of
// the page, from 1; any other error ends the crawl, last one of ErrLimit. A product comes once: as its
// own page states it rather than a list, with the texts of all languages that the
// page links to (hreflang) and that state the same id. A product in a list whose own
// page could not be read is left for the next time.
func Read(ctx context.Context, from Fetcher, start string, o Options) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		c := &crawl{from: from, options: o.withDefaults(), frontier: newFrontier(), shelf: newShelf(yield),
			seen: map[[sha256.Size]byte]bool{}, begun: time.Now()}
		c.reach = &Reach{known: c.frontier.known, missed: map[string]bool{}}
		err := c.run(ctx, start)
		if err == nil || errors.Is(err, ErrLimit) {
			c.shelf.clear(c.reach)
		}
		if err != nil {
			c.shelf.send(catalog.Row{}, err)
			return
		}
		c.options.OnEnd(c.reach)
	}
}
