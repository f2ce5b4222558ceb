package bottest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
)

// patience is how long the suite waits for what must happen. It bounds a test
// that fails and slows none that passes.
const patience = 20 * time.Second

var errFull = errors.New("bottest: the store is full")

// session is one run of one adapter. It stands for the Hub: it keeps what the
// adapter delivers and answers it.
type session struct {
	t       *testing.T
	adapter bot.Adapter
	stop    context.CancelFunc
	ended   chan struct{}
	err     error // of Run, once ended is closed

	mu        sync.Mutex
	delivered []conversation.Message
	offered   []conversation.Message             // delivered or refused
	refuse    func(m conversation.Message) error // nil accepts all
	watch     func(m conversation.Message)       // sees each offer before it is decided
	changed   chan struct{}                      // closed at each change
	answers   sync.WaitGroup
	toAnswer  chan conversation.Message
}

// platform opens a harness that is closed at the end of the test, when nothing
// may be left running.
func platform(t *testing.T, open func(t *testing.T) Harness) Harness {
	t.Helper()
	running := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, running) })
	h := open(t)
	if h.Close != nil {
		t.Cleanup(h.Close)
	}
	return h
}

// run starts the adapter; the session ends with the test at the latest.
func run(t *testing.T, adapter bot.Adapter, configure func(*session)) *session {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	s := &session{
		t: t, adapter: adapter, stop: stop, ended: make(chan struct{}), changed: make(chan struct{}),
		toAnswer: make(chan conversation.Message, 1024),
	}
	if configure != nil {
		configure(s)
	}
	toAnswer := s.toAnswer
	s.answers.Go(func() { s.answer(ctx, toAnswer) })
	go func() {
		defer close(s.ended)
		s.err = adapter.Run(ctx, s.deliver)
	}()
	t.Cleanup(func() { _ = s.end() }) // a test that cares about the error ends the session itself
	return s
}

func (s *session) deliver(_ context.Context, m conversation.Message) error {
	if s.watch != nil {
		s.watch(m)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() {
		close(s.changed)
		s.changed = make(chan struct{})
	}()
	s.offered = append(s.offered, m)
	if s.refuse != nil {
		if err := s.refuse(m); err != nil {
			return err
		}
	}
	s.delivered = append(s.delivered, m)
	s.toAnswer <- m
	return nil
}

// answer replies to what was delivered, in order.
func (s *session) answer(ctx context.Context, toAnswer <-chan conversation.Message) {
	for m := range toAnswer {
		reply := conversation.Reply{Delivery: m.Delivery, Text: "noted", Lang: "en"}
		if _, err := s.adapter.Send(ctx, m.From, reply); err != nil && ctx.Err() == nil {
			s.t.Errorf("Send: %v", err)
		}
	}
}

// end stops the adapter as the Hub does, and returns what Run returned.
func (s *session) end() error {
	s.stop()
	return s.wait()
}

// wait returns what Run returns when it ends by itself.
func (s *session) wait() error {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatal("Run does not end")
	}
	s.mu.Lock()
	if s.toAnswer != nil {
		close(s.toAnswer)
		s.toAnswer = nil
	}
	s.mu.Unlock()
	s.answers.Wait()
	return s.err
}

// until waits for a condition on what was offered and delivered; what describes it.
func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	deadline := time.After(patience)
	for {
		s.mu.Lock()
		ok, changed := holds(), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-time.After(10 * time.Millisecond): // what is shown changes unheard
		case <-s.ended:
			if s.mu.Lock(); !holds() {
				s.t.Errorf("Run ended (%v) before %s", s.err, what)
			}
			s.mu.Unlock()
			return
		case <-deadline:
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// messages waits for the given number of deliveries and returns them.
func (s *session) messages(n int) []conversation.Message {
	s.t.Helper()
	s.until("all messages are delivered", func() bool { return len(s.delivered) >= n })
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.delivered) != n {
		s.t.Fatalf("%d messages delivered, want %d", len(s.delivered), n)
	}
	return append([]conversation.Message(nil), s.delivered...)
}
