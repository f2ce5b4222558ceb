package retrieval_test

import "testing"

func TestSpelledMendsTheWordsForWhatTheShopSells(t *testing.T) {
	e := builtinShop(t)
	known := func(word string) bool { return word == "looser" }
	for text, want := range map[string]string{
		"a mens swetter":              "a mens sweater",
		"SWETTER, please":             "sweater, please",
		"sneekers":                    "sneaker",
		"looser":                      "looser",
		"boats":                       "boats", // a word of its own
		"毛依":                          "毛依",
		"no slips here, 42 and xyzzy": "no slips here, 42 and xyzzy",
		"":                            "",
	} {
		if got := e.Spelled(text, known); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
