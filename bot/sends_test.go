package bot_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
)

func TestHubSends(t *testing.T) {
	inRig(t, "a reply that fails is tried later, and those behind it keep their place", func(t *testing.T, r *rig) {
		var tries []time.Duration
		began := time.Now()
		r.platform.OnSend = func(_ conversation.Address, reply conversation.Reply) error {
			if reply.Text != "re: one" {
				return nil
			}
			if tries = append(tries, time.Since(began)); len(tries) < 4 {
				return errors.New("too many requests")
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			r.platform.Say("bob", "three")
			synctest.Wait()
			r.wantShown("alice")
			r.wantShown("bob", "re: three")
			time.Sleep(time.Minute)
		})
		r.wantShown("alice", "re: one", "re: two")
		if len(tries) != 4 {
			t.Fatalf("%d tries, want 4", len(tries))
		}
		for i, least := range []time.Duration{time.Second / 2, time.Second, 2 * time.Second} {
			if waited := tries[i+1] - tries[i]; waited < least || waited > 2*least+time.Second {
				t.Errorf("try %d came %v after the one before, want %v to %v and at most a poll", i+2, waited, least, 2*least)
			}
		}
	})

	inRig(t, "a reply that fails eight times is given up", func(t *testing.T, r *rig) {
		tries := 0
		r.platform.OnSend = func(_ conversation.Address, reply conversation.Reply) error {
			if reply.Text == "re: one" {
				tries++
				return errors.New("away")
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			time.Sleep(3 * time.Minute)
		})
		r.wantShown("alice", "re: two")
		if tries != 8 {
			t.Errorf("%d tries, want 8", tries)
		}
	})

	inRig(t, "a permanent error, or a panic of the adapter, does not stop the chat", func(t *testing.T, r *rig) {
		tries := 0
		r.platform.OnSend = func(_ conversation.Address, reply conversation.Reply) error {
			switch reply.Text {
			case "re: one":
				tries++
				return &bot.PermanentError{Err: errors.New("chat not found")}
			case "re: two":
				panic("nil pointer")
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			r.platform.Say("alice", "three")
			time.Sleep(3 * time.Minute)
		})
		r.wantShown("alice", "re: three")
		if tries != 1 {
			t.Errorf("%d tries after a permanent error, want 1", tries)
		}
	})

	inRig(t, "a slow platform does not hold up the turns of its chat", func(t *testing.T, r *rig) {
		release := make(chan struct{})
		r.platform.OnSend = func(conversation.Address, conversation.Reply) error {
			<-release
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			synctest.Wait()
			if turn := r.state("alice").Turn; turn != 2 {
				t.Errorf("%d turns are handled while the first reply is on its way, want 2", turn)
			}
			close(release)
			synctest.Wait()
		})
		r.wantShown("alice", "re: one", "re: two", "re: ") // the last to the look at the state
	})

	inRig(t, "a reply that was shown and could not be marked is not shown again", func(t *testing.T, r *rig) {
		faulty := &faultyStore{Store: r.store}
		r.config.Store = faulty
		r.platform.OnSend = func(_ conversation.Address, reply conversation.Reply) error {
			if reply.Text == "re: one" {
				faulty.set(errors.New("disk full"))
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			time.Sleep(5 * time.Second)
			faulty.set(nil)
			time.Sleep(5 * time.Second)
			r.platform.Say("alice", "two")
			synctest.Wait()
		})
		r.wantShown("alice", "re: one", "re: two")
	})

	inRig(t, "a reply that the platform takes after the drain is over is marked all the same", func(t *testing.T, r *rig) {
		r.platform.OnSend = func(conversation.Address, conversation.Reply) error {
			time.Sleep(time.Minute)
			return nil
		}
		for _, text := range []string{"one", "two"} {
			r.run(func(*bot.Hub) {
				r.platform.Say("alice", text)
				synctest.Wait()
			})
		}
		r.wantShown("alice", "re: one", "re: two")
	})

	inRig(t, "replies that were not sent are sent by the next run", func(t *testing.T, r *rig) {
		r.platform.OnSend = func(conversation.Address, conversation.Reply) error { return errors.New("away") }
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			synctest.Wait()
		})
		r.wantShown("alice")
		r.platform.OnSend = nil
		r.run(func(*bot.Hub) { time.Sleep(time.Minute) })
		r.wantShown("alice", "re: one", "re: two")
	})
}
