package catalog_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ name, markup, want string }{
		{"text without markup stays", "  轻薄透气。\n\n  Light. ", "轻薄透气。\n\n  Light."},
		{"tags go", "<b>Light</b> and <i>airy</i>", "Light and airy"},
		{"Chinese words stay joined", "<span>轻薄</span><b>透气</b>", "轻薄透气"},
		{"blocks are lines", "<p>轻薄</p><p>透气</p>Airy<br/>Light", "轻薄\n透气\nAiry\nLight"},
		{"list items are lines", "<ul>\n <li>Cotton</li>\n <li>40 °C</li>\n</ul>", "Cotton\n40 °C"},
		{"cells are words", "<table><tr><td>重量</td><td>2&nbsp;kg</td></tr></table>", "重量 2 kg"},
		{"entities", "Tom &amp; Jerry&#39;s &yen;5 &lt;3", "Tom & Jerry's ¥5 <3"},
		{"a sign that is no tag", "weighs <5 kg & folds", "weighs <5 kg & folds"},
		{"scripts and styles", "A<script>alert('<p>x</p>')</script><style>p{}</style>B", "AB"},
		{"comments", "A<!-- <p>hidden</p> -->B", "AB"},
		{"what does not close", "<p>A<b", "A"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, catalog.PlainText(c.markup)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("<p>轻薄 &amp; <script>x</script></p><br/>")
	f.Add("<style><!--</style>&#0;<p<p")
	f.Fuzz(func(t *testing.T, markup string) {
		text := catalog.PlainText(markup)
		if utf8.ValidString(markup) && !utf8.ValidString(text) {
			t.Fatalf("%q became %q, which is no text", markup, text)
		}
		if text != strings.TrimSpace(text) {
			t.Fatalf("%q became %q, which is not trimmed", markup, text)
		}
	})
}
