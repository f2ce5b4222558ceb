package lexical_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// small is a lexicon with an umbrella over an umbrella, a circle, and a flag.
var small = map[string]string{
	"color.tsv": "# shades\n" +
		"blue\tblue|azure\t蓝色|蓝\tnavy|light blue\n" +
		"navy\tnavy blue|navy\t藏青色\t\n" +
		"light blue\tlight blue|sky  blue\t浅蓝\tice blue\n" +
		"ice blue\tice blue\t冰蓝\t\n" +
		"\n" +
		"warm\twarm colours\t暖色\tred|warm\n" +
		"red\tred\t红色\twarm\n",
	"flags.tsv":      "waterproof\twaterproof|rainproof\t防水|防雨\t\n",
	"attributes.tsv": "color\tcolour|color\t颜色|色彩\nwaterproof\twaterproof\t防水\n",
}

func TestALexiconKnowsTheWordsOfBothLanguages(t *testing.T) {
	l := load(t, small)

	t.Run("a raw value becomes its canonical value", func(t *testing.T) {
		for _, tc := range []struct{ attribute, raw, want string }{
			{"color", "navy", "navy"}, {"color", "Navy Blue", "navy"}, {"color", "藏青色", "navy"},
			{"color", " ＳＫＹ\u3000blue ", "light blue"},
			{"color", "Mauve", "mauve"},
			{"shade", "Navy", "navy"}, {"material", "蓝", "蓝"},
			{"waterproof", "yes", lexical.Yes}, {"waterproof", "TRUE", lexical.Yes}, {"waterproof", "1", lexical.Yes},
			{"waterproof", "是", lexical.Yes}, {"waterproof", "有", lexical.Yes}, {"waterproof", "防雨", lexical.Yes},
			{"waterproof", "No", lexical.No}, {"waterproof", "false", lexical.No}, {"waterproof", "0", lexical.No},
			{"waterproof", "否", lexical.No}, {"waterproof", "无", lexical.No},
			{"waterproof", "IPX4", "ipx4"}, {"color", "true", "true"},
		} {
			if got := l.Canonical(tc.attribute, tc.raw); got != tc.want {
				t.Errorf("Canonical(%q, %q) = %q, want %q", tc.attribute, tc.raw, got, tc.want)
			}
		}
	})
	t.Run("an umbrella covers what its values cover", func(t *testing.T) {
		for _, tc := range []struct {
			value string
			want  []string
		}{
			{"blue", []string{"blue", "navy", "light blue", "ice blue"}},
			{"navy", []string{"navy"}},
			{"warm", []string{"warm", "red"}},
			{"mauve", []string{"mauve"}},
		} {
			if diff := cmp.Diff(tc.want, l.Expand("color", tc.value)); diff != "" {
				t.Errorf("Expand(%q) (-want +got)\n%s", tc.value, diff)
			}
		}
	})
	t.Run("the first word is the one to show", func(t *testing.T) {
		for _, tc := range []struct{ attribute, value, lang, want string }{
			{"color", "navy", "en", "navy blue"}, {"color", "navy", "zh", "藏青色"},
			{"color", "navy", "fr", "navy"}, {"color", "mauve", "zh", "mauve"}, {"taste", "navy", "zh", "navy"},
		} {
			if got := l.Label(tc.attribute, tc.value, tc.lang); got != tc.want {
				t.Errorf("Label(%q, %q, %q) = %q, want %q", tc.attribute, tc.value, tc.lang, got, tc.want)
			}
		}
	})
	t.Run("the first name of an attribute is the one to show", func(t *testing.T) {
		for _, tc := range []struct{ attribute, lang, want string }{
			{"color", "en", "colour"}, {"color", "zh", "颜色"}, {"thread_count", "zh", "thread count"},
		} {
			if got := l.AttributeLabel(tc.attribute, tc.lang); got != tc.want {
				t.Errorf("AttributeLabel(%q, %q) = %q, want %q", tc.attribute, tc.lang, got, tc.want)
			}
		}
	})
	t.Run("the words of a value are those of both languages", func(t *testing.T) {
		if diff := cmp.Diff([]string{"blue", "azure", "蓝色", "蓝"}, l.Words("color", "blue")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if got := l.Words("color", "azure"); got != nil {
			t.Errorf("a word that is no value has the words %v", got)
		}
	})
	t.Run("a flag is a flag", func(t *testing.T) {
		if !l.Flag("waterproof") || l.Flag("color") {
			t.Error("Flag is wrong")
		}
	})
}

func TestABrokenLexiconIsRefusedWithFileAndLine(t *testing.T) {
	for _, tc := range []struct{ name, file, text, want string }{
		{"a missing column", "color.tsv", "# colours\nblue\tblue\t蓝\n", "color.tsv:2: want 4 columns, got 3"},
		{"a column too many", "color.tsv", "blue\tblue\t蓝\t\t\n", "color.tsv:1: want 4 columns, got 5"},
		{"no Chinese words", "color.tsv", "red\tred\t红\t\nblue\tblue\t\t\n", `color.tsv:2: "blue" needs words in both languages`},
		{"no English words", "color.tsv", "blue\t | \t蓝\t\n", `color.tsv:1: "blue" needs words in both languages`},
		{"a value twice", "color.tsv", "blue\tblue\t蓝\t\nblue\tazure\t天蓝\t\n", `color.tsv:2: "blue" stands twice`},
		{"an attribute's name without columns", "attributes.tsv", "color\n", "attributes.tsv:1: want 3 columns, got 1"},
		{"an umbrella over nothing", "color.tsv", "blue\tblue\t蓝\tteal\n", `color "blue" includes "teal", which is not a value`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, err := lexical.Load(folder(map[string]string{tc.file: tc.text}))
			if err == nil || err.Error() != tc.want || l != nil {
				t.Errorf("got lexicon %v and error %v, want %s", l, err, tc.want)
			}
		})
	}
}

func load(t *testing.T, files map[string]string) *lexical.Lexicon {
	t.Helper()
	l, err := lexical.Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func folder(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}
