// Package bottest is the conformance suite that every bot.Adapter passes.
package bottest

import (
	"testing"

	"github.com/shopguide/shopguide/bot"
)

// Harness is one stand-in of a chat platform, and the adapters connected to it.
// Each test opens its own. Its functions may be called from many goroutines.
type Harness struct {
	// Connect returns a new adapter on the platform, as a process does when it
	// starts. The adapter before it, if any, has stopped.
	Connect func() bot.Adapter

	// Chats are the names, as in conversation.Address, of the chats in which the
	// platform's user can speak: one for a platform that has just one, else two or more.
	Chats []string

	// Say types text into a chat as the platform's user. It does not wait for the
	// adapter: what is said while the adapter is busy or absent waits on the
	// platform.
	Say func(chat, text string)

	// Shown returns all that the user of the chat has seen from the adapter so
	// far, oldest first: texts, cards and the labels of buttons.
	Shown func(chat string) string

	// Acknowledged counts the messages that the adapter acknowledged to the
	// platform. It is nil for a platform without acknowledgements.
	Acknowledged func() int

	// HangUp ends the conversation from the platform's side once all that was
	// said has been read: the end of a console's input. It is nil for a platform
	// that never ends.
	HangUp func()

	// Close stops the platform after the adapter has stopped, and waits for the
	// goroutines of the stand-in; nil if it has none.
	Close func()

	// LongestText is the most characters that the platform's user can send in one
	// message; 0 means no limit. What the adapter sends has no limit in any case:
	// an adapter cuts a long reply into several messages.
	LongestText int
}

// Adapter runs the suite. The open function starts a fresh platform; texts that
// the suite says have no line breaks, so that a platform that reads lines can
// carry them.
//
// The suite answers each delivered message with a reply, as the Hub does, so an
// adapter may wait for the answer to one message before it reads the next.
func Adapter(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("delivers what the user says", func(t *testing.T) { testDelivers(t, open) })
	t.Run("acknowledges what is stored", func(t *testing.T) { testAcknowledges(t, open) })
	t.Run("shows replies", func(t *testing.T) { testShows(t, open) })
	t.Run("carries hostile text", func(t *testing.T) { testHostile(t, open) })
	t.Run("ends", func(t *testing.T) { testEnds(t, open) })
}
