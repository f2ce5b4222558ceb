package source_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/source"
)

// served returns the address of a server with pages by their paths, and options to
// read it.
func served(t *testing.T, pages map[string]string) (string, source.Options) {
	t.Helper()
	mux := http.NewServeMux()
	for path, text := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, path, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), strings.NewReader(text))
		})
	}
	return listening(t, mux)
}

func listening(t *testing.T, h http.Handler) (string, source.Options) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{AllowPrivate: true, Attempts: 1})
	t.Cleanup(client.Close)
	return server.URL, source.Options{Fetch: client, Folder: t.TempDir(), Delay: time.Millisecond, Key: key, Currency: "CNY"}
}

func TestAddressesAreToldApart(t *testing.T) {
	products := `{"products":[{"id":1,"title":"Blue Mug","handle":"mug","variants":[{"id":11,"title":"Default Title","price":"12.00"}]}]}`
	mux := http.NewServeMux()
	for path, text := range map[string]string{
		"/feed.jsonl": jsonl, "/feed.csv.gz": gzipped(table), "/feed.zip": zipped(map[string]string{"a.csv": table, "b.jsonl": jsonl}),
		"/returns.md": returns, "/e.csv": events, "/t.csv": trends,
		"/page.html": "<!doctype html><title>Returns</title><h1>Returns</h1><p>Within 30 days.</p>",
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
	}
	mux.HandleFunc("GET /export", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		fmt.Fprint(w, events)
	})
	mux.HandleFunc("GET /products.json", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("page") != "1" {
			products = `{"products":[]}`
		}
		fmt.Fprint(w, products)
	})
	address, o := listening(t, mux)
	for _, tc := range []struct {
		path string
		kind source.Kind
		is   source.Kind
		want counts
	}{
		{"/feed.jsonl", "", source.Products, counts{1, -1, -1, -1}},
		{"/feed.csv.gz", "", source.Products, counts{1, -1, -1, -1}},
		{"/feed.zip", "", source.Products, counts{2, -1, -1, -1}},
		{"/returns.md", "", source.Documents, counts{-1, 1, -1, -1}},
		{"/page.html", source.Documents, source.Documents, counts{-1, 1, -1, -1}},
		{"/e.csv", source.Behaviour, source.Behaviour, counts{-1, -1, 1, -1}},
		{"/export", source.Behaviour, source.Behaviour, counts{-1, -1, 1, -1}},
		{"/t.csv", source.Trends, source.Trends, counts{-1, -1, -1, 1}},
		{"/products.json?limit=5", "", source.Shopify, counts{1, -1, -1, -1}},
	} {
		t.Run(fmt.Sprintf("%s is of kind %s", tc.path, tc.is), func(t *testing.T) {
			o := o
			o.Kind = tc.kind
			s, err := source.Open(t.Context(), address+tc.path, o)
			if err != nil {
				t.Fatal(err)
			}
			got, bad := read(t, s)
			if got != tc.want || s.Kind != tc.is || len(bad) > 0 {
				t.Errorf("got %+v of kind %s, want %+v; errors %v", got, s.Kind, tc.want, bad)
			}
			if left, err := os.ReadDir(o.Folder); err != nil || len(left) > 0 {
				t.Errorf("downloads stay: %v %v", left, err)
			}
		})
	}
}

func TestSite(t *testing.T) {
	address, o := served(t, map[string]string{
		"/{$}":     `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><p>Welcome to the shop.</p><a href="/mug">Mug</a> <a href="/returns">Returns</a> <a href="/gone">Gone</a>`,
		"/mug":     `<!doctype html><html lang="en"><title>Mug</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","sku":"mug","name":"Blue Mug","offers":{"price":"12.00","priceCurrency":"USD"}}</script>`,
		"/returns": `<!doctype html><html lang="en"><title>Returns</title><h1>Returns</h1><p>Within 30 days.</p>`,
	})
	s, err := source.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	var bad []error
	if n := drain(s.Products, &bad); n != 1 || len(bad) > 0 {
		t.Errorf("%d products, errors %v", n, bad)
	}
	var cited []string
	for section, err := range s.Sections {
		if err != nil {
			t.Error(err)
		}
		cited = append(cited, section.Address)
	}
	if all := strings.Join(cited, " "); !strings.Contains(all, address+"/returns") || strings.Contains(all, "/mug") || strings.Contains(all, ".html") {
		t.Errorf("sections cite %q", cited)
	}
}

func TestAFeedThatIsTakenForASiteSaysSo(t *testing.T) {
	address, o := listening(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/csv")
		fmt.Fprint(w, table)
	}))
	s, err := source.Open(t.Context(), address+"/feed", o)
	if err != nil {
		t.Fatal(err)
	}
	var bad []error
	if drain(s.Products, &bad); len(bad) != 1 || !strings.Contains(bad[0].Error(), "--kind products") {
		t.Errorf("got %v", bad)
	}
}

