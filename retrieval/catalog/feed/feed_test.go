package feed_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/feed"
)

var options = feed.Options{Currency: "CNY", Lang: "zh", At: time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)}

// outline says in a line what became of each row.
func outline(rows iter.Seq2[catalog.Row, error]) []string {
	var lines []string
	for row, err := range rows {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %s", row.ID, row.Text("").Title, row.Pays()))
	}
	return lines
}

// feeds are one product in every format.
var feeds = map[string]string{
	"JSONL":                    `{"id":"lamp","title":"护眼台灯","price":"199.00 CNY","products":7}` + "\n",
	"CSV":                      "id,title,price\nlamp,护眼台灯,199.00 CNY\n",
	"CSV with semicolons":      "id;title;price\nlamp;护眼台灯;199.00 CNY\n",
	"CSV with Chinese columns": "商品编号,商品名称,价格(元)\nlamp,护眼台灯,199.00\n",
	"TSV":                      "id\ttitle\tprice\nlamp\t护眼台灯\t199.00 CNY\n",
	"Google's TSV":             "id\ttitle\tprice\tsale price\tsale price effective date\nlamp\t护眼台灯\t199.00 CNY\t99.00 CNY\t2025-01-01/2025-02-01\n",
	"RSS":                      `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>lamp</g:id><title>护眼台灯</title><g:price>199.00 CNY</g:price><description><![CDATA[<html><body>]]></description></item></channel></rss>`,
	"Atom":                     `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>lamp</g:id><title>护眼台灯</title><g:price>199.00 CNY</g:price></entry></feed>`,
	"Shopify's products.json":  "{\n \"products\": [{\"id\":1,\"title\":\"护眼台灯\",\"handle\":\"l\",\"variants\":[{\"id\":\"lamp\",\"price\":\"199.00\"}]}]}",
	"Shopify's export":         "Handle,Title,Variant SKU,Variant Price\nl,护眼台灯,lamp,199.00\n",
	"Shopify's other template": "Title,URL handle,SKU,Price\n护眼台灯,l,lamp,199.00\n",
}

var lamp = []string{"lamp 护眼台灯 199.00 CNY"}

