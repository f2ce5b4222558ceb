package evaluation_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// judgement is whether people hold a title to answer a query.
type judgement struct {
	query, title string
	relevant     bool
}

var relevancePrompt = regexp.MustCompile(`(?s)\*\*\*query\*\*\*：,?(.*?)\n\*\*\*商品信息\*\*\*：(.*?)\n`)

// judgements are the query–title pairs of ChineseEcomQA.
func judgements(tb testing.TB) []judgement {
	tb.Helper()
	f, err := os.Open(datatest.Path(tb, "qa-zh-ecom/questions.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var all []judgement
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var row struct{ Prompt, Gt, Task string }
		if err := json.Unmarshal(scanner.Bytes(), &row); err != nil {
			tb.Fatal(err)
		}
		gt := strings.TrimSpace(row.Gt)
		if row.Task != "RLC" || gt != "相关" && gt != "不相关" {
			continue
		}
		parts := relevancePrompt.FindStringSubmatch(row.Prompt)
		if parts == nil {
			tb.Fatalf("no query and title in %q", row.Prompt)
		}
		all = append(all, judgement{parts[1], parts[2], gt == "相关"})
	}
	if err := scanner.Err(); err != nil {
		tb.Fatal(err)
	}
	return all
}

// BenchmarkQueryTitleRelevance reports how well the engine's scores tell titles that
// answer a query from those that do not (area under the ROC curve), each title a
// product of its own kind so that it can be asked for alone.
func BenchmarkQueryTitleRelevance(b *testing.B) {
	all := judgements(b)
	products := make([]catalog.Product, len(all))
	for i, j := range all {
		products[i] = catalog.Product{
			ID: kind(i), Lang: "zh", Type: []string{kind(i)}, Texts: map[string]catalog.Text{"zh": {Title: j.title}},
		}
	}
	e := engine(b, products, ranking.Weights{Lexical: 1, Dense: 1})
	words, meaning, both := newScored(all), newScored(all), newScored(all)
	weights := ranking.Default()
	for b.Loop() {
		for i, j := range all {
			found, err := e.Search(b.Context(), retrieval.Query{Texts: []string{j.query}, Must: catalog.Filter{
				{Attribute: retrieval.TypeAttribute, Op: catalog.In, Values: []string{kind(i)}},
			}})
			if err != nil {
				b.Fatal(err)
			}
			words.scores[i] = found.Coverage
			meaning.scores[i] = found.Ranked[0].Features.Dense
			both.scores[i] = weights.Lexical*words.scores[i] + weights.Dense*meaning.scores[i]
		}
	}
	b.ReportMetric(float64(len(all)), "pairs")
	b.ReportMetric(words.auc(), "lexical-auc")
	b.ReportMetric(meaning.auc(), "dense-auc")
	b.ReportMetric(both.auc(), "hybrid-auc")
}

// kind is the product type of the i-th title.
func kind(i int) string { return fmt.Sprintf("kind %d", i) }

// scored are the scores of judged pairs.
type scored struct {
	judged []judgement
	scores []float64
}

func newScored(judged []judgement) scored { return scored{judged, make([]float64, len(judged))} }

// auc is the share of all pairs of a relevant and an irrelevant one in which the
// relevant one scores higher, ties counting half (Mann and Whitney 1947).
func (s scored) auc() float64 {
	var above evaluation.Sample
	for i, yes := range s.judged {
		for j, no := range s.judged {
			if !yes.relevant || no.relevant {
				continue
			}
			switch d := s.scores[i] - s.scores[j]; {
			case d > 0:
				above = append(above, 1)
			case d < 0:
				above = append(above, 0)
			default:
				above = append(above, 0.5)
			}
		}
	}
	return above.Mean()
}
