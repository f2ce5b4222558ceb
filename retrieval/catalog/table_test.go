package catalog_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// titles reads a CSV feed and says in a line what became of each row.
func titles(r io.Reader) []string {
	var lines []string
	for row, err := range catalog.ReadCSV("feed", r) {
		if err != nil {
			lines = append(lines, err.Error())
			continue
		}
		lines = append(lines, fmt.Sprintf("%d %s=%s", row.Line, row.ID, row.Text("").Title))
	}
	return lines
}

func TestTheHeaderTellsTheDelimiter(t *testing.T) {
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"commas", "id,title\na,\"A, b; c\"\n", []string{"2 a=A, b; c"}},
		{"semicolons", "id;title;lang\na;A, b;en\n", []string{"2 a=A, b"}},
		{"tabs", "id\ttitle\tlang\na\tA, b; c\ten\n", []string{"2 a=A, b; c"}},
		{"delimiters within quotes do not count", "id,title,\"a;b;c\"\na,A; b,\n", []string{"2 a=A; b"}},
		{"between tabs a quote is a character, unless it begins a cell", "id\ttitle\na\t27\" screen\nb\t\"two\tcells\"\n", []string{"2 a=27\" screen", "3 b=two cells"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, titles(strings.NewReader(c.feed))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestARowOfATableIsBounded(t *testing.T) {
	open := "feed:3: a quote is opened and not closed before the end of the file or of 4 MiB"
	lines := strings.Repeat("x,行"+strings.Repeat("行", 1000)+"\n", bound/3000)
	for _, c := range []struct {
		name, feed string
		want       []string
	}{
		{"a long row", "id,title\na," + strings.Repeat("x", bound) + "\nb,B\n", []string{"feed:2: the row is longer than 4 MiB", "3 b=B"}},
		{"a long row within quotes", "id,title\na,\"" + strings.Repeat("x", bound) + "\"\nb,B\n", []string{"feed:2: the row is longer than 4 MiB", "3 b=B"}},
		{"a long line of a quoted cell", "id,title\na,\"\n" + strings.Repeat("x", bound) + "\"\nb,B\n", []string{"feed:2: the row is longer than 4 MiB", "4 b=B"}},
		{"a long line below others of a quoted cell", "id,title\na,\"\nx,X\n" + strings.Repeat("x", bound) + "\"\nb,B\n", []string{"feed:2: the row is longer than 4 MiB", "5 b=B"}},
		{"a thousand cells and one", "id,title\na,A" + strings.Repeat(",", 999) + "\nb,B\n", []string{"feed:2: the row has more than 1000 cells", "3 b=B"}},
		{"a thousand columns and one", "id,title" + strings.Repeat(",", 999) + "\na,A\n", []string{"read the column names of feed: parse error on line 1, column 1008: the row has more than 1000 cells"}},
		{"a quote that is closed after more than 4 MiB counts as open", "id,title\na,A\nb,\"B\n" + lines + "\"\nc,C\n", []string{"2 a=A", open, "4 x=行" + strings.Repeat("行", 1000), "end: a quote is opened and not closed before the end of the file or of 4 MiB", "end: c=C"}},
		{"an open quote is given up after 4 MiB, and the lines after its first are read again", "id,title\na,A\nb,\"B\n" + lines + "c,C\n", []string{"2 a=A", open, "4 x=行" + strings.Repeat("行", 1000), "end: c=C"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := titles(strings.NewReader(c.feed))
			if n := len(got); n > 10 {
				end := got[n-1:]
				if strings.HasSuffix(c.feed, "\"\nc,C\n") {
					end = got[n-2:]
				}
				got = got[:3:3]
				for _, line := range end {
					_, line, _ = strings.Cut(line, " ")
					got = append(got, "end: "+line)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

const (
	chineseFeed = "id,title,color\na,微风亚麻衬衫，短袖,白色\nb,护眼台灯（可调光）,黑色\nc,Shirt,白\n"
	koreanFeed  = "id,title,color\na,린넨 셔츠 반팔,흰색\nb,책상용 스탠드 조명,검정\n"
)

func TestTheEncodingOfATableIsTold(t *testing.T) {
	want := []string{"2 a=微风亚麻衬衫，短袖", "3 b=护眼台灯（可调光）", "4 c=Shirt"}
	ascii := "id,title,color\n" + strings.Repeat("z,Shirt,white\n", 20_000)
	for name, c := range map[string]struct {
		encoding encoding.Encoding
		feed     string
		want     []string
	}{
		"GBK":                                  {simplifiedchinese.GBK, chineseFeed, want},
		"GB18030":                              {simplifiedchinese.GB18030, chineseFeed, want},
		"UTF-16 of a little-endian Excel":      {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), chineseFeed, want},
		"UTF-16, big-endian":                   {unicode.UTF16(unicode.BigEndian, unicode.UseBOM), chineseFeed, want},
		"UTF-16 without a mark":                {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), chineseFeed, want},
		"UTF-16 without a mark, big-endian":    {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), chineseFeed, want},
		"UTF-8":                                {encoding.Nop, chineseFeed, want},
		"UTF-8 with a mark":                    {unicode.UTF8BOM, chineseFeed, want},
		"UTF-16 as Excel's Unicode text: tabs": {unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), strings.ReplaceAll(chineseFeed, ",", "\t"), want},
		"a word that is too short to tell": {
			simplifiedchinese.GBK, "id,title\na,灯\n", []string{"feed:2: the text is not valid UTF-8"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := c.encoding.NewEncoder().String(c.feed)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, titles(strings.NewReader(text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.want, titles(iotest.OneByteReader(strings.NewReader(text)))); diff != "" {
				t.Errorf("a byte at a time (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("GBK that is longer than what it is told from", func(t *testing.T) {
		for _, before := range []string{"", "x"} { // one of them cuts a character
			text, err := simplifiedchinese.GBK.NewEncoder().String("id,title\na,微风" + before + "\n" + strings.Repeat("b,微风亚麻衬衫\n", 10_000))
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(strings.NewReader(text)); got[0] != "2 a=微风"+before {
				t.Errorf("the first row is %q", got[0])
			}
		}
	})
	t.Run("GBK after a long beginning in ASCII", func(t *testing.T) {
		text, err := simplifiedchinese.GBK.NewEncoder().String(ascii + "a,微风亚麻衬衫,白色\n")
		if err != nil {
			t.Fatal(err)
		}
		got := titles(strings.NewReader(text))
		if last := got[len(got)-1]; last != "20002 a=微风亚麻衬衫" {
			t.Errorf("the last row is %q", last)
		}
	})
}

func TestAnEncodingThatCannotBeToldIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		encoding encoding.Encoding
		feed     string
	}{
		"Big5":         {traditionalchinese.Big5, "id,title\na,微風亞麻襯衫短袖白色款式\nb,護眼檯燈可調光\n"},
		"EUC-KR":       {korean.EUCKR, koreanFeed},
		"Shift-JIS":    {japanese.ShiftJIS, "id,title\na,リネンの半袖シャツ\nb,調光できるデスクライト\n"},
		"EUC-JP":       {japanese.EUCJP, "id,title\na,夏の新作商品です。リネンの半袖シャツ、全国送料無料\nb,調光できるデスクライト\n"},
		"Windows-1252": {charmap.Windows1252, "id,title\na,Küchenmöbel für Große Räume\nb,Décoration élégante\n"},
		"Windows-1251": {charmap.Windows1251, "id,title\na,Льняная рубашка с коротким рукавом\n"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := c.encoding.NewEncoder().String(c.feed)
			if err != nil {
				t.Fatal(err)
			}
			got := titles(strings.NewReader(text))
			if !slices.Contains(got, "feed:2: the text is not valid UTF-8") {
				t.Errorf("got %q, want the rows refused", got)
			}
		})
	}
}
