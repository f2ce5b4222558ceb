package document

import (
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// declaredLanguage returns the language of a tag such as "zh-Hans-CN" or "en_US",
// or "" when the tag is none.
func declaredLanguage(tag string) string {
	parsed, err := language.Parse(strings.TrimSpace(tag))
	if err != nil {
		return ""
	}
	base, confidence := parsed.Base()
	if confidence == language.No {
		return ""
	}
	return base.String()
}

// namedLanguage returns the language in a file's name: that of "returns.zh-CN.md"
// is "zh". Only Chinese and English count, for the part may be anything.
func namedLanguage(name string) string {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	switch lang := declaredLanguage(strings.TrimPrefix(path.Ext(stem), ".")); lang {
	case "zh", "en":
		return lang
	}
	return ""
}

// languageOf tells Chinese from English by script. A Chinese character says as
// much as most of an English word, and Chinese texts name brands and models in
// English, so Chinese needs as many characters as half of the words. It returns
// "" for a text with neither, and for Japanese.
func languageOf(text string) string {
	han, kana, words := 0, 0, 0
	inWord := false
	for _, r := range text {
		letter := unicode.Is(unicode.Latin, r)
		if letter && !inWord {
			words++
		}
		inWord = letter || inWord && (r == '\'' || r == '-' || unicode.IsDigit(r))
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		}
	}
	switch {
	case kana > han/10 || han+words == 0:
		return ""
	case 2*han >= words:
		return "zh"
	}
	return "en"
}
