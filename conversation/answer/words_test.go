package answer

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// families are the roles that the checks know, less what follows their colon.
var families = []string{
	"policy", "stock", "sale", "praise", "less", "least", "more", "most", "unmeasured", "never",
	"not", "plain", "unlisted", "wish", "all", "both", "than", "it", "some", "break", "at-most", "at-least", "condition", "courtesy",
	"item", "number", "unit",
}

func TestTheWordsOfProseAreOfKnownRolesAndInBothLanguages(t *testing.T) {
	text, err := wordFiles.ReadFile("words/prose.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{} // phrase → role
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		r := role(cells[0])
		if !slices.Contains(families, r.family()) {
			t.Errorf("line %d: nothing checks the role %s", i+1, r)
		}
		if (cells[1] == "" || cells[2] == "") && r.family() != "number" && r != "never:off" {
			t.Errorf("line %d: %s has words in one language only", i+1, r)
		}
		for _, phrase := range strings.Split(cells[1]+"|"+cells[2], "|") {
			if phrase == "" {
				continue
			}
			if len(lexical.Atoms(lexical.Normalize(phrase))) == 0 {
				t.Errorf("line %d: %q has no letters", i+1, phrase)
			}
			if other, twice := seen[phrase]; twice && other == cells[0] {
				t.Errorf("line %d: %q stands twice under %s", i+1, phrase, r)
			}
			seen[phrase] = cells[0]
		}
	}
}

func TestSentencesEndAtTheirEndsAndNotInNumbers(t *testing.T) {
	for text, want := range map[string][]string{
		"It weighs 1.28 kg. It costs ¥69.90! Does it?": {"It weighs 1.28 kg.", "It costs ¥69.90!", "Does it?"},
		"第一款¥1,299。它有货！您要吗？":                           {"第一款¥1,299。", "它有货！", "您要吗？"},
		"「好。」下一句":                                      {"「好。」", "下一句"},
		"one line\nand another":                        {"one line", "and another"},
		"no end":                                       {"no end"},
		" \n ":                                         nil,
	} {
		if got := Sentences(text); !slices.Equal(got, want) {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}

func FuzzProse(f *testing.F) {
	for _, s := range []string{"The first is ¥99.", "第三款仅剩２件，①②", "\xff第#99款", "五十百千万元", "than the second, cheaper"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []string{"zh", "en"} {
			p := NewWriter(lang, emptyVocabulary()).Prose(Evidence{Rows: []Row{{Position: 1, titles: []string{"İstanbul Lamp", "ſ"}}}})
			for _, s := range Sentences(text) {
				if err := p.Check(s); err != nil && err.Error() == "" {
					t.Errorf("no reason against %q", s)
				}
			}
		}
	})
}
