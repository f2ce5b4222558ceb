package lexical_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestStatisticsSurviveEncoding(t *testing.T) {
	corpus := lexical.NewCorpus(append(shelf, text("纯棉 衬衫"), text("亚麻 衬衫")))
	var decoded lexical.Corpus
	if err := decoded.UnmarshalBinary(encoded(t, corpus)); err != nil {
		t.Fatal(err)
	}
	words := []string{"shirt", "red", "衬衫", "亚麻", "unheard"}
	if diff := cmp.Diff(corpus.Query(words), decoded.Query(words)); diff != "" {
		t.Errorf("a query (-before +after)\n%s", diff)
	}
	if diff := cmp.Diff(corpus.Document(shelf[1]), decoded.Document(shelf[1])); diff != "" {
		t.Errorf("a document (-before +after)\n%s", diff)
	}
	for _, w := range words {
		if corpus.Knows(w) != decoded.Knows(w) {
			t.Errorf("Knows(%q) changed", w)
		}
	}
}

func TestDamagedStatisticsAreRefused(t *testing.T) {
	whole := encoded(t, lexical.NewCorpus(shelf))
	for cut := range whole {
		if err := new(lexical.Corpus).UnmarshalBinary(whole[:cut]); err == nil {
			t.Errorf("cut after %d bytes: no error", cut)
		}
	}
	for name, data := range map[string][]byte{
		"another version":   append([]byte{99}, whole[1:]...),
		"bytes that follow": append(whole, 0),
	} {
		if err := new(lexical.Corpus).UnmarshalBinary(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzStatistics(f *testing.F) {
	data, err := lexical.NewCorpus(shelf).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var c lexical.Corpus
		if c.UnmarshalBinary(data) != nil {
			return
		}
		again := encoded(t, &c)
		if err := new(lexical.Corpus).UnmarshalBinary(again); err != nil {
			t.Errorf("what was decoded cannot be encoded: %v", err)
		}
	})
}

func encoded(t *testing.T, c *lexical.Corpus) []byte {
	t.Helper()
	data, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}
