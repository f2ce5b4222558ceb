package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/source"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	jsonl   = `{"id":"mug","title":"Blue Mug","lang":"en","price":"12.00 USD"}` + "\n"
	table   = "id,title,lang,price\npan,铸铁煎锅,zh,199.00 CNY\n"
	returns = "# Returns\n\nWithin 30 days.\n"
	events  = "user_id,product_id,event,time\nu1,mug,view,2026-01-02T03:04:05Z\n"
	trends  = "product_id,score\nmug,5\n"
)

var key = []byte("0123456789abcdef0123456789abcdef")

// files writes files into a new folder.
func files(t *testing.T, content map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range content {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // into memory
	_ = w.Close()
	return b.String()
}

func zipped(members map[string]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range members {
		member, _ := w.Create(name) // into memory
		_, _ = member.Write([]byte(text))
	}
	_ = w.Close()
	return b.String()
}

// counts are how many items each stream gave; -1 for no stream.
type counts struct{ products, sections, events, trends int }

func read(t *testing.T, s *source.Source) (c counts, bad []error) {
	t.Helper()
	c.products = drain(s.Products, &bad)
	c.sections = drain(s.Sections, &bad)
	c.events = drain(s.Events, &bad)
	c.trends = drain(s.Trends, &bad)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return c, bad
}

func drain[T any](stream iter.Seq2[T, error], bad *[]error) int {
	if stream == nil {
		return -1
	}
	n := 0
	for _, err := range stream {
		if err != nil {
			*bad = append(*bad, err)
			continue
		}
		n++
	}
	return n
}

func TestNamesAreToldApart(t *testing.T) {
	for _, tc := range []struct {
		name    string
		content map[string]string
		of      string // in the folder
		kind    source.Kind
		is      source.Kind
		want    counts
	}{
		{"a file of JSON Lines holds products", map[string]string{"a.jsonl": jsonl}, "a.jsonl", "", source.Products, counts{1, -1, -1, -1}},
		{"so does a table", map[string]string{"a.CSV": table}, "a.CSV", source.Auto, source.Products, counts{1, -1, -1, -1}},
		{"and a compressed one", map[string]string{"a.csv.gz": gzipped(table)}, "a.csv.gz", "", source.Products, counts{1, -1, -1, -1}},
		{"and an archive of several", map[string]string{"a.zip": zipped(map[string]string{"x.csv": table, "y.jsonl": jsonl})}, "a.zip", "", source.Products, counts{2, -1, -1, -1}},
		{"and a file whose name says nothing", map[string]string{"feed": jsonl}, "feed", "", source.Products, counts{1, -1, -1, -1}},
		{"a text is a document", map[string]string{"returns.md": returns}, "returns.md", "", source.Documents, counts{-1, 1, -1, -1}},
		{"unless it is said to be a feed, as Google's tables in .txt are", map[string]string{"goods.txt": strings.ReplaceAll(table, ",", "\t")}, "goods.txt", source.Products, source.Products, counts{1, -1, -1, -1}},
		{"a folder may hold both", map[string]string{"a.jsonl": jsonl, "deep/b.csv": table, "returns.md": returns}, "", "", source.Auto, counts{2, 1, -1, -1}},
		{"or one of them", map[string]string{"returns.md": returns, "护理.zh.txt": "护理说明\n\n手洗，不可漂白。"}, "", "", source.Auto, counts{-1, 2, -1, -1}},
		{"of a folder of documents the feeds are left alone", map[string]string{"a.jsonl": jsonl, "returns.md": returns}, "", source.Documents, source.Documents, counts{-1, 1, -1, -1}},
		{"and the other way round", map[string]string{"a.jsonl": jsonl, "returns.md": returns}, "", source.Products, source.Products, counts{1, -1, -1, -1}},
		{"hidden files are left alone", map[string]string{".a.jsonl": jsonl, ".git/b.jsonl": jsonl, "c.jsonl": jsonl}, "", "", source.Auto, counts{1, -1, -1, -1}},
		{"behaviour has to be said", map[string]string{"e.csv": events}, "e.csv", source.Behaviour, source.Behaviour, counts{-1, -1, 1, -1}},
		{"and may be compressed", map[string]string{"e.csv.gz": gzipped(events)}, "e.csv.gz", source.Behaviour, source.Behaviour, counts{-1, -1, 1, -1}},
		{"or an archive", map[string]string{"e.zip": zipped(map[string]string{"e.csv": events})}, "e.zip", source.Behaviour, source.Behaviour, counts{-1, -1, 1, -1}},
		{"so have trends", map[string]string{"t.csv": trends}, "t.csv", source.Trends, source.Trends, counts{-1, -1, -1, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			name := filepath.Join(files(t, tc.content), tc.of)
			s, err := source.Open(t.Context(), name, source.Options{Kind: tc.kind, Key: key})
			if err != nil {
				t.Fatal(err)
			}
			got, bad := read(t, s)
			if got != tc.want || s.Kind != tc.is || len(bad) > 0 {
				t.Errorf("got %+v of kind %s, want %+v of %s; errors %v", got, s.Kind, tc.want, tc.is, bad)
			}
			if s.Name != name {
				t.Errorf("the name is %q, want %q", s.Name, name)
			}
		})
	}
}

func TestNoSource(t *testing.T) {
	pictures := files(t, map[string]string{"a.jpg": "x", "b.jpg": "x"})
	feeds := files(t, map[string]string{"a.jsonl": jsonl})
	for _, tc := range []struct {
		name, of string
		kind     source.Kind
		want     string
	}{
		{"a name of nothing", filepath.Join(feeds, "b.jsonl"), "", "name a file, a folder or an address"},
		{"an empty name", "", "", "name a file"},
		{"an address without a scheme", "shop.example/feed.xml", "", "an address such as https://"},
		{"an address that cannot be fetched", "ftp://shop.example/feed.xml", "", "an address such as https://"},
		{"an empty folder", t.TempDir(), "", "holds nothing to read"},
		{"a folder of pictures", pictures, "", "holds nothing to read"},
		{"a folder of feeds as documents", feeds, source.Documents, "holds nothing to read"},
		{"a file as a site", filepath.Join(feeds, "a.jsonl"), source.Site, "is an address"},
		{"a folder as a shop", feeds, source.Shopify, "is an address"},
		{"a kind that there is not", filepath.Join(feeds, "a.jsonl"), "wares", `no kind of source "wares"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := source.Open(t.Context(), tc.of, source.Options{Kind: tc.kind})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
	t.Run("what is in a folder for nothing is told", func(t *testing.T) {
		var told []string
		o := source.Options{OnSkip: func(_, reason string) { told = append(told, reason) }}
		if _, err := source.Open(t.Context(), pictures, o); err == nil || len(told) != 1 || !strings.Contains(told[0], ".jpg (2)") {
			t.Errorf("told %q, error %v", told, err)
		}
	})
}

func TestALinkIsReadAsWhatItLeadsTo(t *testing.T) {
	folder := files(t, map[string]string{"a.jsonl": jsonl})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(folder, link); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no symbolic links here: ", err)
		}
		t.Skip("no symbolic links here: ", err)
	}
	s, err := source.Open(t.Context(), link, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := read(t, s); got.products != 1 {
		t.Errorf("a link to a folder gives %+v", got)
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	folder := files(t, map[string]string{
		"a.jsonl.gz": gzipped(`{"id":"x"}`), "b.zip": zipped(map[string]string{"c.jsonl": `{"id":"y"}`}),
	})
	s, err := source.Open(t.Context(), folder, source.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, bad := read(t, s)
	var named []string
	for _, err := range bad {
		var row *catalog.RowError
		if errors.As(err, &row) {
			named = append(named, strings.TrimPrefix(row.File, folder))
		}
	}
	if want := []string{"/a.jsonl", "/b.zip/c.jsonl"}; !slices.Equal(named, want) {
		t.Errorf("got %q, want %q", named, want)
	}
}

func TestDocumentsKeepTheirNamesWhenTheirFolderMoves(t *testing.T) {
	var ids []string
	for range 2 {
		parent := files(t, map[string]string{"policies/returns.en.md": returns})
		s, err := source.Open(t.Context(), filepath.Join(parent, "policies"), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for section, err := range s.Sections {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, section.ID)
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("ids %q", ids)
	}
}

func TestAddressesHaveOneNameAndNoSecret(t *testing.T) {
	client := fetch.New(fetch.Options{})
	defer client.Close()
	name := func(address string) string {
		s, err := source.Open(t.Context(), address, source.Options{Kind: source.Site, Fetch: client}) // which reads nothing yet
		if err != nil {
			t.Fatal(err)
		}
		return s.Name
	}
	for _, tc := range []struct{ written, want string }{
		{"https://shop.example", "https://shop.example/"},
		{"HTTPS://Shop.Example:443/#top", "https://shop.example/"},
		{"http://shop.example:80/a%20b", "http://shop.example/a%20b"},
		{"http://shop.example:8080/", "http://shop.example:8080/"},
		{" https://shop.example/ ", "https://shop.example/"},
	} {
		if got := name(tc.written); got != tc.want || source.Withheld(got) {
			t.Errorf("%q is named %q, want %q", tc.written, got, tc.want)
		}
	}
	secrets := []string{
		"https://shop.example/feed?token=sesame", "https://shop.example/feed?token=other", "https://boss:sesame@shop.example/feed",
	}
	var names []string
	for _, s := range secrets {
		got := name(s)
		if strings.Contains(got, "sesame") || strings.Contains(got, "boss") || !source.Withheld(got) || got != name(s) || got != source.Shown(s) {
			t.Errorf("%q is named %q", s, got)
		}
		names = append(names, got)
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(secrets) {
		t.Errorf("addresses that differ share a name: %q", names)
	}
}
