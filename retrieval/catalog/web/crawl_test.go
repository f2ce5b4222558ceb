package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/web"
)

func TestACrawlGoesBreadthFirstAndAsksForEachPageOnce(t *testing.T) {
	s := &site{pages: map[string]string{
		"/":  linked("home", "/a", "/b", "/a#part", "/a/", "/a?utm_source=x", "/A?", "/a;jsessionid=1F", "//shop.example/b?fbclid=7&"),
		"/a": product("a", "/c", "/"), "/b": product("b", "/d"), "/c": product("c", "/b"), "/d": product("d"),
	}}
	ids, bad, end := crawled(t, s, home, web.Options{})
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, ids); diff != "" || bad != nil || end != nil {
		t.Errorf("(-want +got):\n%s%v, %v", diff, bad, end)
	}
	if diff := cmp.Diff([]string{"/robots.txt", "/", "/a", "/b", "/A", "/c", "/d"}, s.asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}

func TestBetweenTwoRequestsPassesTheLongerDelay(t *testing.T) {
	for name, c := range map[string]struct {
		robots string
		delay  time.Duration
		want   time.Duration
	}{
		"one second by default":                   {"", 0, time.Second},
		"what the owner says":                     {"", 5 * time.Second, 5 * time.Second},
		"what the robots.txt says":                {"User-agent: *\nCrawl-delay: 2.5", 0, 2500 * time.Millisecond},
		"the owner's if it is longer":             {"User-agent: *\nCrawl-delay: 2", 3 * time.Second, 3 * time.Second},
		"not what it says to another":             {"User-agent: other\nCrawl-delay: 9", 0, time.Second},
		"not what it says to all, if it names us": {"User-agent: *\nCrawl-delay: 9\nUser-agent: ShopGuide/1.0\nCrawl-delay: 4", 0, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{pages: map[string]string{"/robots.txt": c.robots, "/": linked("home", "/a", "/b"), "/a": product("a"), "/b": "! 500"}}
			_, _, end := crawled(t, s, home, web.Options{Delay: c.delay})
			if end != nil {
				t.Error(end)
			}
			want := []time.Duration{0, c.want, 2 * c.want, 3 * c.want}
			if diff := cmp.Diff(want, s.at); diff != "" {
				t.Errorf("asked at (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARobotsFileThatCannotBeHadForbidsAll(t *testing.T) {
	for status, forbidden := range map[int]bool{404: false, 403: false, 429: true, 500: true, 503: true} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			s := &site{pages: map[string]string{"/robots.txt": fmt.Sprintf("! %d", status), "/": product("a")}}
			ids, _, end := crawled(t, s, home, web.Options{})
			if (end != nil) != forbidden || (len(ids) == 0) != forbidden {
				t.Errorf("read %v, %v; want nothing: %t", ids, end, forbidden)
			}
		})
	}
	t.Run("and so does one that forbids the start", func(t *testing.T) {
		s := &site{pages: map[string]string{"/robots.txt": "User-agent: *\nDisallow: /", "/": product("a")}}
		_, _, end := crawled(t, s, home, web.Options{})
		if end == nil || !strings.Contains(end.Error(), "ask the shop") || len(s.asked) != 1 {
			t.Errorf("got %v after %v", end, s.asked)
		}
	})
}

func TestACrawlStaysAtItsSite(t *testing.T) {
	t.Run("links elsewhere are left, and those to its other names are its own", func(t *testing.T) {
		s := &site{pages: map[string]string{
			"/":  linked("home", "https://other.example/x", "https://shop.example:8443/x", "http://shop.example/a", "ftp://shop.example/", "https://shop.example.evil.example/", "javascript:alert(1)", "https://u:p@shop.example/b"),
			"/a": product("a"), "/b": product("b"),
		}}
		_, _, end := crawled(t, s, home, web.Options{})
		if diff := cmp.Diff([]string{"/robots.txt", "/", "/a", "/b"}, s.asked); diff != "" || end != nil {
			t.Errorf("asked for (-want +got):\n%s%v", diff, end)
		}
	})
	t.Run("a start that redirects to www. is there", func(t *testing.T) {
		s := &site{pages: map[string]string{"/": "→ https://www.shop.example/", "https://www.shop.example/": linked("home", "/a", "https://shop.example/b"),
			"https://www.shop.example/a": product("a"), "https://www.shop.example/b": product("b")}}
		ids, _, end := crawled(t, s, home, web.Options{})
		if diff := cmp.Diff([]string{"a", "b"}, ids); diff != "" || end != nil || s.asked[2] != "https://www.shop.example/robots.txt" {
			t.Errorf("(-want +got):\n%s%v, %v", diff, end, s.asked)
		}
	})
	t.Run("a start that redirects to another site is an error", func(t *testing.T) {
		s := &site{pages: map[string]string{"/": "→ https://other.example/"}}
		if _, _, end := crawled(t, s, home, web.Options{}); end == nil || !strings.Contains(end.Error(), "other.example; start there") || len(s.asked) != 2 {
			t.Errorf("got %v after %v", end, s.asked)
		}
	})
	t.Run("a page that redirects to another site is left", func(t *testing.T) {
		s := &site{pages: map[string]string{"/": linked("home", "/a"), "/a": "→ http://127.0.0.1/admin"}}
		_, _, end := crawled(t, s, home, web.Options{})
		if diff := cmp.Diff([]string{"/robots.txt", "/", "/a"}, s.asked); diff != "" || end != nil {
			t.Errorf("asked for (-want +got):\n%s%v", diff, end)
		}
	})
	t.Run("a redirect obeys the robots.txt and ends", func(t *testing.T) {
		s := &site{pages: map[string]string{"/robots.txt": "User-agent: *\nDisallow: /secret", "/": linked("home", "/a", "/loop"),
			"/a": "→ /secret/a", "/loop": "→ /loop2", "/loop2": "→ /loop"}, generate: nil}
		_, _, end := crawled(t, s, home, web.Options{})
		if diff := cmp.Diff([]string{"/robots.txt", "/", "/a", "/loop", "/loop2"}, s.asked); diff != "" || end != nil {
			t.Errorf("asked for (-want +got):\n%s%v", diff, end)
		}
	})
	t.Run("redirects that go on are given up", func(t *testing.T) {
		s := &site{pages: map[string]string{"/": linked("home", "/r")}, generate: func(path string) string {
			if strings.HasPrefix(path, "/r") && path != "/robots.txt" {
				return "→ " + path + "x"
			}
			return ""
		}}
		if _, _, end := crawled(t, s, home, web.Options{}); end != nil || len(s.asked) != 2+6 {
			t.Errorf("got %v after %v", end, s.asked)
		}
	})
}

func TestEndlessSitesEnd(t *testing.T) {
	for _, c := range []struct {
		name     string
		generate func(path string) string
		most     int // requests
		want     int // products
	}{
		{"a calendar", func(path string) string {
			if path == "/" {
				return linked("home", "/calendar/2026/1", "/p/1")
			}
			if strings.HasPrefix(path, "/p/") {
				return product(path)
			}
			var year, month int
			if n, _ := fmt.Sscanf(path, "/calendar/%d/%d", &year, &month); n != 2 {
				return ""
			}
			return linked(path, fmt.Sprintf("/calendar/%d/%d", year, month+1), fmt.Sprintf("/calendar/%d/%d", year+1, 1))
		}, 60, 1},
		{"pages of a list past its end", func(path string) string {
			var n int
			if _, err := fmt.Sscanf(path, "/?page=%d", &n); err == nil || path == "/" {
				return linked(path, fmt.Sprintf("/?page=%d", n+1))
			}
			return ""
		}, 60, 0},
		{"pages of a list that are all the same", func(path string) string {
			if strings.HasPrefix(path, "/robots") {
				return ""
			}
			return linked("list", "?page=2", "?page=3", "?page=4", "?page=5")
		}, 6, 0},
		{"paths that grow", func(path string) string {
			if path == "/robots.txt" {
				return ""
			}
			return linked(path, strings.TrimSuffix(path, "/")+"/a", strings.TrimSuffix(path, "/")+"/b")
		}, 60, 0},
		{"facets in every order and number", func(path string) string {
			if path == "/robots.txt" {
				return ""
			}
			sep := "&"
			if path == "/" {
				sep = "?"
			}
			var links []string
			for _, facet := range []string{"color", "size", "brand", "price", "rating"} {
				for v := range 3 {
					links = append(links, fmt.Sprintf("%s%s%s=%d", path, sep, facet, v))
				}
			}
			return linked(path, links...)
		}, 800, 0},
		{"a long list of products, all at one shape", func(path string) string {
			if strings.HasPrefix(path, "/p/") {
				return product(path)
			}
			var n int
			if _, err := fmt.Sscanf(path, "/?page=%d", &n); (err == nil || path == "/") && n < 200 {
				return linked(path, fmt.Sprintf("/?page=%d", n+1), fmt.Sprintf("/p/%d", n))
			}
			return ""
		}, 500, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{generate: c.generate}
			ids, _, end := crawled(t, s, home, web.Options{MaxAlike: 30, MaxDepth: 1000})
			if len(s.asked) > c.most || end != nil {
				t.Errorf("asked for %d pages, %v; want at most %d", len(s.asked), end, c.most)
			}
			if len(ids) != c.want {
				t.Errorf("read %d products, want %d", len(ids), c.want)
			}
		})
	}
}

