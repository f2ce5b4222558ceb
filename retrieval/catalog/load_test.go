package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/goldentest"
)

// feeds streams files, of which those that end in .csv are tables.
func feeds(t *testing.T, names ...string) []iter.Seq2[catalog.Row, error] {
	t.Helper()
	var all []iter.Seq2[catalog.Row, error]
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		read := catalog.ReadJSONL
		if strings.HasSuffix(name, ".csv") {
			read = catalog.ReadCSV
		}
		all = append(all, read(name, bytes.NewReader(text)))
	}
	return all
}

func badFeeds(t *testing.T) []iter.Seq2[catalog.Row, error] {
	t.Helper()
	return feeds(t, "testdata/bad.jsonl", "testdata/bad.csv")
}

func TestBadRowsAreNamedAndLeftOut(t *testing.T) {
	c, report, err := catalog.Load(t.Context(), false, badFeeds(t)...)
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
	goldentest.Compare(t, "testdata/report.golden", got.String())
}

func TestStrictMakesABadRowAnError(t *testing.T) {
	c, report, err := catalog.Load(t.Context(), true, badFeeds(t)...)
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
	if _, _, err := catalog.Load(t.Context(), true, feeds(t, "testdata/shop.jsonl")...); err != nil {
		t.Errorf("without bad rows: %v", err)
	}
}

func TestTheSameShopReadsAlikeFromJSONLAndCSV(t *testing.T) {
	fromJSONL, _, err := catalog.Load(t.Context(), true, feeds(t, "testdata/shop.jsonl")...)
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, _, err := catalog.Load(t.Context(), true, feeds(t, "testdata/shop.csv")...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fromJSONL.Products, fromCSV.Products); diff != "" {
		t.Errorf("JSONL -, CSV +:\n%s", diff)
	}
}

func TestLoadEndsWhereTheRowsEnd(t *testing.T) {
	t.Run("at an error that is not of one row", func(t *testing.T) {
		broken := errors.New("the line is down")
		_, _, err := catalog.Load(t.Context(), false, catalog.ReadJSONL("feed", iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("error %v, want its cause", err)
		}
	})
	t.Run("at a cancelled context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := catalog.Load(ctx, false, feeds(t, "testdata/shop.jsonl")...); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want context.Canceled", err)
		}
	})
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
