package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSitemaps(t *testing.T) {
	index := sitemap{sitemaps: []string{"https://shop.example/a.xml", "https://shop.example/b.xml.gz"}}
	for _, c := range []struct {
		name, text string
		want       sitemap
	}{
		{"addresses, and none of pictures", `<urlset xmlns:i="x"><url><loc> https://shop.example/?a=1&amp;b=2
			</loc><i:image><i:loc>https://shop.example/x.jpg</i:loc></i:image></url></urlset>`, sitemap{pages: []string{"https://shop.example/?a=1&b=2"}}},
		{"CDATA", `<urlset><url><loc><![CDATA[https://shop.example/?a=1&b=2]]></loc></url></urlset>`, sitemap{pages: []string{"https://shop.example/?a=1&b=2"}}},
		{"an index", `<sitemapindex><sitemap><loc>https://shop.example/a.xml</loc></sitemap><sitemap><loc>https://shop.example/b.xml.gz</loc></sitemap></sitemapindex>`, index},
		{"another character set", "<?xml version='1.0' encoding='gbk'?><urlset><url><loc>https://shop.example/\xb2\xe8</loc></url></urlset>", sitemap{pages: []string{"https://shop.example/茶"}}},
		{"nothing listed", `<urlset></urlset>`, sitemap{pages: []string{}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, text := range map[string]string{"plain": c.text, "packed": packed(t, c.text)} {
				got, err := readSitemap(strings.NewReader(text), 1<<20)
				if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(sitemap{})); diff != "" || err != nil {
					t.Errorf("%s (-want +got):\n%s%v", name, diff, err)
				}
			}
		})
	}
}

func TestSitemapsThatAreRefused(t *testing.T) {
	entry := "<url><loc>https://shop.example/</loc></url>"
	for _, c := range []struct{ name, text, why string }{
		{"nothing", "", "EOF"},
		{"HTML", "<html></html>", "no sitemap"},
		{"a feed", "<rss><channel/></rss>", "no sitemap"},
		{"one that is cut off", "<urlset>" + entry, "unexpected EOF"},
		{"entities of its own", `<!DOCTYPE u [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>`, "entity"},
		{"a file as an entity", `<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>`, "entity"},
		{"too many addresses", "<urlset>" + strings.Repeat(entry, maxSitemapEntries+1) + "</urlset>", "more than 50000"},
		{"elements without end", "<urlset>" + strings.Repeat("<url>", 100), "too deep"},
		{"no gzip", "\x1f\x8b\x00", "unpack"},
		{"a bomb", packed(t, "<urlset>"+strings.Repeat(" ", 1<<20)+"</urlset>"), "unpacks to more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := readSitemap(strings.NewReader(c.text), 1<<20)
			if err == nil || !strings.Contains(err.Error(), c.why) {
				t.Errorf("got %d pages, %v; want an error: %s", len(got.pages), err, c.why)
			}
		})
	}
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
