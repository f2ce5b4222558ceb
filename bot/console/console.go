// Package console is the chat in a terminal, and the same chat as lines of JSON
// for pipes and scripts.
package console

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
)

// Name is the adapter's name in addresses.
const Name = "console"

// Config says who talks where. In, Out, Shopper, Chat and Dir are required.
// When a context ends while In is being read, a file is left open and any other
// In that is an io.Closer is closed, since its Read could not be ended otherwise.
type Config struct {
	In   io.Reader
	Out  io.Writer
	JSON bool // lines of JSON even if In and Out are terminals

	Shopper  string
	Chat     string
	Lang     string              // "zh" or "en": of the first words, and the hint on messages
	ShopName map[string]string   // by language
	Examples map[string][]string // questions to begin with, by language
	Commands []Command           // offered for completion, in this order
	Dir      string              // exports are written to its folder "exports"

	Now     func() time.Time // nil means time.Now
	Environ []string         // nil means os.Environ
	Log     *slog.Logger     // for the operator; nil means slog.Default
}

// Command is one that the shopper can type.
type Command struct {
	Name string            // with its slash
	Help map[string]string // one line, by language
}

// Console is the adapter of one shopper in one chat, for one run. Cancel the
// context of Run on signals: Console handles none.
type Console struct{ face face }

// face is how the console looks: a chat on a terminal, or lines.
type face interface {
	Run(ctx context.Context, deliver deliverFunc) error
	Send(ctx context.Context, r conversation.Reply) error
	Typing() (stop func())
	Stream(text string)
}

type deliverFunc = func(context.Context, conversation.Message) error

var (
	_ bot.Adapter  = (*Console)(nil)
	_ bot.Typer    = (*Console)(nil)
	_ bot.Streamer = (*Console)(nil)
)

// New returns a console whose face suits In and Out: a chat where both are
// terminals, JSON lines elsewhere, plain text on a terminal that can't move its
// cursor.
func New(cfg Config) *Console {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Environ == nil {
		cfg.Environ = os.Environ()
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	look := terminalLook(cfg.Environ)
	switch {
	case cfg.JSON || !isTerminal(cfg.In) || !isTerminal(cfg.Out):
		return &Console{newLines(cfg, jsonLines{})}
	case look == lookPlain:
		return &Console{newLines(cfg, plainText{cfg})}
	default:
		return &Console{newTerminal(cfg, look)}
	}
}

// Name implements bot.Adapter.
func (c *Console) Name() string { return Name }

// Run implements bot.Adapter. It is called once. It returns when the shopper
// leaves or, at the end of piped input, when every message has its reply.
func (c *Console) Run(ctx context.Context, deliver func(context.Context, conversation.Message) error) error {
	return c.face.Run(ctx, deliver)
}

// Send implements bot.Adapter. A console has one chat: it shows the reply there,
// also one to a message of an earlier run.
func (c *Console) Send(ctx context.Context, _ conversation.Address, r conversation.Reply) (bot.Receipt, error) {
	return "", c.face.Send(ctx, r)
}

// Typing implements bot.Typer.
func (c *Console) Typing(conversation.Address) (stop func()) { return c.face.Typing() }

// Stream implements bot.Streamer.
func (c *Console) Stream(_ conversation.Address, text string) { c.face.Stream(text) }

// composer makes messages of what the shopper says. Its delivery ids never
// repeat, in this run or another.
type composer struct {
	cfg   Config
	run   string
	count atomic.Int64
}

func newComposer(cfg Config) *composer { return &composer{cfg: cfg, run: rand.Text()} }

func (c *composer) message(text string) conversation.Message {
	return conversation.Message{
		Delivery: fmt.Sprintf("%s-%d", c.run, c.count.Add(1)),
		From:     conversation.Address{Adapter: Name, Chat: c.cfg.Chat},
		Shopper:  c.cfg.Shopper,
		Text:     text,
		Language: c.cfg.Lang,
		At:       c.cfg.Now(),
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}
