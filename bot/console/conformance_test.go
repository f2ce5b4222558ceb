package console

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/bot/bottest"
)

func TestConformance(t *testing.T) {
	for name, face := range map[string]struct {
		dialect func(Config) dialect
		shown   func(t *testing.T, out string) string
	}{
		"JSON lines": {func(Config) dialect { return jsonLines{} }, readJSON},
		"plain text": {func(cfg Config) dialect { return plainText{cfg} }, func(_ *testing.T, out string) string { return out }},
	} {
		t.Run(name, func(t *testing.T) {
			bottest.Adapter(t, func(t *testing.T) bottest.Harness {
				p := &pipes{}
				return bottest.Harness{
					Connect: func() bot.Adapter {
						cfg := testConfig(t, "en")
						cfg.In, cfg.Out = p.stdin(), p
						return &Console{newLines(cfg, face.dialect(cfg))}
					},
					Chats:  []string{"home"},
					Say:    func(_, text string) { p.say(text) },
					Shown:  func(string) string { return face.shown(t, p.printed()) },
					HangUp: p.hangUp,
				}
			})
		})
	}
}

// readJSON returns what a program that reads the lines would show.
func readJSON(t *testing.T, out string) string {
	var b strings.Builder
	for _, r := range records(t, strings.NewReader(out)) {
		b.WriteString(r.Text + "\n")
		for _, item := range r.Items {
			b.WriteString(strings.Join([]string{item.Title, item.Price.Format(r.Lang), item.StockText, item.Why}, "\n") + "\n")
		}
		for _, choice := range r.Choices {
			b.WriteString(choice.Label + "\n")
		}
	}
	return b.String()
}

// pipes are the standard input and output of one process after another.
type pipes struct {
	mu      sync.Mutex
	unread  []string
	hungUp  bool
	waiting *stdin // the process that reads now
	out     bytes.Buffer
}

func (p *pipes) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *pipes) printed() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func (p *pipes) say(text string) { p.change(func() { p.unread = append(p.unread, text+"\n") }) }

func (p *pipes) hangUp() { p.change(func() { p.hungUp = true }) }

func (p *pipes) change(what func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	what()
	if p.waiting != nil {
		p.waiting.ready.Signal()
	}
}

func (p *pipes) stdin() *stdin {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = &stdin{pipes: p, ready: sync.NewCond(&p.mu)}
	return p.waiting
}

// stdin gives one process what is said, until it closes it.
type stdin struct {
	pipes  *pipes
	ready  *sync.Cond
	closed bool
}

func (s *stdin) Read(b []byte) (int, error) {
	p := s.pipes
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case s.closed:
			return 0, io.ErrClosedPipe
		case len(p.unread) > 0:
			n := copy(b, p.unread[0])
			if p.unread[0] = p.unread[0][n:]; p.unread[0] == "" {
				p.unread = p.unread[1:]
			}
			return n, nil
		case p.hungUp:
			return 0, io.EOF
		}
		s.ready.Wait()
	}
}

func (s *stdin) Close() error {
	s.pipes.mu.Lock()
	defer s.pipes.mu.Unlock()
	s.closed = true
	s.ready.Signal()
	return nil
}
