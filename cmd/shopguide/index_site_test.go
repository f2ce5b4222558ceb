package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// website is a shop whose pages may change and fail: by path, "! 503" for a status.
type website struct {
	mu    sync.Mutex
	pages map[string]string
}

func (s *website) put(path, page string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = page
}

func (s *website) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	page, ok := s.pages[r.URL.Path]
	s.mu.Unlock()
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
	}
	if _, err := fmt.Sscanf(page, "! %d", &status); err == nil {
		w.Header().Set("Retry-After", "0") // so that the test need not wait
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if strings.HasPrefix(page, "<?xml") {
		w.Header().Set("Content-Type", "application/xml")
	}
	w.WriteHeader(status)
	fmt.Fprint(w, page)
}

func productPage(id, title string) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><title>%s</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","sku":%q,"name":%q,"offers":{"price":"12.00","priceCurrency":"USD"}}</script>`, title, id, title)
}

// TestIndexKeepsWhatASiteLosesForAMoment crawls a site again and again.
func TestIndexKeepsWhatASiteLosesForAMoment(t *testing.T) {
	sitemap := func(paths ...string) string {
		list := `<?xml version="1.0"?><urlset>`
		for _, p := range paths {
			list += "<url><loc>" + p + "</loc></url>"
		}
		return list + "</urlset>"
	}
	s := &website{pages: map[string]string{
		"/":            `<!doctype html><html lang="en"><title>Shop</title><a href="/mugs">Mugs</a> <a href="/hat">Hat</a>`,
		"/mugs":        `<!doctype html><html lang="en"><title>Mugs</title><a href="/red">Red</a> <a href="/blue">Blue</a>`,
		"/red":         productPage("red", "Red Mug"),
		"/blue":        productPage("blue", "Blue Mug"),
		"/hat":         productPage("hat", "Wool Hat"),
		"/sitemap.xml": sitemap("/red", "/blue", "/hat"),
	}}
	server := httptest.NewServer(s)
	defer server.Close()
	for _, start := range []string{"/", "/sitemap.xml"} {
		t.Run("from "+start, func(t *testing.T) {
			data := t.TempDir()
			crawl := func(products int, want ...string) {
				t.Helper()
				got := indexed(t, data, "--allow-private", "--delay", "1ms", server.URL+start)
				for _, part := range append(want, fmt.Sprintf("index: %d products", products)) {
					if !strings.Contains(got, part) {
						t.Errorf("it says %s\nwithout %q", got, part)
					}
				}
			}
			crawl(3, "products: 3 added")
			blue := productPage("blue", "Blue Mug")
			for _, status := range []string{"! 500", "! 503", "! 429"} {
				s.put("/blue", status)
				crawl(3, "2 unchanged, 0 removed", "products: 1 kept as they were")
			}
			s.put("/blue", blue)
			crawl(3, "3 unchanged, 0 removed")
			s.put("/blue", "! 410")
			crawl(2, "2 unchanged, 1 removed")
			s.put("/blue", blue)
			crawl(3, "1 added")
		})
	}
	t.Run("a list that cannot be read hides no product", func(t *testing.T) {
		data := t.TempDir()
		args := []string{"--allow-private", "--delay", "1ms", server.URL + "/"}
		indexed(t, data, args...)
		mugs := s.pages["/mugs"]
		s.put("/mugs", "! 503")
		if got := indexed(t, data, args...); !strings.Contains(got, "1 unchanged, 0 removed") || !strings.Contains(got, "2 kept") {
			t.Errorf("it says %s", got)
		}
		s.put("/mugs", strings.Replace(mugs, `<a href="/red">Red</a>`, "", 1))
		if got := indexed(t, data, args...); !strings.Contains(got, "2 unchanged, 1 removed") {
			t.Errorf("a whole crawl says %s", got)
		}
		s.put("/mugs", mugs)
	})
	t.Run("what a sitemap lists no longer is gone, whatever cannot be read beside it", func(t *testing.T) {
		data := t.TempDir()
		args := []string{"--allow-private", "--delay", "1ms", server.URL + "/sitemap.xml"}
		indexed(t, data, args...)
		s.put("/sitemap.xml", sitemap("/blue", "/hat"))
		s.put("/hat", "! 503")
		if got := indexed(t, data, args...); !strings.Contains(got, "1 unchanged, 1 removed") || !strings.Contains(got, "1 kept") {
			t.Errorf("it says %s", got)
		}
	})
}
