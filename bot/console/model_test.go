package console

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/shopguide/shopguide/conversation"
)

// chat is a model with keys to press and the jobs that it gives out.
type chat struct {
	t     *testing.T
	model model
	jobs  chan job
	quit  bool
}

func newChat(t *testing.T, lang string) *chat {
	jobs := make(chan job, jobRoom)
	return &chat{t: t, model: newModel(testConfig(t, lang), lookColour, 80, jobs), jobs: jobs}
}

func (c *chat) send(msg tea.Msg) {
	next, cmd := c.model.Update(msg)
	c.model = next.(model)
	if cmd != nil {
		if _, ok := cmd().(tea.QuitMsg); ok {
			c.quit = true
		}
	}
}

func (c *chat) write(text string) { c.send(tea.KeyPressMsg{Text: text, Code: tea.KeyExtended}) }

func (c *chat) press(keys ...rune) {
	for _, k := range keys {
		c.send(tea.KeyPressMsg{Code: k})
	}
}

func (c *chat) line() string { return c.model.input.Value() }

func (c *chat) view() string { return ansi.Strip(c.model.View().Content) }

// said returns the messages that were given out so far.
func (c *chat) said() []string {
	var all []string
	for len(c.jobs) > 0 {
		if j := <-c.jobs; j.say != "" {
			all = append(all, j.say)
		}
	}
	return all
}

func TestEnterSendsTheLine(t *testing.T) {
	c := newChat(t, "en")
	c.write("2")
	c.press(tea.KeyEnter, tea.KeyEnter)
	c.write("  ")
	c.press(tea.KeyEnter)
	if got := c.said(); len(got) != 1 || got[0] != "2" {
		t.Errorf("said %q, want the 2 alone: nothing is no message", got)
	}
}

func TestPastedLinesAreOneMessage(t *testing.T) {
	c := newChat(t, "en")
	c.send(tea.PasteMsg{Content: "a shirt\nin blue\r\nunder $40"})
	c.press(tea.KeyEnter)
	got := c.said()
	if len(got) != 1 || strings.Join(strings.Fields(got[0]), " ") != "a shirt in blue under $40" {
		t.Errorf("said %q", got)
	}
}

func TestArrowKeysBringBackWhatWasSaid(t *testing.T) {
	c := newChat(t, "en")
	for _, text := range []string{"one", "two", "two"} {
		c.write(text)
		c.press(tea.KeyEnter)
	}
	c.write("draft")
	for _, step := range []struct {
		key  rune
		want string
	}{
		{tea.KeyUp, "two"}, {tea.KeyUp, "one"}, {tea.KeyUp, "one"},
		{tea.KeyDown, "two"}, {tea.KeyDown, "draft"}, {tea.KeyDown, "draft"},
	} {
		c.press(step.key)
		if c.line() != step.want {
			t.Fatalf("the line is %q, want %q", c.line(), step.want)
		}
	}
}

func TestTabCompletesCommands(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"/p", "/prefs "},
		{"/fo", "/for"},
		{"/for", "/forget"},
		{"/forg", "/forget "},
		{"/", "/prefs"},
		{"/nothing", "/nothing"},
		{"prefs", "prefs"},
	} {
		t.Run(tt.typed, func(t *testing.T) {
			c := newChat(t, "en")
			c.write(tt.typed)
			c.press(tea.KeyTab)
			if c.line() != tt.want {
				t.Errorf("Tab makes %q of %q, want %q", c.line(), tt.typed, tt.want)
			}
		})
	}
}

func TestASlashShowsTheCommands(t *testing.T) {
	for lang, want := range map[string]string{
		"zh": "  /forget     删除关于您的一切\n  /for-staff  联系人工",
		"en": "  /forget     erase all that is stored about you\n  /for-staff  talk to a person",
	} {
		c := newChat(t, lang)
		c.write("/f")
		if got := c.view(); !strings.HasSuffix(got, want) {
			t.Errorf("in %s the screen is\n%s\nwant at its end\n%s", lang, got, want)
		}
	}
}

func TestWordsFollowTheLanguageOfTheReply(t *testing.T) {
	c := newChat(t, "zh")
	if !strings.Contains(c.view(), wordsIn("zh").Placeholder) {
		t.Errorf("the screen begins as\n%s", c.view())
	}
	c.send(replyMsg{reply: conversation.Reply{Lang: "en", Text: "Hello"}})
	c.send(frameMsg(3))
	if got := c.view(); !strings.Contains(got, wordsIn("en").Placeholder) || !strings.Contains(got, "⠸ "+wordsIn("en").Working) {
		t.Errorf("after an English reply the screen is\n%s", got)
	}
	c.send(frameMsg(-1))
	if got := c.view(); strings.Contains(got, wordsIn("en").Working) {
		t.Errorf("after the work the screen is\n%s", got)
	}
}