func TestTheContentTellsTheFormat(t *testing.T) {
	for name, text := range feeds {
		for _, c := range []struct {
			as   string
			text string
		}{
			{"", text},
			{" after empty lines", "\n\n" + text},
			{" with a byte order mark", "\uFEFF" + text},
		} {
			t.Run(name+c.as, func(t *testing.T) {
				if strings.HasPrefix(c.text, "\n") && strings.HasPrefix(text, "<?") {
					t.Skip("an XML declaration stands first")
				}
				if diff := cmp.Diff(lamp, outline(feed.Read("feed", strings.NewReader(c.text), options))); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestTheFormatIsToldInOtherEncodings(t *testing.T) {
	for name, e := range map[string]encoding.Encoding{"GBK": simplifiedchinese.GBK, "UTF-16": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)} {
		for format, text := range feeds {
			if strings.HasPrefix(text, "<") && name == "GBK" {
				continue // XML declares it
			}
			t.Run(format+" in "+name, func(t *testing.T) {
				converted, err := e.NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(lamp, outline(feed.Read("feed", strings.NewReader(converted), options))); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestWhatIsNoFeedIsRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a web page", "<!DOCTYPE html><html><head></head></html>", "read feed: it is a web page, not a feed: give its address, to be crawled"},
		{"a web page without a document type", "<HTML><body>", "read feed: it is a web page, not a feed: give its address, to be crawled"},
		{"another XML document", "<sitemapindex/>", "read feed: the root element is <sitemapindex>, where a product feed has <rss> or <feed>"},
		{"a JSON list", `[{"id":"a"}]`, "read feed: it is a JSON list: write one product a line, without the brackets"},
		{"a text", "To whom it may concern,\nwe sell lamps.", `read feed: its first row, "To whom it may concern, ", names no columns id and title (or 编号 and 标题), and it is neither JSON nor XML`},
		{"a table of other columns", "sku;name\n1;Lamp\n", `read feed: its first row, "sku, name", names no columns id and title (or 编号 and 标题), and it is neither JSON nor XML`},
		{"a picture", "\x89PNG\r\n\x1a\n", "read the column names of feed: the text is not valid UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff([]string{c.want}, outline(feed.Read("feed", strings.NewReader(c.text), options))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("an empty feed has no rows", func(t *testing.T) {
		if got := outline(feed.Read("feed", strings.NewReader(" \n"), options)); got != nil {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a read that fails", func(t *testing.T) {
		broken := errors.New("the line is down")
		for _, err := range feed.Read("feed", iotest.ErrReader(broken), options) {
			if !errors.Is(err, broken) {
				t.Errorf("error %v, want its cause", err)
			}
		}
	})
}

// endless repeats a text up to a size.
type endless struct {
	text string
	left int
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	e.left -= n
	return n, nil
}

func TestALargeFeedTakesLittleMemory(t *testing.T) {
	const size, allowed = 32 << 20, 8 << 20
	words := strings.Repeat("光线柔和", 500)
	for name, c := range map[string]struct{ head, row string }{
		"JSONL":   {"", `{"id":"lamp","title":"灯","description":"` + words + "\"}\n"},
		"CSV":     {"id,title,description\n", "lamp,灯," + words + "\n"},
		"RSS":     {`<rss xmlns:g="http://base.google.com/ns/1.0"><channel>`, `<item><g:id>lamp</g:id><title>灯</title><description>` + words + `</description></item>`},
		"Shopify": {`{"products":[`, `{"title":"灯","body_html":"` + words + `","variants":[{"id":"lamp"}]},`},
	} {
		t.Run(name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			rows := 0
			for _, err := range feed.Read("feed", io.MultiReader(strings.NewReader(c.head), &endless{text: c.row, left: size}), options) {
				if err != nil {
					break // at the end, where the document is not closed
				}
				if rows++; rows%1000 != 0 {
					continue
				}
				runtime.GC()
				if runtime.ReadMemStats(&now); now.HeapAlloc > before.HeapAlloc+allowed {
					t.Fatalf("after %d rows the heap has grown by %d MiB", rows, (now.HeapAlloc-before.HeapAlloc)>>20)
				}
			}
			if rows < size/len(c.row) {
				t.Errorf("read %d rows, want %d", rows, size/len(c.row))
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range feeds {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for row, err := range feed.Read("feed", bytes.NewReader(text), options) {
			if err == nil && (row.ID == "" || row.Text("").Title == "") {
				t.Fatalf("a product without id or title: %+v", row)
			}
		}
	})
}

// TestTheDeclaredCurrencyIsThatOfBarePricesInEveryFormat: and of no others.
func TestTheDeclaredCurrencyIsThatOfBarePricesInEveryFormat(t *testing.T) {
	for _, c := range []struct{ name, content string }{
		{"JSON Lines", `{"id":"bare","title":"Lamp","price":12.5}` + "\n" + `{"id":"euro","title":"Lamp","price":"€12,50"}` + "\n"},
		{"CSV", "编号,标题,价格\nbare,台灯,12.50\neuro,台灯,\"12,50 EUR\"\n"},
		{"Google Merchant's table", "id\ttitle\tprice\tgoogle product category\nbare\tLamp\t12.50\t1\neuro\tLamp\t12.50 EUR\t1\n"},
		{"RSS", `<rss><channel><item><g:id>bare</g:id><title>Lamp</title><g:price>12.50</g:price></item>` +
			`<item><g:id>euro</g:id><title>Lamp</title><g:price>EUR 12.50</g:price></item></channel></rss>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			prices := map[string]string{}
			for row, err := range feed.Read("feed", strings.NewReader(c.content), feed.Options{Currency: "CNY"}) {
				if err != nil {
					t.Fatal(err)
				}
				prices[row.ID] = row.Price.String()
			}
			if prices["bare"] != "12.50 CNY" || prices["euro"] != "12.50 EUR" {
				t.Errorf("the prices are %v", prices)
			}
			for row, err := range feed.Read("feed", strings.NewReader(c.content), feed.Options{}) {
				if bad := (*catalog.RowError)(nil); row.ID != "euro" && (!errors.As(err, &bad) || !strings.Contains(err.Error(), "--currency")) {
					t.Errorf("without a currency: %q, %v; want a reason that names --currency", row.ID, err)
				}
			}
		})
	}
}
