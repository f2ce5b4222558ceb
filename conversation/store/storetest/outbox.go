package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
)

func (s suite) outbox(t *testing.T) {
	due := func(w *world, at time.Time) []conversation.Address {
		chats, err := w.Unsent(w.ctx, at)
		w.must(err)
		return chats
	}
	text := func(w *world, at time.Time) string {
		if out := w.reply(alice, at); out != nil {
			return out.Reply.Text
		}
		return ""
	}
	two := func(t *testing.T) *world {
		w := s.fresh(t)
		w.say(said(alice, "1", "one"), nil)
		w.say(said(alice, "2", "two"), nil)
		return w
	}
	later := noon.Add(time.Minute)

	t.Run("replies go out in order, and once", func(t *testing.T) {
		w := two(t)
		for _, want := range []string{"re: one", "re: two"} {
			if got := text(w, noon); got != want {
				t.Fatalf("next reply %q, want %q", got, want)
			}
			w.must(w.Sent(w.ctx, w.reply(alice, noon).ID, "receipt"))
			w.reopen()
		}
		if got := text(w, noon); got != "" {
			t.Errorf("a reply too many: %q", got)
		}
		if chats := due(w, noon); chats != nil {
			t.Errorf("due: %v", chats)
		}
	})

	t.Run("a postponed reply holds back those behind it until it is due", func(t *testing.T) {
		w := two(t)
		w.must(w.Postpone(w.ctx, w.reply(alice, noon).ID, later, errors.New("too fast")))
		w.reopen()
		if got := text(w, later.Add(-time.Microsecond)); got != "" {
			t.Errorf("not due, yet next: %q", got)
		}
		if chats := due(w, later.Add(-time.Microsecond)); chats != nil {
			t.Errorf("nothing is due, yet listed: %v", chats)
		}
		out := w.reply(alice, later)
		if out == nil || out.Reply.Text != "re: one" || out.Attempts != 1 || out.To != alice {
			t.Fatalf("next reply %+v, want the first on its second attempt", out)
		}
		if diff := cmp.Diff([]conversation.Address{alice}, due(w, later)); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a buried reply lets those behind it go on", func(t *testing.T) {
		w := two(t)
		w.must(w.Bury(w.ctx, w.reply(alice, noon).ID, errors.New("chat not found")))
		w.reopen()
		if got := text(w, noon); got != "re: two" {
			t.Errorf("next reply %q, want the second", got)
		}
	})

	t.Run("one chat's trouble does not hold back another chat", func(t *testing.T) {
		w := two(t)
		w.say(said(bob, "3", "three"), nil)
		w.must(w.Postpone(w.ctx, w.reply(alice, noon).ID, later, errors.New("too fast")))
		if diff := cmp.Diff([]conversation.Address{bob}, due(w, noon)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]conversation.Address{alice, bob}, due(w, later)); diff != "" {
			t.Error(diff)
		}
	})
}
