package retrieval

import (
	"slices"
	"sync"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// needs tells kinds of product by what shoppers say who need one and do not name it:
// hands that freeze are a matter of gloves. Each kind is a document of the lexicon's
// phrases in both languages.
type needs struct {
	corpus *lexical.Corpus
	kinds  []string // in the lexicon's order
	said   map[string]said
}

// said is what is said of the need for one kind.
type said struct {
	terms  []string
	vector lexical.Vector
}

// needed are the needs of the lexicon in the program.
var needed = sync.OnceValue(func() *needs { return needsOf(lexical.Default()) })

func needsOf(l *lexical.Lexicon) *needs {
	n := &needs{said: map[string]said{}}
	var documents [][]lexical.Field
	for _, c := range l.Concepts() {
		if c.Attribute != TypeAttribute {
			continue
		}
		var terms []string
		for _, phrase := range slices.Concat(l.Needs(c.Canonical, "en"), l.Needs(c.Canonical, "zh")) {
			terms = append(terms, lexical.ContentTerms(phrase)...)
		}
		if len(terms) > 0 {
			n.kinds = append(n.kinds, c.Canonical)
			documents = append(documents, []lexical.Field{{Terms: terms, Weight: needTermWeight}})
		}
	}
	n.corpus = lexical.NewCorpus(documents)
	for i, kind := range n.kinds {
		n.said[kind] = said{distinct(documents[i][0].Terms), n.corpus.Document(documents[i])}
	}
	return n
}

// needTermWeight is what a word counts that is said of a need, beside one that stands
// in a product's own text.
const needTermWeight = 0.3

// of reports whether anything is known to be said of the need for a kind.
func (n *needs) of(kind string) bool { return n.said[kind].terms != nil }

// add adds to a search for terms the kinds that are needed where they are said, each by
// its BM25 score.
func (n *needs) add(v lexical.Vector, terms []string) lexical.Vector {
	asked := n.corpus.Query(terms)
	for _, kind := range n.kinds {
		if score := asked.Inner(n.said[kind].vector); score > 0 {
			v = v.Plus(lexical.Weighted(need(kind), score), 1)
		}
	}
	return v
}

// The scores from which words tell of a need. Told, they do so beside other words for
// the same; plainly told, whatever else is talked about: by two words or more.
const (
	needTold        = 2.5
	needPlainlyTold = 4
)

// Needed returns the kinds of product, of those that the shop sells, for which a text
// tells of a need about as well as for the one of which it tells best; plain reports
// whether it does so whatever else is talked about.
func (v *Vocabulary) Needed(text string) (kinds []string, plain bool) {
	const nearly = 0.7 // share of the best
	n := needed()
	terms := distinct(lexical.ContentTerms(lexical.Normalize(text)))
	asked := n.corpus.Query(terms)
	scores := map[string]float64{}
	best, first := 0.0, ""
	for _, kind := range n.kinds {
		if !v.sells(Meaning{TypeAttribute, kind}) {
			continue
		}
		if scores[kind] = asked.Inner(n.said[kind].vector); scores[kind] > best {
			best, first = scores[kind], kind
		}
	}
	if best < needTold {
		return nil, false
	}
	for _, kind := range n.kinds {
		if scores[kind] >= nearly*best {
			kinds = append(kinds, kind)
		}
	}
	said := slices.DeleteFunc(terms, func(t string) bool { return !slices.Contains(n.said[first].terms, t) })
	return kinds, best >= needPlainlyTold && len(said) > 1
}

// need is the index term of what answers the need for a kind. No word of a text is
// spelled like it.
func need(kind string) string { return "need=" + kind }
