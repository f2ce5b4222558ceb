package lexical_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// shelf is three documents of two, four and three terms, so three on average.
var shelf = [][]lexical.Field{text("red shirt"), text("shirt shirt blue shoe"), text("green lamp shade")}

func TestScoresAreThoseOfTheFormula(t *testing.T) {
	for _, tc := range []struct {
		name, query string
		document    int
		want        float64
	}{
		// idf(shirt) = ln(1 + (3-2+½)/(2+½)) = ln 1.6, idf(red) = ln(1 + (3-1+½)/(1+½)) = ln(8/3)
		// |d₀|/mean = ⅔, so tf 1 → 1·2.2/(1+1.2·0.75) = 2.2/1.9
		// |d₁|/mean = 4/3, so tf 2 → 2·2.2/(2+1.2·1.25) = 4.4/3.5
		{"one term once", "shirt", 0, math.Log(1.6) * 2.2 / 1.9},
		{"one term twice in a longer document", "shirt", 1, math.Log(1.6) * 4.4 / 3.5},
		{"two terms", "red shirt", 0, (math.Log(1.6) + math.Log(8./3)) * 2.2 / 1.9},
		{"a term twice in the query counts once", "shirt red shirt", 0, (math.Log(1.6) + math.Log(8./3)) * 2.2 / 1.9},
		{"a term that no document holds counts nothing", "shirt unheard", 0, math.Log(1.6) * 2.2 / 1.9},
		{"a document without the terms scores nothing", "shirt", 2, 0},
		{"an empty query scores nothing", "", 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			corpus := lexical.NewCorpus(shelf)
			got := inner(corpus.Query(strings.Fields(tc.query)), corpus.Document(shelf[tc.document]))
			if math.Abs(got-tc.want) > 1e-6 {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAFieldCountsItsWeight(t *testing.T) {
	weighted := []lexical.Field{{Terms: []string{"shirt"}, Weight: 2}, {Terms: []string{"linen"}, Weight: 1}}
	repeated := text("shirt shirt linen")
	other := text("lamp")
	want := lexical.NewCorpus([][]lexical.Field{repeated, other}).Document(repeated)
	got := lexical.NewCorpus([][]lexical.Field{weighted, other}).Document(weighted)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a title of weight 2 is not a title said twice (-want +got)\n%s", diff)
	}
}

func TestADocumentThatArrivesLater(t *testing.T) {
	corpus := lexical.NewCorpus(shelf)
	before := corpus.Query([]string{"shirt", "red"})
	late := corpus.Document(text("shirt tent"))

	t.Run("leaves the statistics as they were", func(t *testing.T) {
		if diff := cmp.Diff(before, corpus.Query([]string{"shirt", "red"})); diff != "" {
			t.Errorf("(-before +after)\n%s", diff)
		}
	})
	t.Run("is found by its new term, which is as rare as can be", func(t *testing.T) {
		query := corpus.Query([]string{"tent"})
		if rarest := float32(math.Log(1 + 3.5/0.5)); len(query) != 1 || query[0].Weight != rarest {
			t.Fatalf("got %v, want one entry of weight %v", query, rarest)
		}
		if inner(query, late) <= 0 {
			t.Error("its score is nothing")
		}
	})
	t.Run("does not make the version know the term", func(t *testing.T) {
		if corpus.Knows("tent") || !corpus.Knows("shirt") || corpus.Knows("unheard") {
			t.Error("Knows is wrong")
		}
	})
}

func TestACorpusOfNothing(t *testing.T) {
	corpus := lexical.NewCorpus(nil)
	checkVector(t, corpus.Query([]string{"shirt"}))
	checkVector(t, corpus.Document(text("shirt")))
}

func TestVectorsOfAnyCorpus(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := func(n int) string {
		var all []string
		for range n {
			all = append(all, fmt.Sprintf("w%d", int(random.ExpFloat64()*8)))
		}
		return strings.Join(all, " ")
	}
	for range 200 {
		var documents [][]lexical.Field
		for range 1 + random.IntN(20) {
			documents = append(documents, text(words(random.IntN(30))))
		}
		corpus := lexical.NewCorpus(documents)
		terms := strings.Fields(words(1 + random.IntN(6)))
		query := corpus.Query(terms)
		checkVector(t, query)
		for _, d := range documents {
			checkVector(t, corpus.Document(d))
		}

		shuffled := slices.Concat(terms, terms)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(query, corpus.Query(shuffled)); diff != "" {
			t.Fatalf("order or repetition of the terms changed the query (-want +got)\n%s", diff)
		}

		poorer := corpus.Document(text(terms[0] + " filler filler"))
		richer := corpus.Document(text(terms[0] + " " + terms[0] + " filler"))
		if len(query) > 0 && corpus.Knows(terms[0]) && inner(query, richer) <= inner(query, poorer) {
			t.Fatalf("%q twice scores no more than once", terms[0])
		}
	}
}

func TestACorpusServesManyAtOnce(t *testing.T) {
	corpus := lexical.NewCorpus(shelf)
	want := corpus.Query([]string{"shirt"})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 50 {
				corpus.Document(text(fmt.Sprintf("shirt new%d-%d", i, j)))
				if diff := cmp.Diff(want, corpus.Query([]string{"shirt"})); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			}
		})
	}
	all.Wait()
}

// checkVector fails unless v is strictly sorted by term, with finite positive weights.
func checkVector(t *testing.T, v lexical.Vector) {
	t.Helper()
	for i, e := range v {
		if i > 0 && v[i-1].Term >= e.Term {
			t.Fatalf("not sorted by term, each once: %v", v)
		}
		if !(e.Weight > 0) || math.IsInf(float64(e.Weight), 0) {
			t.Fatalf("a weight is not a positive number: %v", v)
		}
	}
}

func text(words string) []lexical.Field {
	return []lexical.Field{{Terms: strings.Fields(words), Weight: 1}}
}

func inner(x, y lexical.Vector) (score float64) {
	for _, a := range x {
		for _, b := range y {
			if a.Term == b.Term {
				score += float64(a.Weight) * float64(b.Weight)
			}
		}
	}
	return score
}

func TestAVectorPlusAnother(t *testing.T) {
	v := lexical.Vector{{Term: 1, Weight: 1}, {Term: 5, Weight: 2}}
	other := lexical.Vector{{Term: 0, Weight: 4}, {Term: 5, Weight: 2}, {Term: 9, Weight: 1}}
	want := lexical.Vector{{Term: 0, Weight: 2}, {Term: 1, Weight: 1}, {Term: 5, Weight: 3}, {Term: 9, Weight: 0.5}}
	if diff := cmp.Diff(want, v.Plus(other, 0.5)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTermsAsideFindADocumentAndDoNotLengthenIt(t *testing.T) {
	said := []lexical.Field{{Terms: []string{"red", "lamp"}, Weight: 1}}
	aside := append(slices.Clone(said), lexical.Field{Terms: []string{"night", "dark", "read"}, Weight: 1, Aside: true})
	corpus := lexical.NewCorpus([][]lexical.Field{said, aside})
	for _, term := range []string{"red", "lamp"} {
		q := corpus.Query([]string{term})
		if short, long := q.Inner(corpus.Document(said)), q.Inner(corpus.Document(aside)); short != long {
			t.Errorf("%s scores %v, and %v with terms aside", term, short, long)
		}
	}
	if q := corpus.Query([]string{"dark"}); q.Inner(corpus.Document(aside)) <= 0 || q.Inner(corpus.Document(said)) != 0 {
		t.Error("a term aside does not find its document alone")
	}
}
