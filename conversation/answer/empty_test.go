package answer

import (
	"sync"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// emptyVocabulary is that of a shop without products.
var emptyVocabulary = sync.OnceValue(func() *retrieval.Vocabulary {
	return retrieval.NewVocabulary(retrieval.ProfileOf(catalog.New(nil), lexical.Default()), lexical.Default(), catalog.DefaultRates())
})
