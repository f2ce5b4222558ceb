package storetest

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/store"
)

func (s suite) export(t *testing.T) {
	t.Run("holds everything of the shopper, in both languages, and nothing of others", func(t *testing.T) {
		w := s.fresh(t)
		profile := conversation.Profile{Lang: "zh", Constraints: []preference.Constraint{{Attribute: "size", Op: preference.In, Values: []string{"L"}}}}
		vote := feedback.Reaction{Slate: "s1", Product: "p2", Position: 2, Value: feedback.Up, At: noon}
		w.say(said(alice, "1", "夏季衬衫 👔"), func(turn *conversation.Turn) {
			turn.Reply.Text = "根据您的需求，我为您推荐以下商品：👇"
			turn.State.Profile = profile
			turn.Slate = slate("s1", alice)
		})
		w.say(said(alice, "2", "I like the second 👍🏽"), func(turn *conversation.Turn) {
			turn.Reply.Text = "Noted."
			turn.Reactions = []feedback.Reaction{vote}
		})
		w.say(said(bob, "3", "bob's own"), func(turn *conversation.Turn) { turn.Slate = slate("s2", bob) })
		w.accept(said(alice, "4", "/export"))
		want := conversation.Export{
			Shopper: "shopper alice",
			Profile: profile,
			Messages: []conversation.Exchange{
				{At: noon, Chat: alice, Text: "夏季衬衫 👔", Reply: "根据您的需求，我为您推荐以下商品：👇"},
				{At: noon, Chat: alice, Text: "I like the second 👍🏽", Reply: "Noted."},
				{At: noon, Chat: alice, Text: "/export"},
			},
			Slates:    []feedback.Slate{*slate("s1", alice)},
			Reactions: []feedback.Reaction{vote},
		}
		if diff := cmp.Diff(want, w.exported("shopper alice")); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("is empty for a stranger", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(bob, "1", "hello"), nil)
		if diff := cmp.Diff(conversation.Export{Shopper: "nobody"}, w.exported("nobody")); diff != "" {
			t.Error(diff)
		}
	})
}

