package answer

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

//go:embed words/prose.tsv
var wordFiles embed.FS

// role is what a phrase does in prose, as words/prose.tsv names it: a claim such
// as "policy:return", or how claims are meant, such as "not".
type role string

func (r role) family() string {
	family, _, _ := strings.Cut(string(r), ":")
	return family
}

func (r role) detail() string {
	_, detail, _ := strings.Cut(string(r), ":")
	return detail
}

var roles = sync.OnceValue(func() *lexical.Phrases[role] {
	const name = "words/prose.tsv"
	text, err := wordFiles.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("answer: embedded %s: %v", name, err)) // the binary was built without its data
	}
	phrases := &lexical.Phrases[role]{}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			panic(fmt.Sprintf("answer: embedded %s:%d: %d columns, want 3", name, i+1, len(cells)))
		}
		for _, words := range cells[1:] {
			for phrase := range strings.SplitSeq(words, "|") {
				phrases.Add(phrase, role(cells[0]))
			}
		}
	}
	return phrases
})

// rolesIn returns the claims that a text makes, whatever they are said of.
func rolesIn(texts ...string) map[role]bool {
	all := map[role]bool{}
	for _, text := range texts {
		for _, m := range roles().Find(lexical.Atoms(lexical.Normalize(text))) {
			for _, r := range m.Values {
				all[r] = true
			}
		}
	}
	return all
}
