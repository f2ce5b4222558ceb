package evaluation_test

import (
	"bufio"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// table reads a file of tab-separated rows.
func table(tb testing.TB, name string, columns int) [][]string {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for scanner := bufio.NewScanner(f); scanner.Scan(); {
		row := strings.Split(scanner.Text(), "\t")
		if len(row) != columns {
			tb.Fatalf("%s: row %d has %d columns, want %d", name, len(rows)+1, len(row), columns)
		}
		rows = append(rows, row)
	}
	return rows
}

// builtinProducts are those of the built-in catalogue.
func builtinProducts(tb testing.TB) []catalog.Product {
	tb.Helper()
	c, err := builtin.Catalog(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return c.Products
}

// engine indexes products with the table in the program.
func engine(tb testing.TB, products []catalog.Product, weights ranking.Weights) *retrieval.Engine {
	tb.Helper()
	embedder, err := embedding.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return engineOf(tb, products, embedder, weights)
}

func engineOf(tb testing.TB, products []catalog.Product, embedder embedding.Embedder, weights ranking.Weights) *retrieval.Engine {
	tb.Helper()
	c := catalog.New(products)
	v := vocabulary(c)
	ix := memory.New(index.Space{Model: embedder.Model(), Dim: embedder.Dim()})
	e, err := retrieval.IndexCatalog(tb.Context(), c, v, ix, embedder, weights)
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func vocabulary(c *catalog.Catalog) *retrieval.Vocabulary {
	return retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
}

// topTen returns the ids of what is found first for a text, or the groups.
func topTen(tb testing.TB, e *retrieval.Engine, text string) (ids, groups []string) {
	tb.Helper()
	found, err := e.Search(tb.Context(), retrieval.Query{Texts: []string{text}})
	if err != nil {
		tb.Fatal(err)
	}
	for _, r := range found.Ranked[:min(10, len(found.Ranked))] {
		ids, groups = append(ids, r.ID), append(groups, r.Group)
	}
	return ids, groups
}

// common counts what two lists of distinct words share.
func common(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}
