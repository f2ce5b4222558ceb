package catalog_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// shirt has something in every field.
func shirt() catalog.Product {
	stock := 0
	return catalog.Product{
		ID: "shirt-navy-m", GroupID: "shirt", Brand: "Example & Söhne", Lang: "zh",
		Texts: map[string]catalog.Text{
			"zh": {Title: "微风亚麻衬衫", Description: "轻薄透气，\n适合夏天。"},
			"en": {Title: "Linen <Shirt>", Description: "Light \"and\" airy"},
		},
		Type:  []string{"Clothing", "Shirts"},
		Price: catalog.Money{Minor: 25900, Currency: "CNY"}, SalePrice: catalog.Money{Minor: 0, Currency: "CNY"},
		Availability: catalog.OutOfStock, Stock: &stock,
		Attributes: map[string][]string{"color": {"navy", "white"}, "季节": {"夏"}, "season": {"summer"}},
		Derived:    map[string]string{"season": "适合夏天"},
		Link:       "https://shop.example/p?a=1&b=2", ImageLink: "https://shop.example/i.png",
		UpdatedAt: time.Date(2026, 5, 12, 8, 0, 0, 5000, time.FixedZone("", 8*3600)),
	}
}

func TestAProductDecodesToWhatWasEncoded(t *testing.T) {
	for name, p := range map[string]catalog.Product{
		"every field":     shirt(),
		"the least":       {ID: "a", Texts: map[string]catalog.Text{"": {Title: "A"}}, Attributes: map[string][]string{}},
		"money of no fen": {ID: "b", Price: catalog.Money{Minor: 1500, Currency: "JPY"}, Attributes: map[string][]string{}},
		"money of mils":   {ID: "c", Price: catalog.Money{Minor: 1251, Currency: "KWD"}, Attributes: map[string][]string{}},
		"the most money":  {ID: "d", Price: catalog.Money{Minor: 1_000_000_000_000_000, Currency: "USD"}, Attributes: map[string][]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := catalog.DecodeProduct(p.Encode())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("%s (-before +after):\n%s", p.Encode(), diff)
			}
			if p.Hash() != got.Hash() {
				t.Error("the hash changed")
			}
		})
	}
}

func TestTheEncodingIsCanonical(t *testing.T) {
	const want = `{"id":"shirt-navy-m","item_group_id":"shirt","brand":"Example & Söhne","lang":"zh",` +
		`"texts":{"en":{"title":"Linen <Shirt>","description":"Light \"and\" airy"},"zh":{"title":"微风亚麻衬衫","description":"轻薄透气，\n适合夏天。"}},` +
		`"product_type":["Clothing","Shirts"],"price":"259.00 CNY","sale_price":"0.00 CNY","availability":"out_of_stock","stock":0,` +
		`"attributes":{"color":["navy","white"],"season":["summer"],"季节":["夏"]},"derived":{"season":"适合夏天"},` +
		`"link":"https://shop.example/p?a=1&b=2","image_link":"https://shop.example/i.png","updated_at":"2026-05-12T00:00:00.000005Z"}`
	p := shirt()
	if diff := cmp.Diff(want, string(p.Encode())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	utc := shirt()
	utc.UpdatedAt = utc.UpdatedAt.UTC()
	if p.Hash() != utc.Hash() {
		t.Error("the same instant in another zone has another hash")
	}
}

func TestWhatChangesInAProductChangesItsHash(t *testing.T) {
	base := shirt()
	seen := map[[32]byte]string{base.Hash(): "unchanged"}
	changes := map[string]func(*catalog.Product){
		"id":            func(p *catalog.Product) { p.ID += "x" },
		"group":         func(p *catalog.Product) { p.GroupID = "" },
		"brand":         func(p *catalog.Product) { p.Brand = "" },
		"language":      func(p *catalog.Product) { p.Lang = "en" },
		"title":         func(p *catalog.Product) { p.Texts["en"] = catalog.Text{Title: "Shirt"} },
		"type":          func(p *catalog.Product) { p.Type = p.Type[:1] },
		"price":         func(p *catalog.Product) { p.Price.Minor++ },
		"currency":      func(p *catalog.Product) { p.Price.Currency = "USD" },
		"sale price":    func(p *catalog.Product) { p.SalePrice = catalog.Money{} },
		"availability":  func(p *catalog.Product) { p.Availability = catalog.Backorder },
		"stock":         func(p *catalog.Product) { p.Stock = nil },
		"attribute":     func(p *catalog.Product) { p.Attributes["color"] = []string{"white", "navy"} },
		"derived":       func(p *catalog.Product) { p.Derived = nil },
		"derived words": func(p *catalog.Product) { p.Derived["season"] = "夏天" },
		"link":          func(p *catalog.Product) { p.Link = "" },
		"image":         func(p *catalog.Product) { p.ImageLink = "" },
		"time":          func(p *catalog.Product) { p.UpdatedAt = p.UpdatedAt.Add(time.Second) },
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		p := shirt()
		changes[name](&p)
		if other, taken := seen[p.Hash()]; taken {
			t.Errorf("%s: the hash is that of %s", name, other)
		}
		seen[p.Hash()] = name
	}
}

func TestDecodeProductRefusesWhatIsNoProduct(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "{}", `{"id":""}`, `{"id":"a"}{"id":"b"}`, `{"id":"a"`, `{"id":"a","price":"12"}`, `{"id":7}`, `{"id":"a","updated_at":"9999-12-31T23:59:59-23:00"}`} {
		if p, err := catalog.DecodeProduct([]byte(text)); err == nil || !strings.Contains(err.Error(), "stored product") {
			t.Errorf("%q was decoded as %+v, error %v", text, p, err)
		}
	}
	if _, err := catalog.DecodeProduct([]byte(`{"id":"a","of_a_later_release":1}`)); err != nil {
		t.Errorf("a field of a later release: %v", err)
	}
}

func FuzzDecodeProduct(f *testing.F) {
	p := shirt()
	f.Add(p.Encode())
	f.Add([]byte(`{"id":"a","attributes":null,"texts":{"":{}},"price":"0 JPY","stock":-1,"updated_at":"9999-12-31T23:59:59.999999999Z"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := catalog.DecodeProduct(b)
		if err != nil {
			return
		}
		again, err := catalog.DecodeProduct(p.Encode())
		if err != nil {
			t.Fatalf("%s: %v", p.Encode(), err)
		}
		if string(p.Encode()) != string(again.Encode()) {
			t.Fatalf("%s is encoded again as %s", p.Encode(), again.Encode())
		}
	})
}
