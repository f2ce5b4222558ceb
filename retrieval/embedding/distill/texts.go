package main

import (
	"context"
	"strings"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// example is one meaning to learn: all its texts shall have the mean of the
// teacher's vectors for them.
type example struct {
	kind  embedding.Kind
	texts []string
}

// How much is taken of what there is more of than a night's asking.
const (
	phraseCount       = 5_000
	englishWords      = 12_000
	chineseWords      = 6_000
	translationsInUse = 9_000
	glossesInAll      = 2_500
	chineseTitles     = 2_500
	englishTitles     = 1_500
)

// collect returns what the table learns from, in a fixed order.
func collect(ctx context.Context, s *sources, lexicon string) ([]example, error) {
	queries, err := s.lines("queries.zh.txt")
	if err != nil {
		return nil, err
	}
	wishes, err := s.lines("instructions.en.txt")
	if err != nil {
		return nil, err
	}
	products, err := s.lines("products.en.txt")
	if err != nil {
		return nil, err
	}
	pairs, err := phrases(lexicon, phraseCount)
	if err != nil {
		return nil, err
	}
	dictionary, err := s.dictionary()
	if err != nil {
		return nil, err
	}
	glosses, err := s.glosses()
	if err != nil {
		return nil, err
	}
	english, err := s.mostFrequent(ctx, "en")
	if err != nil {
		return nil, err
	}
	chinese, err := s.mostFrequent(ctx, "zh")
	if err != nil {
		return nil, err
	}

	var examples []example
	add := func(kind embedding.Kind, texts ...string) { examples = append(examples, example{kind, texts}) }
	for _, q := range queries {
		add(embedding.Query, q)
	}
	var short []string
	for _, w := range wishes {
		add(embedding.Query, w)
		if s := withoutAsking(w); s != w {
			add(embedding.Query, s)
			short = append(short, s)
		}
	}
	for _, p := range pairs {
		add(embedding.Query, p.zh, p.en)
	}
	used := runsOf(queries)
	for _, t := range firstOf(dictionary, translationsInUse, func(t translation) bool { return used[t.zh] >= 2 }) {
		add(embedding.Query, t.zh, t.en)
	}
	for _, w := range firstOf(english, englishWords, isWord) {
		add(embedding.Query, w)
	}
	for _, w := range firstOf(chinese, chineseWords, func(w string) bool { return used[w] >= 2 }) {
		add(embedding.Query, w)
	}
	for _, p := range products {
		add(embedding.Passage, p)
	}
	for i := range glossesInAll { // from all over WordNet, which is in order of meaning
		add(embedding.Passage, glosses[i*len(glosses)/glossesInAll])
	}
	for _, t := range titles(queries, chineseTitles, 3, 5) {
		add(embedding.Passage, t)
	}
	for _, t := range titles(short, englishTitles, 2, 3) {
		add(embedding.Passage, t)
	}
	return examples, nil
}

// withoutAsking cuts "i am looking for a" and the like from a wish, leaving what
// one would type into a search box.
func withoutAsking(wish string) string {
	for _, opening := range []string{
		"i am looking for ", "i'm looking for ", "i would like to buy ", "i would like ", "i want to find ", "i want to buy ",
		"i need to buy ", "i need to find ", "i want ", "i need ", "find me ", "please find me ", "looking for ", "can you find me ",
		"i am interested in buying ", "buy me ", "show me ", "get me ", "i'd like ",
	} {
		if rest, ok := strings.CutPrefix(wish, opening); ok {
			wish = rest
			break
		}
	}
	for _, article := range []string{"a pair of ", "a set of ", "some ", "an ", "a ", "the "} {
		if rest, ok := strings.CutPrefix(wish, article); ok {
			return rest
		}
	}
	return wish
}

// runsOf counts in how many texts each run of two to five characters occurs.
func runsOf(texts []string) map[string]int {
	const shortest, longest = 2, 5
	runs := map[string]int{}
	for _, text := range texts {
		characters := []rune(text)
		for i := range characters {
			for n := shortest; n <= longest && i+n <= len(characters); n++ {
				runs[string(characters[i:i+n])]++
			}
		}
	}
	return runs
}

func firstOf[T any](from []T, count int, wanted func(T) bool) []T {
	var found []T
	for _, x := range from {
		if len(found) == count {
			break
		}
		if wanted(x) {
			found = append(found, x)
		}
	}
	return found
}

// isWord reports whether a word is one of letters, of two at least.
func isWord(w string) bool {
	return len(w) > 1 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == ""
}
