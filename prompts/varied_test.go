package prompts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// frequent are the prompts that a shopper hears again and again.
var frequent = []string{
	"lead", "question", "nothing", "unfound", "hello", "thanks", "bye", "wish", "unclear", "restarted", "offtopic", "upset", "lost", "wait", "which", "noted", "accept",
}

func TestWhatIsSaidOftenIsSaidInThreeWaysOrMore(t *testing.T) {
	for _, name := range frequent {
		if n := Ways(name); n < 3 {
			t.Errorf("%s is said in %d ways", name, n)
		}
	}
}

func TestBothLanguagesHaveTheSameWays(t *testing.T) {
	count := map[string]map[string]int{} // name → language → templates
	for _, defined := range templates().Templates() {
		parts := strings.Split(defined.Name(), "/")
		if len(parts) < 2 {
			continue
		}
		if count[parts[0]] == nil {
			count[parts[0]] = map[string]int{}
		}
		count[parts[0]][parts[1]]++
	}
	for name, n := range count {
		if n["zh"] != n["en"] || n["zh"] != Ways(name) {
			t.Errorf("%s: %d ways in Chinese, %d in English, %d that are counted on", name, n["zh"], n["en"], Ways(name))
		}
	}
}

func TestNoTwoWaysAreTheSame(t *testing.T) {
	for _, e := range examples() {
		for _, lang := range Languages {
			ways := e.ways(t, lang)
			for i, text := range ways {
				if slices.Contains(ways[:i], text) {
					t.Errorf("%s %s in %s: way %d says what another does: %s", e.template, e.name, lang, i+1, text)
				}
			}
		}
	}
}

func TestEveryWayShowsTheSameData(t *testing.T) {
	lead := Lead{Kind: "between", From: "¥79", To: "¥159"}
	for way := 1; way <= Ways(lead.Name()); way++ {
		for _, lang := range Languages {
			text, err := lead.RenderWay(lang, way)
			if err != nil || !strings.Contains(text, "¥79") || !strings.Contains(text, "¥159") {
				t.Errorf("%s: %q, %v", fmt.Sprint(lang, "/", way), text, err)
			}
		}
	}
}
