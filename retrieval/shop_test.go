package retrieval_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// now is when the queries of the tests are asked.
var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// shop is an engine over a catalogue.
type shop struct {
	*retrieval.Engine
	products []catalog.Product
	records  map[string]catalog.Record
}

func shopOf(e *retrieval.Engine, products []catalog.Product) shop {
	s := shop{e, products, map[string]catalog.Record{}}
	for i := range products {
		s.records[products[i].ID] = e.Record(&products[i])
	}
	return s
}

// newShop opens a shop that sells the rows of a JSONL feed.
func newShop(t testing.TB, rows string) shop {
	t.Helper()
	c := feed(t, rows)
	e, err := newEngine(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return shopOf(e, c.Products)
}

// theShop is the built-in one.
var theShop = sync.OnceValues(func() (shop, error) {
	c, err := builtin.Catalog(context.Background())
	if err != nil {
		return shop{}, err
	}
	e, err := newEngine(context.Background(), c)
	if err != nil {
		return shop{}, err
	}
	return shopOf(e, c.Products), nil
})

func builtinShop(t testing.TB) shop {
	t.Helper()
	s, err := theShop()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newEngine(ctx context.Context, c *catalog.Catalog) (*retrieval.Engine, error) {
	return retrieval.IndexCatalog(ctx, c, vocabularyOf(c), memory.New(index.Space{}), nil, ranking.Default())
}

func vocabularyOf(c *catalog.Catalog) *retrieval.Vocabulary {
	return retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
}

// feed reads rows, all of which must be good.
func feed(t testing.TB, rows string) *catalog.Catalog {
	t.Helper()
	c, _, err := catalog.Load(t.Context(), true, catalog.ReadJSONL("feed", strings.NewReader(rows)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// search returns the result of a query, asked now.
func (s shop) search(t testing.TB, q retrieval.Query) retrieval.Result {
	t.Helper()
	q.Now = now
	r, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
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
func (s shop) record(id string) catalog.Record { return s.records[id] }

// variants returns the products of a group.
func (s shop) variants(group string) []*catalog.Product {
	all, err := s.Variants(context.Background(), group)
	if err != nil {
		panic(err) // as in row
	}
	return all
}

// ids returns the products of a result, best first.
func ids(r retrieval.Result) []string {
	var all []string
	for _, ranked := range r.Ranked {
		all = append(all, ranked.ID)
	}
	return all
}

func in(attribute string, values ...string) catalog.Condition {
	return catalog.Condition{Attribute: attribute, Op: catalog.In, Values: values}
}

func notIn(attribute string, values ...string) catalog.Condition {
	return catalog.Condition{Attribute: attribute, Op: catalog.NotIn, Values: values}
}

func atMost(yuan int64) catalog.Condition {
	return catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: 100 * yuan}
}

func atLeast(yuan int64) catalog.Condition {
	return catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: 100 * yuan}
}
