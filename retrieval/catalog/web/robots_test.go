package web

import (
	"testing"
	"time"
)

func TestRobots(t *testing.T) {
	for _, c := range []struct {
		name, text, path string
		allowed          bool
	}{
		{"nothing said", "", "/a", true},
		{"an empty rule forbids nothing", "User-agent: *\nDisallow:", "/a", true},
		{"a rule is a start of paths", "User-agent: *\nDisallow: /a", "/abc?x=1", false},
		{"and no more", "User-agent: *\nDisallow: /a", "/b/a", true},
		{"the longest rule decides", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"wherever it stands", "User-agent: *\nAllow: /a/b\nDisallow: /a/b/c\nDisallow: /a", "/a/b/c", false},
		{"allow between equals", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"a pattern counts as long as it is written", "User-agent: *\nDisallow: /private\nAllow: /*.html", "/private.html", false},
		{"a star is anything", "User-agent: *\nDisallow: /*/cart", "/zh/x/cart/add", false},
		{"a pattern starts at the start", "User-agent: *\nDisallow: /\nAllow: /pub*x", "/private/pub1x", false},
		{"a dollar is the end", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", true},
		{"and what ends there", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf.pdf", false},
		{"the end alone", "User-agent: *\nDisallow: /$", "/", false},
		{"the end alone and no more", "User-agent: *\nDisallow: /$", "/a", true},
		{"the end of an exact path", "User-agent: *\nDisallow: /a$", "/ab", true},
		{"a query is part of it", "User-agent: *\nDisallow: /*?sort=", "/list?sort=price", false},
		{"Chinese as it is written", "User-agent: *\nDisallow: /会员", "/%E4%BC%9A%E5%91%98/1", false},
		{"Chinese as it is escaped", "User-agent: *\nDisallow: /%e4%bc%9a%e5%91%98", "/%E4%BC%9A%E5%91%98/1", false},
		{"an escape that needs none", "User-agent: *\nDisallow: /%61bc", "/abc", false},
		{"a slash that is escaped is another", "User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"our own group goes before all", "User-agent: *\nDisallow: /\n\nUser-agent: ShopGuide\nDisallow: /x", "/a", true},
		{"even with nothing in it", "User-agent: *\nDisallow: /\n\nUser-agent: shopguide\nDisallow:", "/a", true},
		{"another's group is not ours", "User-agent: shopguidebot\nDisallow: /", "/a", true},
		{"names may share a group", "User-agent: other\nUser-agent: shopguide/2.0\nDisallow: /a", "/a", false},
		{"groups of one name add up", "User-agent: shopguide\nDisallow: /a\nUser-agent: *\nDisallow: /b\nUser-agent: shopguide\nDisallow: /c", "/c", false},
		{"a sitemap ends no group", "User-agent: other\nSitemap: /s.xml\nUser-agent: shopguide\nDisallow: /a", "/a", false},
		{"a rule before all names is none", "Disallow: /\nUser-agent: other\nDisallow: /", "/a", true},
		{"bad lines count for nothing", "what\nUser-agent: *\nCrawl-delay: soon\n:\nDisallow /b\nDisallow: /a # not here\r\n", "/a", false},
		{"line ends of Macs and a byte order mark", "\uFEFFUser-agent: *\rDisallow: /a\r", "/a", false},
		{"the file itself is always allowed", "User-agent: *\nDisallow: /", "/robots.txt", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := readRobots(c.text).allows(c.path); got != c.allowed {
				t.Errorf("allows %s: %t, want %t", c.path, got, c.allowed)
			}
		})
	}
}

func TestCrawlDelay(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"2": 2 * time.Second, "0.5": time.Second / 2, "": 0, "-1": 0, "NaN": 0, "x": 0, "1e400": 0, "1e300": maxCrawlDelay, "Inf": maxCrawlDelay,
	} {
		if got := readRobots("User-agent: *\nCrawl-delay: " + value).delay; got != want {
			t.Errorf("Crawl-delay: %s is %v, want %v", value, got, want)
		}
	}
}
