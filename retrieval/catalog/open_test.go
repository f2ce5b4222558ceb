package catalog_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type member struct{ name, text string }

func zipped(t testing.TB, members ...member) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, m.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func fileOf(t testing.TB, name string, content []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// opened says of each feed in a file how it is named and what it holds, up to 50
// bytes, or why it cannot be read; the folder is left out.
func opened(name string, limits catalog.Limits) []string {
	var lines []string
	for f, err := range catalog.Open(name, limits) {
		if err == nil {
			var n int64
			var start [50]byte
			had, _ := io.ReadFull(f, start[:])
			n, err = io.Copy(io.Discard, f)
			if err == nil {
				lines = append(lines, fmt.Sprintf("%s %d %s", f.Name, int64(had)+n, start[:had]))
				continue
			}
		}
		lines = append(lines, err.Error())
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], filepath.Dir(name)+string(filepath.Separator), "")
	}
	return lines
}

func TestOpenExpandsWhatAFileHolds(t *testing.T) {
	encrypted := zipped(t, member{"feed.csv", "id"})
	encrypted[6] |= 1
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	damaged := gzipped(t, []byte(strings.Repeat("id,title\n", 1000)))
	for _, c := range []struct {
		name    string
		content []byte
		want    []string
	}{
		{"feed.csv", []byte("id,title"), []string{"feed.csv 8 id,title"}},
		{"empty.csv", nil, []string{"empty.csv 0 "}},
		{"feed.csv.gz", gzipped(t, []byte("id,title")), []string{"feed.csv.gz 8 id,title"}},
		{"named-csv-but-gzip.csv", gzipped(t, []byte("id,title")), []string{"named-csv-but-gzip.csv 8 id,title"}},
		{
			"shop.zip", zipped(t, member{"export/1.csv", "id,title"}, member{"export/", ""}, member{"__MACOSX/1.csv", "x"}, member{".DS_Store", "x"}, member{"2\x1b[31m.csv", "标题"}),
			[]string{"shop.zip/export/1.csv 8 id,title", "shop.zip/2\uFFFD[31m.csv 6 标题"},
		},
		{"twice.gz", gzipped(t, gzipped(t, []byte("id"))), []string{"open twice.gz: it is compressed twice"}},
		{"zip.gz", gzipped(t, zipped(t, member{"a", "id"})), []string{"open zip.gz: it is a zip archive, which can only be read as a file of its own"}},
		{"zip.zip", zipped(t, member{"in.zip", string(zipped(t, member{"a", "id"}))}), []string{"open zip.zip: in.zip: it is a zip archive, which can only be read as a file of its own"}},
		{"gz.zip", zipped(t, member{"in.gz", string(gzipped(t, []byte("id")))}), []string{"open gz.zip: in.gz: it is compressed twice"}},
		{"book.xlsx", zipped(t, member{"[Content_Types].xml", "<Types/>"}, member{"xl/workbook.xml", "<workbook/>"}), []string{"open book.xlsx: it is an Excel or Word document: export it as CSV"}},
		{"book.xls", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), []string{"open book.xls: it is an Excel or Word document: export it as CSV"}},
		{"feed.7z", []byte("7z\xBC\xAF\x27\x1C"), []string{"open feed.7z: it is a 7z archive: use gzip or zip"}},
		{"secret.zip", encrypted, []string{"open secret.zip: feed.csv in it is encrypted"}},
		{"no.zip", []byte("PK\x03\x04 and no more"), []string{"open no.zip: zip: not a valid zip file"}},
		{"cut.gz", damaged[:len(damaged)-9], []string{"unexpected EOF"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, opened(fileOf(t, c.name, c.content), catalog.Limits{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("members that are larger than a directory may be", func(t *testing.T) {
		random := make([]byte, 5<<20)
		if _, err := rand.NewChaCha8([32]byte{}).Read(random); err != nil {
			t.Fatal(err)
		}
		for f, err := range catalog.Open(fileOf(t, "large.zip", zipped(t, member{"a", string(random)})), catalog.Limits{}) {
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(f); err != nil || !bytes.Equal(content, random) {
				t.Errorf("read %d bytes, %v; want what was packed", len(content), err)
			}
		}
	})
	t.Run("a file that is not there", func(t *testing.T) {
		for _, err := range catalog.Open(filepath.Join(t.TempDir(), "none.csv"), catalog.Limits{}) {
			if !errors.Is(err, os.ErrNotExist) {
				t.Errorf("error %v, want that it does not exist", err)
			}
		}
	})
	t.Run("whoever has seen enough may stop", func(t *testing.T) {
		for f, err := range catalog.Open(fileOf(t, "shop.zip", zipped(t, member{"1.csv", "id"}, member{"2.csv", "id"})), catalog.Limits{}) {
			if err != nil || !strings.HasSuffix(f.Name, "1.csv") {
				t.Errorf("%s: %v", f.Name, err)
			}
			break
		}
	})
}

func TestABombIsRefused(t *testing.T) {
	zeros := make([]byte, 8<<20)
	text := strings.Repeat(chineseFeed, 20_000) // about 2 MB, a hundredth of it when compressed
	tight := catalog.Limits{Expanded: 3 << 20, Ratio: 1 << 40}
	for _, c := range []struct {
		name, file string
		content    []byte
		limits     catalog.Limits
		want       string
	}{
		{"a gzip file that is all repetition", "bomb.gz", gzipped(t, zeros), catalog.Limits{}, "it expands to more than 200 times its size, as no feed does"},
		{"a zip archive that is all repetition", "bomb.zip", zipped(t, member{"a", string(zeros)}), catalog.Limits{}, "it expands to more than 200 times its size, as no feed does"},
		{"a gzip file past the limit", "large.gz", gzipped(t, zeros), tight, "it expands to more than 3 MiB"},
		{"members that are past the limit together", "many.zip", zipped(t, member{"a", text}, member{"b", text}), tight, "it expands to more than 3 MiB"},
		{"a directory without end", "many.zip", directories(t, 5000), catalog.Limits{}, "its directory takes more than 4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := opened(fileOf(t, c.file, c.content), c.limits)
			if last := got[len(got)-1]; !strings.HasSuffix(last, c.want) {
				t.Errorf("got %q, want %q", last, c.want)
			}
		})
	}
	t.Run("a feed that repeats itself much is none", func(t *testing.T) {
		name := fileOf(t, "feed.gz", gzipped(t, []byte(text)))
		if got := opened(name, catalog.Limits{Ratio: 1000}); !strings.HasPrefix(got[0], fmt.Sprintf("feed.gz %d ", len(text))) {
			t.Errorf("got %q", got)
		}
	})
}

// directories returns an archive of n empty members with long names.
func directories(t *testing.T, n int) []byte {
	members := make([]member, n)
	for i := range members {
		members[i].name = fmt.Sprintf("%s%d", strings.Repeat("x", 1000), i)
	}
	return zipped(t, members...)
}

func FuzzOpen(f *testing.F) {
	f.Add(gzipped(f, []byte("id,title\na,A\n")))
	f.Add(gzipped(f, gzipped(f, nil)))
	f.Add([]byte("\x1F\x8Bid"))
	f.Add(zipped(f, member{"a.csv", "id,title\na,A\n"}, member{"b/", ""}))
	f.Add([]byte("PK\x03\x04PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, packed []byte) {
		var all int64
		for content, err := range catalog.Open(fileOf(t, "feed", packed), catalog.Limits{Expanded: 1 << 20}) {
			if err != nil {
				return
			}
			n, err := io.Copy(io.Discard, content)
			if all += n; err == nil && all > 1<<20 && all > int64(len(packed)) {
				t.Fatalf("%d bytes expanded to %d", len(packed), all)
			}
		}
	})
}
