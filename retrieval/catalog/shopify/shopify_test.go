package shopify_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

var shop = shopify.Shop{Currency: "CNY", Lang: "zh", URL: "https://shop.example/"}

// outline says in a line what became of each variant: the product as it is stored, or
// the error.
func outline(file string, rows iter.Seq2[catalog.Row, error]) []string {
	var lines []string
	for row, err := range rows {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d: %s", file, row.Line, row.Encode()))
	}
	return lines
}

// formats are the readers, with a feed of two variants.
var formats = map[string]struct {
	read func(shopify.Shop, string, io.Reader) iter.Seq2[catalog.Row, error]
	feed string
}{
	"JSON": {shopify.Shop.ReadJSON, `{"products":[{"id":1,"title":"A","variants":[{"id":2,"price":"1.00"}]},{"id":3,"title":"B","variants":[{"id":4,"price":"1.00"}]}`},
	"CSV":  {shopify.Shop.ReadCSV, "Handle,Title,Variant Price,Variant SKU\na,A,1.00,2\nb,B,1.00,4\n"},
}

func TestReadGolden(t *testing.T) {
	for name, format := range map[string]string{"products.json": "JSON", "export.csv": "CSV", "template.csv": "CSV"} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := strings.Join(outline(name, formats[format].read(shop, name, f)), "\n") + "\n"
			goldentest.Compare(t, "testdata/"+strings.SplitN(name, ".", 2)[0]+".golden", got)
		})
	}
}

func TestAShopNamesItsCurrency(t *testing.T) {
	for currency, want := range map[string]string{"": "name the shop's, such as CNY", "RMB": "the shop's currency: "} {
		for name, format := range formats {
			t.Run(name+" in "+currency, func(t *testing.T) {
				got := outline("feed", format.read(shopify.Shop{Currency: currency}, "feed", strings.NewReader(format.feed)))
				if len(got) != 1 || !strings.HasPrefix(got[0], "read feed: ") || !strings.Contains(got[0], want) {
					t.Errorf("got %q, want one error with %q", got, want)
				}
			})
		}
	}
}

func TestReadJSONRefusesWhatIsNoDocumentOrABomb(t *testing.T) {
	one := `{"id":1,"title":"A","variants":[{"id":2,"price":"1.00"}]}`
	row := `feed:1: {"id":"2","lang":"zh","texts":{"zh":{"title":"A"}},"price":"1.00 CNY"}`
	long := strings.Repeat("长", catalog.MaxRow/3+1)
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"nothing", "", []string{"read feed, line 1: unexpected EOF"}},
		{"a list", "[" + one + "]", []string{`read feed, line 1: it is not a document such as {"products": […]}`}},
		{"an object of other things", `{"errors":"Not Found"}`, []string{`read feed, line 1: it is not a document such as {"products": […]}`}},
		{"products that are no list", `{"products":{}}`, []string{`read feed, line 1: it is not a document such as {"products": […]}`}},
		{"no products", `{"products":[]}`, nil},
		{"a list after other things", `{"page":{"n":1},"products":[` + one + `]}`, []string{row}},
		{"a list that is cut off", "{\"products\":[\n" + one + ",\n", []string{strings.Replace(row, ":1", ":2", 1), "read feed, line 2: unexpected EOF"}},
		{"a list that breaks off", "{\"products\":[" + one + "\n" + one, []string{row, "read feed, line 2: expected comma after array element"}},
		{"long things one after the other", `{"a":"` + long[:3<<20] + `","b":"` + long[:3<<20] + `","products":[` + one + `]}`, []string{row}},
		{"a product that is too long", `{"products":[` + one + `,{"title":"` + long + long, []string{row, "read feed, line 1: the row is longer than 4 MiB"}},
		{"something else that is too long", `{"page":"` + long + long, []string{"read feed, line 1: the row is longer than 4 MiB"}},
		{"objects in objects without end", `{"products":[` + strings.Repeat(`{"a":`, 20_000), []string{"read feed, line 1: invalid character '{' exceeded max depth"}},
		{"a text that is none", `{"products":[{"id":1,"title":"` + "\xff" + `","variants":[{}]},` + one + `]}`, []string{"feed:1: the text is not valid UTF-8", row}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline("feed", shop.ReadJSON("feed", strings.NewReader(c.feed)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadCSVRefusesAnotherTable(t *testing.T) {
	want := []string{"read feed: it lacks one of the columns Handle, Title and Variant Price, which a Shopify export has"}
	if diff := cmp.Diff(want, outline("feed", shop.ReadCSV("feed", strings.NewReader("id,title\na,A\n")))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := outline("feed", shop.ReadCSV("feed", strings.NewReader(""))); got != nil {
		t.Errorf("an empty file: %q", got)
	}
}

func TestReadersStream(t *testing.T) {
	broken := errors.New("the line is down")
	for name, format := range formats {
		t.Run(name+" that fails ends with the cause", func(t *testing.T) {
			var ids []string
			var last error
			for row, err := range format.read(shop, "feed", io.MultiReader(strings.NewReader(format.feed), iotest.ErrReader(broken))) {
				ids, last = append(ids, row.ID), err
			}
			if diff := cmp.Diff([]string{"2", "4", ""}, ids); diff != "" || !errors.Is(last, broken) {
				t.Errorf("error %v (-want +got):\n%s", last, diff)
			}
		})
		t.Run(name+" may be left early", func(t *testing.T) {
			for row, err := range format.read(shop, "feed", strings.NewReader(format.feed)) {
				if err != nil || row.ID != "2" {
					t.Errorf("read %q, %v", row.ID, err)
				}
				break
			}
		})
	}
}

func FuzzReadJSON(f *testing.F) {
	seed(f, "testdata/products.json")
	f.Add([]byte(`{"a":[],"products":[{"id":"1","tags":"a,","options":[{}],"variants":[{"id":null,"option1":"x"}]},null]}`))
	f.Fuzz(func(t *testing.T, feed []byte) { accepted(t, shop.ReadJSON("feed", strings.NewReader(string(feed)))) })
}

func FuzzReadCSV(f *testing.F) {
	seed(f, "testdata/export.csv", "testdata/template.csv")
	f.Fuzz(func(t *testing.T, feed []byte) { accepted(t, shop.ReadCSV("feed", strings.NewReader(string(feed)))) })
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

// accepted fails the test unless every product that was read is whole.
func accepted(t *testing.T, rows iter.Seq2[catalog.Row, error]) {
	for row, err := range rows {
		var bad *catalog.RowError
		switch {
		case errors.As(err, &bad):
			if bad.Line < 1 {
				t.Fatalf("an error without a line: %v", bad)
			}
		case err != nil:
			return // the feed is refused from here on
		default:
			if p, err := catalog.DecodeProduct(row.Encode()); err != nil || !cmp.Equal(p, row.Product) {
				t.Fatalf("%s does not decode to what was read: %v", row.Encode(), err)
			}
		}
	}
}
