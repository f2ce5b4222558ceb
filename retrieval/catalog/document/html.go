package document

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

func readHTML(ctx context.Context, d *draft, data []byte) error {
	if !utf8.Valid(data) {
		if declared, _, _ := charset.DetermineEncoding(data, ""); declared != nil && bytes.Contains(bytes.ToLower(data[:min(len(data), 1024)]), []byte("charset")) {
			if decoded, err := declared.NewDecoder().Bytes(data); err == nil {
				data = decoded
			}
		}
	}
	source, err := decode(data)
	if err != nil {
		return err
	}
	root, err := html.Parse(contextual{ctx, strings.NewReader(source)})
	if err != nil {
		return unparsed(ctx, err)
	}
	p := &page{draft: d, opened: map[string]string{}}
	if err := p.survey(root, 0); err != nil {
		return err
	}
	p.describe()
	p.blocks(p.content(root))
	p.flush()
	if !p.headed && p.title != "" {
		d.title = p.title
	}
	return p.answers()
}

func unparsed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return refuse(err, "its elements are nested too deeply or broken")
}

// fragment adds a piece of HTML that stands in another format.
func (d *draft) fragment(source string) error {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil {
		return refuse(err, "the HTML in it is nested too deeply or broken")
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	p := &page{draft: d, opened: map[string]string{}}
	if err := p.survey(body, 0); err != nil {
		return err
	}
	p.blocks(body)
	p.flush()
	return nil
}

// page is one HTML document on its way into a draft.
type page struct {
	draft  *draft
	opened map[string]string // ids of what controls on the page open → the words on those
	main   []*html.Node      // main elements, and articles outside of them
	linked []string          // JSON-LD scripts
	title  string            // the title element's
	meta   map[string]string
	canon  string

	line   strings.Builder // the paragraph that is open
	anchor string          // of the element that a heading without an id stands in
	headed bool            // an h1 was read
	// focused is whether the page says which part of it is the content.
	focused bool
}

// survey walks the whole page once for what must be known before its content is read.
func (p *page) survey(n *html.Node, depth int) error {
	if depth > MaxNesting {
		return refuse(nil, "its elements are more than %d deep", MaxNesting)
	}
	if n.Type == html.ElementNode {
		p.note(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := p.survey(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) note(n *html.Node) {
	for id := range strings.FieldsSeq(attribute(n, "aria-controls")) {
		p.opened[id] = cmp.Or(p.opened[id], p.inner(n), " ")
	}
	switch n.DataAtom {
	case atom.Html:
		if lang := declaredLanguage(attribute(n, "lang")); lang != "" {
			p.draft.lang = lang
		}
	case atom.Title:
		if p.title == "" && n.FirstChild != nil {
			p.title = shorten(oneLine(n.FirstChild.Data), maxTitle)
		}
	case atom.Meta:
		if p.meta == nil {
			p.meta = map[string]string{}
		}
		p.meta[strings.ToLower(attribute(n, "property")+attribute(n, "name")+attribute(n, "itemprop"))] = attribute(n, "content")
	case atom.Link:
		if strings.EqualFold(attribute(n, "rel"), "canonical") {
			p.canon = attribute(n, "href")
		}
	case atom.Script:
		if strings.EqualFold(attribute(n, "type"), "application/ld+json") && n.FirstChild != nil {
			p.linked = append(p.linked, n.FirstChild.Data)
		}
	}
	within := p.main != nil && ancestor(n, p.main[len(p.main)-1])
	if (n.DataAtom == atom.Main || n.DataAtom == atom.Article || attribute(n, "role") == "main") && !within {
		p.main = append(p.main, n)
	}
}

func ancestor(n, of *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == of {
			return true
		}
	}
	return false
}

// describe takes what the page's head says of it. A canonical address elsewhere
// than where the page was found would send shoppers to another site, and is not
// believed.
func (p *page) describe() {
	for _, name := range []string{"article:modified_time", "og:updated_time", "datemodified", "last-modified"} {
		if at, err := day(p.meta[name]); err == nil {
			p.draft.updated = at
			break
		}
	}
	found, _ := url.Parse(p.draft.origin.Address)
	canon, err := url.Parse(strings.TrimSpace(p.canon))
	if err != nil || p.canon == "" {
		return
	}
	if found != nil && found.Host != "" {
		if canon = found.ResolveReference(canon); canon.Host != found.Host {
			return
		}
	}
	if webAddress(canon.String()) {
		p.draft.address = canon.String()
	}
}

// content returns the element that holds what the page is about: main, else the
// only article, else the body.
func (p *page) content(root *html.Node) *html.Node {
	var articles []*html.Node
	for _, n := range p.main {
		if n.DataAtom != atom.Article {
			p.focused = true
			return n
		}
		articles = append(articles, n)
	}
	if len(articles) == 1 {
		p.focused = true
		return articles[0]
	}
	for n := range root.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return root
}
