package answer

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// passage is one sentence about what the shop promises.
type passage struct {
	text                string
	terms               map[string]bool
	numbers             map[string]bool
	negated, conditions bool
}

func read(sentence string) passage {
	text := lexical.Normalize(sentence)
	p := passage{text: text, terms: map[string]bool{}, numbers: map[string]bool{}}
	note(p.numbers, text)
	for _, term := range lexical.ContentTerms(text) {
		p.terms[term] = true
	}
	said := rolesIn(text)
	p.negated, p.conditions = said["not"], said["condition"]
	return p
}

// quoted checks a sentence about a policy: a passage must have one sentence that
// says all of it, in the same sense and with its figures and conditions, for a
// promise without its limit is another promise.
func (p *Prose) quoted(text string) error {
	s := read(text)
	polite := courtesy(text)
	var missing string
	for _, from := range p.passages {
		if missing = s.beyond(from, polite); missing == "" {
			return nil
		}
	}
	if len(s.numbers) == 0 && !slices.ContainsFunc(lexical.ContentTerms(text), func(term string) bool { return !polite[term] }) {
		return nil
	}
	return &ProseError{Claim: clip(text), Why: "no sentence of the policy says all of it"}
}

// beyond returns what s says and from does not, or "".
func (s passage) beyond(from passage, polite map[string]bool) string {
	for n := range s.numbers {
		if !from.numbers[n] {
			return n
		}
	}
	for term := range s.terms {
		if !from.terms[term] && !polite[term] {
			return term
		}
	}
	limited := len(from.numbers) > 0 && len(s.numbers) == 0
	if s.negated != from.negated || from.conditions && !s.conditions || limited {
		return strings.TrimSpace(from.text)
	}
	return ""
}

// courtesy returns the terms of the words that promise nothing.
func courtesy(text string) map[string]bool {
	terms := map[string]bool{}
	atoms := lexical.Atoms(text)
	for _, m := range roles().FindAll(atoms) {
		if slices.Contains(m.Values, "courtesy") {
			for _, term := range lexical.TermsOf(atoms[m.From:m.To]) {
				terms[term] = true
			}
		}
	}
	return terms
}
