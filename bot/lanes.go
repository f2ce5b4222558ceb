package bot

import (
	"sync"

	"github.com/shopguide/shopguide/conversation"
)

// lanes runs work for chats: never twice at a time for one chat, and always
// once more after a wake. A chat without work costs nothing.
type lanes struct {
	work func(chat conversation.Address) // does all that there is to do, and returns
	busy *sync.WaitGroup                 // counts the lanes that run

	mu    sync.Mutex
	woken map[conversation.Address]bool // the lanes that run; true when woken meanwhile
}

func newLanes(busy *sync.WaitGroup, work func(conversation.Address)) *lanes {
	return &lanes{work: work, busy: busy, woken: map[conversation.Address]bool{}}
}

// wake makes sure that work for the chat begins after this call.
func (l *lanes) wake(chat conversation.Address) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, runs := l.woken[chat]; runs {
		l.woken[chat] = true
		return
	}
	l.woken[chat] = false
	l.busy.Go(func() { l.run(chat) })
}

func (l *lanes) run(chat conversation.Address) {
	for {
		l.work(chat)
		if l.rest(chat) {
			return
		}
	}
}

// rest ends the chat's lane unless it was woken meanwhile.
func (l *lanes) rest(chat conversation.Address) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.woken[chat] {
		l.woken[chat] = false
		return false
	}
	delete(l.woken, chat)
	return true
}
