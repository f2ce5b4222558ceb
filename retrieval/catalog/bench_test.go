package catalog_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func BenchmarkReadJSONL(b *testing.B) {
	const rows = 20_000
	var feed bytes.Buffer
	for i := range rows {
		fmt.Fprintf(&feed, `{"id":"shirt-%d","item_group_id":"shirt-%d","title":"微风亚麻衬衫 %d","description":"轻薄透气，适合炎热的夏天。","lang":"zh","texts":{"en":{"title":"Linen Shirt %d","description":"Light and airy, for hot summers."}},"brand":"Example","price":"%d.90 CNY","stock":%d,"product_type":"Clothing > Shirts","color":"navy","size":"M","material":"linen/cotton","attributes":{"season":["spring","summer"],"breathable":true}}`+"\n", i, i/4, i, i, 50+i%400, i%90)
	}
	b.SetBytes(int64(feed.Len()))
	b.ReportAllocs()
	for b.Loop() {
		read := 0
		for _, err := range catalog.ReadJSONL("feed", bytes.NewReader(feed.Bytes())) {
			if err != nil {
				b.Fatal(err)
			}
			read++
		}
		if read != rows {
			b.Fatalf("read %d rows, want %d", read, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkEncodeAndDecode(b *testing.B) {
	p := shirt()
	for b.Loop() {
		if _, err := catalog.DecodeProduct(p.Encode()); err != nil {
			b.Fatal(err)
		}
	}
}
