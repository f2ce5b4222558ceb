package source

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
	"github.com/shopguide/shopguide/retrieval/catalog/web"
)

// pause is how long a shop is left alone between two pages, unless the owner says
// otherwise.
const pause = time.Second

// shopOf streams the products of a shop's products.json pages.
func shopOf(ctx context.Context, u *url.URL, o Options) iter.Seq2[catalog.Row, error] {
	home := publicPart(u)
	home.Path = strings.TrimSuffix(strings.TrimSuffix(home.Path, "products.json"), "/")
	shop := shopify.Shop{Currency: o.Currency, Lang: o.Lang, URL: home.String()}
	asked := false
	return limited(shop.Pages(ctx, func(ctx context.Context, address string) (io.ReadCloser, error) {
		if asked {
			if err := wait(ctx, cmp.Or(o.Delay, pause)); err != nil {
				return nil, err
			}
		}
		asked = true
		page, err := url.Parse(address)
		if err != nil {
			return nil, fmt.Errorf("the address of a page: %w", err)
		}
		page.User = u.User
		return o.Fetch.Get(ctx, page.String())
	}, o.MaxPages))
}

// limited tells, where a bound ends the rows, how to raise it.
func limited(rows iter.Seq2[catalog.Row, error]) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for row, err := range rows {
			if errors.Is(err, web.ErrLimit) || errors.Is(err, shopify.ErrLimit) {
				err = fmt.Errorf("%w, so nothing was changed: what is missing may be behind it; read more with --max-pages", err)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// crawled is what a crawl has found beside products.
type crawled struct {
	sections []document.Section
	pages    int     // that were read
	refused  []error // *document.Refusal
	reach    *web.Reach
}

// site streams the products of a site, and then the sections of its other pages.
func site(ctx context.Context, start *url.URL, o Options) (products iter.Seq2[catalog.Row, error], sections iter.Seq2[document.Section, error], gone func(page string) bool) {
	found := &crawled{}
	products = func(yield func(catalog.Row, error) bool) {
		options := web.Options{
			MaxPages: o.MaxPages, Delay: o.Delay, OnSkip: o.OnSkip,
			OnPage: func(p web.Page) { found.page(ctx, p) },
			OnEnd:  func(r *web.Reach) { found.reach = r },
		}
		for row, err := range limited(web.Read(ctx, o.Fetch, start.String(), options)) {
			if err != nil && o.Kind == Auto && found.startedWrong(err) {
				err = fmt.Errorf("%w; if it is a feed, say so with --kind products", err)
			}
			if !yield(row, err) {
				return
			}
		}
	}
	return products, found.stream, func(page string) bool {
		return found.reach != nil && found.reach.Gone(page)
	}
}

// page takes in the text of a page that states no product.
func (c *crawled) page(ctx context.Context, p web.Page) {
	c.pages++
	if p.Products > 0 {
		return
	}
	// The ending tells that it is HTML, whatever the address ends in.
	all, err := document.Read(ctx, document.Origin{Name: p.Address + ".html", Address: p.Address, Lang: p.Lang}, bytes.NewReader(p.HTML))
	var refusal *document.Refusal
	if errors.As(err, &refusal) {
		c.refused = append(c.refused, &document.Refusal{Name: Shown(p.Address), Reason: refusal.Reason})
	}
	for i := range all {
		all[i].Source = p.Address
	}
	c.sections = append(c.sections, all...)
}

// startedWrong reports whether a crawl ended at its start, at what came and not
// because nothing came.
func (c *crawled) startedWrong(err error) bool {
	var row *catalog.RowError
	var status *fetch.StatusError
	var network net.Error
	return c.pages == 0 && !errors.As(err, &row) && !errors.As(err, &status) && !errors.As(err, &network) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, web.ErrLimit)
}

func (c *crawled) stream(yield func(document.Section, error) bool) {
	for _, err := range c.refused {
		if !yield(document.Section{}, err) {
			return
		}
	}
	for _, s := range c.sections {
		if !yield(s, nil) {
			return
		}
	}
}
