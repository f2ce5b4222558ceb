package behaviour_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

var key = []byte("a key that only these tests have")

var shanghai = time.FixedZone("Shanghai", 8*60*60)

func options() behaviour.Options { return behaviour.Options{Key: key, Zone: shanghai} }

// eventLines writes what was read, a line each; shoppers as their first eight digits.
func eventLines(name string, r io.Reader, o behaviour.Options) string {
	var b strings.Builder
	for e, err := range behaviour.Read(name, r, o) {
		if err != nil {
			fmt.Fprintln(&b, err)
			continue
		}
		fmt.Fprintf(&b, "%s %-8s shopper=%.8s order=%.8s item=%s", e.At.In(shanghai).Format(time.RFC3339), e.Kind, e.Shopper, e.Order, e.Item)
		fmt.Fprintf(&b, " quantity=%d value=%.3g query=%q lang=%s\n", e.Quantity, e.Value, e.Query, e.Lang)
	}
	return b.String()
}

func trendLines(name string, r io.Reader) string {
	var b strings.Builder
	for t, err := range behaviour.ReadTrends(name, r, shanghai) {
		if err != nil {
			fmt.Fprintln(&b, err)
			continue
		}
		fmt.Fprintf(&b, "%s %q from %s to %s score=%.4g lang=%s\n", t.Subject, t.Key, t.Start.Format(time.DateOnly), t.End.Format(time.DateOnly), t.Score, t.Lang)
	}
	return b.String()
}

