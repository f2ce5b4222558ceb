package preference_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// vocabulary is that of the shop in the binary.
var vocabulary = sync.OnceValue(func() *retrieval.Vocabulary {
	c, err := builtin.Catalog(context.Background())
	if err != nil {
		panic(err) // builtin's own tests say what is wrong
	}
	return retrieval.NewVocabulary(retrieval.ProfileOf(c, lexical.Default()), lexical.Default(), catalog.DefaultRates())
})

func newReader() *preference.Reader {
	return preference.NewReader(vocabulary(), catalog.DefaultRates())
}

// TestReadings holds the reader to testdata/readings; the README there says how a
// case is written. Every message of a case, in either language, must be read alike.
func TestReadings(t *testing.T) {
	files, err := filepath.Glob("testdata/readings/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	reader := newReader()
	pairs := 0
	for _, name := range files {
		for _, c := range readCases(t, name) {
			pairs += min(len(c.messages["zh"]), len(c.messages["en"]))
			t.Run(c.name, func(t *testing.T) {
				for _, lang := range []string{"zh", "en"} {
					for _, message := range c.messages[lang] {
						got := describe(reader.Read(message, preference.Scene{Turn: 1, Asking: c.asking, Shown: c.shown}))
						if diff := cmp.Diff(c.want[lang], got); diff != "" {
							t.Errorf("%q (-want +got):\n%s", message, diff)
						}
					}
				}
			})
		}
	}
	if pairs < 120 {
		t.Errorf("%d pairs of messages, want at least 120", pairs)
	}
}

// readingCase is messages that say the same, and what that is.
type readingCase struct {
	name     string
	messages map[string][]string // by language
	asking   string
	shown    int
	want     map[string][]string // by language: only wishes in free words differ
}

func readCases(t testing.TB, name string) []readingCase {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	topic := strings.TrimSuffix(filepath.Base(name), ".txt")
	var cases []readingCase
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		key, rest, _ := strings.Cut(line, " ")
		if key == "==" {
			cases = append(cases, readingCase{name: topic + "/" + rest, messages: map[string][]string{}, want: map[string][]string{}})
			continue
		}
		if key == "" || key == "#" {
			continue
		}
		if len(cases) == 0 {
			t.Fatalf("%s: %q stands before the first case", name, line)
		}
		c := &cases[len(cases)-1]
		switch key {
		case "zh:", "en:":
			lang := strings.TrimSuffix(key, ":")
			c.messages[lang] = append(c.messages[lang], rest)
		case "asking:":
			c.asking = rest
		case "shown:":
			if c.shown, err = strconv.Atoi(rest); err != nil {
				t.Fatalf("%s: %q: want a number of items", name, line)
			}
		case "text":
			zh, en, ok := strings.Cut(rest, " | ")
			if !ok {
				t.Fatalf("%s: %q: want the Chinese words, \" | \", the English words", name, line)
			}
			c.want["zh"] = append(c.want["zh"], "text "+zh)
			c.want["en"] = append(c.want["en"], "text "+en)
		default:
			c.want["zh"] = append(c.want["zh"], line)
			c.want["en"] = append(c.want["en"], line)
		}
	}
	for _, c := range cases {
		if len(c.messages["zh"]) == 0 || len(c.messages["en"]) == 0 {
			t.Errorf("%s: a case needs a message in each language", c.name)
		}
	}
	return cases
}

// describe writes a reading down as the cases do.
func describe(r preference.Reading) []string {
	var lines []string
	if len(r.Acts) > 0 {
		acts := make([]string, len(r.Acts))
		for i, a := range r.Acts {
			acts[i] = string(a)
		}
		slices.Sort(acts)
		lines = append(lines, "acts "+strings.Join(acts, " "))
	}
	if r.For != "" {
		lines = append(lines, "for "+r.For)
	}
	for _, position := range r.Items {
		lines = append(lines, "item "+describeItem(position))
	}
	for _, a := range r.Adjustments {
		lines = append(lines, "adjust "+strings.Join(a.Attributes, "|")+" "+string(a.Direction)+strings.Join(a.Values, "|"))
	}
	var changes []string
	for _, c := range r.Changes {
		changes = append(changes, describeChange(c))
	}
	slices.SortStableFunc(changes, func(a, b string) int { return strings.Compare(sortKey(a), sortKey(b)) })
	lines = append(lines, changes...)
	if len(r.Attributes) > 0 {
		lines = append(lines, "names "+strings.Join(r.Attributes, " "))
	}
	if r.Question {
		lines = append(lines, "question")
	}
	if r.Picture {
		lines = append(lines, "pictures")
	}
	return lines
}

func sortKey(line string) string {
	if strings.HasPrefix(line, "text ") {
		return "~" // after all that names an attribute
	}
	return strings.TrimPrefix(strings.TrimPrefix(line, "prefer "), "also ")
}

func describeItem(position int) string {
	switch position {
	case preference.Last:
		return "last"
	case preference.Focused:
		return "it"
	}
	return strconv.Itoa(position)
}

func describeChange(c preference.Change) string {
	wish := c.Constraint
	switch {
	case c.Kind == preference.Reset:
		return "reset"
	case c.Kind == preference.Retract:
		return "retract " + wish.Attribute
	case wish.Op == preference.Like:
		return "text " + wish.Words
	}
	var b strings.Builder
	if wish.Strength == preference.Prefer {
		b.WriteString("prefer ")
	}
	if c.Kind != preference.Add {
		b.WriteString(string(c.Kind) + " ")
	}
	fmt.Fprintf(&b, "%s %s", wish.Attribute, wish.Op)
	if wish.Attribute == catalog.PriceAttribute {
		fmt.Fprintf(&b, " %s", wish.Amount)
		if !wish.Said.IsZero() {
			fmt.Fprintf(&b, " said %s", wish.Said)
		}
		return b.String()
	}
	values := slices.Sorted(slices.Values(wish.Values))
	return b.String() + " " + strings.Join(values, ", ")
}
