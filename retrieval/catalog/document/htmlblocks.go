package document

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks adds what the element holds.
func (p *page) blocks(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			p.words(n.Data)
		case n.Type == html.ElementNode && !p.skipped(n):
			p.element(n)
		}
	}
}

func (p *page) element(n *html.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.heading(n)
	case atom.Br:
		p.line.WriteByte('\n')
	case atom.Pre:
		p.flush()
		p.draft.text(plain(n))
	case atom.Table:
		p.flush()
		p.table(n)
	case atom.Ul, atom.Ol:
		p.flush()
		p.list(n)
	case atom.Dl:
		p.flush()
		p.definitions(n)
	case atom.Details:
		p.flush()
		p.details(n)
	case atom.Img:
		// Its words are another's: of the picture, not of the text.
	default:
		if inline[n.DataAtom] {
			p.blocks(n)
			return
		}
		p.container(n)
	}
}

// container adds a block element; its id is the address of a heading within it
// that has none. One that is hidden until a control is pressed is the answer to the
// words on that.
func (p *page) container(n *html.Node) {
	p.flush()
	if id := attribute(n, "id"); hidden(n) || asks(p.opened[id]) {
		p.draft.question(p.opened[id], id, func() {
			p.blocks(n)
			p.flush()
		})
		return
	}
	before := p.anchor
	if id := attribute(n, "id"); id != "" {
		p.anchor = id
	}
	p.blocks(n)
	p.flush()
	p.anchor = before
}

var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true,
	atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true,
	atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.Ruby: true, atom.S: true, atom.Samp: true,
	atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true,
	atom.U: true, atom.Var: true, atom.Wbr: true,
}

func (p *page) heading(n *html.Node) {
	p.flush()
	level := int(n.Data[1] - '0')
	p.headed = p.headed || level == 1
	anchor := attribute(n, "id")
	for c := range n.Descendants() {
		if anchor == "" && c.Type == html.ElementNode {
			anchor = attribute(c, "id") + attribute(c, "name")
		}
	}
	if anchor == "" {
		anchor, p.anchor = p.anchor, "" // only the first heading stands where its container begins
	}
	p.draft.heading(level, p.inner(n), anchor)
}

// details puts its text under its summary, as a question and its answer.
func (p *page) details(n *html.Node) {
	title := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Summary {
			title = p.inner(c)
			n.RemoveChild(c)
			break
		}
	}
	p.draft.question(title, attribute(n, "id"), func() {
		p.blocks(n)
		p.flush()
	})
}

// definitions writes "term: definition" lines. Where the terms are questions, each
// becomes a title of its own.
func (p *page) definitions(dl *html.Node) {
	term, anchor := "", ""
	for _, n := range entries(dl) {
		if p.skipped(n) {
			continue
		}
		if n.DataAtom == atom.Dt {
			term, anchor = p.inner(n), attribute(n, "id")
			continue
		}
		if asks(term) {
			p.draft.question(term, anchor, func() {
				p.blocks(n)
				p.flush()
			})
			continue
		}
		row := grid{head: []string{term}}
		row.add([]string{p.inner(n)}, false)
		p.draft.text(row.String())
	}
}

// entries returns the dt and dd elements of a list, those grouped in a div included.
func entries(dl *html.Node) []*html.Node {
	var all []*html.Node
	for n := dl.FirstChild; n != nil; n = n.NextSibling {
		switch n.DataAtom {
		case atom.Dt, atom.Dd:
			all = append(all, n)
		case atom.Div:
			all = append(all, entries(n)...)
		}
	}
	return all
}

func asks(title string) bool {
	return strings.HasSuffix(title, "?") || strings.HasSuffix(title, "？")
}

func (p *page) list(list *html.Node) {
	number, err := strconv.Atoi(attribute(list, "start"))
	if err != nil {
		number = 1
	}
	for n := list.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.ElementNode || p.skipped(n) {
			continue
		}
		p.line.WriteString(bullet(list.DataAtom == atom.Ol, number))
		number++
		p.blocks(n)
		p.flush()
	}
}

func (p *page) table(table *html.Node) {
	var rows grid
	for r := range table.Descendants() {
		switch {
		case r.DataAtom == atom.Caption:
			p.draft.text(p.inner(r))
		case r.DataAtom == atom.Tr && owner(r) == table && !p.skipped(r):
			cells, head := p.row(r)
			rows.add(cells, head)
		}
	}
	p.draft.text(rows.String())
}

// owner returns the table that a row belongs to.
func owner(n *html.Node) *html.Node {
	for n = n.Parent; n != nil && n.DataAtom != atom.Table; {
		n = n.Parent
	}
	return n
}

// row returns a row's cells, and whether it is a head: all of them th.
func (p *page) row(r *html.Node) (cells []string, head bool) {
	head = true
	for c := r.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		head = head && c.DataAtom == atom.Th
		cells = append(cells, p.inner(c))
		if span, err := strconv.Atoi(attribute(c, "colspan")); err == nil {
			for range min(span, 50) - 1 {
				cells = append(cells, "")
			}
		}
	}
	return cells, head && len(cells) > 0
}

// inner returns the words of an element as one line.
func (p *page) inner(n *html.Node) string {
	var b strings.Builder
	p.gather(&b, n)
	return oneLine(joinSoft(b.String()))
}

func (p *page) gather(b *strings.Builder, parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(folded(n.Data))
		case n.Type != html.ElementNode || p.skipped(n):
		case inline[n.DataAtom]:
			p.gather(b, n)
		default:
			b.WriteByte(' ')
			p.gather(b, n)
			b.WriteByte(' ')
		}
	}
}

func (p *page) words(s string) {
	s = folded(s)
	if p.line.Len() == 0 {
		s = strings.TrimLeft(s, " "+softBreak)
	}
	p.line.WriteString(s)
}

// flush ends the paragraph that is open.
func (p *page) flush() {
	if p.line.Len() > 0 {
		for line := range strings.Lines(joinSoft(p.line.String())) {
			if line = oneLine(line); line != "" && line != "-" {
				p.draft.text(line)
			}
		}
		p.line.Reset()
	}
}

// folded makes each run of white space one space, or a soft break if a line ends in it.
func folded(s string) string {
	var b strings.Builder
	gap := ""
	for _, r := range s {
		switch r {
		case '\n':
			gap = softBreak
		case ' ', '\t', '\r', '\f':
			if gap == "" {
				gap = " "
			}
		default:
			b.WriteString(gap)
			gap = ""
			b.WriteRune(r)
		}
	}
	return b.String() + gap
}

// plain returns the text of preformatted lines as it stands.
func plain(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}
