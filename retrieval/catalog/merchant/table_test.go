package merchant_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog/merchant"
)

func TestReadTable(t *testing.T) {
	f, err := os.Open("testdata/goods.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	for row, err := range reader.ReadTable("goods.tsv", f) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%d %s", row.Line, row.Encode()))
	}
	want := []string{
		`2 {"id":"lamp","brand":"微风","lang":"zh","texts":{"zh":{"title":"护眼台灯","description":"光线柔和"}},"product_type":["家居","灯具"],"price":"199.00 CNY","sale_price":"159.00 CNY","availability":"in_stock","attributes":{"color":["白色","黑色"]},"link":"https://shop.example/p/lamp","image_link":"https://shop.example/i/lamp.jpg"}`,
		`3 {"id":"kettle","lang":"en","texts":{"en":{"title":"27\" Kettle"}},"product_type":["Home & Garden","Kettles"],"price":"89.00 CNY","availability":"preorder","link":"https://shop.example/p/kettle"}`,
		`goods.tsv:4: 6 cells under 14 column names`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestIsTable(t *testing.T) {
	for columns, want := range map[string]bool{
		"id,title,image link":                   true,
		"ID,Title,google_product_category":      true,
		"id,title,image_link,price":             false, // our own CSV
		"id,title,Screen Size":                  false,
		"title,image link":                      false,
		"Handle,Title,Variant Price,Image Link": false,
	} {
		if got := merchant.IsTable(strings.Split(columns, ",")); got != want {
			t.Errorf("%s: %t, want %t", columns, got, want)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	feed, err := os.ReadFile("testdata/goods.tsv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(feed)
	f.Fuzz(func(t *testing.T, feed []byte) {
		accepted(t, reader.ReadTable("feed", strings.NewReader(string(feed))))
	})
}
