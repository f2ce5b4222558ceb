package console

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func yuan(n int64) catalog.Money { return catalog.Money{Minor: n * 100, Currency: "CNY"} }

// replies shows all that a card can have, in both languages.
var replies = map[string]conversation.Reply{
	"zh": {
		Lang: "zh",
		Text: "根据您的需求，我为您推荐以下商品：\n1. 衬衫\n2. 衬衫\n3. 课程\n您更喜欢哪种颜色？",
		Lead: "根据您的需求，我为您推荐以下商品：", Closing: "您更喜欢哪种颜色？",
		Items: []answer.Card{
			{
				Position: 1, Title: "男士亚麻混纺短袖衬衫 夏季新款透气休闲宽松小方领珍珠母贝扣上衣", Brand: "海风",
				Price: yuan(199), ListPrice: yuan(259), StockText: "仅剩 2 件",
				Attributes: []answer.Fact{{Label: "颜色", Value: "浅蓝"}, {Label: "材质", Value: "亚麻、棉"}},
				Why:        "亚麻混纺，透气清爽，适合炎热的夏天；价格在您的预算之内，而且有您的尺码，颜色也是您喜欢的浅蓝色。",
			},
			{Position: 2, Title: "牛津纺长袖衬衫", Price: yuan(1149), StockText: "有货", Why: "蓝色；面料未标注。"},
			{Position: 3, Title: "裁缝课：第一件衬衫", StockText: "随时可看", Why: "免费。"},
		},
		Choices: []answer.Choice{
			{Label: "蓝色", Count: 12}, {Label: "白色", Count: 5}, {Label: "560 元以内", Count: 3},
			{Label: "更多类似第一件的"}, {Label: "长袖", Count: 22},
		},
		Preferences: []conversation.Preference{{Text: "颜色：蓝色或藏青"}, {Text: "300 元以内"}},
	},
	"en": {
		Lang: "en",
		Text: "Here is what I recommend for you:\n1. Shirt\n2. Shirt\n3. Course\nWhich colour do you like best?",
		Lead: "Here is what I recommend for you:", Closing: "Which colour do you like best?",
		Items: []answer.Card{
			{
				Position: 1, Title: "Linen-blend short-sleeve shirt for men, with a soft collar and mother-of-pearl buttons", Brand: "Seabreeze",
				Price: yuan(199), ListPrice: yuan(259), StockText: "Only 2 left",
				Attributes: []answer.Fact{{Label: "Colour", Value: "light blue"}, {Label: "Material", Value: "linen, cotton"}},
				Why:        "Light linen for hot days, within your budget, in your size, and in the light blue that you said you like.",
			},
			{Position: 2, Title: "Oxford shirt", Price: yuan(1149), StockText: "In stock", Why: "Blue; the fabric is not listed."},
			{Position: 3, Title: "Sewing course: your first shirt", StockText: "Watch at any time", Why: "Free."},
		},
		Choices: []answer.Choice{
			{Label: "blue", Count: 12}, {Label: "white", Count: 5}, {Label: "up to ¥560", Count: 3},
			{Label: "more like the first"}, {Label: "long sleeves", Count: 22},
		},
		Preferences: []conversation.Preference{{Text: "colour: blue or navy"}, {Text: "up to ¥300"}},
	},
}

func TestReplyGolden(t *testing.T) {
	looks := map[look]string{lookPlain: "plain", lookMono: "mono", lookColour: "colour"}
	for _, c := range []struct {
		width int
		look  look
	}{{80, lookPlain}, {80, lookMono}, {80, lookColour}, {60, lookPlain}, {40, lookPlain}} {
		for lang, reply := range replies {
			name := fmt.Sprintf("%s_%d_%s", lang, c.width, looks[c.look])
			t.Run(name, func(t *testing.T) {
				p := newPage(c.width, c.look)
				lines := append(p.header(testConfig(t, lang)), "")
				lines = append(lines, p.said("👍2")...)
				golden(t, name, append(append(lines, ""), p.reply(reply)...))
			})
		}
	}
}

