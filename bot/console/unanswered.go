package console

import (
	"context"
	"sync"
)

// unanswered is the set of deliveries that wait for their reply.
type unanswered struct {
	mu      sync.Mutex
	ids     map[string]bool
	changed chan struct{} // has room for one: a change since the last look
}

func newUnanswered() *unanswered {
	return &unanswered{ids: map[string]bool{}, changed: make(chan struct{}, 1)}
}

func (u *unanswered) add(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.ids[id] = true
}

func (u *unanswered) remove(id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ids, id)
	select {
	case u.changed <- struct{}{}:
	default:
	}
}

// wait returns when no delivery waits any more, or ctx ends. One goroutine waits
// at a time.
func (u *unanswered) wait(ctx context.Context) {
	for !u.empty() {
		select {
		case <-u.changed:
		case <-ctx.Done():
			return
		}
	}
}

func (u *unanswered) empty() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.ids) == 0
}
