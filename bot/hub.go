package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

// Manager works out one turn: it takes the state of a chat and a message, and
// returns the next state and the answer. It writes nothing; the Hub commits the
// turn, and may call Handle again for the same message when it could not. Its
// methods are called from many goroutines.
type Manager interface {
	Handle(ctx context.Context, s conversation.State, m conversation.Message) (conversation.Turn, error)
}

// streaming is a Manager that can show its answer while it writes it.
type streaming interface {
	HandleStreaming(ctx context.Context, s conversation.State, m conversation.Message, show func(text string)) (conversation.Turn, error)
}

// EffectFunc carries out one kind of effect in another system, and returns its
// result as a message to the conversation, or nil. The Hub calls it again after
// an error, and when it could not mark the effect as done: the other
// system must recognise the effect by its key. The result's Delivery, From,
// Shopper and At are filled in where they are empty.
type EffectFunc func(ctx context.Context, e store.PendingEffect) (*conversation.Message, error)

// HubConfig is what a Hub works with. The fields without a default are required.
type HubConfig struct {
	Store    store.Store
	Manager  Manager
	Adapters []Adapter             // default none: the Hub only waits for its end
	Effects  map[string]EffectFunc // by the kind of effect; default none

	// Apology returns the answer to a message that could not be handled; lang is
	// "" when the language is not known.
	Apology func(lang string) conversation.Reply

	Log   *slog.Logger     // default: none
	Clock func() time.Time // default: time.Now
	Poll  time.Duration    // between looks for what has become due; default 1 s
	Drain time.Duration    // longest time to finish what was accepted, at the end; default 10 s
}

// Hub carries messages from adapters to the Manager and its replies back, with
// everything kept in the Store in between. It works for the chats of its own
// adapters and leaves those of others alone.
//
// Messages of one chat are handled one after the other, in the order of their
// acceptance; different chats at the same time. Sending has lanes of its own,
// so that a slow platform does not hold up turns.
type Hub struct {
	cfg      HubConfig
	adapters map[string]Adapter // by name

	busy    sync.WaitGroup // one for each lane that runs
	turns   *lanes
	sends   *lanes
	effects *lanes

	unmarked sync.Map // id of a reply that was shown and could not be marked → Receipt
	backoffs backoffs // of effects, by key

	open    atomic.Bool // adapters run
	healthy atomic.Bool // the last look into the store succeeded
}

// NewHub returns a Hub that is ready to Run, once.
func NewHub(cfg HubConfig) (*Hub, error) {
	if cfg.Store == nil || cfg.Manager == nil || cfg.Apology == nil {
		return nil, errors.New("hub: Store, Manager and Apology are required")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Poll == 0 {
		cfg.Poll = time.Second
	}
	if cfg.Drain == 0 {
		cfg.Drain = 10 * time.Second
	}
	h := &Hub{cfg: cfg, adapters: map[string]Adapter{}}
	for _, a := range cfg.Adapters {
		if h.adapters[a.Name()] != nil {
			return nil, fmt.Errorf("hub: two adapters are named %q; chats could not be told apart", a.Name())
		}
		h.adapters[a.Name()] = a
	}
	return h, nil
}

// Ready reports whether messages are being accepted: the adapters run, and the
// store answered when the Hub last asked it.
func (h *Hub) Ready() bool { return h.open.Load() && h.healthy.Load() }

// Run takes up what the last run left, then runs the adapters until ctx ends or
// all of them have returned; without any, until ctx ends. Then it finishes what
// was accepted, for as long as Drain allows: what is left after that, and
// replies postponed after a failure, are taken up by the next Run. All that Run
// started has ended when it returns. Its error joins those of the adapters; one
// adapter's end does not end the others.
func (h *Hub) Run(ctx context.Context) error {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	h.turns = newLanes(&h.busy, func(chat conversation.Address) { h.handleWaiting(work, chat) })
	h.sends = newLanes(&h.busy, func(chat conversation.Address) { h.sendDue(work, chat) })
	h.effects = newLanes(&h.busy, func(chat conversation.Address) { h.carryOut(work, chat) })

	if err := h.look(work); err != nil {
		h.drain(cut)
		return fmt.Errorf("hub: take up the last run: %w", err)
	}
	polling, stopPolling := context.WithCancel(work)
	var poll sync.WaitGroup
	poll.Go(func() { h.poll(polling) })
	err := h.runAdapters(ctx)
	stopPolling()
	poll.Wait()
	if err := h.look(work); err != nil {
		h.cfg.Log.Error("cannot look for unfinished work; the next run takes it up", "error", err)
	}
	h.drain(cut)
	return err
}

// runAdapters returns when all adapters have, or, if there are none, with ctx.
func (h *Hub) runAdapters(ctx context.Context) error {
	h.open.Store(true)
	defer h.open.Store(false)
	if len(h.cfg.Adapters) == 0 {
		<-ctx.Done()
		return nil
	}
	failed := make([]error, len(h.cfg.Adapters))
	var all sync.WaitGroup
	for i, a := range h.cfg.Adapters {
		all.Go(func() {
			err := a.Run(ctx, func(ctx context.Context, m conversation.Message) error {
				m.From.Adapter = a.Name()
				return h.deliver(ctx, m)
			})
			if err != nil {
				failed[i] = fmt.Errorf("adapter %s: %w", a.Name(), err)
				h.cfg.Log.Error("an adapter has ended", "adapter", a.Name(), "error", err)
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// poll looks regularly for what has become due, and for what a failing store
// or another process left behind.
func (h *Hub) poll(ctx context.Context) {
	ticker := time.NewTicker(h.cfg.Poll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := h.look(ctx); err != nil && ctx.Err() == nil {
			h.cfg.Log.Error("cannot look for work; is the disk full or the database locked?", "error", err)
		}
	}
}

// look wakes the lanes of all chats that have something to do.
func (h *Hub) look(ctx context.Context) (err error) {
	defer func() { h.healthy.Store(err == nil) }()
	waiting, err := h.cfg.Store.Waiting(ctx)
	if err != nil {
		return err
	}
	unsent, err := h.cfg.Store.Unsent(ctx, h.cfg.Clock())
	if err != nil {
		return err
	}
	pending, err := h.cfg.Store.PendingEffects(ctx, effectsAtOnce)
	if err != nil {
		return err
	}
	for _, chat := range waiting {
		h.wake(h.turns, chat)
	}
	for _, chat := range unsent {
		h.wake(h.sends, chat)
	}
	for _, effect := range pending {
		h.wake(h.effects, effect.Chat)
	}
	return nil
}

// wake wakes a chat's lane if the chat is one of ours.
func (h *Hub) wake(l *lanes, chat conversation.Address) {
	if h.adapters[chat.Adapter] != nil {
		l.wake(chat)
	}
}

// drain waits until no lane runs, and cuts them off when it takes too long. A
// lane that makes work for another wakes it before it ends, so when none runs
// nothing is left to do.
func (h *Hub) drain(cut context.CancelFunc) {
	timer := time.AfterFunc(h.cfg.Drain, func() {
		h.cfg.Log.Warn("not all is finished in time; the next run takes it up", "drain", h.cfg.Drain)
		cut()
	})
	defer timer.Stop()
	h.busy.Wait()
}

// guarded runs foreign code, whose panic becomes an error and a log entry with
// its stack.
func (h *Hub) guarded(what string, f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v", what, p)
			h.cfg.Log.Error("recovered from a panic", "in", what, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	return f()
}
