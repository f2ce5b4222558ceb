package catalog

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PlainText returns the text that a piece of HTML shows: blocks and list items on
// lines of their own, entities resolved, scripts and styles left out. Text without
// markup comes back as it is, trimmed.
func PlainText(markup string) string {
	if !strings.ContainsAny(markup, "<&") {
		return strings.TrimSpace(markup)
	}
	var text strings.Builder
	hidden := atom.Atom(0) // the element whose content is not shown
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return tidy(text.String())
		}
		if kind == html.TextToken {
			if hidden == 0 {
				text.WriteString(html.UnescapeString(string(tokens.Raw())))
			}
			continue
		}
		name, _ := tokens.TagName()
		element := atom.Lookup(name)
		switch {
		case kind == html.EndTagToken && element == hidden:
			hidden = 0
		case kind == html.StartTagToken && (element == atom.Script || element == atom.Style):
			hidden = element
		}
		switch {
		case lineBreaking[element]:
			text.WriteByte('\n')
		case element == atom.Td || element == atom.Th:
			text.WriteByte(' ')
		}
	}
}

// lineBreaking names the elements that begin and end a line.
var lineBreaking = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Blockquote: true, atom.Br: true, atom.Dd: true, atom.Div: true,
	atom.Dl: true, atom.Dt: true, atom.Figcaption: true, atom.Figure: true, atom.Footer: true, atom.H1: true,
	atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hr: true,
	atom.Li: true, atom.Main: true, atom.Ol: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Table: true,
	atom.Tr: true, atom.Ul: true,
}

// tidy joins the white space within lines, and leaves out empty lines.
func tidy(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return strings.Join(lines, "\n")
}
