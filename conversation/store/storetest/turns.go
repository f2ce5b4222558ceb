package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/conversation/store"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func (s suite) turns(t *testing.T) {
	t.Run("the state of a chat comes back whole, after a restart too", func(t *testing.T) {
		w := s.fresh(t)
		want := fullState()
		w.say(said(alice, "1", "hello"), func(turn *conversation.Turn) { turn.State = want })
		w.reopen()
		w.accept(said(alice, "2", "and now?"))
		if diff := cmp.Diff(want, w.take(alice).State); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("a reply comes back whole", func(t *testing.T) {
		w := s.fresh(t)
		var want conversation.Reply
		w.say(said(alice, "1", "hello"), func(turn *conversation.Turn) {
			stock := 2
			turn.Reply.Acts = []string{"find"}
			turn.Reply.Items = []answer.Card{{
				ID: "p1", Position: 1, Title: "亚麻衬衫", Price: money(t, "199.00 CNY"), Stock: &stock, Why: "fits",
				Attributes: []answer.Fact{{Label: "material", Value: "linen"}},
			}}
			turn.Reply.Choices = []answer.Choice{{Label: "Cheaper", Say: "cheaper", Count: 3}}
			turn.Reply.Preferences = []conversation.Preference{{Number: 1, Attribute: "color", Text: "colour: blue", Lasting: true}}
			want = turn.Reply
		})
		if diff := cmp.Diff(want, w.reply(alice, noon).Reply); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("work that is handled cannot be committed again", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(alice, "1", "hello"))
		work := w.take(alice)
		w.commit(work, answered(work))
		if err := w.Commit(w.ctx, work, answered(work)); !errors.Is(err, store.ErrHandled) {
			t.Errorf("second Commit: %v, want ErrHandled", err)
		}
		w.must(w.Sent(w.ctx, w.reply(alice, noon).ID, ""))
		if again := w.reply(alice, noon); again != nil {
			t.Errorf("the answer is in the outbox twice: %+v", again)
		}
	})

	t.Run("a turn that does not follow the last one is refused", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(alice, "1", "hello"))
		work := w.take(alice)
		turn := answered(work)
		turn.State.Turn = work.State.Turn
		if err := w.Commit(w.ctx, work, turn); err == nil {
			t.Error("Commit accepts turn 0 after turn 0")
		}
	})

	t.Run("a commit that fails changes nothing", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "shirts"), func(turn *conversation.Turn) { turn.Slate = slate("s1", alice) })
		w.must(w.Sent(w.ctx, w.reply(alice, noon).ID, ""))
		w.accept(said(alice, "2", "more"))
		work := w.take(alice)
		turn := answered(work)
		turn.State.Profile.Lang = "zh"
		turn.Effects = []conversation.Effect{{Key: "k", Kind: "order", Body: "{}"}}
		turn.Reactions = []feedback.Reaction{{Slate: "s1", Product: "p1", Position: 1, Value: feedback.Up, At: noon}}
		turn.Slate = slate("s1", alice) // a slate of this name is stored already
		before := w.exported(work.Message.Shopper)
		if err := w.Commit(w.ctx, work, turn); err == nil {
			t.Fatal("Commit stores two slates under one id")
		}
		if diff := cmp.Diff(before, w.exported(work.Message.Shopper)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(work, w.take(alice)); diff != "" {
			t.Error(diff)
		}
		if out := w.reply(alice, noon); out != nil {
			t.Errorf("the reply of the failed turn is in the outbox: %+v", out)
		}
		if pending, err := w.PendingEffects(w.ctx, 10); err != nil || len(pending) > 0 {
			t.Errorf("the effects of the failed turn are pending: %v, %v", pending, err)
		}
	})

	t.Run("a reply with nothing to show is not sent", func(t *testing.T) {
		w := s.fresh(t)
		w.say(said(alice, "1", "👍"), func(turn *conversation.Turn) { turn.Reply.Text = "" })
		if out := w.reply(alice, noon); out != nil {
			t.Errorf("the outbox holds %+v", out)
		}
	})
}

// fullState sets every field of a State that goes with the chat.
func fullState() conversation.State {
	ledger := preference.Ledger{Constraints: []preference.Constraint{{
		Attribute: "price", Op: preference.Max, Amount: catalog.Money{Minor: 30000, Currency: "CNY"},
		Strength: preference.Must, Words: "三百以内", Turn: 1,
	}}}
	vote := feedback.Reaction{Slate: "s1", Product: "p1", Position: 1, Value: feedback.Down, At: noon}
	return conversation.State{
		Turn: 1, Lang: "zh", Pinned: true, Ledger: ledger, Slate: slate("s1", alice),
		Seen: []string{"g1"}, Refused: []string{"g2"}, Focus: "p1",
		Choices: []answer.Choice{{Label: "更便宜", Say: "便宜一点的", Count: 2}},
		Asking:  "color", Asked: []string{"size"},
		Service: service.Session{Open: true, Order: "A1", Wrong: 1},
		Undo:    []conversation.Undo{{Ledger: &preference.Ledger{}}, {Reaction: &vote}},
		At:      noon,
	}
}

func slate(id string, chat conversation.Address) *feedback.Slate {
	return &feedback.Slate{
		ID: id, Shopper: "shopper " + chat.Chat, Turn: 1, Lang: "en", Query: "linen shirts for Ümit 👕",
		Constraints: []preference.Constraint{
			{Attribute: "material", Op: preference.In, Values: []string{"linen"}, Strength: preference.Must, Words: "in linen please"},
			{Attribute: preference.FreeText, Op: preference.Like, Values: []string{"like my father's"}, Strength: preference.Prefer, Words: "like my father's"},
		},
		Policy: "v1",
		Items: []feedback.Shown{
			{Product: "p1", Position: 1, Propensity: 0.9, Score: 3.25, Features: map[string]float64{"bm25": 1.5}},
			{Product: "p2", Position: 2, Propensity: 0.1, Score: 1, Features: map[string]float64{"bm25": 0.5}},
		},
		At: noon,
	}
}

func money(t *testing.T, s string) catalog.Money {
	t.Helper()
	m, err := catalog.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
