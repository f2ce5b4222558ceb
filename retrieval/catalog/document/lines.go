package document

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// softBreak is a line end in the source that is none in the text.
const softBreak = "\x1F"

// joinSoft makes soft breaks spaces, save between characters of a script written
// without spaces.
func joinSoft(s string) string {
	parts := strings.Split(s, softBreak)
	var b strings.Builder
	before := ' '
	for i, part := range parts {
		if part == "" {
			continue
		}
		after, _ := utf8.DecodeRuneInString(part)
		if i > 0 && b.Len() > 0 && !(wide(before) && wide(after)) {
			b.WriteByte(' ')
		}
		b.WriteString(part)
		before, _ = utf8.DecodeLastRuneInString(part)
	}
	return b.String()
}

// bullet returns what stands before a list item.
func bullet(ordered bool, number int) string {
	if ordered {
		return strconv.Itoa(number) + ". "
	}
	return "- "
}

// grid writes a table as lines that can be read alone, since a section may end
// between two of them.
type grid struct {
	head []string
	rows [][]string
}

func (g *grid) add(cells []string, head bool) {
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	if head && len(g.rows) == 0 {
		g.head = cells
		return
	}
	g.rows = append(g.rows, cells)
}

// String returns a line for each row: "Region: Xinjiang; Fee: ¥18" under a head,
// else its cells between bars.
func (g *grid) String() string {
	var lines []string
	if len(g.rows) == 0 && len(g.head) > 0 {
		lines = append(lines, strings.Join(filled(g.head), " | "))
	}
	for _, row := range g.rows {
		lines = append(lines, g.line(row))
	}
	return strings.Join(lines, "\n")
}

func (g *grid) line(row []string) string {
	if len(g.head) == 0 || len(row) > len(g.head) {
		return strings.Join(filled(row), " | ")
	}
	colon, semicolon := ": ", "; "
	if languageOf(strings.Join(row, " ")+" "+strings.Join(g.head, " ")) == "zh" {
		colon, semicolon = "：", "；"
	}
	var parts []string
	for i, cell := range row {
		switch {
		case cell == "":
		case g.head[i] == "":
			parts = append(parts, cell)
		default:
			parts = append(parts, g.head[i]+colon+cell)
		}
	}
	return strings.Join(parts, semicolon)
}

func filled(cells []string) []string {
	var all []string
	for _, c := range cells {
		if c != "" {
			all = append(all, c)
		}
	}
	return all
}

// slug is the anchor that GitHub makes of a heading: lower case, spaces as
// hyphens, no punctuation, a number behind the second and later of the same.
func slug(title string, taken map[string]int) string {
	anchor := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, oneLine(title))
	n := taken[anchor]
	taken[anchor]++
	if n > 0 {
		return anchor + "-" + strconv.Itoa(n)
	}
	return anchor
}

// webAddress reports whether s is an absolute http or https address.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
