package bot_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

func TestHubEffects(t *testing.T) {
	// cancels makes the manager cancel an order when it is told to.
	cancels := func(_ context.Context, _ conversation.State, m conversation.Message, turn *conversation.Turn) error {
		if m.Text == "cancel" {
			turn.Effects = []conversation.Effect{{Key: "cancel A1", Kind: "order", Body: "A1"}}
		}
		return nil
	}
	done := &conversation.Message{Text: "A1 is cancelled"}

	inRig(t, "an effect is carried out once it is committed, and its result is a message of the chat", func(t *testing.T, r *rig) {
		r.manager.hook = cancels
		var got []store.PendingEffect
		r.config.Effects = map[string]bot.EffectFunc{"order": func(_ context.Context, e store.PendingEffect) (*conversation.Message, error) {
			got = append(got, e)
			return done, nil
		}}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "cancel")
			r.platform.Say("alice", "cancel")
			time.Sleep(time.Minute)
		})
		want := []store.PendingEffect{{
			Effect: conversation.Effect{Key: "cancel A1", Kind: "order", Body: "A1"},
			Chat:   conversation.Address{Adapter: "paper", Chat: "alice"}, Shopper: "shopper alice",
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if shown := r.shown("alice"); len(shown) != 3 {
			t.Errorf("shown %q, want two answers and one result", shown)
		}
	})

	for name, fail := range map[string]func() error{
		"fails":  func() error { return errors.New("the order system is away") },
		"panics": func() error { panic("nil pointer") },
	} {
		inRig(t, "an effect that "+name+" is tried again, less and less often, until it succeeds", func(t *testing.T, r *rig) {
			r.manager.hook = cancels
			began := time.Now()
			var tries []time.Duration
			r.config.Effects = map[string]bot.EffectFunc{"order": func(context.Context, store.PendingEffect) (*conversation.Message, error) {
				if tries = append(tries, time.Since(began).Round(time.Second)); len(tries) < 8 {
					return nil, fail()
				}
				return done, nil
			}}
			r.run(func(*bot.Hub) {
				r.platform.Say("alice", "cancel")
				time.Sleep(3 * time.Minute)
			})
			r.wantShown("alice", "re: cancel", "re: A1 is cancelled")
			if len(tries) != 8 || tries[1] > 2*time.Second || tries[7]-tries[6] < 30*time.Second {
				t.Errorf("tries came after %v, want 8, at first quickly and at last far apart", tries)
			}
		})
	}

	inRig(t, "an effect of an unknown kind waits for a run that knows it", func(t *testing.T, r *rig) {
		r.manager.hook = cancels
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "cancel")
			synctest.Wait()
		})
		r.wantShown("alice", "re: cancel")
		r.config.Effects = map[string]bot.EffectFunc{"order": func(context.Context, store.PendingEffect) (*conversation.Message, error) {
			return done, nil
		}}
		r.run(func(*bot.Hub) { synctest.Wait() })
		r.wantShown("alice", "re: cancel", "re: A1 is cancelled")
	})

	inRig(t, "an effect is finished, with its result answered, before a run ends", func(t *testing.T, r *rig) {
		r.manager.hook = cancels
		r.config.Effects = map[string]bot.EffectFunc{"order": func(context.Context, store.PendingEffect) (*conversation.Message, error) {
			time.Sleep(3 * time.Second)
			return done, nil
		}}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "cancel")
			synctest.Wait()
		})
		r.wantShown("alice", "re: cancel", "re: A1 is cancelled")
	})
}