func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	// Escape sequences are written in a form that a diff shows.
	got := strings.ReplaceAll(strings.Join(lines, "\n")+"\n", "\x1b", "␛")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with go test -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestNoLineIsWiderThanThePage(t *testing.T) {
	hostile := conversation.Reply{
		Lang: "zh",
		Text: strings.Repeat("长", 300) + strings.Repeat("x", 300) + "👨‍👩‍👧‍👦🇨🇳é ",
		Items: []answer.Card{{
			Position: 123, Title: strings.Repeat("word ", 60), Brand: strings.Repeat("牌", 90), Why: strings.Repeat("，", 90),
			Price: catalog.Money{Minor: 123_456_789, Currency: "CNY"}, ListPrice: catalog.Money{Minor: 123_456_789, Currency: "CNY"},
		}},
		Choices: []answer.Choice{{Label: strings.Repeat("选", 200), Count: 9}, {Label: "b"}},
	}
	for width := 1; width <= 130; width++ {
		p := newPage(width, lookColour)
		for _, line := range p.reply(hostile) {
			if got := lipgloss.Width(line); got > max(width, minWidth)-1 {
				t.Fatalf("%d cells on a terminal of %d: %q", got, width, line)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in string
		width    int
		want     []string
	}{
		{"nothing is no line", "", 10, nil},
		{"words go to the next line whole", "the quick brown fox", 10, []string{"the quick", "brown fox"}},
		{"a Chinese character takes two cells", "一二三四五六", 8, []string{"一二三四", "五六"}},
		{"no line begins with a comma", "一二三四，五六", 8, []string{"一二三", "四，五六"}},
		{"a long word is cut", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"line breaks stay, also empty lines", "a\n\nb\n", 10, []string{"a", "", "b"}},
		{"a space at the end takes no room", "abcd efgh", 4, []string{"abcd", "efgh"}},
		{"an emoji of several parts stays whole", "👨‍👩‍👧👨‍👩‍👧", 2, []string{"👨‍👩‍👧", "👨‍👩‍👧"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, wrap(tt.in, tt.width)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTextCannotSteerTheTerminal(t *testing.T) {
	in := "a\x1b[31mred\x1b]0;title\x07\u009b2J\u202eright\x00\xff\tb\r\nc"
	want := "a[31mred]0;title2Jright\uFFFD b\nc"
	if got := clean(in); got != want {
		t.Errorf("clean(%q) = %q, want %q", in, got, want)
	}
}

func TestWordsAreCompleteInEachLanguage(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		w, ok := wordsByLang[lang]
		if !ok {
			t.Fatalf("no words in %s", lang)
		}
		for _, word := range []string{
			w.Placeholder, w.Try, w.Working, w.Was, w.Colon, w.Pick, w.Wishes, w.Exported, w.NotExported, w.NotStored,
		} {
			if word == "" {
				t.Errorf("a word is missing in %s: %+v", lang, w)
			}
		}
		if !strings.Contains(w.Was, "{}") || !strings.Contains(w.Exported, "{}") {
			t.Errorf("a value has no place in %s", lang)
		}
	}
}

func TestTerminalLook(t *testing.T) {
	tests := []struct {
		name    string
		environ []string
		want    look
	}{
		{"a usual terminal has colours", []string{"TERM=xterm-256color"}, lookColour},
		{"an empty NO_COLOR asks for nothing", []string{"TERM=xterm", "NO_COLOR="}, lookColour},
		{"NO_COLOR counts whatever its value", []string{"TERM=xterm", "NO_COLOR=no"}, lookMono},
		{"a dumb terminal gets text alone", []string{"TERM=dumb"}, lookPlain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := terminalLook(tt.environ); got != tt.want {
				t.Errorf("look %d, want %d", got, tt.want)
			}
		})
	}
}
