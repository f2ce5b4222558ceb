package document_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func read(t testing.TB, name, text string) []document.Section {
	t.Helper()
	sections, err := document.Read(t.Context(), document.Origin{Name: name}, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return sections
}

// written writes sections for people to compare.
func written(sections []document.Section) string {
	var b strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&b, "[%s] %s\n%s", s.Lang, strings.Join(s.Titles, " > "), s.Address)
		if !s.UpdatedAt.IsZero() {
			fmt.Fprintf(&b, " updated %s", s.UpdatedAt.Format(time.DateOnly))
		}
		fmt.Fprintf(&b, "\n%s\n\n", s.Text)
	}
	return b.String()
}

func TestDocumentsReadAsTheirGoldenFilesSay(t *testing.T) {
	for file, address := range map[string]string{
		"returns.en.md": "", "delivery.zh.md": "https://shop.example/zh/delivery", "faq.html": "https://shop.example/help/faq?utm=1",
		"about.html": "", "terms.txt": "", "care.en.txt": "", "returns.zh.pdf": "https://shop.example/returns.pdf", "delivery.en.pdf": "", "warranty.zh.pdf": "",
	} {
		t.Run(file, func(t *testing.T) {
			f, err := os.Open(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			sections, err := document.Read(t.Context(), document.Origin{Name: file, Address: address}, f)
			if err != nil {
				t.Fatal(err)
			}
			goldentest.Compare(t, filepath.Join("testdata", file+".golden"), written(sections))
		})
	}
}

func TestIDs(t *testing.T) {
	const before = "# Help\n\n## Returns\n\nThirty days.\n\n## Delivery\n\nThree days.\n\n## Returns\n\nA second section so named.\n"
	ids := func(text string) map[string]document.Section {
		all := map[string]document.Section{}
		for _, s := range read(t, "help.md", text) {
			all[s.ID] = s
		}
		return all
	}
	old := ids(before)
	if len(old) != 3 {
		t.Fatalf("%d ids of 3 sections", len(old))
	}
	same := func(edited map[string]document.Section) (kept, unchanged int) {
		for id, s := range edited {
			if o, ok := old[id]; ok {
				kept++
				if o.Hash == s.Hash {
					unchanged++
				}
			}
		}
		return kept, unchanged
	}
	for _, c := range []struct {
		name, from, to  string
		kept, unchanged int
	}{
		{"an edit of a text changes its hash alone", "Thirty", "Sixty", 3, 2},
		{"a new section elsewhere changes nothing else", "## Delivery", "## Gifts\n\nWe wrap.\n\n## Delivery", 3, 3},
		{"another heading is another section", "## Delivery", "## Shipping", 2, 2},
		{"layout changes nothing", "Thirty days.", "Thirty\ndays.   ", 3, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept, unchanged := same(ids(strings.Replace(before, c.from, c.to, 1)))
			if kept != c.kept || unchanged != c.unchanged {
				t.Errorf("%d ids kept and %d hashes, want %d and %d", kept, unchanged, c.kept, c.unchanged)
			}
		})
	}
	t.Run("another document has others", func(t *testing.T) {
		for _, s := range read(t, "other.md", before) {
			if _, ok := old[s.ID]; ok {
				t.Error(s.Titles)
			}
		}
	})
}