func TestACrawlThatReachesItsLimitSaysSo(t *testing.T) {
	chain := func(path string) string {
		if path == "/robots.txt" {
			return ""
		}
		var n int
		_, _ = fmt.Sscanf(path, "/p/%d", &n)
		return product(path, fmt.Sprintf("/p/%d", n+1))
	}
	for name, o := range map[string]web.Options{
		"of pages": {MaxPages: 5, MaxDepth: 99},
		"of bytes": {MaxBytes: int64(4*len(product("/p/1", "/p/2")) + 1), MaxDepth: 99},
		"of time":  {MaxTime: 5 * time.Second, MaxDepth: 99},
	} {
		t.Run(name, func(t *testing.T) {
			ids, _, end := crawled(t, &site{generate: chain}, home, o)
			if !errors.Is(end, web.ErrLimit) || !strings.Contains(end.Error(), "raise it") || len(ids) != 5 {
				t.Errorf("got %d products, %v", len(ids), end)
			}
		})
	}
	t.Run("but not of depth", func(t *testing.T) {
		ids, _, end := crawled(t, &site{generate: chain}, home, web.Options{MaxDepth: 4})
		if end != nil || len(ids) != 5 {
			t.Errorf("got %d products, %v", len(ids), end)
		}
	})
	t.Run("of time that a Crawl-delay would break", func(t *testing.T) {
		s := &site{generate: chain, pages: map[string]string{"/robots.txt": "User-agent: *\nCrawl-delay: 1e300"}}
		if _, _, end := crawled(t, s, home, web.Options{}); !errors.Is(end, web.ErrLimit) || len(s.asked) != 1 {
			t.Errorf("got %v after %d pages", end, len(s.asked))
		}
	})
}

