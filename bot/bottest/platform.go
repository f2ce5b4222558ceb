package bottest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
)

// Platform is a chat platform in memory, and the reference for an adapter: the
// fake for tests of what lies above adapters. It passes the suite, so it
// cannot drift from what real adapters do.
type Platform struct {
	// OnSend, if set, sees each reply first; its error is Send's.
	OnSend func(to conversation.Address, r conversation.Reply) error

	name string

	mu           sync.Mutex
	said         int
	unread       []conversation.Message // not acknowledged
	acknowledged int
	shown        map[string][]conversation.Reply
	over         bool
	news         chan struct{} // holds one token when there may be something to read
}

// NewPlatform returns a platform whose adapter has the given name.
func NewPlatform(name string) *Platform {
	return &Platform{name: name, shown: map[string][]conversation.Reply{}, news: make(chan struct{}, 1)}
}

// Say types text into a chat as its shopper and returns the delivery id.
func (p *Platform) Say(chat, text string) (delivery string) {
	p.mu.Lock()
	p.said++
	m := conversation.Message{
		Delivery: strconv.Itoa(p.said), From: conversation.Address{Adapter: p.name, Chat: chat},
		Shopper: "shopper " + chat, Text: text, Language: "en", At: time.Now(),
	}
	p.mu.Unlock()
	p.Deliver(m)
	return m.Delivery
}

// Deliver puts a message of the caller's making on the platform, or one that
// was delivered before, as platforms do when they are in doubt.
func (p *Platform) Deliver(m conversation.Message) {
	p.mu.Lock()
	p.unread = append(p.unread, m)
	p.mu.Unlock()
	p.tell()
}

// Shown returns the replies that the chat's user has seen, oldest first.
func (p *Platform) Shown(chat string) []conversation.Reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.shown[chat])
}

// Acknowledged counts the messages that the adapter acknowledged.
func (p *Platform) Acknowledged() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.acknowledged
}

// HangUp ends the adapter's Run once all messages are acknowledged.
func (p *Platform) HangUp() {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.tell()
}

// Connect returns a new adapter on the platform.
func (p *Platform) Connect() bot.Adapter { return &paper{p} }

func (p *Platform) tell() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// paper is the adapter of a Platform.
type paper struct{ platform *Platform }

func (a *paper) Name() string { return a.platform.name }

func (a *paper) Run(ctx context.Context, deliver func(context.Context, conversation.Message) error) error {
	for ctx.Err() == nil {
		m, over := a.platform.oldest()
		switch {
		case over:
			return nil
		case m == nil:
			select {
			case <-a.platform.news:
			case <-ctx.Done():
			}
		case deliver(ctx, *m) == nil:
			a.platform.acknowledge()
		default:
			select {
			case <-time.After(10 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}
	return nil
}

func (p *Platform) oldest() (m *conversation.Message, over bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.unread) == 0 {
		return nil, p.over
	}
	first := p.unread[0]
	return &first, false
}

func (p *Platform) acknowledge() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unread = p.unread[1:]
	p.acknowledged++
}

func (a *paper) Send(_ context.Context, to conversation.Address, r conversation.Reply) (bot.Receipt, error) {
	p := a.platform
	if p.OnSend != nil {
		if err := p.OnSend(to, r); err != nil {
			return "", err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown[to.Chat] = append(p.shown[to.Chat], r)
	return bot.Receipt(fmt.Sprintf("%s/%d", to.Chat, len(p.shown[to.Chat]))), nil
}

// Page writes replies one below the other, as a user reads them.
func Page(replies []conversation.Reply) string {
	var page strings.Builder
	for _, r := range replies {
		fmt.Fprintln(&page, strings.Join(facts(r), "\n"))
	}
	return page.String()
}