func TestLongSectionsAreCut(t *testing.T) {
	for _, c := range []struct {
		name, text  string
		least, most int // characters of all texts but the last
		ends        string
	}{
		{"Chinese between sentences", strings.Repeat("自签收之日起七天内可以退货。", 300), 1100, 1200, "。"},
		{"English between sentences", strings.Repeat("It can be sent back within 7.5 days of delivery. ", 200), 2300, 2500, "."},
		{"between paragraphs where they are shorter", strings.Repeat(strings.Repeat("Sent back today. ", 50)+"\n\n", 12), 1600, 2500, "today."},
		{"between words where a sentence never ends", strings.Repeat("on and on ", 1000), 2480, 2500, ""},
		{"anywhere where nothing ends", strings.Repeat("x", 9000), 2500, 2500, "x"},
		{"Chinese at commas where a sentence never ends", strings.Repeat("没完没了，", 2000), 1190, 1200, "，"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sections := read(t, "a.md", "# Title\n\n## Part\n\n"+c.text)
			if len(sections) < 3 {
				t.Fatalf("%d sections", len(sections))
			}
			joined := ""
			for i, s := range sections {
				joined += s.Text
				n := utf8.RuneCountInString(s.Text)
				if i < len(sections)-1 && (n < c.least || n > c.most || !strings.HasSuffix(s.Text, c.ends)) {
					t.Errorf("section %d has %d characters, want %d to %d, and ends %q", i, n, c.least, c.most, s.Text[len(s.Text)-6:])
				}
				if diff := cmp.Diff([]string{"Title", "Part"}, s.Titles); diff != "" {
					t.Error(diff)
				}
			}
			if got, want := strings.Join(strings.Fields(joined), ""), strings.Join(strings.Fields(c.text), ""); got != want {
				t.Errorf("%d characters of %d are left", len(got), len(want))
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"of the front matter before the name", "a.zh.md", "---\nlang: en-US\n---\ntext", "en"},
		{"of the name", "a.zh-CN.md", "iPhone 15 Pro Max", "zh"},
		{"not of a name that only looks like it", "notes.v2.md", "hello", "en"},
		{"of the html element", "a.html", "<html lang=zh-Hant><p>OK</p>", "zh"},
		{"of the text: Chinese with English names", "a.txt", "本店销售 Apple iPhone 15 Pro Max 和 Samsung 手机", "zh"},
		{"of the text: English with a Chinese name", "a.txt", "Our shop in Hangzhou is called 山野 and opens at ten", "en"},
		{"of neither", "a.txt", "12:00 – 18:00", ""},
		{"of Japanese", "a.txt", "返品は七日以内にお願いします", ""},
		{"of a declared third", "a.md", "---\nlang: fr\n---\nBonjour", "fr"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := read(t, c.file, c.text)[0].Lang; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const text = "# 退货\n\n七天内可以退货。\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	page, err := simplifiedchinese.GBK.NewEncoder().String("<html><head><meta charset=gbk><title>退货</title></head><body><p>镕基囧</p></body></html>")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, text, want string }{
		"UTF-8 with a byte order mark": {"a.md", "\uFEFF" + text, "七天内可以退货。"},
		"UTF-16 with its mark":         {"a.md", wide, "七天内可以退货。"},
		"GB18030":                      {"a.md", gb, "七天内可以退货。"},
		"what a page declares":         {"a.html", page, "镕基囧"},
		"line ends of old":             {"a.txt", "one\rtwo\r\n\r\nthree", "one two\nthree"},
		"invisible characters":         {"a.txt", "re\u00ADturn\u200B with\u00A0care\u202E", "return with care"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, c.file, c.text)[0].Text; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	of := func(o document.Origin, text string) document.Section {
		sections, err := document.Read(t.Context(), o, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return sections[0]
	}
	t.Run("gives what the document does not say", func(t *testing.T) {
		s := of(document.Origin{Name: "a.txt", Address: "https://shop.example/a#old", Lang: "zh", UpdatedAt: at}, "12345")
		if s.Lang != "zh" || !s.UpdatedAt.Equal(at) || s.Address != "https://shop.example/a#old" || s.Titles[0] != "a" {
			t.Errorf("%+v", s)
		}
	})
	t.Run("a canonical address on another site is not believed", func(t *testing.T) {
		s := of(document.Origin{Name: "a.html", Address: "https://shop.example/a"}, `<link rel=canonical href="https://evil.example/a"><p>x</p>`)
		if s.Address != "https://shop.example/a" {
			t.Error(s.Address)
		}
	})
	t.Run("nor one that is no web address", func(t *testing.T) {
		s := of(document.Origin{Name: "a.html"}, `<link rel=canonical href="javascript:alert(1)"><p>x</p>`)
		if s.Address != "a.html" {
			t.Error(s.Address)
		}
	})
	t.Run("the content tells the format where the name does not", func(t *testing.T) {
		if s := of(document.Origin{Name: "help"}, "<!DOCTYPE html><p>x <b>y</b></p>"); s.Text != "x y" {
			t.Error(s.Text)
		}
	})
}

func TestRefusals(t *testing.T) {
	file := func(name string) string {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, c := range []struct{ name, file, text, reason string }{
		{"an empty document", "a.md", "", "empty"},
		{"one without text", "a.md", "# Title\n\n## Another\n", "no text"},
		{"one over 20 MiB", "a.txt", strings.Repeat("words \n", 3<<20), "20 MiB"},
		{"a line over 1 MiB", "a.txt", strings.Repeat("x", 1<<20+1), "1 MiB"},
		{"more sections than 5,000", "a.md", strings.Repeat("# a\n\nb\n\n", 5001), "5000 sections"},
		{"a text that makes more", "a.txt", strings.Repeat("A sentence of some length, for the count alone.\n", 300_000), "5000 sections"},
		{"an unknown encoding", "a.txt", "caf\xe9 au lait, d\xe9j\xe0 vu", "UTF-8"},
		{"bytes that are no text", "a.txt", "ab\x00c", "not a text"},
		{"broken front matter", "a.md", "---\ntitle: [\n---\ntext", "YAML"},
		{"a front matter date that is none", "a.md", "---\nupdated: last week\n---\ntext", "2026-11-23"},
		{"a Word file", "a.docx", "PK\x03\x04...", "Word"},
		{"a picture", "a.pdf", "\x89PNG\r\n", "picture"},
		{"another format", "a.xyz", "text", ".xyz"},
		{"a PDF that is none", "a.pdf", "hello", "none"},
		{"a damaged PDF", "a.pdf", "%PDF-1.7\nnothing here", "damaged"},
		{"a PDF cut off in the middle", "a.pdf", file("delivery.en.pdf")[:2000], "damaged"},
		{"a PDF with a password", "a.pdf", file("locked.pdf"), "password"},
		{"a PDF of pictures", "a.pdf", file("scan.pdf"), "text recognition"},
		{"elements nested 300 deep", "a.html", strings.Repeat("<div>", 300) + "x", "deep"},
		{"elements nested 100,000 deep", "a.html", strings.Repeat("<b><div>", 100_000) + "x", "nested"},
		{"quotes nested 100,000 deep", "a.md", strings.Repeat(">", 100_000) + "x", "deep"},
		{"lists nested 100,000 deep", "a.md", strings.Repeat("- ", 100_000) + "x", "deep"},
		{"lists nested 300 deep by indentation", "a.md", staircase(300), "deep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sections, err := document.Read(t.Context(), document.Origin{Name: c.file}, strings.NewReader(c.text))
			var refusal *document.Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Reason, c.reason) || refusal.Name != c.file || sections != nil {
				t.Errorf("got %d sections and error %v, want a refusal that names %q", len(sections), err, c.reason)
			}
		})
	}
}

func staircase(steps int) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func TestNestingWithinBoundsIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"a.html": strings.Repeat("<div>", 100) + "x",
		"b.html": strings.Repeat("<ul><li>y", 60) + "x",
		"a.md":   strings.Repeat(">", 100) + "x",
		"b.md":   staircase(100),
		"c.md":   strings.Repeat("-", 500) + "\n\nx",
	} {
		t.Run(name, func(t *testing.T) {
			if s := read(t, name, text); !strings.Contains(s[0].Text, "x") {
				t.Errorf("%+v", s)
			}
		})
	}
}

// The parser would take most of a minute for some of these, and four times as long
// for twice as many.
func TestMoreOpenMarksThanPeopleWriteAreRefused(t *testing.T) {
	for _, mark := range []string{"[", "![", "*a_", "`", "<a ", "![a](", "[a]: ", "**a ", "&amp", "<!--", "~a ", "]("} {
		t.Run(mark, func(t *testing.T) {
			_, err := document.Read(t.Context(), document.Origin{Name: "a.md"}, strings.NewReader("x "+strings.Repeat(mark, 60_000)))
			var refusal *document.Refusal
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Reason, "marks") {
				t.Errorf("got %v", err)
			}
			read(t, "a.md", "x "+strings.Repeat(strings.Repeat(mark, 1000)+"\n\n", 3)+"\n\nand text")
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	pdf, err := os.ReadFile("testdata/delivery.en.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"a.pdf": pdf, "a.md": []byte("# x\n\ny"), "a.html": []byte("<p>x")} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := document.Read(ctx, document.Origin{Name: name}, bytes.NewReader(data)); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("in the middle of a PDF", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 450*time.Millisecond)
		defer cancel()
		_, err := document.Read(ctx, document.Origin{Name: "a.pdf"}, bytes.NewReader(pdf))
		var refusal *document.Refusal
		if err != nil && (!errors.Is(err, context.DeadlineExceeded) || errors.As(err, &refusal)) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("and with a reader's failure", func(t *testing.T) {
		broken := errors.New("broken pipe")
		_, err := document.Read(t.Context(), document.Origin{Name: "a.md"}, io.MultiReader(strings.NewReader("# x"), failing{broken}))
		var refusal *document.Refusal
		if !errors.Is(err, broken) || errors.As(err, &refusal) {
			t.Errorf("got %v", err)
		}
	})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
