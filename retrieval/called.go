package retrieval

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// The length of a brand's Chinese name, in characters.
const shortestName, longestName = 2, 4

// opening returns as much of a title as tells it from others and may begin with the
// brand's name.
func opening(title string) string {
	const most = 12 // characters
	runes := []rune(title)
	return string(runes[:min(most, len(runes))])
}

// called returns what brands are called in Chinese: the characters with which three in
// four titles of a brand begin, or more, and no title of another, and which are no word
// of the lexicon. openings holds how the titles of each brand begin.
func called(openings map[string]map[string]bool, lexicon *lexical.Lexicon) map[string]string {
	words := map[string]bool{}
	for _, concept := range lexicon.Concepts() {
		for _, w := range concept.Words["zh"] {
			words[w] = true
		}
	}
	names := map[string]string{}
	for brand, own := range openings {
		name := commonStart(own)
		if name != "" && !words[name] && !strings.ContainsFunc(brand, ideograph) && !startsElsewhere(openings, brand, name) {
			names[brand] = name
		}
	}
	return names
}

func startsElsewhere(openings map[string]map[string]bool, brand, name string) bool {
	for other, heads := range openings {
		for head := range heads {
			if other != brand && strings.HasPrefix(head, name) {
				return true
			}
		}
	}
	return false
}

// commonStart returns the Chinese characters with which most of several titles begin,
// or "".
func commonStart(titles map[string]bool) string {
	for length := longestName; length >= shortestName; length-- {
		begin := map[string]int{}
		for title := range titles {
			if runes := []rune(title); len(runes) > length && !slices.ContainsFunc(runes[:length], func(r rune) bool { return !ideograph(r) }) {
				begin[string(runes[:length])]++
			}
		}
		for start, n := range begin {
			if n > 1 && 4*n >= 3*len(titles) {
				return start
			}
		}
	}
	return ""
}