func TestAPageThatCannotBeLoadedIsNotGone(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><title>Shop</title><h1>Shop</h1><p>Welcome.</p><a href="/returns">Returns</a><a href="/old">Old</a>`)
	})
	mux.HandleFunc("GET /returns", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "out of order", http.StatusServiceUnavailable)
	})
	address, o := listening(t, mux)
	s, err := source.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Gone(address + "/old") {
		t.Error("a page is gone before anything is read")
	}
	var bad []error
	if drain(s.Products, &bad); len(bad) != 1 || !strings.Contains(bad[0].Error(), address+"/returns") {
		t.Errorf("got %v", bad)
	}
	if s.Gone(address+"/returns") || !s.Gone(address+"/old") {
		t.Errorf("gone: the one out of order %v, the one not found %v", s.Gone(address+"/returns"), s.Gone(address+"/old"))
	}
	bad = nil
	if drain(s.Sections, &bad); len(bad) > 0 {
		t.Errorf("what was told with the products is told again: %v", bad)
	}
}

func TestTheLimitOfPagesIsNoEndOfTheSource(t *testing.T) {
	mux := http.NewServeMux()
	for path, text := range map[string]string{
		"/{$}": `<!doctype html><title>Shop</title><a href="/a">A</a>`, "/a": `<!doctype html><title>A</title><a href="/b">B</a>`, "/b": `<!doctype html><title>B</title>`,
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
	}
	mux.HandleFunc("GET /products.json", func(w http.ResponseWriter, r *http.Request) {
		page := r.FormValue("page")
		fmt.Fprintf(w, `{"products":[{"id":%s,"title":"Mug","handle":"mug","variants":[{"id":1%s,"title":"Default Title","price":"12.00"}]}]}`, page, page)
	})
	address, o := listening(t, mux)
	o.MaxPages = 2
	for _, path := range []string{"/", "/products.json"} {
		t.Run(path, func(t *testing.T) {
			s, err := source.Open(t.Context(), address+path, o)
			if err != nil {
				t.Fatal(err)
			}
			var bad []error
			if drain(s.Products, &bad); len(bad) != 1 || !strings.Contains(bad[0].Error(), "--max-pages") {
				t.Errorf("got %v", bad)
			}
		})
	}
}

func TestAShopIsLeftAPause(t *testing.T) {
	var asked []time.Time
	address, o := listening(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, time.Now())
		if user, password, _ := r.BasicAuth(); user != "boss" || password != "sesame" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if len(asked) > 2 {
			fmt.Fprint(w, `{"products":[]}`)
			return
		}
		fmt.Fprintf(w, `{"products":[{"id":%d,"title":"","handle":"mug","variants":[]}]}`, len(asked))
	}))
	o.Delay = 30 * time.Millisecond
	s, err := source.Open(t.Context(), strings.Replace(address, "://", "://boss:sesame@", 1)+"/products.json", o)
	if err != nil {
		t.Fatal(err)
	}
	var bad []error
	drain(s.Products, &bad)
	if len(asked) != 3 {
		t.Fatalf("asked %d times: %v", len(asked), bad)
	}
	for i := range 2 {
		if rest := asked[i+1].Sub(asked[i]); rest < o.Delay {
			t.Errorf("asked again after %v", rest)
		}
	}
	for _, err := range bad {
		if strings.Contains(err.Error(), "sesame") {
			t.Errorf("an error tells the password: %v", err)
		}
	}
	t.Run("which the end of the context cuts short", func(t *testing.T) {
		asked = nil
		o.Delay = time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		s, err := source.Open(ctx, strings.Replace(address, "://", "://boss:sesame@", 1)+"/products.json", o)
		if err != nil {
			t.Fatal(err)
		}
		var bad []error
		if drain(s.Products, &bad); len(bad) == 0 || len(asked) != 1 {
			t.Errorf("asked %d times: %v", len(asked), bad)
		}
	})
}

func TestWhatHasNotChangedIsNotRead(t *testing.T) {
	address, o := served(t, map[string]string{"/feed.jsonl": jsonl})
	first, err := source.Open(t.Context(), address+"/feed.jsonl", o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Unchanged || first.Modified == "" {
		t.Fatalf("the first time: %+v", first)
	}
	if c, _ := read(t, first); c.products != 1 {
		t.Errorf("the first time: %+v", c)
	}
	o.Validators = func(name string, k source.Kind) (etag, modified string) {
		if name != first.Name || k != source.Products {
			t.Errorf("asked for those of %s, %s", name, k)
		}
		return first.ETag, first.Modified
	}
	again, err := source.Open(t.Context(), address+"/feed.jsonl", o)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Unchanged || again.Modified != first.Modified {
		t.Errorf("the second time: %+v", again)
	}
	if c, _ := read(t, again); c != (counts{-1, -1, -1, -1}) {
		t.Errorf("the second time: %+v", c)
	}
}

func TestDownloadsThatFail(t *testing.T) {
	address, o := served(t, map[string]string{"/large.jsonl": strings.Repeat(jsonl, 1000)})
	small := fetch.New(fetch.Options{AllowPrivate: true, MaxBytes: 1000, Attempts: 1})
	defer small.Close()
	private := fetch.New(fetch.Options{Attempts: 1})
	defer private.Close()
	for _, tc := range []struct {
		name, address, want string
		client              *fetch.Client
	}{
		{"an address of nothing", address + "/none.jsonl?key=sesame", "check the address", o.Fetch},
		{"a feed that is too large", address + "/large.jsonl", "too large", small},
		{"a private address", address + "/large.jsonl", "not a public address", private},
		{"an address where nobody listens", "http://127.0.0.1:1/a.jsonl", "refused", o.Fetch},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := o
			o.Fetch = tc.client
			_, err := source.Open(t.Context(), tc.address, o)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(o.Folder); err != nil || len(left) > 0 {
				t.Errorf("downloads stay: %v %v", left, err)
			}
		})
	}
}
