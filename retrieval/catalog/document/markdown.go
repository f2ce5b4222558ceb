package document

import (
	"context"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// commonMark reads CommonMark with GitHub's tables, and {#anchor} after a heading.
var commonMark = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.DefinitionList),
	goldmark.WithParserOptions(parser.WithHeadingAttribute()),
)

func readMarkdown(_ context.Context, d *draft, data []byte) error {
	body, err := decode(data)
	if err != nil {
		return err
	}
	if body, err = d.takeFront(body); err != nil {
		return err
	}
	if err := bounded(body); err != nil {
		return err
	}
	m := markdown{draft: d, source: []byte(body), slugs: map[string]int{}}
	return m.blocks(commonMark.Parser().Parse(text.NewReader(m.source)), 0)
}

// maxMarks bounds the marks of emphasis, code and links in one paragraph. To find
// where each ends, the parser takes time by the square of their number: 5 ms for
// this many, but minutes for a hundred times as many.
const maxMarks = 4000

// bounded refuses what would nest beyond MaxNesting or have the parser search for
// minutes.
func bounded(body string) error {
	marks := 0
	for line := range strings.Lines(body) {
		if opens(line) > MaxNesting {
			return tooDeep()
		}
		text := strings.TrimLeft(line, " \t")
		if strings.TrimSpace(text) == "" || strings.IndexAny(text, "-*+#") == 0 && !strings.HasPrefix(text, "**") {
			marks = 0
		}
		for _, r := range text {
			if strings.ContainsRune("[]*_`<~!&", r) {
				marks++
			}
		}
		if marks > maxMarks {
			return refuse(nil, "a paragraph of it has more than %d marks such as * and [; divide it with empty lines", maxMarks)
		}
	}
	return nil
}

func tooDeep() error {
	return refuse(nil, "lists or quotes are more than %d deep in it", MaxNesting)
}

// opens returns how many quotes and lists a line may open at most.
func opens(line string) int {
	text := strings.TrimLeft(line, " \t")
	if strings.Trim(text, "-*_ \t\n") == "" {
		return 0 // a rule, however long
	}
	marks := len(text) - len(strings.TrimLeft(text, " \t>-+*0123456789.)"))
	return (len(line)-len(text))/4 + strings.Count(text[:marks], ">") + strings.Count(text[:marks], " ")
}

type markdown struct {
	draft  *draft
	source []byte
	slugs  map[string]int
	asked  [][]heading // what was open before each of the details that are open
}

func (m *markdown) blocks(parent ast.Node, depth int) error {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if err := m.block(n, depth); err != nil {
			return err
		}
	}
	return nil
}

func (m *markdown) block(n ast.Node, depth int) error {
	if depth > MaxNesting {
		return tooDeep()
	}
	switch n := n.(type) {
	case *ast.Heading:
		title := m.inline(n)
		m.draft.heading(n.Level, title, m.anchor(n, title))
	case *ast.List:
		number := n.Start
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			if err := m.item(item, bullet(n.IsOrdered(), number), depth); err != nil {
				return err
			}
			number++
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		lines := n.Lines()
		for i := range lines.Len() {
			segment := lines.At(i)
			m.draft.text(string(segment.Value(m.source)))
		}
	case *ast.HTMLBlock:
		return m.html(n)
	case *east.Table:
		m.table(n)
	case *east.DefinitionTerm:
		m.draft.text(m.inline(n))
	case *ast.Paragraph, *ast.TextBlock:
		m.draft.text(m.inline(n))
	default:
		return m.blocks(n, depth+1)
	}
	return nil
}

// html adds a block of HTML. One that opens details and leaves their text to
// Markdown makes its summary a question; the one that closes them ends the answer.
func (m *markdown) html(n *ast.HTMLBlock) error {
	var block strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		block.Write(segment.Value(m.source))
	}
	if n.HasClosure() {
		block.Write(n.ClosureLine.Value(m.source))
	}
	source := block.String()
	lower := strings.ToLower(source)
	opens, closes := strings.Contains(lower, "<details"), strings.Contains(lower, "</details")
	switch {
	case opens && !closes:
		end := max(strings.Index(lower, "</summary>"), 0)
		m.asked = append(m.asked, m.draft.ask(words(source[:end]), ""))
		return m.draft.fragment(source[end:])
	case closes && !opens && len(m.asked) > 0:
		m.draft.answered(m.asked[len(m.asked)-1])
		m.asked = m.asked[:len(m.asked)-1]
	default:
		return m.draft.fragment(source)
	}
	return nil
}

// item adds a list item: its first line behind its mark, what follows below.
func (m *markdown) item(item ast.Node, mark string, depth int) error {
	first := item.FirstChild()
	if first == nil {
		return nil
	}
	rest := first
	if first.Kind() == ast.KindParagraph || first.Kind() == ast.KindTextBlock {
		m.draft.text(mark + m.inline(first))
		rest = first.NextSibling()
	}
	for n := rest; n != nil; n = n.NextSibling() {
		if err := m.block(n, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (m *markdown) table(t *east.Table) {
	var rows grid
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, m.inline(c))
		}
		_, head := r.(*east.TableHeader)
		rows.add(cells, head)
	}
	m.draft.text(rows.String())
}

// inline returns a block's words. Line ends within it are kept only where the
// writer meant them.
func (m *markdown) inline(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker never fails
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(m.words(n))
			switch {
			case n.HardLineBreak():
				b.WriteByte('\n')
			case n.SoftLineBreak():
				b.WriteString(softBreak)
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(m.source))
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				segment := n.Segments.At(i)
				if tag := strings.ToLower(string(segment.Value(m.source))); strings.HasPrefix(tag, "<br") {
					b.WriteByte('\n')
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return joinSoft(b.String())
}

// words resolves a text's escapes and entities, which code has none of.
func (m *markdown) words(n *ast.Text) []byte {
	words := n.Value(m.source)
	if _, code := n.Parent().(*ast.CodeSpan); code || n.IsRaw() {
		return words
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(words)))
}

// anchor is the heading's {#anchor}, else the one that GitHub and its likes make of
// its title.
func (m *markdown) anchor(h *ast.Heading, title string) string {
	if id, ok := h.AttributeString("id"); ok {
		if id, ok := id.([]byte); ok {
			return string(id)
		}
	}
	return slug(title, m.slugs)
}
