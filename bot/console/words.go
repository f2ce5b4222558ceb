package console

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed words.json
var wordsFile []byte

// words are the console's own words in one language; "{}" stands for a value.
type words struct {
	Placeholder string `json:"placeholder"`
	Try         string `json:"try"`
	Working     string `json:"working"`
	Was         string `json:"was"`
	Colon       string `json:"colon"`
	Pick        string `json:"pick"`
	Wishes      string `json:"wishes"`
	Exported    string `json:"exported"`
	NotExported string `json:"not_exported"`
	NotStored   string `json:"not_stored"`
}

// otherLang is spoken where a language is unknown.
const otherLang = "en"

var wordsByLang = func() map[string]words {
	var all map[string]words
	if err := json.Unmarshal(wordsFile, &all); err != nil {
		panic(fmt.Sprintf("console: words.json, which is part of the program: %v", err))
	}
	return all
}()

func wordsIn(lang string) words { return inLang(wordsByLang, lang) }

// inLang returns the value for lang.
func inLang[T any](byLang map[string]T, lang string) T {
	if v, ok := byLang[lang]; ok {
		return v
	}
	return byLang[otherLang]
}

func fill(phrase, value string) string { return strings.Replace(phrase, "{}", value, 1) }
