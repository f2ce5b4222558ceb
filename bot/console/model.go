package console

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"

	"github.com/shopguide/shopguide/conversation"
)

const prompt = "> "

var spinner = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

// What the terminal tells the model, beside the events of Bubble Tea.
type (
	replyMsg struct {
		reply conversation.Reply
		note  string        // the console's own sentence under the reply
		shown chan struct{} // closed once it is on the screen
	}
	printedMsg   struct{ shown chan<- struct{} } // all lines of a job are there
	notStoredMsg struct{}
	frameMsg     int    // of the spinner; -1 hides it
	draftMsg     string // of the reply that is being written
)

// lines are what the reply looks like on p, apart from what was above.
func (r replyMsg) lines(p page) []string {
	return append(append([]string{""}, p.reply(r.reply)...), p.quiet(r.note)...)
}

// job is work in the order of what the shopper sees: lines to print above the
// input, and what follows once they are there, in this order.
type job struct {
	lines []string
	say   string          // a message to deliver
	shown chan<- struct{} // to close: the reply is there
}

// model is the part of the chat that changes: the line being typed, and under it
// the commands it may become. All that was said is printed above, once, so that
// it stays in the terminal's own history.
type model struct {
	cfg     Config
	look    look
	lang    string
	width   int
	input   textinput.Model // edits; View draws, since it must count cells and not characters
	history history
	frame   int
	draft   string
	printed int // jobs so far
	leaving bool

	// jobs has room for all that Update can put in: at most one reply waits at a
	// time, and the shopper waits when half the room is taken.
	jobs chan<- job
}

func newModel(cfg Config, l look, width int, jobs chan<- job) model {
	input := textinput.New()
	input.CharLimit = maxLine
	input.SetVirtualCursor(false)
	input.KeyMap.Paste.SetEnabled(false) // the terminal pastes; reading the clipboard would start programs
	input.Focus()
	return model{cfg: cfg, look: l, lang: cfg.Lang, width: width, input: input, frame: -1, jobs: jobs}
}

// Init implements tea.Model.
func (m model) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width = msg.Width
	case replyMsg:
		m.lang, m.draft = msg.reply.Lang, ""
		m.jobs <- job{lines: msg.lines(m.page()), shown: msg.shown}
	case printedMsg:
		m.printed++
		if msg.shown != nil {
			close(msg.shown)
		}
	case notStoredMsg:
		m.jobs <- job{lines: append([]string{""}, m.page().quiet(wordsIn(m.lang).NotStored)...)}
	case draftMsg:
		m.draft = string(msg)
	case frameMsg:
		m.frame = int(msg)
	case tea.KeyPressMsg:
		return m.press(msg)
	default:
		m.input, _ = m.input.Update(msg)
	}
	return m, nil
}

// press handles the keys that mean something in a chat; the rest edits the line.
func (m model) press(key tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	text := m.input.Value()
	switch key.String() {
	case "ctrl+c":
		return m.leave()
	case "ctrl+d":
		if text == "" {
			return m.leave()
		}
	case "enter":
		return m.enter(text)
	case "up":
		return m.replace(m.history.move(-1, text)), nil
	case "down":
		return m.replace(m.history.move(+1, text)), nil
	case "tab":
		return m.replace(complete(m.cfg.Commands, text)), nil
	}
	m.input, _ = m.input.Update(key)
	return m, nil
}

func (m model) enter(text string) (tea.Model, tea.Cmd) {
	if isQuit(text) {
		return m.leave()
	}
	if strings.TrimSpace(text) == "" || len(m.jobs) >= cap(m.jobs)/2 {
		return m, nil
	}
	m.jobs <- job{lines: append([]string{""}, m.page().said(text)...), say: text}
	m.history.add(text)
	return m.replace(""), nil
}

func (m model) leave() (tea.Model, tea.Cmd) {
	m.leaving = true
	return m, tea.Quit
}

func (m model) replace(text string) model {
	m.input.SetValue(text)
	m.input.CursorEnd()
	return m
}

func (m model) page() page { return newPage(m.width, m.look) }

// View implements tea.Model.
func (m model) View() tea.View {
	if m.leaving {
		return tea.NewView("")
	}
	p, w := m.page(), wordsIn(m.lang)

	sign := ""
	if m.frame >= 0 {
		sign = p.palette.quiet.Render(fmt.Sprintf("%c %s", spinner[m.frame%len(spinner)], w.Working))
	}
	// Printing leaves the cursor above the input until the view is another one,
	// if only by codes that show nothing.
	sign += strings.Repeat(ansi.ResetStyle, m.printed%jobRoom)
	line, x := window(m.input.Value(), m.input.Position(), p.width-len(prompt))
	if m.input.Value() == "" {
		line = p.palette.quiet.Render(truncate(w.Placeholder, p.width-len(prompt)))
	}
	draft := p.draft(m.draft)
	rows := append(slices.Concat(draft, []string{sign}), p.palette.shopper.Render(prompt)+line)
	rows = append(rows, m.help(p)...)

	v := tea.NewView(strings.Join(rows, "\n"))
	// The terminal's own cursor: input methods open their candidates beside it.
	v.Cursor = tea.NewCursor(len(prompt)+x, len(draft)+1)
	return v
}

// help shows the commands that the line may become.
func (m model) help(p page) []string {
	found := matching(m.cfg.Commands, m.input.Value())
	widest := 0
	for _, c := range found {
		widest = max(widest, lipgloss.Width(c.Name))
	}
	rows := make([]string, len(found))
	for i, c := range found {
		name := c.Name + strings.Repeat(" ", widest-lipgloss.Width(c.Name))
		help := truncate(inLang(c.Help, m.lang), p.width-len(prompt)-widest-2)
		rows[i] = strings.Repeat(" ", len(prompt)) + p.palette.number.Render(name) + "  " + p.palette.quiet.Render(help)
	}
	return rows
}

// window returns the part of text around the cursor, which stands before the
// pos-th character, that fits into width cells, and the cell of the cursor.
func window(text string, pos, width int) (visible string, x int) {
	runes := []rune(text)
	before, after := string(runes[:pos]), string(runes[pos:])
	x = lipgloss.Width(before)
	for state := -1; x >= width; {
		var cluster string
		cluster, before, _, state = uniseg.FirstGraphemeClusterInString(before, state)
		x -= lipgloss.Width(cluster)
	}
	return pieces(before+after, width)[0], x
}
