package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A character's share of a section, in twelfths of an English one.
const (
	shareOfLetter = 12
	shareOfHan    = 25
)

func share(r rune) int {
	if wide(r) {
		return shareOfHan
	}
	return shareOfLetter
}

func size(s string) int {
	n := 0
	for _, r := range s {
		n += share(r)
	}
	return n
}

// cut joins lines into texts of at most limit English characters, keeping lines
// whole where they fit, else sentences, else words.
func cut(lines []string, limit int) []string {
	limit *= shareOfLetter
	var texts []string
	var text strings.Builder
	filled := 0
	for _, line := range lines {
		for i, piece := range pieces(line, limit) {
			n := size(piece)
			if filled > 0 && (i > 0 || filled+shareOfLetter+n > limit) {
				texts = append(texts, text.String())
				text.Reset()
				filled = 0
			}
			if filled > 0 {
				text.WriteByte('\n')
				filled += shareOfLetter
			}
			text.WriteString(piece)
			filled += n
		}
	}
	if filled > 0 {
		texts = append(texts, text.String())
	}
	return texts
}

// pieces returns the line if it is within the limit, else its sentences, as many
// together as fit.
func pieces(line string, limit int) []string {
	var all []string
	for line != "" {
		end := border(line, limit)
		all = append(all, strings.TrimSpace(line[:end]))
		line = strings.TrimSpace(line[end:])
	}
	return all
}

// border returns the line's length if it is within the limit, else where to cut it:
// after the last sentence that fits, else after the last word, else in the middle
// of one.
func border(line string, limit int) int {
	filled, sentence, word := 0, 0, 0
	for i, r := range line {
		if filled += share(r); filled > limit {
			switch {
			case sentence > 0:
				return sentence
			case word > 0:
				return word
			}
			return max(i, 1)
		}
		end := i + utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(line[end:])
		switch {
		case strings.ContainsRune("。！？；!?…", r) && !strings.ContainsRune("。！？!?…”’」』）)\"'", next),
			strings.ContainsRune(".”’」』）)", r) && unicode.IsSpace(next) && endsSentence(line[:end]):
			sentence = end
		case unicode.IsSpace(r), strings.ContainsRune("，、：,", r):
			word = end
		}
	}
	return len(line)
}

// endsSentence reports whether s ends in a sentence's last mark, closing quotes
// and brackets after it apart.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "”’」』）)")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".。！？!?…", last)
}

// wide reports whether the character is of a script written without spaces, or
// its punctuation.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF60
}
