package behaviour_test

import (
	"os"
	"strings"
	"testing"
	"unicode"
)

// table reads a file of field, English words, Chinese words.
func table(t *testing.T, name string) map[string][2][]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][2][]string{}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), "\t")
		if len(columns) != 3 {
			t.Fatalf("%s: %q has not three columns", name, line)
		}
		all[columns[0]] = [2][]string{strings.Split(columns[1], "|"), strings.Split(columns[2], "|")}
	}
	return all
}

func TestEveryNameIsKnownInBothLanguages(t *testing.T) {
	for _, name := range []string{"columns.tsv", "kinds.tsv"} {
		for field, words := range table(t, name) {
			for i, language := range words {
				chinese := 0
				for _, word := range language {
					if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
						chinese++
					}
				}
				if len(language) == 0 || i == 0 && chinese > 0 || i == 1 && chinese < len(language) {
					t.Errorf("%s: %s: %v", name, field, language)
				}
			}
		}
	}
}

func TestNoWordStandsForTwoKinds(t *testing.T) {
	kind := map[string]string{}
	for k, words := range table(t, "kinds.tsv") {
		for _, word := range append(words[0], words[1]...) {
			if other, twice := kind[word]; twice {
				t.Errorf("%q is %s and %s", word, k, other)
			}
			kind[word] = k
		}
	}
}

func TestNoColumnOfEventsHasTwoMeanings(t *testing.T) {
	columns := table(t, "columns.tsv")
	meaning := map[string]string{}
	for _, field := range []string{"shopper", "order", "item", "kind", "rating", "quantity", "at", "query", "lang"} {
		for _, word := range append(columns[field][0], columns[field][1]...) {
			if other, twice := meaning[word]; twice {
				t.Errorf("%q is %s and %s", word, field, other)
			}
			meaning[word] = field
		}
	}
}
