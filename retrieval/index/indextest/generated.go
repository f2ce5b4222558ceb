package indextest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// The words of the generated shop, English and Chinese side by side.
var (
	kinds   = [][2]string{{"shirt", "衬衫"}, {"dress", "连衣裙"}, {"desk lamp", "台灯"}, {"running shoes", "跑鞋"}, {"vacuum flask", "保温杯"}, {"duvet cover", "被套"}, {"headphones", "耳机"}, {"yoga mat", "瑜伽垫"}}
	colors  = [][2]string{{"navy", "藏青"}, {"white", "白色"}, {"black", "黑色"}, {"red", "红色"}, {"light blue", "浅蓝"}}
	fabrics = [][2]string{{"cotton", "纯棉"}, {"linen", "亚麻"}, {"silk", "真丝"}, {"wool", "羊毛"}}
	sizes   = []string{"S", "M", "L", "XL"}
)

// generator makes up a shop, the same one from the same seed: items of both
// languages whose words are as unevenly common as those of real text, and which
// leave attributes and prices unsaid here and there.
type generator struct {
	*rand.Rand
	tail   *rand.Zipf
	corpus *lexical.Corpus
	themes [][]float32 // what the kinds, the colours and the fabrics mean
}

// newGenerator returns a generator and the n items of its shop.
func newGenerator(seed uint64, n int) (*generator, []index.Item) {
	r := rand.New(rand.NewPCG(seed, seed))
	g := &generator{Rand: r, tail: rand.NewZipf(r, 1.2, 4, 5000)}
	for range len(kinds) + len(colors) + len(fabrics) {
		g.themes = append(g.themes, g.noise())
	}
	items := make([]index.Item, n)
	texts := make([][]lexical.Field, n)
	for i := range items {
		items[i], texts[i] = g.item(fmt.Sprintf("item-%05d", i), fmt.Sprintf("group-%d", g.IntN(n/4+1)))
	}
	g.corpus = lexical.NewCorpus(texts)
	for i := range items {
		items[i].Lexical = g.corpus.Document(texts[i])
	}
	return g, items
}

// another returns an item with a new text for an id, as an update would.
func (g *generator) another(id string) index.Item {
	item, text := g.item(id, fmt.Sprintf("group-%d", g.IntN(100)))
	item.Lexical = g.corpus.Document(text)
	return item
}

func (g *generator) item(id, group string) (index.Item, []lexical.Field) {
	meant := [3]int{g.IntN(len(kinds)), g.IntN(len(colors)), g.IntN(len(fabrics))}
	kind, color, fabric := kinds[meant[0]], colors[meant[1]], fabrics[meant[2]]
	v := values{"type": {kind[0]}}
	if g.IntN(8) > 0 {
		v["color"] = []string{color[0]}
	}
	if g.IntN(4) > 0 {
		v["material"] = []string{fabric[0], pick(g, fabrics)[0]}
	}
	if g.IntN(2) > 0 {
		v["size"] = []string{pick(g, sizes)}
	}
	title := fmt.Sprintf("%s %s %s", color[0], fabric[0], kind[0])
	if g.IntN(2) > 0 {
		title = color[1] + fabric[1] + kind[1]
	}
	item := index.Item{ID: id, Group: group, Record: catalog.Record{Values: v, Priced: g.IntN(10) > 0}}
	if item.Record.Priced {
		item.Record.Amount = int64(g.IntN(100)) * 1000
	}
	if g.IntN(12) > 0 {
		item.Dense = g.vector(meant)
	}
	return item, []lexical.Field{{Terms: lexical.Terms(title), Weight: 3}, {Terms: lexical.Terms(g.description()), Weight: 1}}
}

// vector returns the meaning of a kind, a colour and a fabric, of length 1.
func (g *generator) vector(meant [3]int) []float32 {
	v := g.noise()
	for i := range v {
		v[i] = 0.3*v[i] + g.themes[meant[0]][i] + 0.5*g.themes[len(kinds)+meant[1]][i] + 0.5*g.themes[len(kinds)+len(colors)+meant[2]][i]
	}
	return scaled(v, 1/length(v))
}

