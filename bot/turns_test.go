package bot_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/bot/bottest"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/store"
)

func TestHubTurns(t *testing.T) {
	inRig(t, "a manager that fails twice is asked a third time", func(t *testing.T, r *rig) {
		calls := 0
		r.manager.hook = func(context.Context, conversation.State, conversation.Message, *conversation.Turn) error {
			if calls++; calls < 3 {
				return errors.New("the model is away")
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		r.wantShown("alice", "re: hello")
	})

	for name, fail := range map[string]func() error{
		"fails":  func() error { return errors.New("no") },
		"panics": func() error { panic("no") },
	} {
		inRig(t, "a message on which the manager "+name+" three times is answered with an apology, and changes nothing", func(t *testing.T, r *rig) {
			calls := 0
			r.manager.hook = func(_ context.Context, _ conversation.State, m conversation.Message, turn *conversation.Turn) error {
				if m.Text != "poison" {
					return nil
				}
				calls++
				turn.State.Focus = "half done"
				return fail()
			}
			r.run(func(*bot.Hub) {
				r.platform.Say("alice", "before")
				r.platform.Say("alice", "poison")
				r.platform.Say("alice", "after")
				synctest.Wait()
			})
			r.wantShown("alice", "re: before", "sorry in en", "re: after")
			if calls != 3 {
				t.Errorf("the manager was asked %d times, want 3", calls)
			}
			if diff := cmp.Diff(conversation.State{Turn: 3, Seen: []string{"before", "after"}}, r.state("alice")); diff != "" {
				t.Error(diff)
			}
		})
	}

	inRig(t, "a turn that cannot be stored ends in an apology", func(t *testing.T, r *rig) {
		r.manager.hook = func(_ context.Context, _ conversation.State, _ conversation.Message, turn *conversation.Turn) error {
			turn.Reply.Lang = "en"
			turn.State.At = time.Date(20_000, 1, 1, 0, 0, 0, 0, time.UTC) // has no JSON form
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		r.wantShown("alice", "sorry in en")
	})

	inRig(t, "a store that fails costs no attempt and loses nothing", func(t *testing.T, r *rig) {
		faulty := &faultyStore{Store: r.store}
		r.config.Store = faulty
		r.manager.hook = func(_ context.Context, s conversation.State, _ conversation.Message, _ *conversation.Turn) error {
			if len(s.Seen) == 1 {
				faulty.set(errors.New("disk full"))
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			synctest.Wait()
			time.Sleep(10 * time.Second)
			r.manager.hook = nil
			faulty.set(nil)
			time.Sleep(2 * time.Second)
		})
		r.wantShown("alice", "re: one")
	})

	inRig(t, "two chats of one shopper that change the profile at the same time keep both changes", func(t *testing.T, r *rig) {
		var bothBegan sync.WaitGroup
		bothBegan.Add(2)
		r.manager.hook = func(_ context.Context, s conversation.State, m conversation.Message, turn *conversation.Turn) error {
			if len(s.Profile.Constraints) == 0 {
				bothBegan.Done()
				bothBegan.Wait()
			}
			turn.State.Profile.Constraints = append(slices.Clone(s.Profile.Constraints), preference.Constraint{Attribute: m.Text})
			return nil
		}
		r.run(func(*bot.Hub) {
			for _, chat := range []string{"phone", "desk"} {
				r.platform.Deliver(conversation.Message{
					Delivery: chat, From: conversation.Address{Chat: chat}, Shopper: "shopper alice", Text: chat,
				})
			}
			synctest.Wait()
		})
		var kept []string
		for _, c := range r.state("alice").Profile.Constraints {
			kept = append(kept, c.Attribute)
		}
		slices.Sort(kept)
		if diff := cmp.Diff([]string{"desk", "phone"}, kept); diff != "" {
			t.Error(diff)
		}
		r.wantShown("phone", "re: phone")
		r.wantShown("desk", "re: desk")
	})

	inRig(t, "a conflict is no failure, however often it comes", func(t *testing.T, r *rig) {
		r.config.Store = &contendedStore{Store: r.store, conflicts: 5}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		r.wantShown("alice", "re: hello")
	})

	t.Run("typing is shown", func(t *testing.T) {
		for _, test := range []struct {
			name string
			work time.Duration
			want []string
		}{
			{"not for a turn of 300 ms", 300 * time.Millisecond, nil},
			{"for a longer turn, until it ends", 301 * time.Millisecond, []string{"typing", "stopped"}},
		} {
			inRig(t, test.name, func(t *testing.T, r *rig) {
				typer := &typer{Adapter: r.config.Adapters[0]}
				r.config.Adapters = []bot.Adapter{typer}
				r.manager.hook = func(context.Context, conversation.State, conversation.Message, *conversation.Turn) error {
					time.Sleep(test.work - time.Nanosecond)
					return nil
				}
				r.run(func(*bot.Hub) {
					r.platform.Say("alice", "hello")
					time.Sleep(time.Second)
				})
				if diff := cmp.Diff(test.want, typer.signs); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

// contendedStore is one where another chat is faster a number of times.
type contendedStore struct {
	store.Store
	conflicts int
}

func (c *contendedStore) Commit(ctx context.Context, w *store.Work, turn conversation.Turn) error {
	if c.conflicts--; c.conflicts >= 0 {
		return store.ErrConflict
	}
	return c.Store.Commit(ctx, w, turn)
}

// typer adds the sign of typing to an adapter, and records it.
type typer struct {
	bot.Adapter
	signs []string
}

func (a *typer) Typing(conversation.Address) (stop func()) {
	a.signs = append(a.signs, "typing")
	return func() { a.signs = append(a.signs, "stopped") }
}

func TestHubInbox(t *testing.T) {
	inRig(t, "a message that cannot be stored is not acknowledged, and offered until it can", func(t *testing.T, r *rig) {
		faulty := &faultyStore{Store: r.store}
		r.config.Store = faulty
		r.run(func(*bot.Hub) {
			synctest.Wait()
			faulty.set(errors.New("disk full"))
			r.platform.Say("alice", "hello")
			time.Sleep(time.Second)
			if n := r.platform.Acknowledged(); n != 0 {
				t.Errorf("%d messages acknowledged", n)
			}
			faulty.set(nil)
			time.Sleep(time.Second)
		})
		r.wantShown("alice", "re: hello")
	})

	inRig(t, "a message without a shopper belongs to its chat alone", func(t *testing.T, r *rig) {
		shoppers := map[string]bool{}
		r.manager.hook = func(_ context.Context, _ conversation.State, m conversation.Message, _ *conversation.Turn) error {
			if m.At.IsZero() {
				t.Error("the message has no time")
			}
			shoppers[m.Shopper] = true
			return nil
		}
		r.run(func(*bot.Hub) {
			for _, chat := range []string{"alice", "bob"} {
				r.platform.Deliver(conversation.Message{Delivery: chat, From: conversation.Address{Chat: chat}})
				synctest.Wait()
			}
		})
		if diff := cmp.Diff(map[string]bool{"paper:alice": true, "paper:bob": true}, shoppers); diff != "" {
			t.Error(diff)
		}
	})

	inRig(t, "a message without a delivery id or a chat is refused", func(t *testing.T, r *rig) {
		nameless := &nameless{Adapter: bottest.NewPlatform("nameless").Connect()}
		r.config.Adapters = []bot.Adapter{nameless}
		r.run(func(*bot.Hub) { synctest.Wait() })
		if len(nameless.errs) != 2 || nameless.errs[0] == nil || nameless.errs[1] == nil {
			t.Errorf("deliver returned %v, want two errors", nameless.errs)
		}
	})
}

// nameless is an adapter that forgets what names a message.
type nameless struct {
	bot.Adapter
	errs []error
}

func (a *nameless) Run(ctx context.Context, deliver func(context.Context, conversation.Message) error) error {
	a.errs = append(a.errs,
		deliver(ctx, conversation.Message{From: conversation.Address{Chat: "x"}}),
		deliver(ctx, conversation.Message{Delivery: "1"}))
	return nil
}
