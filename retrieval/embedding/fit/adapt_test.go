package fit_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/fit"
)

func TestAdapt(t *testing.T) {
	base, texts := shop(t)
	adapted, report, err := fit.Adapt(t.Context(), base, oracle{}, texts, fit.AdaptDefaults())
	if err != nil {
		t.Fatal(err)
	}

	t.Run("the table comes nearer to the teacher on texts that it was not fitted to", func(t *testing.T) {
		if report.After < report.Before+0.1 {
			t.Errorf("it shares %.2f of the teacher's nearest, %.2f before", report.After, report.Before)
		}
	})
	t.Run("the report counts the texts, those held out, and the new tokens", func(t *testing.T) {
		if n := len(texts); report.Texts+report.Held != n || report.Held != n/10 || report.Added < len(brands) {
			t.Errorf("of %d texts: %+v", n, report)
		}
	})
	t.Run("the shop's own words get rows of their own", func(t *testing.T) {
		for _, brand := range brands {
			if base.Vocabulary().Has(brand) || !adapted.Vocabulary().Has(brand) {
				t.Errorf("%s: %t before, %t after", brand, base.Vocabulary().Has(brand), adapted.Vocabulary().Has(brand))
			}
		}
	})
	t.Run("texts of words that the shop does not use stay as they are", func(t *testing.T) {
		const elsewhere = "word38 word39"
		was, is := embed(t, base, elsewhere), embed(t, adapted, elsewhere)
		if got := cosine(was, is); got < 0.99 {
			t.Errorf("the cosine between before and after is %.3f", got)
		}
	})
	t.Run("rows added but not trained leave every text where it is", func(t *testing.T) {
		o := fit.AdaptDefaults()
		o.Epochs = 0
		same, report, err := fit.Adapt(t.Context(), base, oracle{}, texts, o)
		if err != nil || report.Added == 0 {
			t.Fatalf("error %v, report %+v", err, report)
		}
		for _, text := range texts[:20] {
			if got := cosine(embed(t, base, text), embed(t, same, text)); got < 0.999 {
				t.Errorf("%q: the cosine between before and after is %.4f", text, got)
			}
		}
	})
	t.Run("its model is another, and its card names both teachers", func(t *testing.T) {
		if adapted.Model() == base.Model() || !strings.Contains(adapted.Card().Teacher, "oracle") || !strings.Contains(adapted.Card().Teacher, "first") {
			t.Errorf("model %s, card %+v", adapted.Model(), adapted.Card())
		}
	})
	t.Run("it is read back from its file as it was", func(t *testing.T) {
		path := t.TempDir() + "/adapted.table"
		if err := adapted.Save(path); err != nil {
			t.Fatal(err)
		}
		read, err := embedding.OpenStatic(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(adapted.Model(), read.Model()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(embed(t, adapted, texts[0]), embed(t, read, texts[0])); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("the same catalogue gives the same table", func(t *testing.T) {
		again, _, err := fit.Adapt(t.Context(), base, oracle{}, texts, fit.AdaptDefaults())
		if err != nil || again.Model() != adapted.Model() {
			t.Errorf("got %v and error %v, want %s", again.Model(), err, adapted.Model())
		}
	})
}

func TestAdaptRefuses(t *testing.T) {
	base, texts := shop(t)
	t.Run("a catalogue that is too small", func(t *testing.T) {
		few := slices.Repeat(texts[:20], 100)
		if _, _, err := fit.Adapt(t.Context(), base, oracle{}, few, fit.AdaptDefaults()); !errors.Is(err, fit.ErrFewTexts) {
			t.Errorf("got %v, want ErrFewTexts", err)
		}
	})
	t.Run("a teacher that fails", func(t *testing.T) {
		if _, _, err := fit.Adapt(t.Context(), base, oracle{fails: embedding.ErrUnavailable}, texts, fit.AdaptDefaults()); !errors.Is(err, embedding.ErrUnavailable) {
			t.Errorf("got %v, want the teacher's error", err)
		}
	})
	t.Run("a teacher to which all texts are one", func(t *testing.T) {
		if _, _, err := fit.Adapt(t.Context(), base, oracle{dull: true}, texts, fit.AdaptDefaults()); err == nil {
			t.Error("no error")
		}
	})
}

var brands = []string{"zorvex", "kulmira", "pentabo", "quilloma", "drixel"}

// shop returns a table that knows word0 to word39 as the oracle does, and texts of
// word0 to word29 and brands that it does not know.
func shop(t *testing.T) (*embedding.Static, []string) {
	t.Helper()
	const dim, buckets = 24, 512
	var words []string
	var matrix []float32
	for i := range 40 {
		words = append(words, fmt.Sprint("word", i))
		row := direction(words[i])[:dim]
		fit.Normalise(row) // as long as those of a trained table
		matrix = append(matrix, row...)
	}
	for i := range buckets {
		row := direction(fmt.Sprint("bucket", i))[:dim]
		fit.Normalise(row)
		matrix = append(matrix, row...)
	}
	base, err := embedding.NewStatic(embedding.Card{Name: "base", Teacher: "first", Dim: dim}, embedding.NewVocabulary(words, buckets), matrix)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 5))
	var texts []string
	for i := range 1000 {
		texts = append(texts, fmt.Sprintf("%s word%d word%d number%d", brands[r.IntN(len(brands))], r.IntN(30), r.IntN(30), i))
	}
	return base, texts
}

// oracle is a teacher to whom each word is a direction, a number none, and a
// brand as much as two words.
type oracle struct {
	fails error
	dull  bool
}

const oracleDim = 32

func (oracle) Model() string { return "oracle" }
func (oracle) Dim() int      { return oracleDim }

func (o oracle) Embed(_ context.Context, _ embedding.Kind, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, oracleDim)
		if o.dull {
			text = "one"
		}
		for word := range strings.FieldsSeq(text) {
			weight := float32(1)
			switch {
			case slices.Contains(brands, word):
				weight = 2
			case strings.HasPrefix(word, "number"):
				continue
			}
			for j, x := range direction(word) {
				v[j] += weight * x
			}
		}
		fit.Normalise(v)
		vectors[i] = v
	}
	return vectors, o.fails
}

func direction(word string) []float32 {
	h := fnv.New64a()
	h.Write([]byte(word))
	return gaussian(rand.New(rand.NewPCG(h.Sum64(), 1)), oracleDim)
}

func embed(t *testing.T, e embedding.Embedder, text string) []float32 {
	t.Helper()
	v, err := e.Embed(t.Context(), embedding.Passage, []string{text})
	if err != nil {
		t.Fatal(err)
	}
	return v[0]
}
