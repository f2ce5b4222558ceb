package shopify_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
)

// body counts the bodies that have not been closed.
type body struct {
	io.Reader
	open *int
}

func (b body) Close() error { *b.open--; return nil }

// pages serves the products with the ids of each page, and nothing after the last.
func pages(t *testing.T, open *int, ids ...[]int) shopify.Get {
	return func(_ context.Context, url string) (io.ReadCloser, error) {
		var page int
		if _, err := fmt.Sscanf(url, "https://shop.example/products.json?limit=250&page=%d", &page); err != nil {
			t.Fatalf("asked for %q", url)
		}
		var products []string
		if page <= len(ids) {
			for _, id := range ids[page-1] {
				products = append(products, fmt.Sprintf(`{"id":%d,"title":"灯","variants":[{"id":%d,"price":"1.00"}]}`, id, id))
			}
		}
		*open++
		return body{strings.NewReader(`{"products":[` + strings.Join(products, ",") + `]}`), open}, nil
	}
}

func from(start, n int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = start + i
	}
	return ids
}

func TestPagesWalksToTheEmptyPage(t *testing.T) {
	for _, c := range []struct {
		name  string
		pages [][]int
		limit int
		read  int
		err   string
	}{
		{"an empty shop", nil, 0, 0, ""},
		{"pages until one is empty", [][]int{from(1, 250), from(251, 250), from(501, 3)}, 0, 503, ""},
		{"a product that moved to the next page meanwhile", [][]int{{1, 2}, {2, 3}}, 0, 4, ""},
		{"as many pages as the limit, the empty one counted", [][]int{{1}, {2}}, 3, 2, ""},
		{"more pages than the limit", [][]int{{1}, {2}, {3}}, 2, 2, "read the shop's pages: more pages of products than may be read: https://shop.example/ has more than 2"},
		{"a page that repeats the one before", [][]int{{1, 2}, {1, 2}}, 0, 2, "read the shop's pages: https://shop.example/products.json?limit=250&page=2 repeats page 1"},
		{"a page that repeats an earlier one", [][]int{{1}, {2}, {1}}, 0, 2, "read the shop's pages: https://shop.example/products.json?limit=250&page=3 repeats page 1"},
		{"a page without end", [][]int{from(1, 251)}, 0, 250, "read the shop's pages: https://shop.example/products.json?limit=250&page=1 has more than the 250 products that were asked for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			read, open, failed := 0, 0, ""
			for _, err := range shop.Pages(t.Context(), pages(t, &open, c.pages...), c.limit) {
				if err != nil {
					failed = err.Error()
					continue
				}
				read++
			}
			if read != c.read || failed != c.err || open != 0 {
				t.Errorf("read %d, error %q, %d bodies left open; want %d and %q", read, failed, open, c.read, c.err)
			}
		})
	}
}

func TestPagesEnds(t *testing.T) {
	t.Run("when a page cannot be fetched", func(t *testing.T) {
		broken := errors.New("429")
		for _, err := range shop.Pages(t.Context(), func(context.Context, string) (io.ReadCloser, error) { return nil, broken }, 0) {
			if !errors.Is(err, broken) {
				t.Errorf("error %v, want its cause", err)
			}
		}
	})
	t.Run("when the context does", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		open, last := 0, error(nil)
		for _, err := range shop.Pages(ctx, pages(t, &open, []int{1, 2}, []int{3}), 0) {
			cancel()
			last = err
		}
		if !errors.Is(last, context.Canceled) || open != 0 {
			t.Errorf("error %v, %d bodies left open; want context.Canceled", last, open)
		}
	})
	t.Run("when nobody reads on", func(t *testing.T) {
		open := 0
		for _, err := range shop.Pages(t.Context(), pages(t, &open, []int{1, 2}), 0) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if open != 0 {
			t.Errorf("%d bodies left open", open)
		}
	})
	t.Run("when the address is none", func(t *testing.T) {
		for _, address := range []string{"", "shop.example", "ftp://shop.example", "https://", "https://shop.example/?a=b", "https://shop.example/%zz"} {
			var got []string
			for row, err := range (shopify.Shop{Currency: "CNY", URL: address}).Pages(t.Context(), nil, 0) {
				if err == nil {
					got = append(got, row.ID)
				}
			}
			if got != nil {
				t.Errorf("%q: read %q", address, got)
			}
		}
	})
}

func TestABadProductDoesNotEndThePages(t *testing.T) {
	served := false
	get := func(context.Context, string) (io.ReadCloser, error) {
		text := `{"products":[]}`
		if !served {
			text = `{"products":[{"id":1,"title":"A","variants":[]},{"id":2,"title":"B","variants":[{"id":3,"price":"1.00"}]}]}`
		}
		served = true
		return io.NopCloser(strings.NewReader(text)), nil
	}
	var got []string
	for row, err := range shop.Pages(t.Context(), get, 0) {
		var bad *catalog.RowError
		if errors.As(err, &bad) {
			got = append(got, bad.Error())
			continue
		}
		got = append(got, row.ID)
	}
	want := []string{`https://shop.example/products.json?limit=250&page=1:1: product "1": it has no variants`, "3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
