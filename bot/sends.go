package bot

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

const (
	triesToSend = 8
	sendTimeout = time.Minute
)

// sendDue sends the replies of a chat in order until none is due. When the
// store fails it gives up; the next look tries again.
func (h *Hub) sendDue(ctx context.Context, chat conversation.Address) {
	for ctx.Err() == nil {
		out, err := h.cfg.Store.NextReply(ctx, chat, h.cfg.Clock())
		if err == nil && out == nil {
			return
		}
		if err == nil {
			err = h.sendOne(ctx, out)
		}
		if err != nil {
			if ctx.Err() == nil {
				h.cfg.Log.Error("a reply waits until the store works again", "adapter", chat.Adapter, "error", err)
			}
			return
		}
	}
}

// sendOne makes one attempt at a reply and keeps its outcome.
func (h *Hub) sendOne(ctx context.Context, out *store.Outgoing) error {
	receipt, err := h.show(ctx, out)
	if err == nil {
		return h.mark(ctx, out.ID, receipt)
	}
	if ctx.Err() != nil {
		return err // cut off: not the reply's fault
	}
	log := h.cfg.Log.With("adapter", out.To.Adapter, "delivery", out.Reply.Delivery, "attempt", out.Attempts+1, "error", err)
	var permanent *PermanentError
	if errors.As(err, &permanent) || out.Attempts+1 >= triesToSend {
		log.Error("gave up on a reply")
		return h.cfg.Store.Bury(ctx, out.ID, err)
	}
	log.Warn("a reply is postponed")
	return h.cfg.Store.Postpone(ctx, out.ID, h.cfg.Clock().Add(backoff(out.Attempts)), err)
}

// show sends a reply, unless it has been shown and only its mark is missing.
func (h *Hub) show(ctx context.Context, out *store.Outgoing) (receipt Receipt, err error) {
	if shown, ok := h.unmarked.Load(out.ID); ok {
		return shown.(Receipt), nil
	}
	adapter := h.adapters[out.To.Adapter]
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = h.guarded("send", func() error {
		receipt, err = adapter.Send(ctx, out.To, out.Reply)
		return err
	})
	return receipt, err
}

// mark keeps that a reply was shown. It does so even when the drain is over:
// the process may live long enough, and a reply that is not marked is repeated.
func (h *Hub) mark(ctx context.Context, id int64, receipt Receipt) error {
	h.unmarked.Store(id, receipt)
	if err := h.cfg.Store.Sent(context.WithoutCancel(ctx), id, string(receipt)); err != nil {
		return err
	}
	h.unmarked.Delete(id)
	return nil
}
