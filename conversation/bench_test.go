package conversation_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/source"
)

// BenchmarkTurn is one turn over the built-in catalogue.
func BenchmarkTurn(b *testing.B) {
	for lang, conversations := range map[string][][]string{
		"en": {
			{"Could you recommend a few new men's shirts for summer?", "something cheaper", "no pure cotton", "does the second one come in blue?", "👍2"},
			{"noise-cancelling headphones under 700", "in white", "what is the battery life of the first one?", "how do I return something?"},
		},
		"zh": {
			{"您能推荐几件适合我的夏季新款男士衬衫吗?", "便宜一点的", "不要纯棉", "第二件有蓝色吗", "👍2"},
			{"七百以内的降噪耳机", "白色的", "第一款续航多久", "怎么退货"},
		},
	} {
		b.Run(lang, func(b *testing.B) { benchTurns(b, builtinShop(b), conversations) })
	}
}

// BenchmarkTurnChorus is one turn over 19,406 products: a query of the data set,
// and what a shopper says next.
func BenchmarkTurnChorus(b *testing.B) {
	queries, err := os.ReadFile(datatest.Path(b, "search-chorus/queries.tsv"))
	if err != nil {
		b.Fatal(err)
	}
	var conversations [][]string
	for line := range strings.Lines(string(queries)) {
		_, query, _ := strings.Cut(strings.TrimSpace(line), "\t")
		conversations = append(conversations, []string{query, "under 500", "something cheaper", "black", "show me others", "not the first one"})
	}
	s, err := newShop(b.Context(), chorus(b))
	if err != nil {
		b.Fatal(err)
	}
	benchTurns(b, s, conversations)
}

// BenchmarkTurnLarge is one turn over 50,000 products on one core: wishes, budgets,
// critiques, questions, references and wishes that have to be relaxed, in both languages.
func BenchmarkTurnLarge(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s, err := newShop(b.Context(), enlarged(b, 50_000))
	if err != nil {
		b.Fatal(err)
	}
	for lang, conversations := range map[string][][]string{
		"en": {
			{"men's shirts for summer", "under 300", "something cheaper", "in blue", "not pure cotton", "compare them", "does the second one come in white?"},
			{"noise-cancelling headphones", "around 500", "show me others", "what is the battery life of the first one?", "something better"},
			{"a red linen dress in size XL under 20", "any colour is fine", "something similar to the first one", "I don't like the second one"},
			{"a gift for my mother", "hands that freeze", "by Mubai", "up to 200", "thanks"},
			{"I want to buy something for the kitchen", "black or white", "start over", "a laptop for work between 3000 and 6000", "how do I return something?"},
		},
		"zh": {
			{"夏天穿的男士衬衫", "三百以内", "便宜一点的", "蓝色的", "不要纯棉", "比较一下", "第二件有白色吗"},
			{"降噪耳机", "500左右", "换一批", "第一款续航多久", "再高档一点"},
			{"20块以内的红色亚麻连衣裙XL码", "颜色不限", "和第一件差不多的", "不喜欢第二件"},
			{"给妈妈买个礼物", "手老是冻得慌", "木白牌的", "两百以内", "谢谢"},
			{"想买厨房里用的", "黑色或者白色", "重新开始", "办公用的笔记本电脑3000到6000", "怎么退货"},
		},
	} {
		b.Run(lang, func(b *testing.B) { benchTurns(b, s, conversations) })
	}
}

// enlarged returns the built-in catalogue and copies of its groups, n products in all:
// the copies have a word of another title in theirs, and another price.
func enlarged(b *testing.B, n int) *catalog.Catalog {
	b.Helper()
	c, err := builtin.Catalog(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	own := c.Products
	r := rand.New(rand.NewPCG(1, 2))
	all := slices.Clone(own)
	for round := 1; len(all) < n; round++ {
		other, factor := &own[r.IntN(len(own))], 0.5+1.5*r.Float64()
		for _, p := range own[:min(len(own), n-len(all))] {
			p.ID, p.GroupID = fmt.Sprintf("%s-%d", p.ID, round), fmt.Sprintf("%s-%d", p.Group(), round)
			p.Price.Minor = int64(float64(p.Price.Minor) * factor)
			texts := map[string]catalog.Text{}
			for lang, text := range p.Texts {
				words := strings.Fields(other.Texts[lang].Title)
				if len(words) > 0 {
					text.Title += " " + words[r.IntN(len(words))]
				}
				texts[lang] = text
			}
			p.Texts = texts
			all = append(all, p)
		}
	}
	return catalog.New(all)
}

// BenchmarkIndexChorus is the way from 19,406 rows in memory to the first turn.
func BenchmarkIndexChorus(b *testing.B) {
	products := chorus(b)
	for b.Loop() {
		if _, err := newShop(b.Context(), products); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/index")
	b.ReportMetric(float64(len(products.Products)), "products")
}

func chorus(b *testing.B) *catalog.Catalog {
	b.Helper()
	products, _, err := source.Load(b.Context(), []string{datatest.Path(b, "search-chorus/products.jsonl")}, source.Options{}, false)
	if err != nil {
		b.Fatal(err)
	}
	return products
}

// benchTurns holds the conversations round after round, each at least once, and
// reports the time of a turn.
func benchTurns(b *testing.B, s shop, conversations [][]string) {
	b.Helper()
	var took []time.Duration
	hold := func(conversation []string) {
		c := s.chat()
		for _, text := range conversation {
			begun := time.Now()
			c.say(b, text)
			took = append(took, time.Since(begun))
		}
	}
	held := 0
	for b.Loop() {
		hold(conversations[held%len(conversations)])
		held++
	}
	for ; held < len(conversations); held++ {
		hold(conversations[held])
	}
	slices.Sort(took)
	quantile := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(quantile(0.50), "p50-ms/turn")
	b.ReportMetric(quantile(0.99), "p99-ms/turn")
}
