package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

func TestOwnTablesMayHaveChineseColumns(t *testing.T) {
	stock := 12
	for _, c := range []struct {
		name, table string
		want        catalog.Product
	}{
		{"all that the format has names for",
			"货号,名称,描述,原价,售价,币种,品牌,类目,库存,链接,图片,款号,颜色,尺码,材质,产地,英文标题\n" +
				"s1,亚麻衬衫,轻薄,259.00,199,人民币,兰亭,服装 > 衬衫,12,https://shop.example/s1,https://shop.example/s1.png,s,藏青,M,亚麻|棉,绍兴,Linen Shirt\n",
			catalog.Product{
				ID: "s1", GroupID: "s", Brand: "兰亭", Type: []string{"服装", "衬衫"}, Stock: &stock, Availability: catalog.InStock,
				Texts: map[string]catalog.Text{"": {Title: "亚麻衬衫", Description: "轻薄"}, "en": {Title: "Linen Shirt"}},
				Price: catalog.Money{Minor: 25900, Currency: "CNY"}, SalePrice: catalog.Money{Minor: 19900, Currency: "CNY"},
				Link: "https://shop.example/s1", ImageLink: "https://shop.example/s1.png",
				Attributes: map[string][]string{"color": {"藏青"}, "size": {"M"}, "material": {"亚麻", "棉"}, "产地": {"绍兴"}},
			}},
		{"the currency in the name of the column, full-width letters, traditional characters",
			"ＳＫＵ;標題;售價（元）\na;檯燈;99.50\n",
			catalog.Product{ID: "a", Texts: map[string]catalog.Text{"": {Title: "檯燈"}}, Price: catalog.Money{Minor: 9950, Currency: "CNY"}}},
		{"of two columns for one property the likelier; the other is an attribute",
			"货号\t商品编号\t商品名称\t价格\n7\ta\t台灯\t99 USD\n",
			catalog.Product{ID: "a", Texts: map[string]catalog.Text{"": {Title: "台灯"}}, Price: catalog.Money{Minor: 9900, Currency: "USD"},
				Attributes: map[string][]string{"货号": {"7"}}}},
		{"the format's own names before others",
			"id,sku,title,名称,price,currency,颜色,color\na,7,Lamp,台灯,5.00,eur,红,red\n",
			catalog.Product{ID: "a", Texts: map[string]catalog.Text{"": {Title: "Lamp"}}, Price: catalog.Money{Minor: 500, Currency: "EUR"},
				Attributes: map[string][]string{"sku": {"7"}, "名称": {"台灯"}, "颜色": {"红"}, "color": {"red"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.want.Attributes == nil {
				c.want.Attributes = map[string][]string{}
			}
			rows := 0
			for row, err := range catalog.ReadCSV("feed", strings.NewReader(c.table)) {
				if err != nil {
					t.Fatal(err)
				}
				rows++
				if diff := cmp.Diff(c.want, row.Product); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			if rows != 1 {
				t.Errorf("read %d rows", rows)
			}
		})
	}
	t.Run("a bare price without any currency is refused", func(t *testing.T) {
		for _, err := range catalog.ReadCSV("feed", strings.NewReader("编号,标题,价格\na,台灯,99\n")) {
			if err == nil || !strings.Contains(err.Error(), "--currency") {
				t.Errorf("error %v", err)
			}
		}
	})
	t.Run("in JSON, too, a property states the currency of bare numbers", func(t *testing.T) {
		for row, err := range catalog.ReadJSONL("feed", strings.NewReader(`{"id":"a","title":"Lamp","price":99,"sale_price":"89.00 CNY","currency":"CNY"}`)) {
			if err != nil || row.Price.String() != "99.00 CNY" || row.SalePrice.String() != "89.00 CNY" || len(row.Attributes) > 0 {
				t.Errorf("%+v, %v", row.Product, err)
			}
		}
	})
}

func TestTheTablesOfNamesAreWhole(t *testing.T) {
	for _, file := range []string{"columns.tsv", "currencies.tsv"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(cells) != 2 || words[cells[0]] {
				t.Fatalf("%s: %q has not two columns, or stands there twice", file, line)
			}
			words[cells[0]] = true
			names := strings.Split(cells[1], "|")
			if slices.Contains(names, "") || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
				t.Errorf("%s: %q has an empty name or one twice", file, line)
			}
			for _, name := range names {
				want := cells[0]
				if file == "currencies.tsv" {
					name, want = "价格（"+name+"）", "price"
				}
				// Alone, a column of what is paid holds the price.
				if got := catalog.ColumnNames([]string{name})[0]; got != want && got != "price" {
					t.Errorf("%s: a column %s holds %s, want %s", file, name, got, want)
				}
			}
		}
	}
}