func (s suite) forget(t *testing.T) {
	const shopper = "shopper alice"
	attic := conversation.Address{Adapter: "radio", Chat: "attic"}
	elsewhere := func(delivery, text string) conversation.Message {
		m := said(attic, delivery, text)
		m.Shopper = shopper
		return m
	}
	forgets := func(turn *conversation.Turn) {
		turn.State = conversation.State{Turn: turn.State.Turn}
		turn.Reply.Text = "Forgotten."
		turn.Forget = true
	}
	// known is a store that knows much about the shopper, from two chats.
	known := func(t *testing.T) *world {
		w := s.fresh(t)
		w.say(said(alice, "1", "my secret wish"), func(turn *conversation.Turn) {
			turn.State.Profile.Lang = "zh"
			turn.State.Focus = "p1"
			turn.Slate = slate("s1", alice)
			turn.Effects = []conversation.Effect{{Key: "k", Kind: "order"}}
		})
		w.say(elsewhere("2", "my other secret"), func(turn *conversation.Turn) {
			turn.State.Focus = "p2"
			turn.Reactions = []feedback.Reaction{{Slate: "s1", Product: "p1", Value: feedback.Up, At: noon}}
		})
		return w
	}

	t.Run("leaves nothing of the shopper, in any chat", func(t *testing.T) {
		w := known(t)
		w.say(said(alice, "3", "/forget"), forgets)
		w.reopen()
		if diff := cmp.Diff(conversation.Export{Shopper: shopper}, w.exported(shopper)); diff != "" {
			t.Error(diff)
		}
		w.accept(elsewhere("4", "who am I?"))
		if diff := cmp.Diff(conversation.State{}, w.take(attic).State); diff != "" {
			t.Errorf("the other chat remembers: %s", diff)
		}
		w.accept(said(alice, "5", "who am I?"))
		if diff := cmp.Diff(conversation.State{Turn: 2}, w.take(alice).State); diff != "" {
			t.Errorf("the chat remembers: %s", diff)
		}
	})

	t.Run("is answered, and takes back the answers that wait", func(t *testing.T) {
		w := known(t)
		w.say(said(alice, "3", "/forget"), forgets)
		if out := w.reply(attic, noon); out != nil {
			t.Errorf("the other chat is still to be answered: %+v", out)
		}
		out := w.reply(alice, noon)
		if out == nil || out.Reply.Text != "Forgotten." {
			t.Fatalf("next reply %+v, want the answer to the forgetting", out)
		}
		w.must(w.Sent(w.ctx, out.ID, ""))
		if out := w.reply(alice, noon); out != nil {
			t.Errorf("one reply too many: %+v", out)
		}
	})

	t.Run("keeps the delivery ids, so nothing comes back", func(t *testing.T) {
		w := known(t)
		w.say(said(alice, "3", "/forget"), forgets)
		for _, m := range []conversation.Message{said(alice, "1", "my secret wish"), said(alice, "3", "/forget"), elsewhere("2", "x")} {
			if w.accept(m) {
				t.Errorf("delivery %s is fresh", m.Delivery)
			}
		}
	})

	t.Run("keeps the promised effects", func(t *testing.T) {
		w := known(t)
		w.say(said(alice, "3", "/forget"), forgets)
		if pending, err := w.PendingEffects(w.ctx, 10); err != nil || len(pending) != 1 {
			t.Errorf("%d effects pending, %v; want 1", len(pending), err)
		}
	})

	t.Run("leaves other shoppers alone", func(t *testing.T) {
		w := known(t)
		w.say(said(bob, "b1", "hello"), func(turn *conversation.Turn) {
			turn.State.Profile.Lang = "en"
			turn.Slate = slate("s2", bob)
		})
		before := w.exported("shopper bob")
		w.say(said(alice, "3", "/forget"), forgets)
		if diff := cmp.Diff(before, w.exported("shopper bob")); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("lets the others of a shared chat go on", func(t *testing.T) {
		w := known(t)
		guest := said(attic, "g1", "me too")
		w.say(guest, nil)
		w.say(said(alice, "3", "/forget"), forgets)
		for _, delivery := range []string{"g2", "g3", "g4"} {
			guest.Delivery = delivery
			w.say(guest, nil)
		}
	})

	t.Run("a turn that began before it cannot bring back what was erased", func(t *testing.T) {
		w := known(t)
		w.accept(elsewhere("4", "meanwhile"))
		before := w.take(attic)
		w.say(said(alice, "3", "/forget"), forgets)
		if err := w.Commit(w.ctx, before, answered(before)); !errors.Is(err, store.ErrConflict) {
			t.Fatalf("Commit: %v, want ErrConflict", err)
		}
		if diff := cmp.Diff(conversation.State{}, w.take(attic).State); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("nor can one of a shopper who had no profile", func(t *testing.T) {
		w := s.fresh(t)
		w.say(elsewhere("1", "my secret wish"), nil)
		w.accept(elsewhere("2", "meanwhile"))
		before := w.take(attic)
		w.say(said(alice, "3", "/forget"), forgets)
		if err := w.Commit(w.ctx, before, answered(before)); !errors.Is(err, store.ErrConflict) {
			t.Fatalf("Commit: %v, want ErrConflict", err)
		}
	})

	t.Run("what is remembered of a shopper afterwards begins anew", func(t *testing.T) {
		w := known(t)
		w.say(said(alice, "3", "/forget"), forgets)
		w.say(said(alice, "4", "new"), func(turn *conversation.Turn) { turn.State.Profile.Lang = "en" })
		got, err := json.Marshal(w.exported(shopper))
		w.must(err)
		if strings.Contains(string(got), "secret") || !strings.Contains(string(got), `"lang":"en"`) {
			t.Errorf("export %s", got)
		}
	})
}

func (s suite) purge(t *testing.T) {
	purged := func(w *world, before time.Time) int64 {
		n, err := w.Purge(w.ctx, before)
		w.must(err)
		return n
	}
	// history is a store with an old exchange and a new one.
	history := func(t *testing.T) *world {
		w := s.fresh(t)
		w.say(said(alice, "1", "old"), nil)
		fresh := said(alice, "2", "new")
		fresh.At = noon.Add(time.Hour)
		w.say(fresh, nil)
		return w
	}

	t.Run("erases old messages and sent replies, once", func(t *testing.T) {
		w := history(t)
		w.must(w.Sent(w.ctx, w.reply(alice, noon).ID, ""))
		if n := purged(w, noon.Add(time.Minute)); n != 2 {
			t.Errorf("%d rows went, want the message and its reply", n)
		}
		want := []conversation.Exchange{{At: noon.Add(time.Hour), Chat: alice, Text: "new", Reply: "re: new"}}
		if diff := cmp.Diff(want, w.exported("shopper alice").Messages); diff != "" {
			t.Error(diff)
		}
		if n := purged(w, noon.Add(time.Minute)); n != 0 {
			t.Errorf("%d rows went a second time", n)
		}
	})

	t.Run("takes the last turns out of the state of a chat that is as old", func(t *testing.T) {
		remembers := func(turn *conversation.Turn) {
			turn.State.Recent = []conversation.Past{{Text: "old", Reply: "re: old"}}
			turn.State.At = noon.In(time.FixedZone("", 8*60*60))
		}
		for _, tc := range []struct {
			before time.Time
			left   int
		}{{noon, 1}, {noon.Add(time.Second), 0}} {
			w := s.fresh(t)
			w.say(said(alice, "1", "old"), remembers)
			purged(w, tc.before)
			w.accept(said(alice, "2", "next"))
			work := w.take(alice)
			if got := work.State; len(got.Recent) != tc.left || got.Turn != 1 {
				t.Errorf("before %v: left is %+v", tc.before, got)
			}
			w.commit(work, answered(work))
		}
	})

	t.Run("keeps delivery ids and the state of the chat", func(t *testing.T) {
		w := history(t)
		purged(w, noon.Add(2*time.Hour))
		if w.accept(said(alice, "1", "old")) {
			t.Error("a purged delivery is fresh")
		}
		w.accept(said(alice, "3", "next"))
		work := w.take(alice)
		if work.State.Turn != 2 {
			t.Errorf("turn %d, want 2", work.State.Turn)
		}
		w.commit(work, answered(work))
	})

	t.Run("keeps what still waits, however old", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "unsent"), nil)
		w.accept(said(alice, "2", "unhandled"))
		purged(w, noon.Add(time.Hour))
		if got := w.take(alice).Message.Text; got != "unhandled" {
			t.Errorf("the waiting message reads %q", got)
		}
		if out := w.reply(alice, noon); out == nil || out.Reply.Text != "re: unsent" {
			t.Errorf("the waiting reply is %+v", out)
		}
	})
}

func (s suite) text(t *testing.T) {
	for name, hostile := range map[string]string{
		"empty":              "",
		"control characters": "a\x00b\x1b[31mc\x7f\r\n\t\u0085",
		"invalid UTF-8":      "caf\xe9 \xff\xfe \xed\xa0\x80 end",
		"emoji":              "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
		"right to left":      "مرحبا \u202Eabc שלום",
		"SQL":                `'; drop table inbox; -- " % _ \ ?1 :x $y`,
		"JSON":               `{"text": "\u0000"}`,
		"long":               strings.Repeat("长", 100_000),
	} {
		t.Run(name+" is stored and neither fails nor spreads", func(t *testing.T) {
			w := s.fresh(t)
			m := said(alice, "1", hostile)
			m.Shopper = "s" + hostile
			w.say(m, func(turn *conversation.Turn) {
				turn.State.Focus = hostile
				turn.Reply.Text = "re: " + hostile
				turn.Slate = slate("s1", alice)
				turn.Slate.Shopper, turn.Slate.Query = m.Shopper, hostile
			})
			w.reopen()
			export := w.exported(m.Shopper)
			if len(export.Messages) != 1 || len(export.Slates) != 1 {
				t.Fatalf("the export holds %d messages and %d slates, want one of each", len(export.Messages), len(export.Slates))
			}
			// A store may replace bytes that are no text, one character for each.
			want := string([]rune(hostile))
			for what, got := range map[string]string{
				"message": export.Messages[0].Text,
				"reply":   strings.TrimPrefix(export.Messages[0].Reply, "re: "),
				"query":   export.Slates[0].Query,
				"sent":    strings.TrimPrefix(w.reply(alice, noon).Reply.Text, "re: "),
			} {
				if string([]rune(got)) != want {
					t.Errorf("%s reads %.80q, want %.80q", what, got, want)
				}
			}
		})
	}
}
