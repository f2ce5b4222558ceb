package service_test

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/conversation/service/builtin"
)

// question is a line of testdata/questions.tsv.
type question struct {
	lang, text string
	document   string // "-" when no policy answers it
	sections   []string
}

func readQuestions(t *testing.T) []question {
	t.Helper()
	f, err := os.Open("testdata/questions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []question
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		columns := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		if len(columns) != 4 {
			t.Fatalf("%q: want 4 columns", lines.Text())
		}
		all = append(all, question{columns[0], columns[1], columns[2], strings.Split(columns[3], ",")})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func (q question) right(p service.Passage, found bool) bool {
	if q.document == "-" || !found {
		return q.document == "-" && !found
	}
	for _, s := range q.sections {
		if p.Document == q.document && s == strconv.Itoa(p.Number) {
			return true
		}
	}
	return false
}

func knowledge(t testing.TB) *service.Knowledge {
	t.Helper()
	desk, err := builtin.Desk()
	if err != nil {
		t.Fatal(err)
	}
	return desk.Knowledge
}

func TestQuestions(t *testing.T) {
	const pairs, atLeast = 60, 54
	questions, k := readQuestions(t), knowledge(t)
	if len(questions) != 2*pairs {
		t.Fatalf("%d questions, want %d pairs", len(questions), pairs)
	}
	right := map[string]int{}
	for i, q := range questions {
		if want := []string{"en", "zh"}[i%2]; q.lang != want || q.document != questions[i/2*2].document {
			t.Fatalf("%q: want the pair's question in %s with the same document", q.text, want)
		}
		p, found := k.Find(q.text, q.lang)
		if q.right(p, found) {
			right[q.lang]++
			continue
		}
		t.Logf("%s %q: got %s %d (answered: %v), want %s %s", q.lang, q.text, p.Document, p.Number, found, q.document, strings.Join(q.sections, " or "))
		if q.document == "-" {
			t.Errorf("%q was answered from %s %d and must not be", q.text, p.Document, p.Number)
		}
	}
	for _, lang := range []string{"en", "zh"} {
		t.Logf("%s: %d of %d right", lang, right[lang], pairs)
		if right[lang] < atLeast {
			t.Errorf("%s: %d of %d right, want at least %d", lang, right[lang], pairs, atLeast)
		}
	}
}

func TestEveryBuiltInSectionIsFoundByItsOwnHeading(t *testing.T) {
	k := knowledge(t)
	documents := []string{"contact", "payment", "privacy", "refunds", "returns", "shipping", "sizes", "warranty"}
	for _, document := range documents {
		for _, lang := range []string{"en", "zh"} {
			for n := 1; ; n++ {
				want, ok := k.Passage(document, n, lang)
				if !ok {
					if n == 1 {
						t.Errorf("no %s in %s", document, lang)
					}
					break
				}
				if got, _ := k.Find(want.Section, lang); got != want {
					t.Errorf("%q finds %s %d %q, want %s %d", want.Section, got.Document, got.Number, got.Section, document, n)
				}
			}
		}
	}
}

func TestFindSaysThatItDoesNotKnow(t *testing.T) {
	k := knowledge(t)
	for _, c := range []struct{ name, text, lang string }{
		{"of nothing", "", "en"},
		{"of words that mean nothing", "的了吗呢", "zh"},
		{"of emoji", "🛍️🛍️🛍️", "zh"},
		{"of broken bytes", "\xff\xfe\x00", "en"},
		{"of a wish for products", "a waterproof jacket in size L", "en"},
		{"of a wish that only uses a word of a topic", "rubber repair patches, glue and tyre levers", "en"},
		{"of a wish in Chinese that only uses a word of a topic", "儿童电话手表", "zh"},
		{"in a language without policies", "Wie lange dauert der Versand?", "de"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if p, found := k.Find(c.text, c.lang); found {
				t.Errorf("%q is answered by %q", c.text, p.Section)
			}
		})
	}
}

func TestFindAnswersOnlyWhatAPassageMostlySpeaksOf(t *testing.T) {
	k, err := service.LoadKnowledge(fstest.MapFS{"repairs.en.md": {Data: []byte("# Repairs\n## Can you repair a bike?\nOur workshop does.\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"bike repair":                     true,
		"bike repair kit":                 true,
		"bike repair kit patch":           true, // the passage speaks of 2.5 of 4.5
		"bike repair kit patch glue":      false,
		"bike repair kit patch glue pump": false,
		"bike":                            false, // no topic of customer service
	} {
		if _, found := k.Find(text, "en"); found != want {
			t.Errorf("%q: answered %v, want %v", text, found, want)
		}
	}
}

func TestPassageIsTheSameSectionInTheOtherLanguage(t *testing.T) {
	k := knowledge(t)
	zh, found := k.Find("能开发票吗", "zh")
	if !found || zh.Lang != "zh" {
		t.Fatalf("got %+v, found %v", zh, found)
	}
	en, ok := k.Passage(zh.Document, zh.Number, "en")
	if !ok || en.Lang != "en" || !strings.Contains(en.Section, "invoice") {
		t.Errorf("got %+v, found %v", en, ok)
	}
	if _, ok := k.Passage(zh.Document, 99, "en"); ok {
		t.Error("a section that does not exist was found")
	}
	if _, ok := k.Passage(zh.Document, zh.Number, "fr"); ok {
		t.Error("a language that does not exist was found")
	}
}

func TestLoadKnowledge(t *testing.T) {
	load := func(files map[string]string) (*service.Knowledge, error) {
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return service.LoadKnowledge(fsys)
	}
	t.Run("cuts a document at its headings", func(t *testing.T) {
		k, err := load(map[string]string{"returns.en.md": "\uFEFF# Returns\r\n\r\n## Returning goods\r\n\r\nSeven days.\r\n\r\n### Shoes\r\n\r\nTen days.\r\n\r\n## Refunds\r\n\r\nAt once.\r\n"})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := k.Passage("returns", 1, "en")
		want := service.Passage{Document: "returns", Lang: "en", Title: "Returns", Section: "Returning goods", Number: 1, Text: "Seven days.\n\n### Shoes\n\nTen days."}
		if got != want {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	})
	for _, c := range []struct {
		name, complaint string
		files           map[string]string
	}{
		{"refuses a folder without policies", "no policies", map[string]string{"readme.txt": "x"}},
		{"refuses a document without a title", "title", map[string]string{"a.en.md": "## One\n\ntext"}},
		{"refuses a document without sections", "section", map[string]string{"a.en.md": "# Title\n"}},
		{"refuses text above the first section", "line 2", map[string]string{"a.en.md": "# Title\nlost\n## One\n\ntext"}},
		{"refuses a section without text", `"One"`, map[string]string{"a.en.md": "# Title\n## One\n## Two\n\ntext"}},
		{"refuses broken text", "UTF-8", map[string]string{"a.en.md": "# Title\n## One\n\xff"}},
		{"refuses languages with different sections", "another language", map[string]string{
			"a.en.md": "# Title\n## One\n\ntext", "a.zh.md": "# 标题\n## 一\n\n文\n## 二\n\n文",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := load(c.files); err == nil || !strings.Contains(err.Error(), c.complaint) {
				t.Errorf("got error %v, want one that names %q", err, c.complaint)
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	k := knowledge(b)
	for b.Loop() {
		k.Find("my shoes are too small, can I swap them for a bigger size", "en")
		k.Find("鞋子不合脚能换吗", "zh")
	}
}
