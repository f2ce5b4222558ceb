package main

import (
	"math/rand/v2"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// titles writes texts as long as marketplaces' titles, which pile up what people
// may search for: each is some of the searches that have a term in common, one
// after the other. Without long texts to learn from, a table would not know which
// words matter among many.
func titles(searches []string, count, least, most int) []string {
	const rarest, commonest = 4, 400
	having := map[string][]int{} // by term
	for i, search := range searches {
		for _, term := range lexical.Terms(search) {
			having[term] = append(having[term], i)
		}
	}
	r := rand.New(rand.NewPCG(3, uint64(len(searches))))
	var found []string
	for len(found) < count {
		terms := lexical.Terms(pick(r, searches))
		if len(terms) == 0 {
			continue
		}
		alike := having[pick(r, terms)]
		if len(alike) < rarest || len(alike) > commonest {
			continue
		}
		var parts []string
		for range least + r.IntN(most-least+1) {
			parts = append(parts, searches[pick(r, alike)])
		}
		found = append(found, strings.Join(parts, " "))
	}
	return found
}
