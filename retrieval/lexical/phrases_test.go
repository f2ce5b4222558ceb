package lexical_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestPhrasesAreFoundInText(t *testing.T) {
	known := []struct{ phrase, value string }{
		{"blue", "color blue"}, {"navy blue", "color navy"}, {"navy", "color navy"},
		{"blue jeans", "type jeans"},
		{"蓝", "color blue"}, {"藏蓝色", "color navy"}, {"牛仔裤", "type jeans"}, {"牛仔", "style denim"},
		{"m", "size M"}, {"m", "unit metre"}, {"M", "size M"},
		{"T-shirts", "type t-shirt"},
		{"!!", "nothing"}, {"", "nothing"},
	}
	var phrases lexical.Phrases[string]
	for _, k := range known {
		phrases.Add(k.phrase, k.value)
	}
	type match = lexical.Match[string]
	for _, tc := range []struct {
		name, text string
		want       []match
	}{
		{"one word", "a blue shirt", []match{{1, 2, []string{"color blue"}}}},
		{"the longest wins", "navy blue", []match{{0, 2, []string{"color navy"}}}},
		{"the longest wins in Chinese", "藏蓝色牛仔裤", []match{{0, 3, []string{"color navy"}}, {3, 6, []string{"type jeans"}}}},
		{"the left one wins where two overlap", "navy blue jeans", []match{{0, 2, []string{"color navy"}}}},
		{"a beginning that leads nowhere falls back", "藏蓝", []match{{1, 2, []string{"color blue"}}}},
		{"a phrase that ends early falls back to the shorter one", "牛仔帽", []match{{0, 2, []string{"style denim"}}}},
		{"an ambiguous word has all its values, each once", "M", []match{{0, 1, []string{"size M", "unit metre"}}}},
		{"number and punctuation do not matter", "t shirt", []match{{0, 2, []string{"type t-shirt"}}}},
		{"full-width text matches", "ＮＡＶＹ", []match{{0, 1, []string{"color navy"}}}},
		{"every place is found", "blue, blue 蓝", []match{{0, 1, []string{"color blue"}}, {1, 2, []string{"color blue"}}, {2, 3, []string{"color blue"}}}},
		{"a part of a word is no match", "bluetooth", nil},
		{"nothing known", "绿 shirt", nil},
		{"nothing said", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := phrases.Find(lexical.Atoms(lexical.Normalize(tc.text)))
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoPhrasesFindNothing(t *testing.T) {
	var none lexical.Phrases[int]
	if got := none.Find(lexical.Atoms("blue 蓝")); got != nil {
		t.Errorf("got %v", got)
	}
}
