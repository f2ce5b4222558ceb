package lexical_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestTextSplitsIntoWordsAndCharacters(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"English words are lower-cased", "Linen SHIRT", "linen shirt"},
		{"Chinese splits into characters", "亚麻衬衫", "亚 麻 衬 衫"},
		{"the languages mix without spaces", "买2件T恤和iPhone壳", "买 2 件 t 恤 和 iphone 壳"},
		{"a hyphen separates", "noise-cancelling", "noise cancelling"},
		{"punctuation of both languages is dropped", "red, blue；“绿色”！", "red blue 绿 色"},
		{"symbols and emoji are dropped", "👍2 $30 #1 ❤️", "2 30 1"},
		{"an accent stays on its letter", "café cafe\u0301", "café café"},
		{"other scripts are words too", "рубашка قميص", "рубашка قميص"},
		{"nothing has no atoms", "", ""},
		{"spaces and marks have no atoms", " \t\n…。", ""},

		{"a decimal point stays in its number", "5.5 kg, 1.75米", "5.5 kg 1.75 米"},
		{"a full stop after a number ends it", "size 42. Thanks", "size 42 thank"},
		{"a point between letters separates", "U.S.A", "u s a"},

		{"full-width letters and digits are ordinary ones", "Ｔ恤 ３８码", "t 恤 38 码"},
		{"full-width points and apostrophes too", "１．５ｋｇ ｍｅｎ＇ｓ", "1.5kg men"},
		{"ligatures and compatibility forms are resolved", "ﬁne ㎏ ①", "fine kg 1"},
		{"invalid bytes separate", "red\xffshirt \xe8\xa1", "red shirt"},

		{"a possessive loses its ending", "men's women’s boss's", "men women boss"},
		{"an apostrophe inside a word joins it", "don't rock'n'roll l’eau", "dont rocknroll leau"},
		{"an apostrophe outside a word is a quotation mark", "'red' girls' 5'", "red girl 5"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Fields(tc.want), texts(tc.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAPluralIsItsSingular(t *testing.T) {
	for _, tc := range []struct{ singular, plural string }{
		{"shirt", "shirts"}, {"shoe", "shoes"}, {"size", "sizes"}, {"case", "cases"}, {"house", "houses"},
		{"dress", "dresses"}, {"watch", "watches"}, {"brush", "brushes"}, {"box", "boxes"}, {"lens", "lenses"},
		{"battery", "batteries"}, {"accessory", "accessories"},
		{"hoodie", "hoodies"}, {"movie", "movies"}, {"beanie", "beanies"}, {"tie", "ties"}, {"pie", "pies"},
		{"key", "keys"}, {"1980", "1980s"},
	} {
		t.Run(tc.plural, func(t *testing.T) {
			if diff := cmp.Diff(texts(tc.singular), texts(tc.plural)); diff != "" {
				t.Errorf("(-%s +%s)\n%s", tc.singular, tc.plural, diff)
			}
		})
	}
}

func TestAnSThatIsNoPluralStays(t *testing.T) {
	for _, word := range []string{"dress", "glass", "tennis", "cactus", "gas", "plus", "xs", "jeans", "shorts", "glasses", "canvas", "lens"} {
		t.Run(word, func(t *testing.T) {
			if diff := cmp.Diff([]string{word}, texts(word)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestOffsetsLeadBackToTheText(t *testing.T) {
	text := lexical.Normalize("Ｍｅｎ's 亚麻shirts,５.５折")
	var spans []string
	for _, a := range lexical.Atoms(text) {
		spans = append(spans, text[a.Start:a.End])
	}
	if diff := cmp.Diff([]string{"Men's", "亚", "麻", "shirts", "5.5", "折"}, spans); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestIndexTermsAreWordsAndPairsOfCharacters(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"a run of characters gives overlapping pairs", "亚麻衬衫", "亚麻 麻衬 衬衫"},
		{"a lone character is a term", "鞋", "鞋"},
		{"a pair is one term", "衬衫", "衬衫"},
		{"characters pair only where they stand together", "红, 蓝 衬衫", "红 蓝 衬衫"},
		{"a word between characters parts them", "白T恤", "白 t 恤"},
		{"Japanese syllables pair like characters", "ひらがな", "ひら らが がな"},
		{"words are terms", "Linen shirts", "linen shirt"},
		{"both languages together", "nike 跑步鞋 42码", "nike 跑步 步鞋 42 码"},
		{"nothing has no terms", "。", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Fields(tc.want), nonNil(lexical.Terms(tc.text))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func texts(s string) []string {
	found := []string{}
	for _, a := range lexical.Atoms(lexical.Normalize(s)) {
		found = append(found, a.Text)
	}
	return found
}

// nonNil makes no terms compare equal to no words.
func nonNil(terms []string) []string { return append([]string{}, terms...) }
