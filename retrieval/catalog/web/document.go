package web

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/language"
)

// maxLinks bounds the links followed from one page.
const maxLinks = 2000

// document is a page as it was sent, read as far as a crawler needs.
type document struct {
	address    *url.URL // that it was asked for at
	canonical  *url.URL // that it names as its own, or address
	base       *url.URL // that its links start from
	title      string
	lang       string            // "zh", "en", …; "" when it does not say
	alternates map[string]string // addresses of the page in other languages
	links      []string
	noindex    bool
	html       *goquery.Document
	source     []byte // in UTF-8
}

// parse reads a page of any declared character set.
func parse(address *url.URL, contentType string, raw []byte) (*document, error) {
	encoding, _, _ := charset.DetermineEncoding(raw[:min(len(raw), 1024)], contentType)
	source, err := encoding.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	d := &document{address: address, canonical: address, base: address, html: goquery.NewDocumentFromNode(root), source: source}
	if href, ok := d.html.Find("base[href]").Attr("href"); ok {
		if base := resolve(address, href); base != nil {
			d.base = base
		}
	}
	d.title = clean(d.html.Find("title").First().Text())
	d.lang = d.language()
	d.alternates = map[string]string{}
	d.html.Find("link[rel][href]").Each(func(_ int, s *goquery.Selection) { d.relate(s) })
	directives := strings.ToLower(d.meta("robots") + "," + d.meta(agent))
	d.noindex = strings.Contains(directives, "noindex") || strings.Contains(directives, "none")
	if !strings.Contains(directives, "nofollow") && !strings.Contains(directives, "none") {
		d.links = d.anchors()
	}
	return d, nil
}

// relate takes in a link element: canonical, or alternate with a language.
func (d *document) relate(s *goquery.Selection) {
	to := resolve(d.base, s.AttrOr("href", ""))
	if to == nil {
		return
	}
	for rel := range strings.FieldsSeq(strings.ToLower(s.AttrOr("rel", ""))) {
		switch rel {
		case "canonical":
			d.canonical = to
		case "alternate":
			if lang := baseLanguage(s.AttrOr("hreflang", "")); lang != "" && key(to) != key(d.address) {
				d.alternates[lang] = to.String()
			}
		}
	}
}

func (d *document) anchors() []string {
	var links []string
	d.html.Find("a[href], area[href], link[rel~=next][href], link[rel~=prev][href]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		rel := " " + strings.ToLower(s.AttrOr("rel", "")) + " "
		if !strings.Contains(rel, " nofollow ") {
			links = append(links, s.AttrOr("href", ""))
		}
		return len(links) < maxLinks
	})
	return links
}

// meta returns the content of the meta element with a name or a property.
func (d *document) meta(name string) string {
	return clean(d.html.Find(`meta[name="`+name+`"], meta[property="`+name+`"]`).AttrOr("content", ""))
}

func (d *document) language() string {
	for _, stated := range []string{
		d.html.Find("html").AttrOr("lang", ""),
		d.html.Find("html").AttrOr("xml:lang", ""),
		d.html.Find("meta[http-equiv=content-language i]").AttrOr("content", ""),
		d.meta("og:locale"),
	} {
		if lang := baseLanguage(stated); lang != "" {
			return lang
		}
	}
	return ""
}

// baseLanguage returns "zh" for zh-Hant-TW or zh_CN, and "" for what is no language.
func baseLanguage(tag string) string {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil {
		return ""
	}
	base, confidence := t.Base()
	if confidence != language.Exact {
		return ""
	}
	return base.String()
}

// clean returns the words of a property without markup, entities and needless space.
func clean(s string) string {
	s = strings.ToValidUTF8(html.UnescapeString(s), "\uFFFD")
	if strings.Contains(s, "<") {
		s = withoutTags(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// inline are the elements that part no words.
var inline = setOf("a", "abbr", "b", "bdi", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u")

func withoutTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); !inline[string(name)] {
				b.WriteByte(' ')
			}
		default: // comments and doctypes say nothing
		}
	}
}
