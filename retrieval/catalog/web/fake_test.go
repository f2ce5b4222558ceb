package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/web"
)

// site is a server in memory: what lies at an address without its https://shop.example.
// A page that starts with "→ " redirects, one that starts with "! " fails with a
// status, and a generator answers for what is in no map.
type site struct {
	pages    map[string]string
	generate func(path string) string
	asked    []string
	at       []time.Duration
	begun    time.Time
}

func (s *site) Fetch(_ context.Context, r fetch.Request) (*fetch.Response, error) {
	if s.begun.IsZero() {
		s.begun = time.Now()
	}
	path := strings.TrimPrefix(r.URL, "https://shop.example")
	s.asked = append(s.asked, path)
	s.at = append(s.at, time.Since(s.begun))
	page, ok := s.pages[path]
	if !ok && s.generate != nil {
		page = s.generate(path)
	}
	address, err := url.Parse(r.URL)
	if err != nil {
		return nil, err
	}
	response := &fetch.Response{URL: address, ContentType: "text/html; charset=utf-8", Body: io.NopCloser(strings.NewReader(page))}
	if strings.HasPrefix(page, "<?xml") {
		response.ContentType = "application/xml"
	}
	if to, ok := strings.CutPrefix(page, "→ "); ok {
		if response.Redirect, err = address.Parse(to); err != nil {
			return nil, err
		}
	}
	var status int
	if _, err := fmt.Sscanf(page, "! %d", &status); err == nil {
		return nil, &fetch.StatusError{Status: status}
	}
	if page == "" {
		return nil, &fetch.StatusError{Status: http.StatusNotFound}
	}
	return response, nil
}

// product is a page that states one, with links.
func product(sku string, links ...string) string {
	return fmt.Sprintf(`<script type="application/ld+json">{"@type":"Product","name":"Thing %s","sku":%q}</script>`, sku, sku) + linked(sku, links...)
}

func linked(title string, links ...string) string {
	page := "<title>" + title + "</title>"
	for _, l := range links {
		page += fmt.Sprintf("<a href=%q>x</a>", l)
	}
	return page
}

// crawled reads a site in a bubble of time and says what came of it.
func crawled(t *testing.T, s *site, start string, o web.Options) (ids []string, bad []error, end error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		for row, err := range web.Read(t.Context(), s, start, o) {
			var wrong *catalog.RowError
			switch {
			case errors.As(err, &wrong):
				bad = append(bad, err)
			case err != nil:
				end = err
			default:
				ids = append(ids, row.ID)
			}
		}
	})
	return ids, bad, end
}

const home = "https://shop.example/"
