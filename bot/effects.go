package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

const (
	effectsAtOnce = 1000 // that a look takes in
	effectTimeout = 2 * time.Minute
)

// carryOut carries out the pending effects of a chat, oldest first. One that
// fails is tried again later, without end, because it was promised; those
// behind it go on.
func (h *Hub) carryOut(ctx context.Context, chat conversation.Address) {
	pending, err := h.cfg.Store.PendingEffects(ctx, effectsAtOnce)
	if err != nil {
		if ctx.Err() == nil {
			h.cfg.Log.Error("effects wait until the store works again", "error", err)
		}
		return
	}
	for _, e := range pending {
		if e.Chat != chat || !h.backoffs.due(e.Key, h.cfg.Clock()) {
			continue
		}
		err := h.carryOutOne(ctx, e)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			h.backoffs.fail(e.Key, h.cfg.Clock())
			h.cfg.Log.Error("an effect is postponed", "kind", e.Kind, "key", e.Key, "error", err)
			continue
		}
		h.backoffs.clear(e.Key)
	}
}

func (h *Hub) carryOutOne(ctx context.Context, e store.PendingEffect) error {
	carry := h.cfg.Effects[e.Kind]
	if carry == nil {
		return fmt.Errorf("nothing is configured to carry out effects of kind %q", e.Kind)
	}
	result, err := h.callEffect(ctx, carry, e)
	if err != nil {
		return err
	}
	if result != nil {
		completed, err := h.complete(addressed(*result, e))
		if err != nil {
			return err
		}
		result = &completed
	}
	if err := h.cfg.Store.Done(ctx, e.Key, result); err != nil {
		return err
	}
	if result != nil {
		h.wake(h.turns, result.From)
	}
	return nil
}

func (h *Hub) callEffect(ctx context.Context, carry EffectFunc, e store.PendingEffect) (result *conversation.Message, err error) {
	ctx, cancel := context.WithTimeout(ctx, effectTimeout)
	defer cancel()
	err = h.guarded("effect "+e.Kind, func() error {
		result, err = carry(ctx, e)
		return err
	})
	return result, err
}

// addressed sends the result of an effect to where the effect came from, under
// a delivery id that is the same each time.
func addressed(m conversation.Message, e store.PendingEffect) conversation.Message {
	if m.Delivery == "" {
		m.Delivery = "effect:" + e.Key
	}
	if m.From == (conversation.Address{}) {
		m.From = e.Chat
	}
	if m.Shopper == "" {
		m.Shopper = e.Shopper
	}
	return m
}
