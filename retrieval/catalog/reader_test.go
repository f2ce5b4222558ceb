package catalog_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// outline reads a feed and says in a line what became of each row.
func outline(rows iter.Seq2[catalog.Row, error]) []string {
	var lines []string
	for row, err := range rows {
		var bad *catalog.RowError
		switch {
		case errors.As(err, &bad):
			lines = append(lines, fmt.Sprintf("%d bad", bad.Line))
		case err != nil:
			lines = append(lines, "end: "+err.Error())
		default:
			lines = append(lines, fmt.Sprintf("%d %s", row.Line, row.ID))
		}
	}
	return lines
}

const bound = 4 << 20 // bytes of a row

func TestReadJSONL(t *testing.T) {
	item := func(id string) string { return fmt.Sprintf(`{"id":%q,"title":"衬衫"}`, id) }
	exact := `{"id":"exact","title":"x","pad":"` + strings.Repeat("x", bound-36) + `"}` + "\n"
	if len(exact) != bound {
		t.Fatalf("the row has %d bytes, want %d", len(exact), bound)
	}
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"nothing", "", nil},
		{"a byte order mark and nothing", "\uFEFF", nil},
		{"one row", item("a") + "\n", []string{"1 a"}},
		{"a last line without an end", item("a") + "\n" + item("b"), []string{"1 a", "2 b"}},
		{"a byte order mark", "\uFEFF" + item("a") + "\n" + item("b") + "\n", []string{"1 a", "2 b"}},
		{"a byte order mark further on", item("a") + "\n\uFEFF" + item("b") + "\n", []string{"1 a", "2 bad"}},
		{"line ends of Windows", item("a") + "\r\n" + item("b") + "\r\n", []string{"1 a", "2 b"}},
		{"blank lines count but are no rows", "\n" + item("a") + "\n \t\r\n\n" + item("b") + "\n\n", []string{"2 a", "5 b"}},
		{"bad rows do not end it", "{\n" + item("a") + "\n\xff\n" + item("b") + "\n", []string{"1 bad", "2 a", "3 bad", "4 b"}},
		{"a row of the greatest length", exact + item("a") + "\n", []string{"1 exact", "2 a"}},
		{"a row that is longer", item("a") + "\n " + exact + item("b") + "\n", []string{"1 a", "2 bad", "3 b"}},
		{"a last row that is longer and does not end", item("a") + "\n" + strings.Repeat("x", 2*bound), []string{"1 a", "2 bad"}},
		{"an object in ten thousand others", strings.Repeat(`{"a":`, 10_001) + strings.Repeat("}", 10_001), []string{"1 bad"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline(catalog.ReadJSONL("feed", strings.NewReader(c.feed)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadCSV(t *testing.T) {
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"nothing", "", nil},
		{"only names of columns", "id,title\n", nil},
		{"rows", "id,title\na,衬衫\nb,Shirt", []string{"2 a", "3 b"}},
		{"a byte order mark", "\uFEFFid,title\na,衬衫\n", []string{"2 a"}},
		{"a byte order mark before a quote", "\uFEFF\"id\",\"title\"\n\"a\",\"衬衫\"\n", []string{"2 a"}},
		{"line ends of Windows", "id,title\r\na,衬衫\r\nb,Shirt\r\n", []string{"2 a", "3 b"}},
		{"quoted line ends count as lines", "id,title\na,\"A\n\nshirt\"\nb,Shirt\n", []string{"2 a", "5 b"}},
		{"blank lines count but are no rows", "id,title\n\na,衬衫\n\nb,Shirt\n", []string{"3 a", "5 b"}},
		{"bad rows do not end it", "id,title\na\nb,Shirt\nc,\"x\" y\nd,衬衫\n", []string{"2 bad", "3 b", "4 bad", "5 d"}},
		{"a quote that never closes costs its own row only", "id,title\na,衬衫\nb,\"Shirt\nc,Shirt\n\nd,\"衬\n衫\"\n", []string{"2 a", "3 bad", "4 c", "6 d"}},
		{"names of columns that are no text", "id,title,\xff\na,衬衫,x\n", []string{"end: read the column names of feed: the text is not valid UTF-8"}},
		{"names of columns with a stray quote", "id,ti\"tle\na,衬衫\n", []string{"end: read the column names of feed: parse error on line 1, column 6: bare \" in non-quoted-field"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline(catalog.ReadCSV("feed", strings.NewReader(c.feed)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// readers are both formats with a feed of two good rows.
var readers = map[string]struct {
	read func(string, io.Reader) iter.Seq2[catalog.Row, error]
	feed string
}{
	"JSONL": {catalog.ReadJSONL, "{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"title\":\"B\"}\n"},
	"CSV":   {catalog.ReadCSV, "id,title\na,A\nb,B\n"},
}

func TestAReadThatFailsEndsTheFeed(t *testing.T) {
	broken := errors.New("the line is down")
	for name, format := range readers {
		t.Run(name, func(t *testing.T) {
			var last error
			for _, last = range format.read("feed", io.MultiReader(strings.NewReader(format.feed), iotest.ErrReader(broken))) {
			}
			var row *catalog.RowError
			if !errors.Is(last, broken) || errors.As(last, &row) || !strings.Contains(last.Error(), "feed") {
				t.Errorf("the last error is %v, want one about the feed and its cause", last)
			}
		})
	}
}

func TestAReaderMayStopEarly(t *testing.T) {
	for name, format := range readers {
		t.Run(name, func(t *testing.T) {
			for row, err := range format.read("feed", strings.NewReader(format.feed)) {
				if err != nil || row.ID != "a" {
					t.Errorf("read %q, %v", row.ID, err)
				}
				break
			}
		})
	}
}

func TestProperties(t *testing.T) {
	stock := func(n int) *int { return &n }
	for _, c := range []struct {
		name, row string
		want      catalog.Product
	}{
		{
			"everything unknown is an attribute", `"finish":"matt","attributes":{"power":9,"dimmable":true,"cable":1.50,"length":2.0,"rooms":["study",3,null,""]}`,
			catalog.Product{Attributes: map[string][]string{"finish": {"matt"}, "power": {"9"}, "dimmable": {"true"}, "cable": {"1.50"}, "length": {"2"}, "rooms": {"study", "3"}}},
		},
		{
			"what is empty is absent", `"brand":" ","color":"","material":null,"price":"","stock":"","attributes":{"power":"","rooms":[]}`,
			catalog.Product{Attributes: map[string][]string{}},
		},
		{
			"colours and materials are joined with a slash", `"color":"white / navy","material":["cotton/linen","silk"],"pattern":"a/b"`,
			catalog.Product{Attributes: map[string][]string{"color": {"white", "navy"}, "material": {"cotton", "linen", "silk"}, "pattern": {"a/b"}}},
		},
		{
			"a path loses its empty parts", `"product_type":" Home >  > Desk Lamps>"`,
			catalog.Product{Type: []string{"Home", "Desk Lamps"}, Attributes: map[string][]string{}},
		},
		{
			"what has stock is in stock", `"stock":3`,
			catalog.Product{Availability: catalog.InStock, Stock: stock(3), Attributes: map[string][]string{}},
		},
		{
			"no stock is out of stock", `"stock":0`,
			catalog.Product{Availability: catalog.OutOfStock, Stock: stock(0), Attributes: map[string][]string{}},
		},
		{
			"unless the feed says otherwise", `"stock":0,"availability":"Backorder"`,
			catalog.Product{Availability: catalog.Backorder, Stock: stock(0), Attributes: map[string][]string{}},
		},
		{
			"availability may be written with spaces", `"availability":"out of stock"`,
			catalog.Product{Availability: catalog.OutOfStock, Attributes: map[string][]string{}},
		},
		{
			"a sale price that saves nothing is none", `"price":"12.90 USD","sale_price":"12.90 USD"`,
			catalog.Product{Price: catalog.Money{Minor: 1290, Currency: "USD"}, Attributes: map[string][]string{}},
		},
		{
			"a sale price alone is the price", `"sale_price":"9.90 USD"`,
			catalog.Product{Price: catalog.Money{Minor: 990, Currency: "USD"}, Attributes: map[string][]string{}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.ID, c.want.Lang = "7", "en"
			c.want.Texts = map[string]catalog.Text{"en": {Title: "Lamp"}}
			for row, err := range catalog.ReadJSONL("feed", strings.NewReader(`{"id":7,"title":" Lamp ","lang":"en",`+c.row+`}`)) {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, row.Product); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestATimeIsOneThatCanBeWritten(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-05-12T08:00:00+08:00": true, "2026-05-12T00:00:00.5Z": true,
		"2026-05-12": false, "yesterday": false, "9999-12-31T23:59:59-01:00": false, "0000-01-01T00:00:00Z": false,
	} {
		p, err := catalog.FromProperties(map[string]any{"id": "a", "title": "灯", "updated_at": text})
		if (err == nil) != ok {
			t.Errorf("%s: error %v", text, err)
		}
		if err != nil && err.Error() != fmt.Sprintf("updated_at: %q is not a time such as 2026-05-12T08:00:00+08:00", text) {
			t.Errorf("%s: %v", text, err)
		}
		if ok && p.UpdatedAt.IsZero() {
			t.Errorf("%s was read as no time", text)
		}
	}
}
