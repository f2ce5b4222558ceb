package preference

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Agrees reports whether a message begins by agreeing to what was proposed, with
// nothing else in its first clause, and returns what it says after that: "ok, in
// black" agrees, "ok for gaming" and "right-handed" do not.
func Agrees(text string) (rest string, agrees bool) {
	text = lexical.Normalize(text)
	end := strings.IndexAny(text, clauseEnds)
	if end < 0 {
		end = len(text)
	}
	first := strings.ToLower(strings.TrimSpace(text[:end]))
	if !slices.Contains(moods()["agree"], first) {
		return "", false
	}
	return strings.TrimLeft(text[end:], clauseEnds+" "), true
}
