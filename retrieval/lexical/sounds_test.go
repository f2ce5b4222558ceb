package lexical_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"

	"github.com/shopguide/shopguide/retrieval/goldentest"
)

// sounds.tsv holds what is asked of the dictionary of go-pinyin, in a tenth of its
// room: go test ./retrieval/lexical -run Sounds -update writes it.
func TestSoundsAreThoseOfTheDictionary(t *testing.T) {
	plain := pinyin.Args{Style: pinyin.Normal, Heteronym: true} // every sound, without tones
	bySound := map[string][]rune{}
	for r := rune(0x4E00); r <= 0x9FA5; r++ { // the characters of everyday Chinese lie here
		for _, sound := range pinyin.SinglePinyin(r, plain) {
			if !slices.Contains(bySound[sound], r) {
				bySound[sound] = append(bySound[sound], r)
			}
		}
	}
	var b strings.Builder
	b.WriteString("# The Chinese characters of each sound, without tones. Source: github.com/mozillazg/go-pinyin (MIT).\n")
	for _, sound := range slices.Sorted(maps.Keys(bySound)) {
		fmt.Fprintf(&b, "%s\t%s\n", sound, string(bySound[sound]))
	}
	goldentest.Compare(t, "sounds.tsv", b.String())
}
