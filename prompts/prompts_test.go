package prompts

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

type prompt interface {
	Render(lang string) (string, error)
}

// example is one use of a template, with data as the shop would have them in
// each language.
type example struct {
	template, name string
	data           map[string]prompt
}

func pair(zh, en prompt) map[string]prompt { return map[string]prompt{"zh": zh, "en": en} }

func both(p prompt) map[string]prompt { return pair(p, p) }

// saying renders what a shopper would say to choose a way to relax a wish.
type saying struct{ Relaxed }

func (s saying) Render(lang string) (string, error) { return s.Say(lang) }

func examples() []example { return slices.Concat(shopping, serving, instructing) }

// ways renders an example in every way there is to say it.
func (e example) ways(t *testing.T, lang string) []string {
	t.Helper()
	varied, ok := e.data[lang].(Varied)
	if !ok {
		text, err := e.data[lang].Render(lang)
		if err != nil {
			t.Fatalf("%s %s in %s: %v", e.template, e.name, lang, err)
		}
		return []string{text}
	}
	var all []string
	for way := 1; way <= Ways(varied.Name()); way++ {
		text, err := varied.RenderWay(lang, way)
		if err != nil {
			t.Fatalf("%s %s in %s, way %d: %v", e.template, e.name, lang, way, err)
		}
		all = append(all, text)
	}
	return all
}

func TestTemplatesSayWhatTheGoldenFilesHold(t *testing.T) {
	for _, lang := range Languages {
		golden := map[string]string{}
		for _, e := range examples() {
			golden[e.template] += strings.TrimRight("-- "+e.name, " ") + "\n" + strings.Join(e.ways(t, lang), "\n") + "\n"
		}
		for name, got := range golden {
			t.Run(name+"/"+lang, func(t *testing.T) {
				compareGolden(t, filepath.Join("testdata", name+"."+lang+".golden"), got)
			})
		}
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./prompts -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-golden +now; go test ./prompts -update takes it over):\n%s", file, diff)
	}
}

func TestEveryGoldenFileBelongsToATemplate(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.Replace(strings.TrimSuffix(filepath.Base(file), ".golden"), ".", "/", 1)
		if templates().Lookup(name) == nil {
			t.Errorf("%s is left over: there is no template %s", file, name)
		}
	}
}

func TestTheChineseRecommendationOpensWithTheAgreedSentence(t *testing.T) {
	got, err := Lead{}.Render("zh")
	if want := "根据您的需求，我为您推荐以下商品："; got != want || err != nil {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

// faults are what a proof-reader would mark, by language; "" for both.
var faults = []struct {
	lang, name string
	pattern    *regexp.Regexp
}{
	{"", "two spaces in a row", regexp.MustCompile(`[ 　]{2}`)},
	{"", "a space before punctuation", regexp.MustCompile(`[ 　][,.;:!?，。；：！？、）]`)},
	{"", "a line that begins with punctuation", regexp.MustCompile(`(?m)^[,.;:!?，。；：！？、）]`)},
	{"", "a line that ends with a separator", regexp.MustCompile(`(?m)[,;，；、·（(]\s*$`)},
	{"", "a bullet without text", regexp.MustCompile(`(?m)^·\s*$`)},
	{"", "punctuation twice", regexp.MustCompile(`[,.;:，。；：、][,.;:，。；：、]`)},
	{"", "empty quotes", regexp.MustCompile(`“”|「」|《》|（）|\(\)`)},
	{"zh", "half-width punctuation in Chinese", regexp.MustCompile(`\p{Han}[,.;:!?()]|[,;:!?()]\p{Han}`)},
	{"zh", "an English word", regexp.MustCompile(`[A-Za-z]{2,}`)},
	{"en", "Chinese", regexp.MustCompile(`[\p{Han}\x{3000}-\x{303F}\x{FF00}-\x{FFEF}]`)},
	{"en", "one of several", regexp.MustCompile(`\b1 [a-z]+s\b`)},
}

// foreign are the words of Latin letters that belong into Chinese text: commands,
// addresses, numbers of orders and parcels, versions.
var foreign = regexp.MustCompile(`/(prefs( drop)?|why|undo|lang( zh| en)?|export|forget|help)\b|https?://\S+|\b(LT|SF)\d*|default-1|\bkg\b`)

func TestTemplatesReadWell(t *testing.T) {
	for _, e := range examples() {
		for _, lang := range Languages {
			t.Run(fmt.Sprintf("%s/%s/%s", lang, e.template, e.name), func(t *testing.T) {
				text := strings.Join(e.ways(t, lang), "\n")
				if lang == "zh" {
					text = foreign.ReplaceAllString(text, "0")
				}
				for _, f := range faults {
					if found := f.pattern.FindString(text); found != "" && (f.lang == "" || f.lang == lang) {
						t.Errorf("%s, %q, in %q", f.name, found, text)
					}
				}
			})
		}
	}
}
