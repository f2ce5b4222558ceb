package catalog_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var badFeeds = []string{"testdata/bad.jsonl", "testdata/bad.csv"}

func TestBadRowsAreNamedAndLeftOut(t *testing.T) {
	c, report, err := catalog.LoadFiles(t.Context(), badFeeds, false)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, rejected := range report.Rejected {
		fmt.Fprintln(&got, rejected)
	}
	fmt.Fprintf(&got, "%d loaded:", report.Loaded)
	for i := range c.Products {
		fmt.Fprintf(&got, " %s", c.Products[i].ID)
	}
	got.WriteByte('\n')
	golden(t, "testdata/report.golden", got.String())
}

func TestStrictMakesABadRowAnError(t *testing.T) {
	c, report, err := catalog.LoadFiles(t.Context(), badFeeds, true)
	var row *catalog.RowError
	if c != nil || !errors.As(err, &row) {
		t.Fatalf("catalogue %v, error %v; want a *RowError and no catalogue", c, err)
	}
	if row.File != "testdata/bad.jsonl" || row.Line != 2 {
		t.Errorf("the error is about %s:%d, want the first bad row", row.File, row.Line)
	}
	if len(report.Rejected) < 2 {
		t.Errorf("the report has %d bad rows, want all", len(report.Rejected))
	}
	if _, _, err := catalog.LoadFiles(t.Context(), []string{"testdata/shop.jsonl"}, true); err != nil {
		t.Errorf("without bad rows: %v", err)
	}
}

func TestTheSameShopReadsAlikeFromJSONLAndCSV(t *testing.T) {
	fromJSONL, _, err := catalog.LoadFiles(t.Context(), []string{"testdata/shop.jsonl"}, true)
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, _, err := catalog.LoadFiles(t.Context(), []string{"testdata/shop.csv"}, true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromJSONL.Products, fromCSV.Products); diff != "" {
		t.Errorf("JSONL -, CSV +:\n%s", diff)
	}
}

func TestLoadFilesRefusesWhatItCannotRead(t *testing.T) {
	odd := filepath.Join(t.TempDir(), "shop.xlsx")
	if err := os.WriteFile(odd, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"a file that is not there": filepath.Join(t.TempDir(), "none.jsonl"), "a format that it does not know": odd} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := catalog.LoadFiles(t.Context(), []string{file}, false); err == nil || !strings.Contains(err.Error(), filepath.Base(file)) {
				t.Errorf("error %v, want one that names the file", err)
			}
		})
	}
	t.Run("a cancelled context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := catalog.LoadFiles(ctx, []string{"testdata/shop.jsonl"}, false); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
}

func TestLoadFSReadsTheFeedsOfATree(t *testing.T) {
	c, report, err := catalog.LoadFS(t.Context(), fstest.MapFS{
		"b/lamps.csv":    {Data: []byte("id,title\nlamp,台灯\n")},
		"a/SHIRTS.JSONL": {Data: []byte(`{"id":"shirt","title":"Shirt","price":"12 USD"}`)},
		"README.md":      {Data: []byte("not a feed")},
	}, true)
	if err != nil || report.Loaded != 2 {
		t.Fatalf("report %+v, error %v; want 2 loaded", report, err)
	}
	if c.Products[0].ID != "shirt" || c.Products[1].ID != "lamp" {
		t.Errorf("read %q, then %q; want the order of the names", c.Products[0].ID, c.Products[1].ID)
	}
}

func TestCatalogProductAndCurrency(t *testing.T) {
	c := catalog.New([]catalog.Product{
		{ID: "a", Price: catalog.Money{Minor: 100, Currency: "USD"}},
		{ID: "b", Price: catalog.Money{Minor: 100, Currency: "CNY"}},
		{ID: "c", Price: catalog.Money{Minor: 100, Currency: "CNY"}},
		{ID: "film"},
	})
	if p := c.Product("b"); p == nil || p.ID != "b" {
		t.Errorf("product b: %v", p)
	}
	if p := c.Product("d"); p != nil {
		t.Errorf("product d: %v, want none", p)
	}
	if got := c.Currency(); got != "CNY" {
		t.Errorf("currency %q, want that of most prices", got)
	}
	if got := catalog.New(nil).Currency(); got != "" {
		t.Errorf("currency of an empty shop: %q", got)
	}
}

// golden compares got with the file, or rewrites the file under -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
