package document_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog/document"
)

func seed(f *testing.F, names ...string) {
	f.Helper()
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func FuzzMarkdown(f *testing.F) {
	seed(f, "returns.en.md", "delivery.zh.md")
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "a.md", data) })
}

func FuzzHTML(f *testing.F) {
	seed(f, "faq.html", "about.html")
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "a.html", data) })
}

func FuzzPlain(f *testing.F) {
	seed(f, "terms.txt", "care.en.txt")
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "a.txt", data) })
}

func FuzzPDF(f *testing.F) {
	seed(f, "warranty.zh.pdf", "scan.pdf")
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "a.pdf", append([]byte("%PDF-"), data...)) })
}

// sound fails the test unless the document is refused with a reason or every
// section of it is whole.
func sound(t *testing.T, name string, data []byte) {
	sections, err := document.Read(t.Context(), document.Origin{Name: name}, strings.NewReader(string(data)))
	var refusal *document.Refusal
	if err != nil {
		if !errors.As(err, &refusal) || refusal.Reason == "" || sections != nil {
			t.Fatalf("%d sections, error %v", len(sections), err)
		}
		return
	}
	ids := map[string]bool{}
	for _, s := range sections {
		switch {
		case strings.TrimSpace(s.Text) == "" || utf8.RuneCountInString(s.Text) > document.MaxText:
			t.Fatalf("a text of %d characters", utf8.RuneCountInString(s.Text))
		case len(s.Titles) == 0 || s.Titles[0] == "" || s.Address == "" || s.Source != name || len(s.Hash) != 32:
			t.Fatalf("%+v", s)
		case ids[s.ID]:
			t.Fatalf("two sections with the id %s", s.ID)
		case !utf8.ValidString(s.Text + strings.Join(s.Titles, "") + s.Address):
			t.Fatalf("%q", s)
		}
		ids[s.ID] = true
	}
}
