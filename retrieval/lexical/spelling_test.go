package lexical_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestRespell(t *testing.T) {
	var documents [][]lexical.Field
	for _, title := range []string{
		"wireless headphones", "headphones case", "headphone stand", "linen shirt", "linen shirt", "skirt", "coat",
		"蓝牙耳机", "蓝牙音箱", "保温杯", "被套四件套", "耳机",
	} {
		documents = append(documents, []lexical.Field{{Terms: lexical.Terms(title), Weight: 1}})
	}
	corpus := lexical.NewCorpus(documents)
	for _, c := range []struct{ name, slip, want string }{
		{"a letter is missing", "headphne", "headphone"},
		{"a letter is added", "headdphone", "headphone"},
		{"a letter is another", "headphine", "headphone"},
		{"two letters are exchanged", "haedphone", "headphone"},
		{"of two words the more frequent", "shkirt", "shirt"},
		{"two slips are too many", "hedphne", ""},
		{"the first letter is trusted", "goat", ""},
		{"a short word is left alone", "coa", ""},
		{"a figure is no word", "256gb", ""},
		{"a character of the same sound", "蓝芽", "蓝牙"},
		{"the other character", "兰牙", "蓝牙"},
		{"a character of another sound", "蓝山", ""},
		{"a lone character is left alone", "牙", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := corpus.Respell(c.slip); got != c.want || ok != (c.want != "") {
				t.Errorf("%q is taken for %q (%t), want %q", c.slip, got, ok, c.want)
			}
		})
	}
}

func TestRespellTakesAnyText(t *testing.T) {
	corpus := lexical.NewCorpus(shelf)
	for _, text := range []string{"", " ", "日", "日日日", "\xff\xfe", strings.Repeat("a", 5000), "naïve", "ＡＢ", "👍👍"} {
		corpus.Respell(text)
	}
}

func BenchmarkRespell(b *testing.B) {
	corpus := lexical.NewCorpus(shelf)
	for _, word := range []string{"headphnes", "蓝芽"} {
		b.Run(word, func(b *testing.B) {
			for b.Loop() {
				corpus.Respell(word)
			}
		})
	}
}
