package conversation

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/llm"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Manager conducts conversations. It keeps nothing between turns and is safe for
// concurrent use.
type Manager struct {
	shop    atomic.Pointer[shop]
	records Records
	rates   catalog.Rates
	model   Model // nil if there is none
	log     *slog.Logger
}

// shop is what a turn works on, from its beginning to its end.
type shop struct {
	engine *retrieval.Engine
	desk   *service.Desk
	reader *preference.Reader          // of the engine's words
	form   func() (*llm.Schema, error) // of a model's reading, made of the engine's words when it is first asked for
}

// Records reads back what has been stored about a shopper.
type Records interface {
	Export(ctx context.Context, shopper string) (Export, error)
}

// Config is what a Manager works with. Records may be nil where nothing is
// stored, such as in an evaluation; /export then has nothing to give. Without a
// Model rules understand and templates answer.
type Config struct {
	Engine  *retrieval.Engine
	Desk    *service.Desk
	Records Records
	Rates   catalog.Rates
	Model   Model
	Log     *slog.Logger
}

// NewManager returns a manager.
func NewManager(c Config) *Manager {
	m := &Manager{records: c.Records, rates: c.Rates, model: c.Model, log: c.Log}
	m.Use(c.Engine, c.Desk)
	return m
}

// Use lets all turns that begin from now on work on another catalogue, and with the
// customer service that belongs to it. Those under way end on what they began with.
func (m *Manager) Use(e *retrieval.Engine, d *service.Desk) {
	form := sync.OnceValues(func() (*llm.Schema, error) { return readingSchema(e.Vocabulary()) })
	m.shop.Store(&shop{engine: e, desk: d, reader: preference.NewReader(e.Vocabulary(), m.rates), form: form})
}

// turn is the work on one message: the state as it becomes, and what has been
// understood so far.
type turn struct {
	*Manager
	*shop
	message   Message
	text      string // of the message, or what the picked choice says
	state     State
	before    preference.Ledger // the wish before the message
	profile   Profile           // the profile before the message
	whom      string            // whom the wish was for before the message
	reading   preference.Reading
	aside     aside            // what the message says beside what it is about
	passage   *service.Passage // of the policies, that answers the message; nil if none does
	writer    *answer.Writer
	out       Turn
	exhausted bool // nothing further along the way the shopper asked to go
	undoing   bool
	several   bool              // the message asked several things, and each has its answer: nothing to say in other words
	unheardOf string            // what the message asks for that no product is about
	failed    error             // the first error while rows were read; the turn fails with it
	preview   func(text string) // shows the model's words so far; nil if nobody watches
	calls     int               // of the model
	deadline  time.Time         // for its first words
}

// Handle answers one message. It writes nothing: all that changes is in the
// Turn, which the caller commits whole.
func (m *Manager) Handle(ctx context.Context, s State, msg Message) (Turn, error) {
	return m.HandleStreaming(ctx, s, msg, nil)
}

// HandleStreaming is Handle, and while the model writes it calls show with its words
// so far, in whole sentences, each verified. They are a preview: what counts is the
// reply, which may have other words. show may be nil; it must return at once.
func (m *Manager) HandleStreaming(ctx context.Context, s State, msg Message, show func(text string)) (Turn, error) {
	t := m.begin(s, msg)
	t.preview = show
	t.understand()
	t.interpret(ctx)
	if err := t.prefer(ctx); err != nil {
		return Turn{}, fmt.Errorf("preferences: %w", err)
	}
	act := t.plan(ctx)
	a, err := act(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("answer: %w", err)
	}
	return t.finish(t.withAside(t.tell(ctx, a)))
}

// sessionGap is the silence after which a new session begins: what was wanted in
// the last one no longer holds, only the lasting preferences do.
const sessionGap = 12 * time.Hour

func (m *Manager) begin(s State, msg Message) *turn {
	if !s.At.IsZero() && msg.At.Sub(s.At) > sessionGap {
		s = s.newSession()
	}
	s = s.detached()
	s.Turn++
	s.At = msg.At
	t := &turn{Manager: m, shop: m.shop.Load(), message: msg, state: s, before: s.Ledger, profile: s.Profile, whom: s.For}
	t.state.Lang = t.language()
	t.writer = t.newWriter()
	t.out.Reply.Delivery = msg.Delivery
	return t
}

// finish verifies the answer and puts the turn together.
func (t *turn) finish(a answer.Answer) (Turn, error) {
	if t.failed != nil {
		return Turn{}, t.failed
	}
	t.rememberStep()
	preferences := t.preferences()
	if err := t.writer.Err(); err != nil {
		return Turn{}, err
	}
	for _, p := range preferences {
		a.Facts = append(a.Facts, p.Text, p.Source, fmt.Sprint(p.Number))
	}
	a.Facts = append(a.Facts, t.message.Text)
	if err := a.Verify(t.state.Lang); err != nil {
		t.log.Error("an answer failed verification and was replaced", "error", err, "lang", t.state.Lang)
		a = t.writer.Phrase(prompts.Apology)
	}
	t.remember(a.Lead)
	t.state.Choices, t.state.Listed = a.Choices, len(a.Cards)
	r := &t.out.Reply
	r.Lead, r.Closing, r.Text, r.Lang = a.Lead, a.Closing, a.Text(), t.state.Lang
	r.Items, r.Choices, r.Preferences = a.Cards, a.Choices, preferences
	if r.Acts == nil {
		r.Acts = t.acts()
	}
	t.out.State = t.state
	return t.out, t.writer.Err()
}
