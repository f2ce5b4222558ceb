package conversation_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/preference"
)

var update = flag.Bool("update", false, "write what the shop answers into the sessions")

// sessions is the folder of the conversations. Its README says how to read and
// to edit them.
const sessions = "testdata/sessions"

// TestSessions holds the conversations in testdata/sessions, and expects word
// for word what stands there.
func TestSessions(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sessions, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			script := readSession(t, name)
			c := builtinShop(t).chat()
			for i := range script {
				got := script[i].play(t, c).expectation()
				if *update {
					script[i].want = got
				} else if diff := cmp.Diff(script[i].want, got); diff != "" {
					t.Errorf("%s:%d: the answer to %q is another (-want +got); if it is a better one, run go test ./conversation -update\n%s",
						name, script[i].line, script[i].text, diff)
				}
			}
			if *update {
				writeSession(t, name, script)
			}
		})
	}
}

// TestSessionsAreTheSameInBothLanguages sets each session beside its
// translation: what is understood, shown and remembered is the same.
func TestSessionsAreTheSameInBothLanguages(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sessions, "*.zh.txt"))
	if err != nil || len(names) < 9 {
		t.Fatalf("%d sessions in Chinese: %v", len(names), err)
	}
	for _, zhName := range names {
		pair := strings.TrimSuffix(zhName, ".zh.txt")
		t.Run(filepath.Base(pair), func(t *testing.T) {
			zh, en := readSession(t, zhName), readSession(t, pair+".en.txt")
			if len(zh) != len(en) {
				t.Fatalf("%d messages in Chinese, %d in English", len(zh), len(en))
			}
			zhChat, enChat := builtinShop(t).chat(), builtinShop(t).chat()
			for i := range zh {
				zhTurn, enTurn := zh[i].play(t, zhChat), en[i].play(t, enChat)
				if inZh, inEn := zhTurn.structure(), enTurn.structure(); inZh != inEn {
					t.Fatalf("%s:%d: %q and %q diverge:\nzh %+v\nen %+v", zhName, zh[i].line, zh[i].text, en[i].text, inZh, inEn)
				}
			}
		})
	}
}

// step is one message of a session with what comes before and after it in the
// file.
type step struct {
	before string // blank lines, comments and events, as written
	events []string
	line   int // of the message
	text   string
	want   string
}

// readSession reads a session. Lines that begin with > are messages, with @
// events before the next message, with # comments; the rest is the answer expected.
func readSession(t testing.TB, name string) []step {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var script []step
	var before strings.Builder
	var events []string
	for i, line := range strings.SplitAfter(string(b), "\n") {
		text := strings.TrimSuffix(line, "\n")
		message, isMessage := strings.CutPrefix(text, "> ")
		event, isEvent := strings.CutPrefix(text, "@ ")
		switch {
		case isMessage:
			script = append(script, step{before: before.String(), events: events, line: i + 1, text: message})
			before.Reset()
			events = nil
		case isEvent:
			events = append(events, event)
			before.WriteString(line)
		case text == "" || strings.HasPrefix(text, "#"):
			before.WriteString(line)
		case len(script) == 0 || before.Len() > 0:
			t.Fatalf("%s:%d: an answer must follow its message without a gap", name, i+1)
		default:
			script[len(script)-1].want += line
		}
	}
	return script
}

func writeSession(t testing.TB, name string, script []step) {
	t.Helper()
	var b strings.Builder
	for _, s := range script {
		b.WriteString(s.before)
		fmt.Fprintf(&b, "> %s\n%s", s.text, s.want)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// played is a turn of a session.
type played struct{ conversation.Turn }

// play lets the events happen and says the message.
func (s step) play(t testing.TB, c *chat) played {
	t.Helper()
	for _, event := range s.events {
		switch pause, paused := strings.CutSuffix(event, " later"); {
		case paused:
			d, err := time.ParseDuration(pause)
			if err != nil {
				t.Fatalf("line %d: %v", s.line, err)
			}
			c.now = c.now.Add(d)
		case event == "another chat":
			c.state = conversation.State{Profile: c.state.Profile}
		default:
			t.Fatalf("line %d: no such event: %s", s.line, event)
		}
	}
	return played{c.say(t, s.text)}
}

// expectation is the turn as it stands in a session.
func (p played) expectation() string {
	var b strings.Builder
	r := p.Reply
	section := func(name string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%s:\n  %s\n", name, strings.Join(lines, "\n  "))
		}
	}
	section("reply", strings.Split(strings.ReplaceAll(r.Text, "\n\n", "\n \n"), "\n"))
	fmt.Fprintf(&b, "acts: %s\n", strings.Join(r.Acts, ", "))
	var items, choices, preferences []string
	for _, c := range r.Items {
		items = append(items, strings.TrimSpace(fmt.Sprintf("%d %s %s | %s", c.Position, c.ID, c.Price, c.Why)))
	}
	for _, c := range r.Choices {
		line := c.Label
		if c.Count > 0 {
			line += fmt.Sprintf(" (%d)", c.Count)
		}
		if c.Say != c.Label {
			line += " → " + c.Say
		}
		choices = append(choices, line)
	}
	for _, x := range r.Preferences {
		preferences = append(preferences, fmt.Sprintf("%d %s", x.Number, x.Text))
	}
	section("items", items)
	section("choices", choices)
	section("preferences", preferences)
	return b.String()
}

// structure is what a turn has in common with that of the translated message.
type structure struct {
	Acts                           string
	Items, Choices, Votes, Effects int
	Focus                          bool   // one item is the one talked about
	Wishes, Lasting                string // attribute, operator and strength of each, sorted
}

func (p played) structure() structure {
	return structure{
		Acts: strings.Join(p.Reply.Acts, ", "), Items: len(p.Reply.Items), Choices: len(p.Reply.Choices),
		Votes: len(p.State.Votes), Effects: len(p.Effects), Focus: p.State.Focus != "",
		Wishes: kinds(p.State.Ledger.Constraints), Lasting: kinds(p.State.Profile.Constraints),
	}
}

func kinds(constraints []preference.Constraint) string {
	var all []string
	for _, c := range constraints {
		all = append(all, fmt.Sprintf("%s %s (%s)", c.Attribute, c.Op, c.Strength))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
