package fit

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Limits say how many tokens of each sort a vocabulary has room for.
type Limits struct {
	Words      int // of an alphabetic script
	Pairs      int // of such words
	Characters int // Chinese
	Runs       int // of two to four such characters
}

// How often a token must occur before it can learn more than its texts say
// already.
const (
	leastWords      = 2
	leastPairs      = 5
	leastCharacters = 1
	leastRuns       = 3

	longestRun = 4
)

// Tokens chooses a vocabulary: of each sort what occurs most often in the texts,
// less what is known already.
func Tokens(texts iter.Seq[string], limits Limits, known func(token string) bool) []string {
	words, pairs, characters, runs := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for text := range texts {
		text = lexical.Normalize(text)
		atoms := lexical.Atoms(text)
		for i, a := range atoms {
			switch {
			case a.Ideograph:
				characters[a.Text]++
				countRuns(runs, text, atoms[i:])
			default:
				words[a.Text]++
				if i > 0 && !atoms[i-1].Ideograph {
					pairs[atoms[i-1].Text+" "+a.Text]++
				}
			}
		}
	}
	dropContained(runs)
	var tokens []string
	for _, sort := range []struct {
		counts      map[string]int
		most, least int
	}{
		{words, limits.Words, leastWords},
		{pairs, limits.Pairs, leastPairs},
		{characters, limits.Characters, leastCharacters},
		{runs, limits.Runs, leastRuns},
	} {
		maps.DeleteFunc(sort.counts, func(token string, n int) bool { return n < sort.least || known(token) })
		tokens = append(tokens, mostFrequent(sort.counts, sort.most)...)
	}
	return tokens
}

// countRuns counts the runs that begin with the first of the atoms.
func countRuns(runs map[string]int, text string, atoms []lexical.Atom) {
	for i, a := range atoms[:min(longestRun, len(atoms))] {
		if i == 0 {
			continue
		}
		if !a.Ideograph || a.Start != atoms[i-1].End {
			return
		}
		runs[text[atoms[0].Start:a.End]]++
	}
}

// dropContained drops a run that hardly occurs outside one longer run.
func dropContained(runs map[string]int) {
	const mostInside = 0.8
	inside := map[string]int{}
	for run, n := range runs {
		_, first := utf8.DecodeRuneInString(run)
		_, last := utf8.DecodeLastRuneInString(run)
		for _, part := range []string{run[first:], run[:len(run)-last]} {
			inside[part] = max(inside[part], n)
		}
	}
	maps.DeleteFunc(runs, func(run string, n int) bool { return float64(inside[run]) > mostInside*float64(n) })
}

func mostFrequent(counts map[string]int, most int) []string {
	tokens := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	return tokens[:min(most, len(tokens))]
}
