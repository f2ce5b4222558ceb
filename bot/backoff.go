package bot

import (
	"math/rand/v2"
	"sync"
	"time"
)

const (
	firstBackoff   = time.Second
	longestBackoff = 5 * time.Minute
)

// backoff returns how long to wait after a failure that followed the given
// number of others: twice as long each time up to a cap, and between half and
// all of that, so that those who failed together do not return together.
func backoff(failures int) time.Duration {
	d := longestBackoff
	if failures < 9 { // 1 s doubled nine times is beyond the cap
		d = min(firstBackoff<<failures, longestBackoff)
	}
	return d/2 + rand.N(d/2)
}

// backoffs remembers failures by key, until a restart.
type backoffs struct {
	mu     sync.Mutex
	failed map[string]failure
}

type failure struct {
	times int
	until time.Time
}

// due reports whether the key may be tried at the given time.
func (b *backoffs) due(key string, at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !at.Before(b.failed[key].until)
}

func (b *backoffs) fail(key string, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil {
		b.failed = map[string]failure{}
	}
	times := b.failed[key].times
	b.failed[key] = failure{times: times + 1, until: at.Add(backoff(times))}
}

func (b *backoffs) clear(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.failed, key)
}
