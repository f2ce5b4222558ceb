package merchant_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/merchant"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

var reader = merchant.Reader{At: time.Date(2026, 5, 12, 8, 0, 0, 0, time.UTC)}

// outline says in a line what became of each item of a feed: the product as it is
// stored, or the error.
func outline(file string, r io.Reader) []string {
	var lines []string
	for row, err := range reader.Read(file, r) {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, fmt.Sprintf("%s:%d: %s", file, row.Line, row.Encode()))
	}
	return lines
}

func TestReadGolden(t *testing.T) {
	for _, name := range []string{"testdata/rss.xml", "testdata/atom.xml"} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := strings.Join(outline(name, f), "\n") + "\n"
			goldentest.Compare(t, strings.TrimSuffix(name, ".xml")+".golden", got)
		})
	}
}

func rss(items string) string {
	return `<rss xmlns:g="http://base.google.com/ns/1.0"><channel>` + items + `</channel></rss>`
}

const lamp = `<item><g:id>lamp</g:id><g:title>护眼台灯</g:title></item>`

const lampRow = `feed:1: {"id":"lamp","texts":{"":{"title":"护眼台灯"}}}`

func TestReadTakesFeedsAsTheyAre(t *testing.T) {
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"no item", rss(""), nil},
		{"a prefix that nobody declared", `<rss><channel>` + lamp + `</channel></rss>`, []string{lampRow}},
		{"Google's namespace as the default", `<rss xmlns="http://base.google.com/ns/1.0"><channel><item><id>lamp</id><title>护眼台灯</title></item></channel></rss>`, []string{lampRow}},
		{"RSS's own elements", rss(`<item><id>lamp</id><title>护眼台灯</title></item>`), []string{lampRow}},
		{"RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><id>lamp</id><title>护眼台灯</title></item></rdf:RDF>`, []string{lampRow}},
		{"a document type without declarations", `<!DOCTYPE rss PUBLIC "x" "https://hostile.example/rss.dtd">` + rss(lamp), []string{lampRow}},
		{"elements that are empty", rss(`<item><g:id>lamp</g:id><g:title/><title>护眼台灯</title><g:color/><g:brand> </g:brand></item>`), []string{lampRow}},
		{"a language that is none", rss(`<language>the best</language>` + lamp), []string{lampRow}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline("feed", strings.NewReader(c.feed))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadRefusesWhatIsNoFeedOrABomb(t *testing.T) {
	long := strings.Repeat("长", catalog.MaxRow/3+1)
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"nothing", "", []string{"read feed: it has no XML element"}},
		{"a web page", "<!DOCTYPE html><html><body/></html>", []string{"read feed: the root element is <html>, where a product feed has <rss> or <feed>"}},
		{
			"entities that grow", `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + rss(`<item><g:id>&b;</g:id></item>`),
			[]string{"read feed: it declares entities or a document type of its own, which are not expanded: remove the <!DOCTYPE …[…]>"},
		},
		{
			"a file of the machine as an entity", `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + rss(lamp),
			[]string{"read feed: it declares entities or a document type of its own, which are not expanded: remove the <!DOCTYPE …[…]>"},
		},
		{"an entity that nobody declared is text", rss(lamp + `<item><g:id>&secret;</g:id></item>`), []string{lampRow, `feed:1: product "&secret;": it has no title`}},
		{"an item that does not end", rss(lamp + `<item><g:id>b</g:id><title>B</title>` + lamp), []string{lampRow, `feed:1: {"id":"b","texts":{"":{"title":"B"}}}`, "read feed: line 1: <channel> ends before an element within it does"}},
		{"elements in elements without end", rss(lamp + strings.Repeat("<a>", 1_000_000)), []string{lampRow, "read feed: its elements are nested more than 64 deep"}},
		{"a text without end", rss(lamp + "<item><g:id>" + long + long), []string{lampRow, "read feed: the row is longer than 4 MiB"}},
		{"an item that is long in pieces", rss("<item><g:id>" + long + "</g:id><g:title>" + long + "</g:title></item>" + lamp), []string{"feed:1: the item is longer than 4 MiB or has more than 10000 elements", lampRow}},
		{"an item of too many elements", rss("<item>" + strings.Repeat("<a/>", 20_000) + "</item>" + lamp), []string{"feed:1: the item is longer than 4 MiB or has more than 10000 elements", lampRow}},
		{"an item that is cut off", strings.TrimSuffix(rss(lamp), "</channel></rss>") + "<item>", []string{lampRow, "read feed: XML syntax error on line 1: unexpected EOF"}},
		{"an encoding that nobody knows", `<?xml version="1.0" encoding="klingon"?>` + rss(lamp), []string{`read feed: xml: opening charset "klingon": its encoding "klingon" is not known: save it as UTF-8`}},
		{"an encoding that it does not declare", rss("<item><g:title>caf\xe9</g:title></item>"), []string{"read feed: XML syntax error on line 1: invalid UTF-8: the first line of the document must declare its encoding"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, outline("feed", strings.NewReader(c.feed))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadKeepsTheDeclaredEncoding(t *testing.T) {
	for name, c := range map[string]struct {
		declared string
		encoding encoding.Encoding
	}{
		"UTF-8":                              {"utf-8", encoding.Nop},
		"UTF-8 with a mark":                  {"utf-8", unicode.UTF8BOM},
		"UTF-8 with a mark, declared as GBK": {"gbk", unicode.UTF8BOM},
		"UTF-8, declared as UTF-16":          {"utf-16", encoding.Nop},
		"GB2312":                             {"GB2312", simplifiedchinese.GBK},
		"GB18030":                            {"gb18030", simplifiedchinese.GB18030},
		"UTF-16":                             {"utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
	} {
		t.Run(name, func(t *testing.T) {
			feed, err := c.encoding.NewEncoder().String(`<?xml version="1.0" encoding="` + c.declared + `"?>` + rss(lamp))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{lampRow}, outline("feed", strings.NewReader(feed))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestASaleHoldsInItsPeriodOnly(t *testing.T) {
	for _, c := range []struct {
		name, period, at, want string
	}{
		{"before", "2026-05-12T08:00+0800/2026-05-13T08:00+0800", "2026-05-12T07:59:59+08:00", "2.00 CNY"},
		{"from its start", "2026-05-12T08:00+0800/2026-05-13T08:00+0800", "2026-05-12T00:00:00Z", "1.00 CNY"},
		{"to its end", "2026-05-12T08:00:00+08:00/2026-05-13T08:00:00+08:00", "2026-05-13T08:00:00+08:00", "1.00 CNY"},
		{"after", "2026-05-12T08:00Z/2026-05-13T08:00Z", "2026-05-13T08:00:01Z", "2.00 CNY"},
		{"its last day, whole", "2026-05-12/2026-05-13", "2026-05-13T23:59:59Z", "1.00 CNY"},
		{"the day after", "2026-05-12/2026-05-13", "2026-05-14T00:00:00Z", "2.00 CNY"},
		{"no period", "", "2026-05-14T00:00:00Z", "1.00 CNY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			feed := rss(`<item><g:id>a</g:id><g:title>A</g:title><g:price>2 CNY</g:price><g:sale_price>1 CNY</g:sale_price><g:sale_price_effective_date>` + c.period + `</g:sale_price_effective_date></item>`)
			for row, err := range (merchant.Reader{At: at}).Read("feed", strings.NewReader(feed)) {
				if err != nil {
					t.Fatal(err)
				}
				if got := row.Pays().String(); got != c.want {
					t.Errorf("a shopper pays %s, want %s", got, c.want)
				}
			}
		})
	}
}

func TestReadStreams(t *testing.T) {
	t.Run("an item is given before the next is there", func(t *testing.T) {
		broken := errors.New("the line is down")
		start := rss(lamp)[:len(rss(lamp))-len("</channel></rss>")]
		var ids []string
		var last error
		for row, err := range reader.Read("feed", io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken))) {
			ids, last = append(ids, row.ID), err
		}
		if diff := cmp.Diff([]string{"lamp", ""}, ids); diff != "" || !errors.Is(last, broken) {
			t.Errorf("error %v (-want +got):\n%s", last, diff)
		}
	})
	t.Run("whoever has seen enough may stop", func(t *testing.T) {
		for row, err := range reader.Read("feed", strings.NewReader(rss(lamp+lamp))) {
			if err != nil || row.ID != "lamp" {
				t.Errorf("read %q, %v", row.ID, err)
			}
			break
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/rss.xml", "testdata/atom.xml"} {
		feed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(feed)
	}
	f.Add([]byte(`<?xml version="1.0" encoding="gbk"?><rss><item><g:id>` + "\xB5\xC6" + `</g:id></item></rss>`))
	f.Fuzz(func(t *testing.T, feed []byte) { accepted(t, reader.Read("feed", strings.NewReader(string(feed)))) })
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
