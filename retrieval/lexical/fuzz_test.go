package lexical_test

import (
	"testing"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func FuzzAtoms(f *testing.F) {
	for _, seed := range []string{
		"", "您能推荐几件适合我的夏季新款男士衬衫吗?", "Could you recommend a few new men's shirts for summer?",
		"Ｔ恤 ３８码 1.5kg ﬁne", "don't 'quote' s' 's", "👍2 ❤️ 8️⃣", "\xff\xe8\xa1 red", "cafe\u0301 \u0301", "İstanbul ß", "قميص أحمر",
		"a.1.2.b 1..2 .5 5.",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := lexical.Normalize(s)
		if !utf8.ValidString(text) {
			t.Fatalf("normalized text is not UTF-8: %q", text)
		}
		if again := lexical.Normalize(text); again != text {
			t.Errorf("normalizing twice changes %q to %q", text, again)
		}
		atoms := lexical.Atoms(text)
		end := 0
		for _, a := range atoms {
			if a.Start < end || a.End <= a.Start || a.End > len(text) {
				t.Fatalf("%+v is out of order or out of the %d bytes of %q", a, len(text), text)
			}
			if a.Text == "" || !utf8.ValidString(a.Text) || !utf8.ValidString(text[a.Start:a.End]) {
				t.Fatalf("%+v of %q is empty or cuts a character", a, text)
			}
			end = a.End
		}
		if terms := lexical.TermsOf(atoms); len(terms) > 3*len(atoms) { // a figure, and with it each of two units
			t.Errorf("%d atoms give %d terms", len(atoms), len(terms))
		}
		if kept := lexical.WithoutStopWords(atoms); len(kept) > len(atoms) {
			t.Errorf("%d atoms less stop words are %d", len(atoms), len(kept))
		}
	})
}
