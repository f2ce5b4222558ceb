package lexical_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestContentTermsLeaveOutWhatSaysNothingAboutAProduct(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"English", "Could you recommend a linen shirt for me?", "linen shirt"},
		{"Chinese", "你好，请问有没有亚麻衬衫吗", "亚麻 麻衬 衬衫"},
		{"nothing but stop words", "Hello, can you help me? 你好，我想买一个", ""},
		{"a phrase of several words", "a pair of sandals", "sandal"},
		{"contractions", "I'm looking for what's new: sandals", "new sandal"},
		{"a plural like a stop word is none", "kindness", "kindness"},

		{"one character inside a word is a part of it", "联想笔记本", "联想 想笔 笔记 记本"},
		{"one character that ends a word of two is a part of it", "我想买联想", "联想"},
		{"one character before a word", "买鞋", "鞋"},
		{"several before a word", "我想找帐篷", "帐篷"},
		{"a particle after a word", "帐篷呢", "帐篷"},
		{"a particle after one character", "鞋吗", "鞋"},
		{"的 goes wherever it stands, and parts what it joined", "红色的帐篷", "红色 帐篷"},
		{"what a stop word parts does not pair", "红色有没有帐篷", "红色 帐篷"},
		{"both languages at once", "我想买 Nike 的 running shoes", "nike running shoe"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Fields(tc.want), nonNil(lexical.ContentTerms(tc.text))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestStopWordsLeaveTheOtherAtomsAsTheyWere(t *testing.T) {
	atoms := lexical.Atoms("please show me 红色的帐篷 or a blue tent")
	kept := lexical.WithoutStopWords(atoms)
	next := 0
	for _, k := range kept {
		for next < len(atoms) && atoms[next] != k {
			next++
		}
		if next == len(atoms) {
			t.Fatalf("%+v is no atom of the text, or stands out of order", k)
		}
	}
	if len(kept) == 0 || len(kept) == len(atoms) {
		t.Errorf("kept %d of %d atoms", len(kept), len(atoms))
	}
}
