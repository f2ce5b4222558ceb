package catalog

import (
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// AttributeName returns the attribute that a shop's own name for it means, in
// English or Chinese: color for "Colour" and "颜色". A name that the lexicon lacks
// becomes an attribute of its own, in lower case and with "_" for spaces.
func AttributeName(name string) string {
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	if attribute, ok := attributeNames()[name]; ok {
		return attribute
	}
	return strings.ReplaceAll(name, " ", "_")
}

// attributeNames returns the attributes of the lexicon by each of their names. The
// price and the brand have fields of their own.
var attributeNames = sync.OnceValue(func() map[string]string {
	byName := map[string]string{}
	for attribute, byLang := range lexical.Default().Attributes() {
		if attribute == "brand" || attribute == PriceAttribute {
			continue
		}
		for _, names := range byLang {
			for _, name := range names {
				byName[strings.ToLower(name)] = attribute
			}
		}
	}
	return byName
})