func TestExportsReadAsTheirGoldenFilesSay(t *testing.T) {
	for _, file := range []string{"events.csv", "events.zh.csv", "shopify-orders.csv", "events.jsonl", "ratings.tsv", "trends.csv", "trends.zh.jsonl"} {
		t.Run(file, func(t *testing.T) {
			f, err := os.Open(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			got := ""
			if strings.HasPrefix(file, "trends") {
				got = trendLines(file, f)
			} else {
				got = eventLines(file, f, options())
			}
			goldentest.Compare(t, filepath.Join("testdata", file+".golden"), got)
		})
	}
}

func TestNothingPersonalIsRead(t *testing.T) {
	for file, secrets := range map[string][]string{
		"events.csv":         {"anna", "example.com", "555", "8765", "bob"},
		"events.zh.csv":      {"wang", "王某", "李某", "138", "139"},
		"shopify-orders.csv": {"anna", "Anna", "Example", "555", "Road", "#1001", "cleo"},
		"events.jsonl":       {"1234.5678", "wang", "Hangzhou", "T-7"},
		"ratings.tsv":        {"r1", "small"},
	} {
		t.Run(file, func(t *testing.T) {
			f, err := os.Open(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for e, err := range behaviour.Read("export"+filepath.Ext(file), f, options()) {
				said := fmt.Sprintf("%+v %v", e, err)
				for _, secret := range secrets {
					if strings.Contains(said, secret) {
						t.Errorf("%q is in %s", secret, said)
					}
				}
			}
		})
	}
	t.Run("an e-mail address in a wrong column is in no error", func(t *testing.T) {
		export := "user,item,event,time,rating,qty\n" + strings.Repeat("a,b,purchase,2026-11-23,,zoe@example.com\na,b,rating,2026-11-23,zoe@example.com,\na,b,view,zoe@example.com,,\na,b,zoe@example.com,2026-11-23,,\n", 2)
		if said := eventLines("x.csv", strings.NewReader(export), options()); strings.Contains(said, "zoe") || strings.Count(said, "\n") != 8 {
			t.Error(said)
		}
	})
}

func TestPseudonyms(t *testing.T) {
	a := behaviour.Pseudonym(key, "anna@example.com")
	if a != behaviour.Pseudonym(key, " Anna@Example.COM") {
		t.Error("the same address in other letters is another shopper")
	}
	if a == behaviour.Pseudonym([]byte("another key, as long as needed"), "anna@example.com") {
		t.Error("another key gives the same pseudonym")
	}
	if a == behaviour.Pseudonym(key, "bob@example.com") || len(a) != 32 {
		t.Errorf("got %q", a)
	}
	if behaviour.Pseudonym(key, "  ") != "" {
		t.Error("nobody has a pseudonym")
	}
}

func TestTimes(t *testing.T) {
	const want = "2026-11-23T10:00:00+08:00"
	for _, written := range []string{
		"2026-11-23T10:00:00+08:00", "2026-11-23T02:00:00Z", "2026-11-23T02:00:00.000Z", "1795399200", "1795399200000", "1795399200000000",
		"1.7953992e9", "2026-11-23 10:00", "2026/11/23 10:00:00", "2026-11-23 10:00:00 +0800", "2026-11-23 02:00:00 UTC",
		"2026年11月23日 10:00", "2026年11月23日10时", "2026年11月23日 10时00分00秒", "2026-11-23 10：00",
	} {
		t.Run(written, func(t *testing.T) {
			got := eventLines("x.csv", strings.NewReader("user,item,event,time\na,b,view,"+written+"\n"), options())
			if !strings.HasPrefix(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	for _, written := range []string{"", "23/11/2026", "11-23-2026", "2026-13-01", "0", "-5", "1e300", "NaN", "0999-01-01", "tomorrow", "明天"} {
		t.Run("refused: "+written, func(t *testing.T) {
			got := eventLines("x.csv", strings.NewReader("user,item,event,time\na,b,view,"+written+"\n"), options())
			if !strings.HasPrefix(got, "x.csv:2: the time") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestRead(t *testing.T) {
	read := func(name, export string, o behaviour.Options) string {
		return eventLines(name, strings.NewReader(export), o)
	}
	const header = "user,item,event,time\n"
	const good = "a,b,view,2026-11-23\n"
	t.Run("wants a key", func(t *testing.T) {
		if got := read("x.csv", header+good, behaviour.Options{Key: []byte("short")}); !strings.Contains(got, "openssl rand") {
			t.Error(got)
		}
	})
	t.Run("names the formats that it reads", func(t *testing.T) {
		if got := read("x.xlsx", header+good, options()); !strings.Contains(got, ".jsonl") {
			t.Error(got)
		}
	})
	t.Run("says which column is missing when nothing tells what was done", func(t *testing.T) {
		if got := read("x.csv", "user,item,time\na,b,2026-11-23\n", options()); !strings.Contains(got, "event_type") || !strings.Contains(got, "行为") {
			t.Error(got)
		}
	})
	t.Run("takes the kind that it is told for a whole export", func(t *testing.T) {
		o := options()
		o.Kind = behaviour.View
		if got := read("x.csv", "user,item,time\na,b,2026-11-23\n", o); !strings.Contains(got, " view ") {
			t.Error(got)
		}
	})
	t.Run("scales ratings to the best that can be given", func(t *testing.T) {
		o := options()
		o.MaxRating = 10
		if got := read("x.csv", "user,item,time,rating\na,b,2026-11-23,10\na,b,2026-11-23,1\na,b,2026-11-23,5.5\n", o); strings.Count(got, "value=1 ")+strings.Count(got, "value=0 ")+strings.Count(got, "value=0.5 ") != 3 {
			t.Error(got)
		}
	})
	t.Run("reads semicolons, tabs and a byte order mark", func(t *testing.T) {
		for _, separator := range []string{";", "\t"} {
			if got := read("x.csv", "\uFEFF"+strings.ReplaceAll(header+good, ",", separator), options()); !strings.Contains(got, "item=b") {
				t.Errorf("%q: %s", separator, got)
			}
		}
	})
	t.Run("reads GB18030 where that is certain", func(t *testing.T) {
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String("会员,商品编号,行为,时间\n小明,鞋子一,浏览,2026年11月23日\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := read("x.csv", encoded, options()); !strings.Contains(got, "item=鞋子一") {
			t.Error(got)
		}
	})
	t.Run("leaves out a row in another encoding and reads on", func(t *testing.T) {
		if got := read("x.csv", header+"a,caf\xe9,view,2026-11-23\n"+good, options()); !strings.Contains(got, "x.csv:2: the text is not valid UTF-8") || !strings.Contains(got, "item=b") {
			t.Error(got)
		}
	})
	t.Run("leaves out a row of more than 1 MiB and reads on", func(t *testing.T) {
		if got := read("x.csv", header+strings.Repeat("x", 2<<20)+"\n"+good, options()); !strings.Contains(got, "x.csv:2: the row is longer than 1 MiB") || !strings.Contains(got, "item=b") {
			t.Error(got)
		}
	})
	t.Run("an unclosed quotation mark costs its own row alone", func(t *testing.T) {
		got := read("x.csv", header+"a,\"b,view,2026-11-23\n"+strings.Repeat(good, 500), options())
		if !strings.HasPrefix(got, "x.csv:2: a quotation mark is not closed\n") || strings.Count(got, "item=b") != 500 {
			t.Error(got[:min(len(got), 500)])
		}
	})
	t.Run("an unclosed quotation mark before a row that is too long keeps the line numbers", func(t *testing.T) {
		got := read("x.csv", header+"a,\"b,view,2026-11-23\n"+strings.Repeat("x", 2<<20)+"\n"+good+"bad\n", options())
		want := "x.csv:2: a quotation mark is not closed\nx.csv:3: the row is longer than 1 MiB\n"
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "x.csv:5: 1 cells under 4 column names\n") {
			t.Error(got)
		}
	})
	t.Run("an inch mark is no quotation mark", func(t *testing.T) {
		got := read("x.tsv", "user\titem\tevent\ttime\ttitle\n"+strings.Repeat("a\tb\tview\t2026-11-23\t5\" screen\n\"c\"\t\"b\"\tview\t2026-11-23\t\"Great\" jacket\n", 2), options())
		if strings.Count(got, "item=b ") != 4 {
			t.Error(got)
		}
	})
	t.Run("deep and strange JSON costs its own row alone", func(t *testing.T) {
		deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
		got := read("x.jsonl", deep+"\n"+strings.Repeat("[", 20_000)+"\n{\"items\":[1]}\nnull\n{\"user\":\"a\",\"item\":\"b\",\"event\":\"view\",\"time\":\"2026-11-23\"}\n", options())
		if strings.Count(got, "x.jsonl:") != 4 || !strings.Contains(got, "item=b") {
			t.Error(got)
		}
	})
	t.Run("stops when the caller does", func(t *testing.T) {
		n := 0
		for _, err := range behaviour.Read("x.csv", strings.NewReader(header+strings.Repeat(good, 5)), options()) {
			if n++; err != nil {
				t.Error(err)
			}
			break
		}
		if n != 1 {
			t.Errorf("%d events", n)
		}
	})
	t.Run("a failing reader ends it", func(t *testing.T) {
		broken := errors.New("broken pipe")
		var last error
		for _, err := range behaviour.Read("x.csv", io.MultiReader(strings.NewReader(header+good), failing{broken}), options()) {
			last = err
		}
		var row *catalog.RowError
		if !errors.Is(last, broken) || errors.As(last, &row) {
			t.Errorf("got %v", last)
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