func TestHugePagesAndListsAreBounded(t *testing.T) {
	t.Run("links of one page", func(t *testing.T) {
		var links []string
		for i := range 2500 {
			links = append(links, fmt.Sprintf("/p/%d", i))
		}
		s := &site{pages: map[string]string{"/": linked("home", links...)}}
		if _, _, end := crawled(t, s, home, web.Options{MaxAlike: 9999}); end != nil || len(s.asked) != 2+2000 {
			t.Errorf("asked for %d pages, %v", len(s.asked), end)
		}
	})
	t.Run("sitemaps that list sitemaps", func(t *testing.T) {
		s := &site{generate: func(path string) string {
			if path == "/robots.txt" {
				return ""
			}
			return fmt.Sprintf(`<?xml version="1.0"?><sitemapindex><sitemap><loc>%s1</loc></sitemap><sitemap><loc>%s2</loc></sitemap></sitemapindex>`, path, path)
		}}
		if _, _, end := crawled(t, s, home+"sitemap.xml", web.Options{}); end != nil || len(s.asked) != 2+500 {
			t.Errorf("asked for %d files, %v", len(s.asked), end)
		}
	})
	t.Run("bytes of one page", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			switch r.URL.Path {
			case "/":
				fmt.Fprint(w, linked("home", "/huge", "/a"))
			case "/huge":
				fmt.Fprint(w, product("huge")+strings.Repeat(" ", 5<<20))
			case "/a":
				fmt.Fprint(w, product("a"))
			default:
				w.WriteHeader(http.StatusNotFound)
			}
		}))
		defer server.Close()
		client := fetch.New(fetch.Options{AllowPrivate: true})
		defer client.Close()
		var ids []string
		var bad error
		for row, err := range web.Read(t.Context(), client, server.URL, web.Options{Delay: time.Millisecond}) {
			if bad = errors.Join(bad, err); err == nil {
				ids = append(ids, row.ID)
			}
		}
		if diff := cmp.Diff([]string{"a"}, ids); diff != "" || !errors.Is(bad, fetch.ErrTooLarge) {
			t.Errorf("(-want +got):\n%s%v", diff, bad)
		}
	})
}

