package document

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

func readPlain(_ context.Context, d *draft, data []byte) error {
	text, err := decode(data)
	if err != nil {
		return err
	}
	d.plain(strings.Split(text, "\n"))
	return nil
}

// Levels of headings in plain text. Those between stand in headings.tsv.
const (
	levelTitle      = 1  // the first line, or one underlined with "="
	levelUnderlined = 2  // with "-"
	levelQuestion   = 12 // below all others
)

// plain adds a text without markup, by line.
func (d *draft) plain(lines []string) {
	t := plainText{draft: d, lines: lines, first: slices.IndexFunc(lines, hasText)}
	for t.at < len(t.lines) {
		t.next()
	}
	t.flush()
}

// plainText finds the headings of a text without markup.
type plainText struct {
	draft     *draft
	lines     []string
	at        int
	first     int // the line that text begins on
	paragraph []string
}

func (t *plainText) next() {
	line := strings.TrimSpace(clean(t.lines[t.at]))
	here := t.at
	t.at++
	mark, rest := marked(line)
	switch {
	case line == "":
		t.flush()
	case underline(t.line(here+1)) > 0 && headingLike(line):
		t.heading(underline(t.line(here+1)), line)
		t.at++
	case underline(line) > 0:
		t.flush()
	case mark.kind == "question":
		t.heading(levelQuestion, rest)
	case mark.kind == "answer":
		t.flush()
		t.paragraph = append(t.paragraph, rest)
	case mark.kind == "article":
		t.article(mark, line)
	case mark.level > 0 && headingLike(line) && !t.listed(here, mark):
		t.heading(mark.level, line)
	case here == t.first && headingLike(line) && t.line(here+1) == "" && t.more():
		t.heading(levelTitle, line)
	case mark.level > 0 || strings.IndexAny(line, "-*•·") == 0:
		t.flush()
		t.paragraph = append(t.paragraph, line)
	default:
		t.paragraph = append(t.paragraph, line)
	}
}

// article begins a clause: "第三条" with its text behind it, or with a title.
func (t *plainText) article(mark headingMark, line string) {
	if headingLike(line) {
		t.heading(mark.level, line)
		return
	}
	name := mark.pattern.FindString(line)
	t.heading(mark.level, name)
	t.paragraph = append(t.paragraph, strings.TrimSpace(strings.TrimPrefix(line, name)))
}

func (t *plainText) heading(level int, title string) {
	t.flush()
	t.draft.heading(level, title, "")
}

// flush ends a paragraph; the lines of one are a soft break apart.
func (t *plainText) flush() {
	t.draft.text(joinSoft(strings.Join(t.paragraph, softBreak)))
	t.paragraph = nil
}

func (t *plainText) line(i int) string {
	if i >= len(t.lines) {
		return ""
	}
	return strings.TrimSpace(clean(t.lines[i]))
}

// more reports whether text follows.
func (t *plainText) more() bool {
	return slices.ContainsFunc(t.lines[t.at:], hasText)
}

func hasText(line string) bool { return strings.TrimSpace(clean(line)) != "" }

// listed reports whether a numbered line is an item of a list rather than a
// heading: a line of the same kind stands right above or below it.
func (t *plainText) listed(i int, mark headingMark) bool {
	for _, neighbour := range []int{i - 1, i + 1} {
		if neighbour >= 0 {
			if other, _ := marked(t.line(neighbour)); other.kind == mark.kind {
				return true
			}
		}
	}
	return false
}

// underline returns the level of the heading above a line of "=" or "-", else 0.
func underline(line string) int {
	switch {
	case len(line) < 3:
		return 0
	case strings.Trim(line, "=") == "":
		return levelTitle
	case strings.Trim(line, "-") == "":
		return levelUnderlined
	}
	return 0
}

// headingLike reports whether a line can be a heading: short, and no sentence, save
// a question.
func headingLike(line string) bool {
	last, _ := utf8.DecodeLastRuneInString(line)
	return size(line) <= 60*shareOfLetter && !strings.ContainsRune("。；;，,.！!", last) && !strings.Contains(line, "。")
}

// headingMark is one line of headings.tsv.
type headingMark struct {
	kind    string
	level   int
	keep    bool
	pattern *regexp.Regexp
}

//go:embed headings.tsv
var headingsFile string

var headingMarks = sync.OnceValue(func() []headingMark {
	var all []headingMark
	for line := range strings.Lines(headingsFile) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.SplitN(line, "\t", 4)
		if len(columns) != 4 {
			panic(fmt.Sprintf("document: headings.tsv: %q has not four columns", line)) // the binary was built with broken data
		}
		level, err := strconv.Atoi(columns[1])
		if err != nil {
			panic(fmt.Sprintf("document: headings.tsv: %v", err))
		}
		all = append(all, headingMark{columns[0], level, columns[2] == "keep", regexp.MustCompile(columns[3])})
	}
	return all
})

// marked returns the mark that a line starts with, or the zero mark, and what the
// line says: without the mark where that is no part of it.
func marked(line string) (headingMark, string) {
	for _, m := range headingMarks() {
		if end := m.pattern.FindStringIndex(line); end != nil {
			if m.keep {
				return m, line
			}
			return m, strings.TrimSpace(line[end[1]:])
		}
	}
	return headingMark{}, line
}
