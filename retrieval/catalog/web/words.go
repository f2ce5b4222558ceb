package web

import (
	"cmp"
	"strings"
	"unicode"
)

// words writes the title and description, in every language that the item tags
// them with.
func (s schema) words(it item, p map[string]any) {
	lang := cmp.Or(baseLanguage(s.text(it, "inLanguage")), s.page.lang)
	texts := map[string]any{}
	for property, name := range map[string]string{"name": "title", "description": "description"} {
		p[name] = s.text(it, property)
		for _, tagged := range itemsOf(it[property]) {
			if l := baseLanguage(plain(tagged["@language"])); l != "" {
				words, _ := texts[l].(map[string]any)
				if words == nil {
					words = map[string]any{}
					texts[l] = words
				}
				words[name] = plain(tagged["@value"])
				if name == "title" && words[name] == p[name] {
					lang = l
				}
			}
		}
	}
	if title, _ := p["title"].(string); lang == "" && strings.ContainsFunc(title, isHan) && !strings.ContainsFunc(title, isKana) {
		lang = "zh"
	}
	p["lang"] = lang
	if len(texts) > 0 {
		p["texts"] = texts
	}
}

func isHan(r rune) bool  { return unicode.Is(unicode.Han, r) }
func isKana(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }
