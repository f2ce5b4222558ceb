package console

import (
	"context"
	"fmt"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/shopguide/shopguide/conversation"
)

// jobRoom is how many jobs can wait; see model.jobs.
const jobRoom = 64

// terminal is the chat on a terminal.
type terminal struct {
	cfg      Config
	look     look
	composer *composer
	replies  chan replyMsg // one at a time, from Send to Run
	drafts   chan string   // holds the newest preview of a reply
	drafting sync.Mutex
	busy     chan bool // holds the newest wish for the sign of work
	busyLock sync.Mutex
	ended    chan struct{} // closed when the chat is over
	printing sync.Mutex    // of what comes after
}

func newTerminal(cfg Config, l look) *terminal {
	return &terminal{
		cfg:      cfg,
		look:     l,
		composer: newComposer(cfg),
		replies:  make(chan replyMsg),
		drafts:   make(chan string, 1),
		busy:     make(chan bool, 1),
		ended:    make(chan struct{}),
	}
}

// Run implements face. It returns when the shopper leaves or ctx ends, the
// terminal as it was before. What the shopper had said by then is delivered.
func (t *terminal) Run(ctx context.Context, deliver deliverFunc) error {
	defer close(t.ended)
	screen := newScreen(t.cfg.Out)
	jobs := make(chan job, jobRoom)
	jobs <- job{lines: newPage(screen.width(), t.look).header(t.cfg)}
	program := tea.NewProgram(newModel(t.cfg, t.look, screen.width(), jobs),
		tea.WithInput(t.cfg.In), tea.WithOutput(screen), tea.WithEnvironment(t.cfg.Environ),
		tea.WithColorProfile(t.look.profile()), tea.WithoutSignalHandler())

	running, stop := context.WithCancel(ctx)
	var parts sync.WaitGroup
	parts.Go(func() {
		select {
		case <-screen.drawn:
		case <-running.Done():
		}
		t.work(ctx, program, jobs, deliver)
	})
	parts.Go(func() { t.forward(running, program) })
	parts.Go(func() { clock(running, t.busy, func(frame int) { program.Send(frameMsg(frame)) }) })
	parts.Go(func() {
		<-running.Done()
		program.Quit()
	})

	_, err := program.Run()
	close(jobs) // only the program wrote to it
	stop()
	parts.Wait()
	if err != nil {
		return fmt.Errorf("console: the terminal: %w", err)
	}
	return nil
}

// work does the jobs in order until there are no more. Once the program has
// ended what it sends goes nowhere, but messages are still delivered.
func (t *terminal) work(ctx context.Context, program *tea.Program, jobs <-chan job, deliver deliverFunc) {
	for j := range jobs {
		for _, line := range j.lines {
			if line == "" {
				line = " " // nothing at all is not printed
			}
			// Line by line: Bubble Tea loses the input when it prints more than a screen at once.
			program.Send(tea.Println(line)())
		}
		program.Send(printedMsg{j.shown}) // handled after the lines, or not at all
		if j.say != "" {
			t.deliver(ctx, program, j.say, deliver)
		}
	}
}

func (t *terminal) deliver(ctx context.Context, program *tea.Program, text string, deliver deliverFunc) {
	m := t.composer.message(text)
	if err := deliver(ctx, m); err != nil {
		t.cfg.Log.ErrorContext(ctx, "console: a message was not stored", "delivery", m.Delivery, "error", err)
		program.Send(notStoredMsg{})
	}
}

// forward hands replies to the program, each after the one before is shown.
func (t *terminal) forward(ctx context.Context, program *tea.Program) {
	for {
		select {
		case text := <-t.drafts:
			program.Send(draftMsg(text))
		case reply := <-t.replies:
			program.Send(reply)
			select {
			case <-reply.shown:
			case <-ctx.Done():
			}
		case <-ctx.Done():
			return
		}
	}
}

// Send implements face. It returns when the reply is on the screen. A reply that
// comes when the chat is over is printed below it.
func (t *terminal) Send(ctx context.Context, r conversation.Reply) error {
	t.dropDraft()
	m := replyMsg{reply: r, note: exportNote(t.cfg, r), shown: make(chan struct{})}
	select {
	case t.replies <- m:
	case <-t.ended:
		return t.print(m)
	case <-ctx.Done():
		return fmt.Errorf("console: show a reply: %w", ctx.Err())
	}
	t.sign(false)
	select {
	case <-m.shown:
		return nil
	case <-t.ended:
	case <-ctx.Done():
		return fmt.Errorf("console: show a reply: %w", ctx.Err())
	}
	select {
	case <-m.shown: // just before the end
		return nil
	default:
		return t.print(m)
	}
}

func (t *terminal) print(m replyMsg) error {
	t.printing.Lock()
	defer t.printing.Unlock()
	lines := m.lines(newPage(newScreen(t.cfg.Out).width(), t.look))
	if _, err := fmt.Fprintln(t.cfg.Out, strings.Join(lines, "\n")); err != nil {
		return fmt.Errorf("console: print a reply: %w", err)
	}
	return nil
}

// Typing implements face.
func (t *terminal) Typing() (stop func()) {
	t.sign(true)
	return func() { t.sign(false) }
}

// Stream implements face.
func (t *terminal) Stream(text string) {
	t.drafting.Lock()
	defer t.drafting.Unlock()
	t.dropDraft()
	t.drafts <- text
}

// dropDraft drops a preview that nobody has taken yet.
func (t *terminal) dropDraft() {
	select {
	case <-t.drafts:
	default:
	}
}

// sign leaves the newest wish for the sign of work where the clock takes it.
func (t *terminal) sign(on bool) {
	t.busyLock.Lock()
	defer t.busyLock.Unlock()
	select {
	case <-t.busy:
	default:
	}
	t.busy <- on
}
