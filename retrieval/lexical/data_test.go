package lexical_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestEveryValueHasWordsInBothLanguages(t *testing.T) {
	for _, c := range lexical.Default().Concepts() {
		for _, lang := range []string{"en", "zh"} {
			if len(c.Words[lang]) == 0 {
				t.Errorf("%s %q has no words in %s", c.Attribute, c.Canonical, lang)
			}
			for _, w := range c.Words[lang] {
				if len(lexical.Atoms(lexical.Normalize(w))) == 0 {
					t.Errorf("%s %q: nothing in %q can be found in a text", c.Attribute, c.Canonical, w)
				}
			}
		}
	}
}

func TestEveryAttributeHasANameInBothLanguages(t *testing.T) {
	names := lexical.Default().Attributes()
	for attribute, words := range names {
		if len(words["en"]) == 0 || len(words["zh"]) == 0 {
			t.Errorf("%s has the names %v", attribute, words)
		}
	}
	for _, c := range lexical.Default().Concepts() {
		if _, ok := names[c.Attribute]; !ok {
			t.Errorf("%s has values and no name", c.Attribute)
		}
	}
}

// Words are compared as texts are read: without case, plural and punctuation.
func TestAWordNamesOneValueOfAnAttribute(t *testing.T) {
	type key struct{ attribute, words string }
	owner := map[key]string{}
	for _, c := range lexical.Default().Concepts() {
		for _, w := range slices.Concat([]string{c.Canonical}, c.Words["en"], c.Words["zh"]) {
			read := key{c.Attribute, strings.Join(texts(w), " ")}
			other, taken := owner[read]
			if taken && other != c.Canonical {
				t.Errorf("%s: %q names both %q and %q", c.Attribute, w, other, c.Canonical)
			}
			owner[read] = c.Canonical
		}
	}
}

func TestEveryNeedIsOfAKindOfProductAndSaidInBothLanguages(t *testing.T) {
	l := lexical.Default()
	if len(l.Needs("umbrellas", "en")) == 0 {
		t.Error("nobody needs an umbrella")
	}
	for i, line := range readLines(t, "lexicon/needs.tsv") {
		kind, _, _ := strings.Cut(line, "\t")
		if len(l.Words("product_type", kind)) == 0 {
			t.Errorf("row %d: %q is no kind of product", i+1, kind)
		}
		for _, lang := range []string{"en", "zh"} {
			said := l.Needs(kind, lang)
			if len(said) < 4 {
				t.Errorf("%s is needed in %d words of %s", kind, len(said), lang)
			}
			for _, need := range said {
				if len(lexical.ContentTerms(need)) == 0 {
					t.Errorf("%s: nothing in %q can be found", kind, need)
				}
				if l.Canonical("product_type", need) == kind {
					t.Errorf("%s: %q is its name, and no need", kind, need)
				}
			}
		}
	}
}

func TestStopWordsAreSortedAndStandOnce(t *testing.T) {
	for _, name := range []string{"stopwords.en.txt", "stopwords.zh.txt"} {
		t.Run(name, func(t *testing.T) {
			words := readLines(t, name)
			for i := 1; i < len(words); i++ {
				if words[i-1] >= words[i] {
					t.Errorf("%q stands before %q", words[i-1], words[i])
				}
			}
		})
	}
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "#") })
}
