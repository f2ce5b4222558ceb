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
