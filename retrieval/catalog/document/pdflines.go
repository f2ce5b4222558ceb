package document

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/responses"
)

// pdfLine is one line of a page as it was set. Lengths are in points, from the
// lower left corner.
type pdfLine struct {
	text                     string
	size                     float64 // of its letters
	bold                     bool
	left, top, right, bottom float64
	cells                    int // parts with wide gaps between them: more than one in a table's row
}

// Gaps within a line, in letter sizes: beyond wordGap a space was meant, beyond
// cellGap another column.
const (
	wordGap = 0.15
	cellGap = 1.2
)

// pageLines joins the pieces of a page into lines, in the order in which the page
// sets them, which is the reading order also where it has columns.
func pageLines(pieces []*responses.GetPageTextStructuredRect) []pdfLine {
	var lines []pdfLine
	for _, piece := range pieces {
		next := lineOf(piece)
		if next.text == "" {
			continue
		}
		if n := len(lines); n > 0 && lines[n-1].precedes(next) {
			lines[n-1].join(next)
			continue
		}
		if item := itemOf(lines, next); item != nil {
			item.text = next.text + " " + item.text
			continue
		}
		lines = append(lines, next)
	}
	return lines
}

// itemOf returns the line that a bullet or a number stands before: many programs
// set those of a list after its text.
func itemOf(lines []pdfLine, mark pdfLine) *pdfLine {
	if utf8.RuneCountInString(mark.text) > 3 {
		return nil
	}
	for i := range slices.Backward(lines) {
		if gap := lines[i].left - mark.right; gap > 0 && gap < 3*mark.size && mark.sharesHeight(lines[i]) {
			return &lines[i]
		}
	}
	return nil
}

func lineOf(piece *responses.GetPageTextStructuredRect) pdfLine {
	at := piece.PointPosition
	l := pdfLine{text: oneLine(piece.Text), left: at.Left, top: at.Top, right: at.Right, bottom: at.Bottom, size: at.Top - at.Bottom, cells: 1}
	if font := piece.FontInformation; font != nil {
		l.size = cmp.Or(font.RenderedSize, font.Size, l.size)
		l.bold = font.Weight >= 600 || strings.Contains(strings.ToLower(font.Name), "bold")
	}
	return l
}

// precedes reports whether next goes on in the same line.
func (l *pdfLine) precedes(next pdfLine) bool {
	return l.sharesHeight(next) && next.left > l.right-l.size/2
}

func (l *pdfLine) sharesHeight(other pdfLine) bool {
	shared := math.Min(l.top, other.top) - math.Max(l.bottom, other.bottom)
	return shared > math.Min(l.top-l.bottom, other.top-other.bottom)/2
}

func (l *pdfLine) join(next pdfLine) {
	gap := next.left - l.right
	last, _ := utf8.DecodeLastRuneInString(l.text)
	first, _ := utf8.DecodeRuneInString(next.text)
	switch {
	case gap > cellGap*l.size:
		l.text += " | "
		l.cells++
	case gap > wordGap*l.size && !(wide(last) && wide(first)):
		l.text += " "
	}
	l.text += next.text
	if utf8.RuneCountInString(next.text) > utf8.RuneCountInString(l.text)/2 {
		l.size, l.bold = next.size, next.bold
	}
	l.right, l.top, l.bottom = next.right, math.Max(l.top, next.top), math.Min(l.bottom, next.bottom)
}

// withoutMargins drops the running heads, feet and page numbers: the first and the
// last line of a page when, numbers apart, they stand on at least half of the
// pages, and on three or more.
func withoutMargins(pages [][]pdfLine) [][]pdfLine {
	count := map[string]int{}
	for _, lines := range pages {
		seen := map[string]bool{}
		for _, i := range margins(lines) {
			if key := runningKey(lines[i]); !seen[key] {
				seen[key] = true
				count[key]++
			}
		}
	}
	kept := make([][]pdfLine, len(pages))
	for p, lines := range pages {
		drop := margins(lines)
		for i, l := range lines {
			if n := count[runningKey(l)]; n >= 2 && 2*n > len(pages) && slices.Contains(drop, i) {
				continue
			}
			kept[p] = append(kept[p], l)
		}
	}
	return kept
}

// margins returns the indexes of the lines that stand highest and lowest.
func margins(lines []pdfLine) []int {
	if len(lines) == 0 {
		return nil
	}
	high, low := 0, 0
	for i := range lines {
		if lines[i].top > lines[high].top {
			high = i
		}
		if lines[i].bottom < lines[low].bottom {
			low = i
		}
	}
	return []int{high, low}
}

var digits = regexp.MustCompile(`[0-9]+`)

func runningKey(l pdfLine) string { return digits.ReplaceAllString(l.text, "0") }
