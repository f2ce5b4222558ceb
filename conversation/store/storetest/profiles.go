package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/store"
)

func (s suite) profiles(t *testing.T) {
	profile := conversation.Profile{Lang: "zh", Constraints: []preference.Constraint{
		{Attribute: "size", Op: preference.In, Values: []string{"L"}, Strength: preference.Must, Words: "我穿L码", Turn: 3},
	}}
	remember := func(turn *conversation.Turn) { turn.State.Profile = profile }
	// elsewhere is a message from the shopper of alice's chat in another chat.
	elsewhere := func(delivery string) conversation.Message {
		m := said(bob, delivery, "me again")
		m.Shopper = "shopper alice"
		return m
	}

	t.Run("a profile follows the shopper into another chat", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "我穿L码"), remember)
		w.reopen()
		w.accept(elsewhere("2"))
		if diff := cmp.Diff(conversation.State{Profile: profile}, w.take(bob).State); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a profile does not follow another shopper", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "我穿L码"), remember)
		w.accept(said(bob, "2", "hello"))
		if diff := cmp.Diff(conversation.State{}, w.take(bob).State); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a turn worked out from an older profile conflicts, and succeeds on the new one", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "0", "english please"), func(turn *conversation.Turn) { turn.State.Profile.Lang = "en" })
		w.accept(elsewhere("1"))
		old := w.take(bob)
		w.say(said(alice, "2", "我穿L码"), remember)
		if err := w.Commit(w.ctx, old, answered(old)); !errors.Is(err, store.ErrConflict) {
			t.Fatalf("Commit on the old profile: %v, want ErrConflict", err)
		}
		again := w.take(bob)
		w.commit(again, answered(again))
		if got := w.exported("shopper alice").Profile; !cmp.Equal(profile, got) {
			t.Errorf("profile %+v, want %+v", got, profile)
		}
	})

	t.Run("a turn that leaves the profile alone conflicts with nobody", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "我穿L码"), remember)
		w.accept(elsewhere("2"))
		work := w.take(bob)
		w.say(said(alice, "3", "thanks"), nil)
		w.commit(work, answered(work))
	})
}
