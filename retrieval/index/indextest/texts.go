package indextest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// texts are ids, groups, values and attributes that a query language, a pattern,
// a path or a column of the index's own must not be mistaken for.
var texts = []string{
	"navy", "Navy", " navy", "navy ", "nav", "藏青", "藏青色", "屏幕 尺寸", "🧥", "👩‍👩‍👧", "é", "e\u0301", "مقاس",
	`say "cheese"`, `"`, `""`, `\`, `\\`, `back\slash`, `\"`, `"\`, "it's", "'", "''", "`",
	"line\nbreak", "carriage\rreturn", "tab\there", "\n", `\n`, `\u0041`,
	"100% grey", "%", "%%", "_", "under_score", "*", "?", ".*", "a|b", "a,b", "a.b", "a..b", "a[0]", "[]", "[", "]", "{}", "()", "{a}", "<b>&amp;", "/", "#", "=", "==", "!", "-", "1", "1.0", "01", "true", "null", "nan",
	`zz"] or id in ["b`, `x"] or color in ["navy`, `" or 1 == 1 or id == "`, `") || true || ("`, `' OR '1'='1`, `"; drop collection c; --`, `json_contains(color, "navy")`, `{"color":["navy"]}`, `["navy"]`,
	"id", "ID", "pk", "_id", "group", "price", "amount", "priced", "stock", "released", "record", "values", "lexical", "dense", "sparse", "vector", "$meta", `$meta["color"]`, "meta", "RowID", "Timestamp", "text", "in", "and", "not", "like", "exists",
	strings.Repeat("long", 100), strings.Repeat("长", 133) + "x", strings.Repeat("长", 133) + "y", strings.Repeat("\\\"", 200),
}

// testTexts lets each text be the id, the group, a value and an attribute of an
// item of its own, and asks for each.
func testTexts(t *testing.T, x index.Index) {
	r := reference{}
	var items []index.Item
	for i, text := range texts {
		v := values{text: {"yes"}}
		v["color"] = append(v["color"], text, "common")
		items = append(items, index.Item{ID: text, Group: text, Record: priced(int64(i), v), Lexical: words})
	}
	upsert(t, x, items...)
	r.upsert(items)
	r.agree(t, x, index.Request{K: every})
	t.Run("as a facet", func(t *testing.T) { r.agreeOnFacets(t, x, nil, append([]string{"color"}, texts...)) })
	for i, text := range texts {
		t.Run(fmt.Sprintf("%d %.20q", i, text), func(t *testing.T) {
			own := catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{text}, Stated: true}
			if got := ids(search(t, x, index.Request{Filter: catalog.Filter{own}, K: every})); !slices.Equal(got, []string{text}) {
				t.Errorf("items that state the value: %q", got)
			}
			named := catalog.Condition{Attribute: text, Op: catalog.In, Values: []string{"yes"}, Stated: true}
			if got := ids(search(t, x, index.Request{Filter: catalog.Filter{named}, K: every})); !slices.Equal(got, []string{text}) {
				t.Errorf("items that state the attribute: %q", got)
			}
			others := catalog.Condition{Attribute: "color", Op: catalog.NotIn, Values: []string{text}}
			if got := count(t, x, catalog.Filter{others}); got != len(texts)-1 {
				t.Errorf("groups without the value: %d, want %d", got, len(texts)-1)
			}
		})
	}
	t.Run("many values at once", func(t *testing.T) {
		r.agree(t, x, index.Request{Filter: catalog.Filter{{Attribute: "color", Op: catalog.In, Values: texts[:40]}}, Lexical: words, K: every})
		r.agree(t, x, index.Request{Filter: catalog.Filter{{Attribute: "color", Op: catalog.NotIn, Values: texts[20:]}}, Lexical: words, K: every})
	})
	t.Run("an id that nothing has deletes nothing", func(t *testing.T) {
		for _, id := range []string{`y"] or id in ["navy`, `" or 1 == 1 or id == "none`, "%navy", "nav%", "NAVY", ""} {
			remove(t, x, id)
		}
		r.agree(t, x, index.Request{K: every})
	})
	t.Run("an id deletes only its own item", func(t *testing.T) {
		for i := len(texts) - 1; i >= 0; i-- {
			remove(t, x, texts[i])
			r.delete(texts[i : i+1])
			if i%8 == 0 {
				r.agree(t, x, index.Request{Lexical: words, K: every})
			}
		}
	})
}
