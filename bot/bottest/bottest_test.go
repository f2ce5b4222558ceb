package bottest_test

import (
	"testing"

	"github.com/shopguide/shopguide/bot/bottest"
)

func TestPlatform(t *testing.T) {
	bottest.Adapter(t, func(*testing.T) bottest.Harness {
		p := bottest.NewPlatform("paper")
		return bottest.Harness{
			Connect:      p.Connect,
			Chats:        []string{"alice", "bob", "carol"},
			Say:          func(chat, text string) { p.Say(chat, text) },
			Shown:        func(chat string) string { return bottest.Page(p.Shown(chat)) },
			Acknowledged: p.Acknowledged,
			HangUp:       p.HangUp,
		}
	})
}
