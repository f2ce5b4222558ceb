package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

const (
	triesToHandle = 3
	turnTimeout   = 2 * time.Minute        // a Manager has deadlines of its own; this one is for when they fail
	typingAfter   = 300 * time.Millisecond // a faster turn needs no sign
)

// handleWaiting handles the messages of a chat until none waits. When the store
// fails it gives up; the next look tries again.
func (h *Hub) handleWaiting(ctx context.Context, chat conversation.Address) {
	for ctx.Err() == nil {
		w, err := h.cfg.Store.Next(ctx, chat)
		if err == nil && w == nil {
			return
		}
		if err == nil {
			err = h.handle(ctx, w)
		}
		if err != nil {
			if ctx.Err() == nil {
				h.cfg.Log.Error("a message waits until the store works again", "adapter", chat.Adapter, "error", err)
			}
			return
		}
	}
}

// handle makes one attempt at a message. It returns nil when there is reason to
// go on: the message is done, or its next attempt is due.
func (h *Hub) handle(ctx context.Context, w *store.Work) error {
	turn, err := h.workOut(ctx, w)
	if err == nil {
		err = h.commit(ctx, w, turn)
	}
	switch {
	case err == nil, errors.Is(err, store.ErrHandled), errors.Is(err, store.ErrConflict):
		return nil
	case ctx.Err() != nil:
		return err // cut off: not the message's fault
	}
	h.cfg.Log.Error("a message could not be handled",
		"adapter", w.Message.From.Adapter, "delivery", w.Message.Delivery, "attempt", w.Attempts+1, "error", err)
	if err := h.cfg.Store.Fail(ctx, w, err); err != nil {
		return err
	}
	if w.Attempts+1 < triesToHandle {
		return nil
	}
	err = h.commit(ctx, w, h.apology(w))
	if errors.Is(err, store.ErrHandled) || errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

// workOut asks the Manager. The Hub counts the turns and names what is answered.
func (h *Hub) workOut(ctx context.Context, w *store.Work) (turn conversation.Turn, err error) {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	stop := h.typing(w.Message.From)
	defer stop()
	err = h.guarded("turn", func() error {
		turn, err = h.manage(ctx, w)
		return err
	})
	turn.State.Turn = w.State.Turn + 1
	turn.Reply.Delivery = w.Message.Delivery
	return turn, err
}

// manage hands the message to the Manager, and what it writes meanwhile to an
// adapter that can show it.
func (h *Hub) manage(ctx context.Context, w *store.Work) (conversation.Turn, error) {
	streamer, shows := h.adapters[w.Message.From.Adapter].(Streamer)
	manager, writes := h.cfg.Manager.(streaming)
	if !shows || !writes {
		return h.cfg.Manager.Handle(ctx, w.State, w.Message)
	}
	return manager.HandleStreaming(ctx, w.State, w.Message, func(text string) { streamer.Stream(w.Message.From, text) })
}

func (h *Hub) commit(ctx context.Context, w *store.Work, turn conversation.Turn) error {
	if err := h.cfg.Store.Commit(ctx, w, turn); err != nil {
		return err
	}
	h.wake(h.sends, w.Message.From)
	if len(turn.Effects) > 0 {
		h.wake(h.effects, w.Message.From)
	}
	return nil
}

// apology is the turn of a message that cannot be handled: nothing changes.
func (h *Hub) apology(w *store.Work) conversation.Turn {
	lang := w.State.Lang
	if lang == "" {
		lang = w.Message.Language
	}
	turn := conversation.Turn{State: w.State, Reply: h.cfg.Apology(lang)}
	turn.State.Turn++
	turn.Reply.Delivery = w.Message.Delivery
	return turn
}

// typing shows the sign of typing, on a platform that has one, unless stop is
// called soon.
func (h *Hub) typing(chat conversation.Address) (stop func()) {
	typer, ok := h.adapters[chat.Adapter].(Typer)
	if !ok {
		return func() {}
	}
	var mu sync.Mutex
	var over bool
	end := func() {}
	timer := time.AfterFunc(typingAfter, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			end = typer.Typing(chat)
		}
	})
	return func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		over = true
		end()
	}
}
