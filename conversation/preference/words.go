package preference

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

//go:embed words/*.tsv
var wordFiles embed.FS

// role is what a phrase does in a message, as words/roles.tsv names it.
type role string

var roles = sync.OnceValue(func() *lexical.Phrases[role] {
	phrases := &lexical.Phrases[role]{}
	readTable("words/roles.tsv", 3, func(columns []string) {
		for _, words := range columns[1:] {
			for phrase := range strings.SplitSeq(words, "|") {
				phrases.Add(phrase, role(columns[0]))
			}
		}
	})
	return phrases
})

// critiques are the ways in which what is shown should differ, by their phrases.
var critiques = sync.OnceValue(func() *lexical.Phrases[*Adjustment] {
	phrases := &lexical.Phrases[*Adjustment]{}
	readTable("words/critiques.tsv", 4, func(columns []string) {
		a := &Adjustment{Attributes: strings.Split(columns[0], "|")}
		switch d := Direction(columns[1]); d {
		case Up, Down:
			a.Direction = d
		default:
			a.Values = strings.Split(columns[1], "|")
		}
		for _, words := range columns[2:] {
			for phrase := range strings.SplitSeq(words, "|") {
				phrases.Add(phrase, a)
			}
		}
	})
	return phrases
})

// compounds are the words that stand for several values at once.
var compounds = sync.OnceValue(func() *lexical.Phrases[retrieval.Meaning] {
	phrases := &lexical.Phrases[retrieval.Meaning]{}
	readTable("words/compounds.tsv", 4, func(columns []string) {
		for _, words := range columns[2:] {
			for phrase := range strings.SplitSeq(words, "|") {
				for value := range strings.SplitSeq(columns[1], "|") {
					phrases.Add(phrase, retrieval.Meaning{Attribute: columns[0], Value: value})
				}
			}
		}
	})
	return phrases
})

// opposites are the features that the words are for lacking.
var opposites = sync.OnceValue(func() *lexical.Phrases[string] {
	phrases := &lexical.Phrases[string]{}
	readTable("words/opposites.tsv", 3, func(columns []string) {
		for _, words := range columns[1:] {
			for phrase := range strings.SplitSeq(words, "|") {
				phrases.Add(phrase, columns[0])
			}
		}
	})
	return phrases
})

// Knows reports whether a word alone does something in a message, whatever a shop sells.
func Knows(word string) bool {
	atoms := lexical.Atoms(lexical.Normalize(word))
	return len(roles().Find(atoms))+len(critiques().Find(atoms))+len(opposites().Find(atoms))+len(peoplePhrases().Find(atoms)) > 0
}

// nature is what the data says of wishes for one attribute.
type nature struct {
	strength Strength
	lasts    string // "all", "declined" or "nothing"
}

var natures = sync.OnceValue(func() map[string]nature {
	all := map[string]nature{}
	readTable("words/strength.tsv", 3, func(columns []string) {
		all[columns[0]] = nature{strength: Strength(columns[1]), lasts: columns[2]}
	})
	return all
})

// strengthOf returns how strongly a wish is meant when nothing is said of it.
func strengthOf(attribute string) Strength {
	if n, ok := natures()[attribute]; ok {
		return n.strength
	}
	return Prefer
}

// Lasts reports whether a constraint says something of the shopper, and not only
// of what is looked for today.
func Lasts(c Constraint) bool {
	if c.Relative {
		return false // it follows from what was shown
	}
	switch natures()[c.Attribute].lasts {
	case "all":
		return true
	case "declined":
		return c.Op == NotIn
	}
	return false
}

// moods are the words by which the form of a sentence is known, by mark.
var moods = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	readTable("words/moods.tsv", 2, func(columns []string) { all[columns[0]] = strings.Split(columns[1], "|") })
	return all
})

// readTable reads an embedded tab-separated file; "#" begins a comment line.
func readTable(name string, columns int, row func([]string)) {
	text, err := wordFiles.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("preference: embedded %s: %v", name, err)) // the binary was built without its data
	}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != columns {
			panic(fmt.Sprintf("preference: embedded %s:%d: %d columns, want %d", name, i+1, len(cells), columns))
		}
		row(cells)
	}
}
