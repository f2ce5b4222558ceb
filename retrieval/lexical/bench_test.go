package lexical_test

import (
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

var bodies = map[string]string{
	"zh":        strings.Repeat("您能推荐几件适合我的夏季新款男士亚麻衬衫吗？三百元以内，不要纯棉。", 4),
	"en":        strings.Repeat("Could you recommend a few new men's linen shirts for summer under $40? No cotton. ", 4),
	"zh 100 KB": strings.Repeat("您能推荐几件适合我的夏季新款男士亚麻衬衫吗？三百元以内，不要纯棉。", 1000),
}

func BenchmarkAtoms(b *testing.B) {
	for name, text := range bodies {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				lexical.Atoms(lexical.Normalize(text))
			}
		})
	}
}

func BenchmarkContentTerms(b *testing.B) {
	for name, text := range bodies {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				lexical.ContentTerms(text)
			}
		})
	}
}
