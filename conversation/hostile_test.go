package conversation_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/datatest"
)

// hung is when a message counts as one that is never answered. It says nothing of
// how fast a turn is.
const hung = time.Minute

func TestNaughtyStrings(t *testing.T) {
	b, err := os.ReadFile(datatest.Path(t, "hostile/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(b, &naughty); err != nil {
		t.Fatal(err)
	}
	for i, text := range naughty {
		t.Run(fmt.Sprint(i), func(t *testing.T) { survives(t, text) })
	}
}

func TestBrokenMessages(t *testing.T) {
	control := make([]byte, 0, 33)
	for b := range byte(' ') {
		control = append(control, b)
	}
	for name, text := range map[string]string{
		"nothing":                          "",
		"blanks":                           " \t\n\u3000\u00a0",
		"100 KB of one letter":             strings.Repeat("a", 100<<10),
		"100 KB of one character":          strings.Repeat("衫", 34<<10),
		"100 KB of words":                  strings.Repeat("blue cotton shirt ", 6<<10),
		"100 KB of wishes":                 strings.Repeat("不要红色，", 7<<10),
		"100 KB of digits":                 strings.Repeat("9", 100<<10),
		"100 KB of votes":                  strings.Repeat("+1 ", 34<<10),
		"100 KB of a command":              "/prefs " + strings.Repeat("drop ", 20<<10),
		"100 KB of slashes":                strings.Repeat("/", 100<<10),
		"100 KB of brackets":               strings.Repeat("((((", 25<<10),
		"100 KB of spaces between numbers": strings.Repeat("1 ", 50<<10),
		"control characters":               string(control) + "\x7f",
		"NUL between letters":              "shi\x00rts",
		"not UTF-8":                        "\xff\xfe\xfdshirts\xc3\x28",
		"a cut character":                  "衬衫"[:4],
		"a surrogate in UTF-8":             "\xed\xa0\x80",
		"emoji":                            "👕👖🧦🎧",
		"a family of emoji":                "👨‍👩‍👧‍👦🏳️‍🌈",
		"right to left":                    "أريد قميصا أزرق للصيف",
		"right to left and back":           "\u202eshirts\u202c \u2067blue\u2069",
		"combining marks":                  "s̴̡̛h̷̢͝i̸͚͝r̵̛̬ţ̶͝s̸̨̛",
		"huge numbers":                     "under 99999999999999999999999999999999",
		"negative numbers":                 "-5 to -3 yuan",
		"a Chinese number without end":     strings.Repeat("亿", 300) + "以内",
		"a template":                       "{{.Title}} ${HOME} %s %n {% x %}",
	} {
		t.Run(name, func(t *testing.T) { survives(t, text) })
	}
}

// sayWatched is say that ends the tests when no answer comes.
func (c *chat) sayWatched(t *testing.T, text string) conversation.Turn {
	t.Helper()
	defer time.AfterFunc(hung, func() { panic(fmt.Sprintf("no answer after %v to %.80q", hung, text)) }).Stop()
	return c.say(t, text)
}

// survives says text first, and in mid-conversation, and expects a sentence and a
// chat that goes on as if nothing had happened.
func survives(t *testing.T, text string) {
	t.Helper()
	s := builtinShop(t)
	middle := s.chat()
	middle.say(t, "men's shirts under 300")
	for when, c := range map[string]*chat{"first": s.chat(), "in the middle": middle} {
		turn := c.sayWatched(t, text)
		b, err := json.Marshal(turn)
		if err != nil || !utf8.Valid(b) || !utf8.ValidString(turn.Reply.Text) {
			t.Errorf("%s: the turn cannot be stored: %v", when, err)
		}
		if strings.TrimSpace(turn.Reply.Text) == "" || strings.Contains(turn.Reply.Text, "something went wrong") ||
			strings.Contains(turn.Reply.Text, "出了点问题") {
			t.Errorf("%s: the answer to %.80q is %q", when, text, turn.Reply.Text)
		}
		if len(turn.Reply.Text) > 10_000 {
			t.Errorf("%s: the answer has %d bytes", when, len(turn.Reply.Text))
		}
		c.state = stored(t, text, c.state)
		c.say(t, "start over")
		if after := c.say(t, "running shoes"); len(after.Reply.Items) == 0 {
			t.Errorf("%s: afterwards there are no running shoes: %s", when, after.Reply.Text)
		}
	}
}
