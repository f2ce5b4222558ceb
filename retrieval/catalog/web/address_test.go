package web

import (
	"net/url"
	"strings"
	"testing"
)

func TestAnAddressLosesWhatDoesNotChangeThePage(t *testing.T) {
	base, err := url.Parse("https://shop.example/zh/list.html?page=2")
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		"a.html":                          "https://shop.example/zh/a.html",
		"../en/./a.html#top":              "https://shop.example/en/a.html",
		"HTTPS://Shop.Example:443/":       "https://shop.example/",
		"https://shop.example":            "https://shop.example/",
		"http://shop.example:80/a":        "http://shop.example/a",
		"https://shop.example:8443/a":     "https://shop.example:8443/a",
		"//shop.example/a?":               "https://shop.example/a",
		"/a?b=1&UTM_Source=x&c=2&gclid=3": "https://shop.example/a?b=1&c=2",
		"/a?PHPSESSID=f00&utm_term=x":     "https://shop.example/a",
		"/a;JSESSIONID=f00?b=1":           "https://shop.example/a?b=1",
		" /茶?色=青 ":                        "https://shop.example/%E8%8C%B6?色=青",
		"https://user:word@shop.example/": "https://shop.example/",
		"?page=3":                         "https://shop.example/zh/list.html?page=3",
		"javascript:void(0)":              "",
		"mailto:a@shop.example":           "",
		"https://":                        "",
		"https://shop.example/%zz":        "",
		"data:text/html,<a href=/>":       "",
	} {
		got := ""
		if u := resolve(base, link); u != nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%q leads to %q, want %q", link, got, want)
		}
	}
}

func TestTraps(t *testing.T) {
	for path, is := range map[string]bool{
		"/a/b/c":                             false,
		"/a/b/a/b":                           false,
		"/a/b/a/b/a":                         true,
		"/" + strings.Repeat("x", 3000):      true,
		"/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g":   false,
		"/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h": true,
		"/tea.JPG":                           true,
		"/tea.html":                          false,
		"/cart?Add-To-Cart=1":                true,
		"/list?page=1":                       false,
	} {
		u, err := url.Parse("https://shop.example" + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := trap(u); (got != "") != is {
			t.Errorf("%.50s is a trap: %q, want one: %t", path, got, is)
		}
	}
}

func TestPagesOfOneShape(t *testing.T) {
	for path, want := range map[string]string{
		"/":                       "/*",
		"/about":                  "/*",
		"/products/red-shirt":     "/products/*",
		"/zh/products/red-shirt/": "/zh/products/*",
		"/calendar/2026/05":       "/calendar/*/*",
		"/list?page=3":            "/*?page",
		"/list?b=1&a=2&a=3":       "/*?a&b",
		"/list?c=1&b=1&a=2":       "/*?*",
	} {
		u, err := url.Parse("https://shop.example" + path)
		if err != nil {
			t.Fatal(err)
		}
		if got := pattern(u); got != want {
			t.Errorf("%s has the shape %s, want %s", path, got, want)
		}
	}
}
