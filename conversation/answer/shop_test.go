package answer_test

import (
	"context"
	"testing"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// shop is a catalogue with what the answers look up.
type shop struct {
	*retrieval.Engine
	products []catalog.Product
}

func open(t *testing.T, c *catalog.Catalog) shop {
	t.Helper()
	v := retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
	e, err := retrieval.IndexCatalog(context.Background(), c, v, memory.New(index.Space{}), nil, ranking.Default())
	if err != nil {
		t.Fatal(err)
	}
	return shop{e, c.Products}
}

func builtinShop(t *testing.T) shop {
	t.Helper()
	c, err := builtin.Catalog(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return open(t, c)
}

// smallShop sells a shirt in three variants, a coat, a lamp about which little is
// stated, and a film.
func smallShop(t *testing.T) shop {
	t.Helper()
	shirt := func(id, color, size string, stock int, sale catalog.Money) catalog.Product {
		return catalog.Product{
			ID: id, GroupID: "shirt", Brand: "361°", Lang: "zh", Texts: texts("亚麻立领衬衫", "Linen Band-Collar Shirt"),
			Type: []string{"Clothing", "Shirts"}, Price: yuan(199), SalePrice: sale, Availability: catalog.InStock, Stock: &stock,
			Attributes: map[string][]string{
				"color": {color}, "size": {size}, "material": {"linen", "cotton"}, "season": {"summer"}, "breathable": {"true"},
				"gender": {"male"}, "label": {"new"},
			},
			Link: "https://shop.example/p/" + id,
		}
	}
	plenty := 40
	return open(t, catalog.New([]catalog.Product{
		shirt("shirt-white-s", "white", "S", 2, yuan(159)),
		shirt("shirt-white-xxl", "white", "2XL", 30, catalog.Money{}),
		shirt("shirt-navy-m", "navy", "m", 0, catalog.Money{}),
		{
			ID: "coat", Brand: "Mubai", Lang: "zh", Texts: texts("通勤风衣", "Commuter Trench"), Type: []string{"Clothing", "Coats"},
			Price: yuan(1099), Availability: catalog.InStock, Stock: &plenty,
			Attributes: map[string][]string{"color": {"navy"}, "size": {"M"}, "material": {"cotton"}, "waterproof": {"true"}, "breathable": {"false"}},
			Link:       "https://shop.example/p/coat",
		},
		{
			ID: "lamp", Lang: "zh", Texts: texts("黄铜台灯", "Brass Desk Lamp"), Type: []string{"Home", "Lamps"},
			Price: yuan(199), Availability: catalog.Backorder, Attributes: map[string][]string{},
		},
		{
			ID: "film", Lang: "zh", Texts: texts("纪录片电影《修表人》", "The Watch Mender"), Type: []string{"Content", "Films"},
			Availability: catalog.InStock, Attributes: map[string][]string{"genre": {"documentary"}, "year": {"2023"}},
		},
	}))
}

// row returns a product, or nil.
func (s shop) row(id string) *catalog.Product {
	p, err := s.Product(context.Background(), id)
	if err != nil {
		panic(err) // rows in memory can always be read
	}
	return p
}

// record returns what a filter can ask of a product.
func (s shop) record(id string) catalog.Record { return s.Record(s.row(id)) }

// variants returns the products of a group.
func (s shop) variants(group string) []*catalog.Product {
	all, err := s.Variants(context.Background(), group)
	if err != nil {
		panic(err) // as in row
	}
	return all
}

func texts(zh, en string) map[string]catalog.Text {
	return map[string]catalog.Text{
		"zh": {Title: zh, Description: "2026年新款，容易打理。"},
		"en": {Title: en, Description: "New for 2026 and easy to care for."},
	}
}

func yuan(n int64) catalog.Money { return catalog.Money{Minor: n * 100, Currency: "CNY"} }

func (s shop) writer(lang string) *answer.Writer { return answer.NewWriter(lang, s.Vocabulary()) }

// card shows a product on its own.
func (s shop) card(w *answer.Writer, position int, id string) answer.Card {
	return w.Card(s.row(id), s.record(id), position, nil, nil)
}

// cards shows products in their places, with their rows.
func (s shop) cards(w *answer.Writer, ids ...string) ([]answer.Card, []*catalog.Product) {
	var cards []answer.Card
	var products []*catalog.Product
	for i, id := range ids {
		cards = append(cards, s.card(w, i+1, id))
		products = append(products, s.row(id))
	}
	return cards, products
}
