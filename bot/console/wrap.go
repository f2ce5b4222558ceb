package console

import (
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/rivo/uniseg"
)

// clean returns s as text that a terminal shows as it is: no control characters
// (so no escape sequences), none that turn the direction of what follows, valid
// UTF-8. Line breaks stay.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// cleanLine is clean for text that must stay on one line.
func cleanLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// wrap breaks clean text into lines of at most width cells, where the Unicode
// line breaking rules allow it (UAX #14: between Chinese characters, but not
// before a closing comma), and inside a word only if it is longer than a line.
func wrap(s string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	end := func() {
		lines = append(lines, strings.TrimRight(line.String(), " \n"))
		line.Reset()
		used = 0
	}
	state := -1
	for s != "" {
		var segment string
		var must bool
		segment, s, must, state = uniseg.FirstLineSegmentInString(s, state)
		if used > 0 && used+lipgloss.Width(strings.TrimRight(segment, " \n")) > width {
			end()
		}
		for _, piece := range pieces(segment, width) {
			if used > 0 && used+lipgloss.Width(strings.TrimRight(piece, " \n")) > width {
				end()
			}
			line.WriteString(piece)
			used += lipgloss.Width(piece)
		}
		if must {
			end()
		}
	}
	return lines
}

// pieces splits a segment that is wider than width cells into parts that fit.
func pieces(segment string, width int) []string {
	if lipgloss.Width(segment) <= width {
		return []string{segment}
	}
	var parts []string
	var part strings.Builder
	used, state := 0, -1
	for segment != "" {
		var cluster string
		cluster, segment, _, state = uniseg.FirstGraphemeClusterInString(segment, state)
		w := lipgloss.Width(cluster)
		if used > 0 && used+w > width {
			parts = append(parts, part.String())
			part.Reset()
			used = 0
		}
		part.WriteString(cluster)
		used += w
	}
	return append(parts, part.String())
}

// truncate returns s, which is one clean line, cut to width cells.
func truncate(s string, width int) string {
	if lipgloss.Width(s) <= width {
		return s
	}
	return pieces(s, max(width-1, 1))[0] + "…"
}