// noise returns a vector of length 1 in any direction.
func (g *generator) noise() []float32 {
	v := make([]float32, space.Dim)
	for i := range v {
		v[i] = float32(g.NormFloat64())
	}
	return scaled(v, 1/length(v))
}

func scaled(v []float32, factor float64) []float32 {
	for i := range v {
		v[i] *= float32(factor)
	}
	return v
}

func (g *generator) description() string {
	text := ""
	for range 5 + g.IntN(40) {
		word := g.tail.Uint64()
		text += fmt.Sprintf(" w%d %c%c", word, rune(0x4E00+word), rune(0x4E00+word/2))
	}
	return text
}

// request makes up a search of about five terms, some of them of the tail, some
// unknown, some searches without words, under none to three conditions.
func (g *generator) request() index.Request {
	q := index.Request{K: []int{1, 3, 10, 100, 1 << 40}[g.IntN(5)]}
	if g.IntN(5) > 0 {
		lang := g.IntN(2)
		text := pick(g, colors)[lang] + " " + pick(g, fabrics)[lang] + " " + pick(g, kinds)[lang]
		q.Lexical = g.corpus.Query(lexical.Terms(fmt.Sprintf("%s w%d unheard", text, g.tail.Uint64())))
	}
	for range g.IntN(4) {
		q.Filter = append(q.Filter, g.condition())
	}
	return q
}

// meant returns the request with a dense vector, which counts as much as its words
// or some times less or more.
func (g *generator) meant(q index.Request) index.Request {
	q.Dense = scaled(g.vector([3]int{g.IntN(len(kinds)), g.IntN(len(colors)), g.IntN(len(fabrics))}), 1+20*g.Float64())
	return q
}

func (g *generator) condition() catalog.Condition {
	c := g.wish()
	c.Stated = g.IntN(4) == 0
	return c
}

func (g *generator) wish() catalog.Condition {
	switch g.IntN(6) {
	case 0:
		return catalog.Condition{Attribute: "color", Op: catalog.In, Values: []string{pick(g, colors)[0], pick(g, colors)[0]}}
	case 1:
		return catalog.Condition{Attribute: "material", Op: catalog.NotIn, Values: []string{pick(g, fabrics)[0]}}
	case 2:
		return catalog.Condition{Attribute: "size", Op: catalog.In, Values: []string{pick(g, sizes)}}
	case 3:
		return catalog.Condition{Attribute: "type", Op: catalog.In, Values: []string{pick(g, kinds)[0], "unheard"}}
	case 4:
		return catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Min, Amount: int64(g.IntN(100)) * 1000}
	}
	return catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: int64(g.IntN(100)) * 1000}
}

func pick[T any](g *generator, from []T) T { return from[g.IntN(len(from))] }

func testGenerated(t *testing.T, x index.Index) {
	g, items := newGenerator(1, 500)
	upsert(t, x, items...)
	r := referenceOf(items)
	t.Run("words, filters, counts and facets are those of the reference", func(t *testing.T) {
		found := 0
		for range 150 {
			q := g.request()
			r.agree(t, x, q)
			found += len(r.search(q))
		}
		if found < 1500 {
			t.Errorf("the requests found %d hits in all: they test too little", found)
		}
	})
	for _, c := range []struct {
		name  string
		words bool
	}{{"meaning alone", false}, {"words and meaning", true}} {
		t.Run(c.name+" finds nearly all of the best", func(t *testing.T) {
			const requests = 150
			sum := 0.0
			for range requests {
				q := g.meant(g.request())
				if !c.words {
					q.Lexical = nil
				}
				sum += r.recall(t, x, q)
			}
			if mean := sum / requests; mean < minRecall {
				t.Errorf("mean recall is %.3f, want %.2f", mean, minRecall)
			}
		})
	}
}
