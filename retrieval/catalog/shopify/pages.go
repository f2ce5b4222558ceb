package shopify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

const (
	// pageSize is the most products that Shopify gives at once.
	pageSize = 250
	// maxPages is the default bound of Pages.
	maxPages = 1000
)

// Get fetches an address. Whoever gets the body closes it.
type Get func(ctx context.Context, url string) (io.ReadCloser, error)

// ErrLimit ends Pages where the shop has more pages than it may read.
var ErrLimit = errors.New("more pages of products than may be read")

// Pages streams the variants that the shop at s.URL publishes: its products.json, page
// by page until one is empty. Rows carry the address of their page as their file.
// Errors are as in ReadJSON; a page that repeats an earlier one, a page of more
// products than were asked for and more than limit pages (1,000 when it is 0; ErrLimit)
// end it.
func (s Shop) Pages(ctx context.Context, get Get, limit int) iter.Seq2[catalog.Row, error] {
	if limit == 0 {
		limit = maxPages
	}
	return func(yield func(catalog.Row, error) bool) {
		err := s.check()
		if err == nil {
			err = checkAddress(s.URL)
		}
		w := walk{shop: s, get: get, begun: map[string]int{}}
		for page := 1; err == nil; page++ {
			if page > limit {
				err = fmt.Errorf("%w: %s has more than %d", ErrLimit, s.URL, limit)
				break
			}
			var more bool
			more, err = w.page(ctx, page, yield)
			if err == nil && !more {
				return
			}
		}
		if !errors.Is(err, errStopped) {
			yield(catalog.Row{}, fmt.Errorf("read the shop's pages: %w", err))
		}
	}
}

var errStopped = errors.New("nobody reads on")

func checkAddress(base string) error {
	u, err := url.Parse(base)
	if err != nil {
		return fmt.Errorf("the shop's address: %w", err)
	}
	if (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("the shop's address %q: want one such as https://shop.example", base)
	}
	return nil
}

// walk reads pages one after the other.
type walk struct {
	shop  Shop
	get   Get
	begun map[string]int // the id of the first product of a page → the page
}

// page yields the variants of a page, and reports whether it had any product.
func (w walk) page(ctx context.Context, page int, yield func(catalog.Row, error) bool) (more bool, err error) {
	address := fmt.Sprintf("%s/products.json?limit=%d&page=%d", strings.TrimSuffix(w.shop.URL, "/"), pageSize, page)
	body, err := w.get(ctx, address)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	count := 0
	for p, err := range products(address, body) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		var bad *catalog.RowError
		if err != nil && !errors.As(err, &bad) {
			return false, err
		}
		if count++; count > pageSize {
			return false, fmt.Errorf("%s has more than the %d products that were asked for", address, pageSize)
		}
		if err := w.begin(count, string(p.ID), page); err != nil {
			return false, fmt.Errorf("%s %w", address, err)
		}
		if bad != nil {
			if !yield(catalog.Row{}, bad) {
				return false, errStopped
			}
			continue
		}
		for row, err := range w.shop.variants(address, p) {
			if !yield(row, err) {
				return false, errStopped
			}
		}
	}
	return count > 0, nil
}

// begin refuses a page that begins as an earlier one did: a shop that does not know
// pages gives the first again and again.
func (w walk) begin(count int, id string, page int) error {
	if count > 1 {
		return nil
	}
	if earlier, again := w.begun[id]; again {
		return fmt.Errorf("repeats page %d", earlier)
	}
	w.begun[id] = page
	return nil
}
