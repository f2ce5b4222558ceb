// Package merchant reads product feeds in Google Merchant's format: RSS 2.0 and Atom
// with the g: namespace, and the tab-separated form.
package merchant

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Reader reads feeds as of a moment.
type Reader struct {
	// At is when a sale price must hold, by its sale_price_effective_date; now by
	// default.
	At time.Time
	// Currency is that of prices that state none.
	Currency string
}

// Read streams the products of an RSS or Atom document of any length. An item that is
// no product yields a *catalog.RowError and reading goes on; XML that is broken,
// nested too deeply or with declarations of its own ends it.
func (r Reader) Read(file string, in io.Reader) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		doc, err := newDocument(in)
		for err == nil {
			var i item
			if i, err = doc.next(); err == nil && !yield(r.row(file, i)) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(catalog.Row{}, fmt.Errorf("read %s: %w", file, err))
		}
	}
}

func (r Reader) row(file string, i item) (catalog.Row, error) {
	if i.err != nil {
		return catalog.Row{}, &catalog.RowError{File: file, Line: i.line, Err: i.err}
	}
	properties, err := i.properties(r.now())
	if err != nil {
		return catalog.Row{}, &catalog.RowError{File: file, Line: i.line, ID: i.first("id"), Err: err}
	}
	properties["currency"] = r.Currency
	return catalog.NewRow(file, i.line, properties)
}

func (r Reader) now() time.Time {
	if r.At.IsZero() {
		return time.Now()
	}
	return r.At
}

// The bounds of a document, besides catalog.MaxRow for each item.
const (
	maxDepth    = 64
	maxElements = 10_000 // of one item
)

// document walks the items of an RSS or Atom document.
type document struct {
	xml      *xml.Decoder
	bounded  *catalog.Bounded
	depth    int
	lang     string // as channel or feed state it
	from     int64  // where the item that is being read begins
	elements int    // of that item
	over     bool   // whether it outgrew its bounds
	closed   int64  // where the end tag that was read last ends
}

// newDocument reads up to the root element.
func newDocument(r io.Reader) (*document, error) {
	text, converted := withoutMark(r)
	d := &document{bounded: catalog.NewBounded(text)}
	d.xml = xml.NewDecoder(d.bounded)
	d.xml.Entity = xml.HTMLEntity // which many feeds use without a declaration
	d.xml.Strict = false          // an entity that nobody knows is text
	d.xml.CharsetReader = charset(converted)
	for {
		token, err := d.token()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("it has no XML element")
		}
		if err != nil {
			return nil, err
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch root.Name.Local {
		case "rss", "RDF", "feed":
			d.setLanguage(root)
			return d, nil
		}
		return nil, fmt.Errorf("the root element is <%s>, where a product feed has <rss> or <feed>", root.Name.Local)
	}
}

// next returns the next item or entry; io.EOF after the last.
func (d *document) next() (item, error) {
	for {
		token, err := d.token()
		if err != nil {
			return item{}, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		d.from, d.elements, d.over = d.xml.InputOffset(), 0, false
		switch start.Name.Local {
		case "item", "entry":
			line, _ := d.xml.InputPos()
			e, err := d.element(start)
			if err != nil {
				return item{}, err
			}
			i := item{line: line, lang: d.lang, elements: e.children}
			if lang := attribute(start, "lang"); lang != "" {
				i.lang = lang
			}
			if d.over {
				i.err = fmt.Errorf("the item is longer than %d MiB or has more than %d elements", catalog.MaxRow>>20, maxElements)
			}
			return i, nil
		case "language", "content_language":
			e, err := d.element(start)
			if err != nil {
				return item{}, err
			}
			d.lang = strings.TrimSpace(e.text)
		default:
			d.setLanguage(start)
		}
	}
}

func (d *document) setLanguage(start xml.StartElement) {
	if lang := attribute(start, "lang"); lang != "" && (d.depth == 1 || start.Name.Local == "channel") {
		d.lang = lang
	}
}

// element reads on to the end of an element that has begun, and keeps no more of it
// than the bounds of an item allow.
func (d *document) element(start xml.StartElement) (element, error) {
	e := element{space: start.Name.Space, name: strings.ToLower(start.Name.Local), href: attribute(start, "href"), rel: attribute(start, "rel")}
	var text []byte
	for {
		token, err := d.token()
		if err != nil {
			return element{}, err
		}
		d.over = d.over || d.xml.InputOffset()-d.from > catalog.MaxRow || d.elements > maxElements
		switch token := token.(type) {
		case xml.EndElement:
			e.text = string(text)
			return e, nil
		case xml.CharData:
			if !d.over {
				text = append(text, token...)
			}
		case xml.StartElement:
			d.elements++
			child, err := d.element(token)
			if err != nil {
				return element{}, err
			}
			if !d.over {
				e.children = append(e.children, child)
			}
		}
	}
}

var (
	errDepth    = fmt.Errorf("its elements are nested more than %d deep", maxDepth)
	errDeclared = errors.New("it declares entities or a document type of its own, which are not expanded: remove the <!DOCTYPE …[…]>")
)

// token returns the next token, whose bytes are good until the one after it.
func (d *document) token() (xml.Token, error) {
	d.bounded.Reset()
	token, err := d.xml.Token()
	if err != nil {
		return nil, cmp.Or(d.bounded.Err(), clarify(err))
	}
	switch token := token.(type) {
	case xml.StartElement:
		if d.depth++; d.depth > maxDepth {
			return nil, errDepth
		}
	case xml.EndElement:
		line, _ := d.xml.InputPos()
		end := d.xml.InputOffset()
		if end == d.closed { // the decoder lets one tag end several elements
			return nil, fmt.Errorf("line %d: <%s> ends before an element within it does", line, token.Name.Local)
		}
		d.closed = end
		d.depth--
	case xml.Directive:
		if bytes.ContainsAny(token, "[") || bytes.Contains(token, []byte("ENTITY")) {
			return nil, errDeclared
		}
	}
	return token, nil
}

// attribute returns the value of an element's attribute, of any namespace.
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// base returns the language of a tag without its script and region: "zh" of "zh-CN".
// What is no tag gives "".
func base(tag string) string {
	t, err := language.Parse(strings.TrimSpace(tag))
	if err != nil || t == language.Und {
		return ""
	}
	b, _ := t.Base()
	return b.String()
}
