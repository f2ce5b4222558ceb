package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/web"
)

func TestNoMessageTellsAQuery(t *testing.T) {
	const secret = "TopSecret"
	query := "?token=" + secret
	bad := `<script type="application/ld+json">{"@type":"Product","name":"","sku":"bad","offers":{"price":"x"}}</script>`
	home := home + query
	for name, s := range map[string]*site{
		"of a start that is away":         {pages: map[string]string{"/" + query: "! 500"}},
		"of a start that leads elsewhere": {pages: map[string]string{"/" + query: "→ https://other.example/" + query}},
		"of a start that leads nowhere":   {pages: map[string]string{"/" + query: "→ /" + query}},
		"of a start that is forbidden":    {pages: map[string]string{"/robots.txt": "User-agent: *\nDisallow: /", "/" + query: "x"}},
		"of a start that is no sitemap":   {pages: map[string]string{"/" + query: `<?xml version="1.0"?><rss/>`}},
		"of pages": {pages: map[string]string{
			"/robots.txt":   "User-agent: *\nDisallow: /forbidden\nSitemap: https://shop.example/s.xml" + query,
			"/" + query:     linked("home", "/forbidden"+query, "/away"+query, "/gone"+query, "/bad"+query, "/same"+query, "/feed"+query),
			"/away" + query: "! 500", "/gone" + query: "! 410", "/bad" + query: bad, "/same" + query: bad,
			"/feed" + query: `<?xml version="1.0"?><rss/>`, "/s.xml" + query: `<?xml version="1.0"?><rss/>`,
		}},
		"of a server that is down": {pages: map[string]string{"/" + query: linked("home", many("/p/%d"+query, 100)...)}, generate: func(path string) string {
			if path == "/robots.txt" {
				return ""
			}
			return "! 503"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			_, bad, end := crawled(t, s, home, web.Options{OnSkip: func(address, reason string) { told = append(told, address+": "+reason) }})
			all := fmt.Sprint(told, bad, end)
			if end == nil && len(told)+len(bad) < 6 {
				t.Errorf("little is told: %s", all)
			}
			if strings.Contains(all, secret) {
				t.Errorf("told: %s", all)
			}
		})
	}
}

// many returns so many addresses.
func many(format string, n int) []string {
	addresses := make([]string, n)
	for i := range addresses {
		addresses[i] = fmt.Sprintf(format, i)
	}
	return addresses
}

func TestAUserIsToldToItsOwnHostAndToNobodyElse(t *testing.T) {
	const secret = "TopSecret"
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("another host was told the password")
		}
		http.NotFound(w, r)
	}))
	defer other.Close()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "owner" || password != secret {
			t.Errorf("%s was asked for as %q, %q", r.URL, user, password)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		asked = append(asked, r.URL.Path)
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/robots.txt":
			http.Redirect(w, r, other.URL+"/robots.txt", http.StatusFound)
		case "/":
			http.Redirect(w, r, "/home", http.StatusFound)
		case "/home":
			fmt.Fprint(w, linked("home", "/a", "/broken", other.URL))
		case "/a":
			fmt.Fprint(w, product("a"))
		default:
			w.WriteHeader(http.StatusNotImplemented)
		}
	}))
	defer server.Close()
	client := fetch.New(fetch.Options{AllowPrivate: true})
	defer client.Close()
	start := strings.Replace(server.URL, "http://", "http://owner:"+secret+"@", 1)
	var told strings.Builder
	o := web.Options{
		Delay:  time.Millisecond,
		OnSkip: func(address, reason string) { fmt.Fprintln(&told, address, reason) },
		OnPage: func(p web.Page) { fmt.Fprintln(&told, p.Address) },
	}
	for row, err := range web.Read(t.Context(), client, start, o) {
		fmt.Fprintln(&told, row.File, err)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/", "/home", "/a", "/broken"}, asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	if strings.Contains(told.String(), secret) || !strings.Contains(told.String(), "/broken") {
		t.Errorf("told: %s", told.String())
	}
}

func TestAUserIsNotToldToTheSiteThatTheStartLeadsTo(t *testing.T) {
	const signed = "https://owner:TopSecret@shop.example/"
	s := &site{pages: map[string]string{signed: "→ https://www.shop.example/", "https://www.shop.example/": linked("home", "/a", home+"b")}}
	_, _, end := crawled(t, s, signed, web.Options{})
	want := []string{signed + "robots.txt", signed, "https://www.shop.example/robots.txt", "https://www.shop.example/", "https://www.shop.example/a", "https://www.shop.example/b"}
	if diff := cmp.Diff(want, s.asked); diff != "" || end != nil {
		t.Errorf("asked for (-want +got):\n%s%v", diff, end)
	}
}
