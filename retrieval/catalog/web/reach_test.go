package web_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/web"
)

// reached crawls a site and returns how much of it was seen; nil if it was not told.
func reached(t *testing.T, s *site, start string) (r *web.Reach) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		for row, err := range web.Read(t.Context(), s, start, web.Options{MaxAlike: 3, OnEnd: func(end *web.Reach) { r = end }}) {
			t.Log(row.ID, err)
		}
	})
	return r
}

const listing = `<?xml version="1.0"?><urlset><url><loc>/a</loc></url><url><loc>/b</loc></url><url><loc>/c</loc></url></urlset>`

func TestWhatIsGone(t *testing.T) {
	for _, c := range []struct {
		name  string
		start string
		pages map[string]string
		want  map[string]bool // by path
	}{
		{"all that a whole crawl did not find, and what it read", home,
			map[string]string{"/": linked("home", "/a", "/b"), "/a": product("a"), "/b": linked("b")},
			map[string]bool{"/a": true, "/b": true, "/unknown": true, "no address": true}},
		{"not a page that could not be read, however its address is written", home,
			map[string]string{"/": linked("home", "/a", "/b", "/c"), "/a": "! 503", "/b": "! 429", "/c": "! 408"},
			map[string]bool{"/a": false, "/a/": false, "/a?utm_source=x#top": false, "/b": false, "/c": false}},
		{"nor one to which a page that could not be read may lead", home,
			map[string]string{"/": linked("home", "/list", "/a"), "/list": "! 500", "/a": product("a")},
			map[string]bool{"/a": true, "/unknown": false, "no address": false}},
		{"but one that the site says is gone", home,
			map[string]string{"/": linked("home", "/a", "/b", "/c"), "/a": "! 404", "/b": "! 410", "/c": "! 500"},
			map[string]bool{"/a": true, "/b": true}},
		{"and one that a sitemap does not list, whatever could not be read", home + "sitemap.xml",
			map[string]string{"/sitemap.xml": listing, "/a": product("a"), "/b": "! 500", "/c": "! 404"},
			map[string]bool{"/a": true, "/b": false, "/c": true, "/unknown": true}},
		{"unless a sitemap could not be read", home + "sitemap.xml",
			map[string]string{"/sitemap.xml": `<?xml version="1.0"?><sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>`,
				"/1.xml": listing, "/2.xml": "! 500", "/a": product("a"), "/b": product("b"), "/c": product("c")},
			map[string]bool{"/a": true, "/unknown": false}},
		{"or was cut short", home + "sitemap.xml",
			map[string]string{"/sitemap.xml": `<?xml version="1.0"?><sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>`,
				"/1.xml": `<?xml version="1.0"?><urlset><url><loc>/a</loc>`, "/a": product("a")},
			map[string]bool{"/unknown": false}},
		{"not a page whose statement cannot be read, but what its links do not lead to", home,
			map[string]string{"/": linked("home", "/a"), "/a": `<script type="application/ld+json">{"@type":"Product",</script>` + linked("a", "/b"), "/b": product("b")},
			map[string]bool{"/a": false, "/b": true, "/unknown": true}},
		{"not a page that was left because those like it state nothing new", home,
			map[string]string{"/": linked("home", "/p/1", "/p/2", "/p/3", "/p/4"), "/p/1": linked("1"), "/p/2": linked("2"), "/p/3": linked("3"), "/p/4": product("4")},
			map[string]bool{"/p/3": true, "/p/4": false, "/unknown": true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reached(t, &site{pages: c.pages}, c.start)
			got := map[string]bool{}
			for path := range c.want {
				address := path
				if path[0] == '/' {
					address = home[:len(home)-1] + path
				}
				got[path] = r.Gone(address)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("nothing is told of a crawl that ends with an error", func(t *testing.T) {
		if r := reached(t, &site{pages: map[string]string{"/": "! 500"}}, home); r != nil {
			t.Errorf("got %+v", r)
		}
	})
}

func TestAListDoesNotStandInForAPageThatCouldNotBeRead(t *testing.T) {
	s := &site{pages: map[string]string{
		"/": `<script type="application/ld+json">{"@type":"ItemList","itemListElement":[
			{"item":{"@type":"Product","name":"A in the list","url":"/a","offers":{}}},
			{"item":{"@type":"Product","name":"B in the list","url":"/b","offers":{}}}]}</script>` + linked("list", "/a", "/b"),
		"/a": "! 503",
	}}
	ids, _, end := crawled(t, s, home, web.Options{})
	if diff := cmp.Diff([]string{home + "b"}, ids); diff != "" || end != nil {
		t.Errorf("(-want +got):\n%s%v", diff, end)
	}
}
