// Package storetest is the conformance suite that every store.Store passes.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

// Run runs the suite. The open function opens the store that lives in dir; the
// suite opens one folder more than once, one store after the other, to see what
// lasts, and closes what it opened.
//
// One of the tests starts the test program again and kills it, so Run is called
// from a top-level test, and always under the same name.
func Run(t *testing.T, open func(t *testing.T, dir string) store.Store) {
	s := suite{open}
	t.Run("inbox", s.inbox)
	t.Run("turns", s.turns)
	t.Run("profiles", s.profiles)
	t.Run("feedback", s.feedback)
	t.Run("effects", s.effects)
	t.Run("outbox", s.outbox)
	t.Run("export", s.export)
	t.Run("forget", s.forget)
	t.Run("purge", s.purge)
	t.Run("text", s.text)
	t.Run("a killed process", s.crash)
}

type suite struct {
	open func(t *testing.T, dir string) store.Store
}

var (
	noon  = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	alice = conversation.Address{Adapter: "paper", Chat: "alice"}
	bob   = conversation.Address{Adapter: "paper", Chat: "bob"}
)

// world is one open store with shorthands for what the tests do to it.
type world struct {
	store.Store
	t    *testing.T
	ctx  context.Context
	dir  string
	open func(t *testing.T, dir string) store.Store
}

func (s suite) fresh(t *testing.T) *world {
	w := &world{t: t, ctx: t.Context(), dir: t.TempDir(), open: s.open}
	w.Store = s.open(t, w.dir)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return w
}

// reopen closes the store and opens it again, as a restart does.
func (w *world) reopen() {
	w.t.Helper()
	if err := w.Close(); err != nil {
		w.t.Fatalf("Close: %v", err)
	}
	w.Store = w.open(w.t, w.dir)
}

// said returns a message whose shopper bears the name of the chat.
func said(chat conversation.Address, delivery, text string) conversation.Message {
	return conversation.Message{
		Delivery: delivery, From: chat, Shopper: "shopper " + chat.Chat, Text: text, Language: "en", At: noon,
	}
}

func (w *world) accept(m conversation.Message) (fresh bool) {
	w.t.Helper()
	fresh, err := w.Accept(w.ctx, m)
	if err != nil {
		w.t.Fatalf("Accept %s: %v", m.Delivery, err)
	}
	return fresh
}

func (w *world) next(chat conversation.Address) *store.Work {
	w.t.Helper()
	work, err := w.Next(w.ctx, chat)
	if err != nil {
		w.t.Fatalf("Next: %v", err)
	}
	return work
}

// take is next where there must be work.
func (w *world) take(chat conversation.Address) *store.Work {
	w.t.Helper()
	work := w.next(chat)
	if work == nil {
		w.t.Fatalf("Next: no work in chat %s", chat.Chat)
	}
	return work
}

func (w *world) commit(work *store.Work, turn conversation.Turn) {
	w.t.Helper()
	if err := w.Commit(w.ctx, work, turn); err != nil {
		w.t.Fatalf("Commit: %v", err)
	}
}

// say accepts a message and commits a turn that answers it; change may alter the turn.
func (w *world) say(m conversation.Message, change func(*conversation.Turn)) {
	w.t.Helper()
	w.accept(m)
	work := w.take(m.From)
	turn := answered(work)
	if change != nil {
		change(&turn)
	}
	w.commit(work, turn)
}

// answered is the plainest turn: one more message handled, and an answer.
func answered(work *store.Work) conversation.Turn {
	state := work.State
	state.Turn++
	return conversation.Turn{State: state, Reply: conversation.Reply{
		Delivery: work.Message.Delivery, Text: "re: " + work.Message.Text, Lang: "en",
	}}
}

func (w *world) reply(chat conversation.Address, at time.Time) *store.Outgoing {
	w.t.Helper()
	out, err := w.NextReply(w.ctx, chat, at)
	if err != nil {
		w.t.Fatalf("NextReply: %v", err)
	}
	return out
}

func (w *world) exported(shopper string) conversation.Export {
	w.t.Helper()
	export, err := w.Export(w.ctx, shopper)
	if err != nil {
		w.t.Fatalf("Export: %v", err)
	}
	return export
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
