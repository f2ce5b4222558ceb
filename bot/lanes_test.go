package bot

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/shopguide/shopguide/conversation"
)

func TestLanes(t *testing.T) {
	alice, bob := conversation.Address{Chat: "alice"}, conversation.Address{Chat: "bob"}

	// start returns lanes whose work waits for its chat's token, and counts it.
	start := func() (l *lanes, busy *sync.WaitGroup, tokens map[conversation.Address]chan struct{}, worked map[conversation.Address]int) {
		tokens = map[conversation.Address]chan struct{}{alice: make(chan struct{}), bob: make(chan struct{})}
		worked, busy = map[conversation.Address]int{}, new(sync.WaitGroup)
		return newLanes(busy, func(chat conversation.Address) {
			<-tokens[chat]
			worked[chat]++
		}), busy, tokens, worked
	}

	for _, test := range []struct {
		name  string
		wakes int // while the first work is under way
		want  int
	}{
		{"one wake is one work", 0, 1},
		{"a wake during work is one more work", 1, 2},
		{"many wakes during work are one more work", 5, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, busy, tokens, worked := start()
				l.wake(alice)
				synctest.Wait()
				for range test.wakes {
					l.wake(alice)
				}
				close(tokens[alice])
				busy.Wait()
				if worked[alice] != test.want {
					t.Errorf("worked %d times, want %d", worked[alice], test.want)
				}
				if len(l.woken) != 0 {
					t.Errorf("%d lanes are left", len(l.woken))
				}
			})
		})
	}

	t.Run("a chat does not wait for another", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			l, busy, tokens, worked := start()
			l.wake(alice)
			l.wake(bob)
			close(tokens[bob])
			synctest.Wait()
			if worked[bob] != 1 || worked[alice] != 0 {
				t.Errorf("worked %v, want once for bob", worked)
			}
			close(tokens[alice])
			busy.Wait()
		})
	})
}
