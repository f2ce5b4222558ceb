package lexical

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Respell returns the term of the version that most documents hold of those one
// slip away from term: for a word, one letter missing, added, replaced, or two
// exchanged; for a pair of Chinese characters, one replaced by another of the same
// sound. It reports false when there is none. Words of under four letters are not
// respelled: too many others lie next to them.
func (c *Corpus) Respell(term string) (string, bool) {
	best, most := "", uint32(0)
	try := func(candidate string) {
		if n := c.frequency[number(candidate)]; n > most {
			best, most = candidate, n
		}
	}
	if r, _ := utf8.DecodeRuneInString(term); ideograph(r) {
		homophones(term, try)
	} else {
		slips(term, try)
	}
	return best, most > 0
}

// A word must have so many letters to be respelled, and no more: of a long one there
// are too many slips to try.
const shortest, longest = 4, 32

const letters = "abcdefghijklmnopqrstuvwxyz"

// slips tries every word one slip away from a word of the letters a to z. The
// first letter stays: it is the one least often wrong (Pollock and Zamora 1984).
func slips(word string, try func(string)) {
	if len(word) < shortest || len(word) > longest || strings.Trim(word, letters) != "" {
		return
	}
	for i := 1; i <= len(word); i++ {
		head, tail := word[:i], word[i:]
		for _, l := range letters {
			try(head + string(l) + tail)
		}
		if tail == "" {
			continue
		}
		try(head + tail[1:])
		for _, l := range letters {
			if byte(l) != tail[0] {
				try(head + string(l) + tail[1:])
			}
		}
		if len(tail) > 1 && tail[0] != tail[1] {
			try(head + string(tail[1]) + string(tail[0]) + tail[2:])
		}
	}
}

// homophones tries every pair in which one character of a pair is replaced by
// another that sounds like it.
func homophones(pair string, try func(string)) {
	characters := []rune(pair)
	if len(characters) != 2 {
		return
	}
	for i, r := range characters {
		for _, alike := range soundingLike()[r] {
			for _, other := range alike {
				if other != r {
					replaced := [2]rune{characters[0], characters[1]}
					replaced[i] = other
					try(string(replaced[:]))
				}
			}
		}
	}
}

// soundingLike holds, for each character, the characters of every sound that it has.
var soundingLike = sync.OnceValue(func() map[rune][]string {
	all := map[rune][]string{}
	for line := range lines("sounds.tsv") {
		_, characters, _ := strings.Cut(line, "\t")
		for _, r := range characters {
			all[r] = append(all[r], characters)
		}
	}
	return all
})