func TestTheViewChangesWithEachPrint(t *testing.T) {
	c := newChat(t, "en")
	seen := map[string]bool{}
	for range 10 {
		seen[c.model.View().Content] = true
		c.send(printedMsg{})
	}
	if len(seen) != 10 {
		t.Errorf("%d views with 10 prints: the cursor stays where the printing left it", len(seen))
	}
}

func TestLeaving(t *testing.T) {
	ctrl := func(k rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: k, Mod: tea.ModCtrl} }
	for _, tt := range []struct {
		name  string
		typed string
		key   tea.KeyPressMsg
		quits bool
	}{
		{"Ctrl-C leaves at any time", "half a line", ctrl('c'), true},
		{"Ctrl-D leaves from an empty line", "", ctrl('d'), true},
		{"Ctrl-D deletes in a line", "half a line", ctrl('d'), false},
		{"/quit leaves", " /quit ", tea.KeyPressMsg{Code: tea.KeyEnter}, true},
		{"a message stays", "quit", tea.KeyPressMsg{Code: tea.KeyEnter}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newChat(t, "en")
			c.write(tt.typed)
			c.send(tt.key)
			if c.quit != tt.quits {
				t.Errorf("quit: %v, want %v", c.quit, tt.quits)
			}
			if tt.quits && c.view() != "" {
				t.Errorf("left on the screen: %q", c.view())
			}
		})
	}
}

func TestAShopperWhoIsTooFastWaits(t *testing.T) {
	c := newChat(t, "en")
	for range jobRoom {
		c.write("x")
		c.press(tea.KeyEnter)
	}
	if got := len(c.said()); got != jobRoom/2 {
		t.Errorf("%d messages were taken, want %d", got, jobRoom/2)
	}
	if c.line() == "" {
		t.Error("what was not sent is lost")
	}
}

func TestTheLineScrollsUnderTheCursor(t *testing.T) {
	tests := []struct {
		name    string
		text    string
		pos     int
		visible string
		x       int
	}{
		{"a short line is whole", "abc", 3, "abc", 3},
		{"a Chinese character takes two cells", "一二三", 2, "一二三", 4},
		{"the end of a long line", "一二三四五六", 6, "三四五六", 8},
		{"the start of a long line", "一二三四五六", 0, "一二三四五", 0},
		{"characters of several parts stay whole", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 30, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			visible, x := window(tt.text, tt.pos, 10)
			if visible != tt.visible || x != tt.x {
				t.Errorf("%q with the cursor at %d, want %q at %d", visible, x, tt.visible, tt.x)
			}
		})
	}
	t.Run("the screen is never too wide", func(t *testing.T) {
		c := newChat(t, "zh")
		c.send(tea.WindowSizeMsg{Width: 40, Height: 10})
		c.write(strings.Repeat("长x", 40))
		for range 120 {
			view := c.model.View()
			if lipgloss.Width(view.Content) > 39 || view.Cursor.X > 39 {
				t.Fatalf("the cursor is at %d of\n%s", view.Cursor.X, c.view())
			}
			c.press(tea.KeyLeft)
		}
	})
}

func TestTheAnswerIsSeenWhileItIsWritten(t *testing.T) {
	c := newChat(t, "en")
	c.write("shirts")
	c.send(draftMsg("Here are three."))
	c.send(draftMsg("Here are three. The first is cotton."))
	if view := c.view(); strings.Count(view, "Here are three.") != 1 || !strings.Contains(view, "The first is cotton.") || !strings.Contains(view, "shirts") {
		t.Errorf("the view is\n%s", view)
	}
	if y := c.model.View().Cursor.Y; !strings.Contains(strings.Split(c.view(), "\n")[y], "shirts") {
		t.Errorf("the cursor is in line %d of\n%s", y, c.view())
	}
	c.send(draftMsg(strings.Repeat("and so on ", 500)))
	if n := strings.Count(c.view(), "\n"); n > 2*draftLines {
		t.Errorf("a long preview takes %d lines", n)
	}
	c.send(replyMsg{reply: conversation.Reply{Lang: "en", Text: "Here are three."}, shown: make(chan struct{})})
	if view := c.view(); strings.Contains(view, "and so on") {
		t.Errorf("after the reply the preview is still there:\n%s", view)
	}
}
