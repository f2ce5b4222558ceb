package catalog_test

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func FuzzReadJSONL(f *testing.F) {
	seed(f, "testdata/shop.jsonl", "testdata/bad.jsonl")
	f.Add([]byte("\uFEFF{\"id\":1.0,\"title\":[\"a\",[true]],\"texts\":{\"\":{\"title\":\"b\"}}}\r\n"))
	f.Fuzz(func(t *testing.T, feed []byte) { accepted(t, catalog.ReadJSONL, feed) })
}

func FuzzReadCSV(f *testing.F) {
	seed(f, "testdata/shop.csv", "testdata/bad.csv")
	f.Add([]byte("id,title,texts.,attributes.,attributes,,id\r\na,\"b\n\",c,d|e,f,g|,h\r\n"))
	f.Add([]byte("id\ttitle\na\t27\" \xB5\xC6\nb;\"\"\"\n"))
	f.Add([]byte("\xFF\xFEi\x00d\x00,\x00t\x00i\x00t\x00l\x00e\x00\n\x00a\x00,\x00o\x70\n\x00"))
	f.Fuzz(func(t *testing.T, feed []byte) { accepted(t, catalog.ReadCSV, feed) })
}

func seed(f *testing.F, files ...string) {
	f.Helper()
	for _, name := range files {
		feed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(feed)
	}
}

// accepted fails the test unless every product that was read from the feed is
// whole, and reads the same once it is written out again, which broken UTF-8
// would not.
func accepted(t *testing.T, read func(string, io.Reader) iter.Seq2[catalog.Row, error], feed []byte) {
	for row, err := range read("feed", strings.NewReader(string(feed))) {
		var bad *catalog.RowError
		switch {
		case errors.As(err, &bad):
			if bad.Line < 1 {
				t.Fatalf("an error without a line: %v", bad)
			}
			continue
		case err != nil:
			return // the feed is refused from here on
		case row.ID == "" || row.Text("").Title == "" || row.Line < 1:
			t.Fatalf("a product without id, title or line: %+v", row)
		}
		text := written(t, row.Product)
		for again, err := range catalog.ReadJSONL("again", strings.NewReader(string(text))) {
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if diff := cmp.Diff(row.Product, again.Product); diff != "" {
				t.Fatalf("%s reads back differently (-before +after):\n%s", text, diff)
			}
		}
	}
}

// written returns the product as a row of a JSONL feed.
func written(t *testing.T, p catalog.Product) []byte {
	row := map[string]any{
		"id": p.ID, "item_group_id": p.GroupID, "brand": p.Brand, "lang": p.Lang,
		"title": p.Texts[p.Lang].Title, "description": p.Texts[p.Lang].Description, "texts": p.Texts,
		"product_type": strings.Join(p.Type, " > "), "price": p.Price, "sale_price": p.SalePrice,
		"availability": p.Availability, "stock": p.Stock, "link": p.Link, "image_link": p.ImageLink,
		"attributes": p.Attributes,
	}
	if !p.UpdatedAt.IsZero() {
		row["updated_at"] = p.UpdatedAt.Format(time.RFC3339Nano)
	}
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatalf("write %+v: %v", p, err)
	}
	return text
}
