package llm

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// sentences divides prose that comes in pieces into sentences, after Unicode
// Standard Annex #29, in which a number does not end at its decimal point.
type sentences struct {
	pending string
	hear    func(string) error
}

// add takes a further piece, and tells of each sentence that is known to have
// ended: one is followed by a letter, which shows that it does not go on.
func (s *sentences) add(piece string) error {
	s.pending += piece
	for {
		sentence, rest := cutSentence(s.pending)
		if sentence == "" {
			return nil
		}
		if !strings.HasSuffix(sentence, "\n") && !strings.ContainsFunc(rest, unicode.IsLetter) {
			return nil
		}
		s.pending = rest
		if err := s.hear(sentence); err != nil {
			return err
		}
	}
}

// end tells of what remains of a text that is whole.
func (s *sentences) end() error {
	rest := s.pending
	s.pending = ""
	if strings.TrimSpace(rest) == "" {
		return nil
	}
	return s.hear(rest)
}

// cutSentence returns the first sentence of a text, and what follows it; or "", if
// it may go on. What has no letter, such as the number of a list's item, belongs to
// the sentence after it.
func cutSentence(text string) (sentence, rest string) {
	rest, state := text, -1
	for rest != "" {
		_, rest, state = uniseg.FirstSentenceInString(rest, state)
		sentence = text[:len(text)-len(rest)]
		if strings.ContainsFunc(sentence, unicode.IsLetter) {
			if rest == "" && !strings.HasSuffix(sentence, "\n") {
				return "", text
			}
			return sentence, rest
		}
	}
	return "", text
}
