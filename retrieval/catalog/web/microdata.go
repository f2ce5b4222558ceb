package web

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// What is read for the items of one page, which nesting and itemref could otherwise
// make read the same over and over.
const (
	maxElements = 200_000
	maxText     = 8 << 20 // bytes
)

// microdata reads the items of a page (HTML standard, section 5).
type microdata struct {
	byID    map[string]*html.Node
	open    []*html.Node // items that enclose the one being read
	visited int          // elements
	text    int          // bytes
}

// readMicrodata returns the items that are no property of another.
func readMicrodata(doc *goquery.Document) []any {
	m := microdata{byID: map[string]*html.Node{}}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		if id := s.AttrOr("id", ""); m.byID[id] == nil {
			m.byID[id] = s.Get(0)
		}
	})
	var all []any
	doc.Find("[itemscope]:not([itemprop])").Each(func(_ int, s *goquery.Selection) {
		all = append(all, m.item(s.Get(0)))
	})
	return all
}

func (m *microdata) item(n *html.Node) item {
	it := item{}
	var types []any
	for t := range strings.FieldsSeq(attribute(n, "itemtype")) {
		types = append(types, t)
	}
	if types != nil {
		it["@type"] = types
	}
	if id := attribute(n, "itemid"); id != "" {
		it["@id"] = id
	}
	if len(m.open) > maxNesting || slices.Contains(m.open, n) {
		return it
	}
	m.open = append(m.open, n)
	m.properties(n, it)
	for id := range strings.FieldsSeq(attribute(n, "itemref")) {
		if referred := m.byID[id]; referred != nil {
			m.property(referred, it)
		}
	}
	m.open = m.open[:len(m.open)-1]
	return it
}

// properties adds what the elements inside n say of an item.
func (m *microdata) properties(n *html.Node, it item) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			m.property(c, it)
		}
	}
}

func (m *microdata) property(n *html.Node, it item) {
	if m.visited++; m.visited > maxElements {
		return
	}
	names := strings.Fields(attribute(n, "itemprop"))
	scope := has(n, "itemscope")
	if len(names) > 0 {
		var value any
		if scope {
			value = m.item(n)
		} else {
			value = m.value(n)
		}
		for _, name := range names {
			all, _ := it[name].([]any)
			it[name] = append(all, value)
		}
	}
	if !scope {
		m.properties(n, it)
	}
}

// value is the value of a property by its element. A content attribute goes before
// everything: shops put it on any element.
func (m *microdata) value(n *html.Node) string {
	if has(n, "content") {
		return attribute(n, "content")
	}
	switch n.Data {
	case "a", "area", "link":
		return attribute(n, "href")
	case "audio", "embed", "iframe", "img", "source", "track", "video":
		return attribute(n, "src")
	case "object":
		return attribute(n, "data")
	case "data", "meter":
		return attribute(n, "value")
	case "time":
		if has(n, "datetime") {
			return attribute(n, "datetime")
		}
	}
	var words strings.Builder
	for inner := range n.Descendants() {
		if inner.Type == html.TextNode && m.text < maxText {
			m.text += len(inner.Data)
			words.WriteString(inner.Data)
		}
	}
	return words.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
