package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestTitlesAreOneLineAndTextsHaveNoMarkup(t *testing.T) {
	row := `{"id":"mug","lang":"en","title":"HTML <b>bold</b>\n mug &amp; lid","description":"<p>Light</p><p>Airy</p>",` +
		`"texts":{"zh":{"title":"<b>马克</b>杯\r\n带盖","description":"<p>轻</p><p>薄</p>"}}}`
	want := map[string]catalog.Text{
		"en": {Title: "HTML bold mug & lid", Description: "Light\nAiry"},
		"zh": {Title: "马克杯 带盖", Description: "轻\n薄"},
	}
	for row, err := range catalog.ReadJSONL("feed", strings.NewReader(row)) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, row.Texts); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestATableWithTwoColumnsForOnePropertyIsRefused(t *testing.T) {
	for _, table := range []string{"id,id,title\na,b,Lamp\n", "id,title,color,color\na,Lamp,red,blue\n", "编号,标题,颜色,颜色\na,台灯,红,蓝\n"} {
		got := titles(strings.NewReader(table))
		if len(got) != 1 || !strings.Contains(got[0], "two of its columns hold") {
			t.Errorf("%q reads as %q", table, got)
		}
	}
}

func TestARowKeepsTheBoundsThatEveryHomeOfAnIndexHas(t *testing.T) {
	list := func(n int) []any {
		all := make([]any, n)
		for i := range all {
			all[i] = "red"
		}
		return all
	}
	for _, c := range []struct {
		name, property string
		value          any
		want           string // "" where the row is taken
	}{
		{"an id of 512 bytes is taken", "id", strings.Repeat("x", 512), ""},
		{"a longer id is not", "id", strings.Repeat("x", 513), "513 bytes"},
		{"nor a longer one in Chinese", "id", strings.Repeat("茶", 171), "513 bytes"},
		{"nor that of a group", "item_group_id", strings.Repeat("x", 513), "513 bytes"},
		{"4096 values are taken", "colour", list(4096), ""},
		{"more are not", "colour", list(4097), "colour: it has 4097 values"},
		{"nor so many levels of a type", "product_type", strings.Repeat("a>", 4097), "4097 levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			properties := map[string]any{"id": "1", "title": "Mug", "lang": "en"}
			properties[c.property] = c.value
			_, err := catalog.NewRow("feed", 1, properties)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}
