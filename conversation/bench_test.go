package conversation_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
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
