package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

func (s suite) effects(t *testing.T) {
	cancel := conversation.Effect{Key: "cancel A1", Kind: "order", Body: `{"cancel":"A1"}`}
	pendingKeys := func(w *world) (keys []string) {
		pending, err := w.PendingEffects(w.ctx, 10)
		w.must(err)
		for _, p := range pending {
			keys = append(keys, p.Key)
		}
		return keys
	}
	with := func(effects ...conversation.Effect) func(*conversation.Turn) {
		return func(turn *conversation.Turn) { turn.Effects = effects }
	}

	t.Run("an effect is pending, with the chat that caused it, until it is done", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "cancel it"), with(cancel))
		w.reopen()
		got, err := w.PendingEffects(w.ctx, 10)
		w.must(err)
		want := []store.PendingEffect{{Effect: cancel, Chat: alice, Shopper: "shopper alice"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		w.must(w.Done(w.ctx, cancel.Key, nil))
		if keys := pendingKeys(w); keys != nil {
			t.Errorf("still pending: %v", keys)
		}
	})

	t.Run("an effect with a known key is not carried out again", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "cancel it"), with(cancel))
		w.say(said(alice, "2", "cancel it!"), with(cancel))
		if diff := cmp.Diff([]string{cancel.Key}, pendingKeys(w)); diff != "" {
			t.Error(diff)
		}
		w.must(w.Done(w.ctx, cancel.Key, nil))
		w.reopen()
		w.say(said(alice, "3", "cancel it!!"), with(cancel))
		if keys := pendingKeys(w); keys != nil {
			t.Errorf("pending again: %v", keys)
		}
	})

	t.Run("effects come oldest first, as many as asked for", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(bob, "1", "x"), with(conversation.Effect{Key: "z"}, conversation.Effect{Key: "y"}))
		w.say(said(alice, "2", "x"), with(conversation.Effect{Key: "a"}))
		if diff := cmp.Diff([]string{"z", "y", "a"}, pendingKeys(w)); diff != "" {
			t.Error(diff)
		}
		if two, err := w.PendingEffects(w.ctx, 2); err != nil || len(two) != 2 {
			t.Errorf("PendingEffects(2) gives %d, %v", len(two), err)
		}
	})

	t.Run("the result of an effect is a message, once", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "cancel it"), with(cancel))
		result := said(alice, "effect cancel A1", "order A1 is cancelled")
		w.must(w.Done(w.ctx, cancel.Key, &result))
		w.must(w.Done(w.ctx, cancel.Key, &result))
		if diff := cmp.Diff(result, w.take(alice).Message); diff != "" {
			t.Error(diff)
		}
		w.commit(w.take(alice), answered(w.take(alice)))
		if work := w.next(alice); work != nil {
			t.Errorf("the result came twice: %+v", work.Message)
		}
	})
}
