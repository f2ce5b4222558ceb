package llm

import (
	"fmt"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// shoppersKept bounds the shoppers whose use is remembered: one who was out of
// sight while so many others asked starts anew. The bound of the day holds anyhow.
const shoppersKept = 1 << 16

// budget counts the tokens of a day.
type budget struct {
	shopper, all int // the bounds; 0 means none

	mu    sync.Mutex
	day   time.Time
	used  int
	useOf *lru.Cache[string, int]
}

func newBudget(shopper, all int) (*budget, error) {
	useOf, err := lru.New[string, int](shoppersKept)
	if err != nil {
		return nil, fmt.Errorf("count the tokens of shoppers: %w", err)
	}
	return &budget{shopper: shopper, all: all, useOf: useOf}, nil
}

// reserve takes tokens for a request, or returns ErrBudget and takes none. What it
// took is corrected, as soon as it is known what was used, by calling settle, once.
func (b *budget) reserve(shopper string, tokens int) (settle func(used int), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	if b.all > 0 && b.used+tokens > b.all {
		return nil, fmt.Errorf("%w: the shop's, of %d tokens", ErrBudget, b.all)
	}
	if use, _ := b.useOf.Get(shopper); b.shopper > 0 && use+tokens > b.shopper {
		return nil, fmt.Errorf("%w: the shopper's, of %d tokens", ErrBudget, b.shopper)
	}
	b.add(shopper, tokens)
	day := b.day
	return func(used int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.turn()
		if b.day.Equal(day) { // else midnight has wiped the reservation
			used -= tokens
		}
		b.add(shopper, used)
	}, nil
}

// turn begins a new day at midnight UTC.
func (b *budget) turn() {
	if today := time.Now().UTC().Truncate(24 * time.Hour); !today.Equal(b.day) {
		b.day, b.used = today, 0
		b.useOf.Purge()
	}
}

func (b *budget) add(shopper string, tokens int) {
	b.used = max(0, b.used+tokens)
	use, _ := b.useOf.Get(shopper)
	b.useOf.Add(shopper, max(0, use+tokens))
}

// estimate guesses the tokens of texts, rather too many than too few for the
// vocabularies of today: one for four bytes of ASCII or for another character.
func estimate(texts ...string) int {
	ascii, others := 0, 0
	for _, text := range texts {
		for _, r := range text {
			if r < 0x80 {
				ascii++
			} else {
				others++
			}
		}
	}
	return (ascii+3)/4 + others
}