func TestPagesThatCannotBeLoadedAreReported(t *testing.T) {
	s := &site{pages: map[string]string{"/": linked("home", "/a", "/b", "/c"), "/a": "! 500", "/b": "! 410", "/c": product("c")}}
	ids, bad, end := crawled(t, s, home, web.Options{})
	var wrong *catalog.RowError
	if len(ids) != 1 || end != nil || len(bad) != 1 || !errors.As(bad[0], &wrong) || wrong.File != home+"a" {
		t.Errorf("got %v, %v, %v", ids, bad, end)
	}
	t.Run("and a server that is down ends the crawl", func(t *testing.T) {
		var links []string
		for i := range 100 {
			links = append(links, fmt.Sprintf("/p/%d", i))
		}
		s := &site{pages: map[string]string{"/": linked("home", links...)}, generate: func(path string) string {
			if path == "/robots.txt" {
				return ""
			}
			return "! 503"
		}}
		if _, bad, end := crawled(t, s, home, web.Options{}); end == nil || errors.Is(end, web.ErrLimit) || len(bad) != 19 {
			t.Errorf("got %d bad pages, %v", len(bad), end)
		}
	})
}

func TestOfALongRobotsFileTheStartCounts(t *testing.T) {
	head, bound := "User-agent: *\nDisallow: /secret\n", 512<<10
	cut := strings.Repeat("#", bound-len(head)-len("\nAllow: /secret")) + "\nAllow: /secret/but-this\n"
	for name, flush := range map[string]bool{"with its length told": false, "in chunks": true} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.Path)
				w.Header().Set("Content-Type", "text/html")
				if r.URL.Path != "/robots.txt" {
					fmt.Fprint(w, product(r.URL.Path, "/secret", "/a"))
					return
				}
				text := head + cut + strings.Repeat("Disallow: /a\n", 1000)
				if flush {
					_ = http.NewResponseController(w).Flush()
				} else {
					w.Header().Set("Content-Length", fmt.Sprint(len(text)))
				}
				fmt.Fprint(w, text)
			}))
			defer server.Close()
			client := fetch.New(fetch.Options{AllowPrivate: true})
			defer client.Close()
			for _, err := range web.Read(t.Context(), client, server.URL, web.Options{Delay: time.Millisecond}) {
				if err != nil {
					t.Error(err)
				}
			}
			if diff := cmp.Diff([]string{"/robots.txt", "/", "/a"}, asked); diff != "" {
				t.Errorf("asked for (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPageOfThisSiteIsNotGivenAwayToAnother(t *testing.T) {
	s := &site{pages: map[string]string{
		"/":  linked("home", "/a"),
		"/a": `<link rel="canonical" href="https://other.example/a">` + product("a"),
	}}
	var pages []string
	ids, _, end := crawled(t, s, home, web.Options{OnPage: func(p web.Page) { pages = append(pages, p.Address) }})
	if diff := cmp.Diff([]string{home, home + "a"}, pages); diff != "" || len(ids) != 1 || end != nil {
		t.Errorf("products %v, %v, pages (-want +got):\n%s", ids, end, diff)
	}
}

func TestAReaderMayStopOrBeCancelled(t *testing.T) {
	endless := func(path string) string {
		if path == "/robots.txt" {
			return ""
		}
		return product(path, path+"1")
	}
	t.Run("stop", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &site{generate: endless}
			for _, err := range web.Read(t.Context(), s, home, web.Options{}) {
				if err != nil {
					t.Error(err)
				}
				break
			}
			if len(s.asked) != 2 {
				t.Errorf("asked for %v", s.asked)
			}
		})
	})
	t.Run("cancel, also while it waits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
			defer cancel()
			var last error
			n := 0
			for _, last = range web.Read(ctx, &site{generate: endless}, home, web.Options{Delay: time.Minute}) {
				n++
			}
			if !errors.Is(last, context.DeadlineExceeded) || n != 2 {
				t.Errorf("got %v after %d rows", last, n)
			}
		})
	})
}

