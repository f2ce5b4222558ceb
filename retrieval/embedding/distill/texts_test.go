package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

const lexicon = "../../lexical/lexicon"

func TestTranslationOf(t *testing.T) {
	for _, tc := range []struct {
		name, entry string
		want        translation
		ok          bool
	}{
		{"the first short meaning counts", "襯衫 衬衫 [chen4 shan1] /shirt/blouse/", translation{"衬衫", "shirt"}, true},
		{"a verb loses its to", "跑步 跑步 [pao3 bu4] /to run/", translation{"跑步", "run"}, true},
		{"a long meaning is passed over", "杯 杯 [bei1] /a thing to drink from with ease/cup/", translation{"杯", "cup"}, true},
		{"what is said of the word is no meaning", "着 着 [zhe5] /(particle) after a verb/variant of 著[zhe5]/", translation{}, false},
		{"a surname is no meaning", "王 王 [Wang2] /surname Wang/king/", translation{"王", "king"}, true},
		{"a remark is no entry", "# CC-CEDICT", translation{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := translationOf(tc.entry)
			if got != tc.want || ok != tc.ok {
				t.Errorf("got %v, %t, want %v, %t", got, ok, tc.want, tc.ok)
			}
		})
	}
}

func TestGlossOf(t *testing.T) {
	const made = `00000001 06 n 02 tea_cosy 0 tea_cozy 0 001 @ 00000002 n 0000 | a cover that keeps a pot warm; "she knitted a tea cosy"  `
	for _, tc := range []struct{ name, entry, want string }{
		{"names and gloss, without the example", made, "tea cosy, tea cozy. a cover that keeps a pot warm"},
		{"what shops do not sell is left out", strings.Replace(made, " 06 ", " 18 ", 1), ""},
		{"the licence at the top of the file is no entry", "  1 This software and database is being provided to you", ""},
		{"more names than there are is no entry", strings.Replace(made, "n 02", "n ff", 1), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, ok := glossOf(tc.entry); got != tc.want || ok != (tc.want != "") {
				t.Errorf("got %q, %t, want %q", got, ok, tc.want)
			}
		})
	}
}

func TestAWishWithoutAsking(t *testing.T) {
	for wish, want := range map[string]string{
		"i am looking for a pair of red boots": "red boots",
		"i need an umbrella that folds":        "umbrella that folds",
		"green tea without sugar":              "green tea without sugar",
	} {
		if got := withoutAsking(wish); got != want {
			t.Errorf("%q: got %q, want %q", wish, got, want)
		}
	}
}

func TestPhrases(t *testing.T) {
	first, err := phrases(lexicon, 200)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("each is one wish in both languages", func(t *testing.T) {
		for _, p := range first {
			if strings.TrimSpace(p.en) == "" || !strings.ContainsFunc(p.zh, han) && !strings.ContainsFunc(p.zh, unicode.IsLetter) {
				t.Errorf("%+v", p)
			}
		}
	})
	t.Run("more of them begin with the same ones", func(t *testing.T) {
		more, err := phrases(lexicon, 300)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, more[:len(first)], cmp.AllowUnexported(pair{})); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a lexicon that is not there is an error", func(t *testing.T) {
		if _, err := phrases(t.TempDir(), 1); err == nil {
			t.Error("no error")
		}
	})
}

func TestTitlesPileUpSearchesWithATermInCommon(t *testing.T) {
	searches := []string{"红色衬衫", "亚麻衬衫", "格子衬衫", "白衬衫", "咖啡杯", "陶瓷杯"}
	for _, title := range titles(searches, 50, 2, 4) {
		parts := strings.Fields(title)
		if len(parts) < 2 || len(parts) > 4 || slices.ContainsFunc(parts, func(p string) bool { return !strings.HasSuffix(p, "衬衫") }) {
			t.Errorf("got %q", title)
		}
	}
}

func TestASlipChangesAWordByOneLetter(t *testing.T) {
	s := newSlips()
	for range 200 {
		slip, ok := s.of("blanket")
		if !ok || slip[0] != 'b' || len(slip) < 6 || len(slip) > 8 {
			t.Fatalf("got %q, %t", slip, ok)
		}
	}
	for _, text := range []string{"cup", "desk lamp", "衬衫衬衫", "mp3player"} {
		if slip, ok := s.of(text); ok {
			t.Errorf("%q has the slip %q", text, slip)
		}
	}
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }
