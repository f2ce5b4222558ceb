package evaluation

import (
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// overlap counts tokens over dialogues: those of the gold keywords, those of the
// wish as understood, and those of both.
type overlap struct{ gold, understood, both int }

// add counts one dialogue. Tokens are lower-cased words without a plural ending
// and pairs of Chinese characters; each counts once.
func (o *overlap) add(gold, understood []string) {
	want, got := tokens(gold), tokens(understood)
	o.gold += len(want)
	o.understood += len(got)
	for t := range got {
		if want[t] {
			o.both++
		}
	}
}

// f1 is the harmonic mean of precision and recall over all tokens (micro-averaged),
// 0 when nothing was wished or understood.
func (o *overlap) f1() float64 {
	if o.gold+o.understood == 0 {
		return 0
	}
	return 2 * float64(o.both) / float64(o.gold+o.understood)
}

func tokens(texts []string) map[string]bool {
	set := map[string]bool{}
	for _, text := range texts {
		for _, t := range lexical.Terms(text) {
			set[t] = true
		}
	}
	return set
}

// wish returns the words of the constraints in force: the kind of product and the
// free query are among them.
func wish(l preference.Ledger) []string {
	var words []string
	for _, c := range l.Constraints {
		words = append(words, c.Words)
	}
	return words
}