func TestAPageSaysWhetherItIsToBeRead(t *testing.T) {
	s := &site{pages: map[string]string{
		"/":               linked("home", "/noindex", "/nofollow", "/copy?view=grid", "/secret.pdf", "/login?logout=1"),
		"/noindex":        `<meta name="robots" content="noindex">` + product("hidden", "/behind"),
		"/behind":         product("behind"),
		"/nofollow":       `<meta name="shopguide" content="NOFOLLOW">` + product("open", "/never"),
		"/never":          product("never"),
		"/copy?view=grid": `<link rel="canonical" href="/copy">` + product("copy"),
		"/copy":           `<link rel="canonical" href="/copy">` + product("copy"),
	}}
	var pages []string
	ids, _, _ := crawled(t, s, home, web.Options{OnPage: func(p web.Page) { pages = append(pages, p.Address) }})
	if diff := cmp.Diff([]string{"open", "behind", "copy"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{home, home + "nofollow", home + "behind", home + "copy"}, pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func TestTheSameContentIsReadOnce(t *testing.T) {
	same := product("a", "/c")
	s := &site{pages: map[string]string{"/": linked("home", "/a", "/b"), "/a": same, "/b": same, "/c": product("c")}}
	var pages, skipped []string
	_, _, end := crawled(t, s, home, web.Options{
		OnPage: func(p web.Page) { pages = append(pages, p.Address) },
		OnSkip: func(address, reason string) { skipped = append(skipped, address+": "+reason) },
	})
	if diff := cmp.Diff([]string{home, home + "a", home + "c"}, pages); diff != "" || end != nil {
		t.Errorf("pages (-want +got):\n%s%v", diff, end)
	}
	if diff := cmp.Diff([]string{home + "b: another page has the same content"}, skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
}

func TestAListGivesWayToTheProductsOwnPage(t *testing.T) {
	list := `<script type="application/ld+json">{"@type":"ItemList","itemListElement":[
		{"item":{"@type":"Product","name":"A in the list","url":"/a","offers":{}}},
		{"item":{"@type":"Product","name":"B in the list","url":"/b","offers":{}}},
		{"item":{"@type":"Product","name":"C in the list","sku":"c","offers":{}}}]}</script>` + linked("list", "/a", "/c")
	s := &site{pages: map[string]string{"/": list, "/a": product("own number"), "/c": product("c")}}
	var titles []string
	synctest.Test(t, func(t *testing.T) {
		for row, err := range web.Read(t.Context(), s, home, web.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			titles = append(titles, row.Text(row.Lang).Title)
		}
	})
	if diff := cmp.Diff([]string{"Thing own number", "B in the list", "Thing c"}, titles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStartsThatAreNone(t *testing.T) {
	for name, c := range map[string]struct{ start, page string }{
		"no address":           {start: "shop"},
		"no address at all":    {start: "::"},
		"another protocol":     {start: "file:///etc/passwd"},
		"nothing there":        {start: home},
		"no sitemap":           {start: home + "sitemap.xml", page: "<html></html>"},
		"a feed of no sitemap": {start: home + "feed", page: `<?xml version="1.0"?><rss/>`},
	} {
		t.Run(name, func(t *testing.T) {
			s := &site{pages: map[string]string{"/sitemap.xml": c.page, "/feed": c.page}}
			if ids, _, end := crawled(t, s, c.start, web.Options{}); end == nil || ids != nil {
				t.Errorf("got %v, %v", ids, end)
			}
		})
	}
}
