// Package bot connects chat platforms with the conversation manager: adapters
// translate, the Hub makes every accepted message count exactly once.
//
// A message is accepted when it is stored, and then neither lost nor handled
// twice, whatever happens to the process. Its reply is shown at least once. It
// is shown again in one case only: the process dies after the platform has
// taken the reply and before the Hub has marked it as sent. Chat platforms offer
// no idempotency key that would close this window.
package bot

import (
	"context"

	"github.com/shopguide/shopguide/conversation"
)

// Adapter translates between one chat platform and the conversation.
//
// Run receives until ctx ends or the platform has no more to say, and calls
// deliver for each message; it acknowledges a message to its platform only after
// deliver returned nil, which means that the message is stored. When deliver
// fails the message is not stored and Run must offer it again or tell the
// sender. Run owns the goroutines it starts and returns after they ended; it
// returns nil at a regular end and never ctx.Err().
//
// Send shows one reply; the Hub calls it in order for each chat, at the same
// time for different chats, and after Run has returned for what is answered
// last. An error means not shown: the Hub tries again. A PermanentError is not
// tried again.
//
// bottest.Adapter is the suite that every implementation passes.
type Adapter interface {
	Name() string
	Run(ctx context.Context, deliver func(context.Context, conversation.Message) error) error
	Send(ctx context.Context, to conversation.Address, r conversation.Reply) (Receipt, error)
}

// Receipt is the platform's name for what was sent, "" if it gives none.
type Receipt string

// Typer is an Adapter that can show that an answer is being prepared. Typing
// returns at once; the sign ends with the next Send to the chat or when stop is called.
type Typer interface {
	Typing(to conversation.Address) (stop func())
}

// Streamer is an Adapter that can show an answer while it is written. Stream shows
// text in the place of what it showed before, and returns at once. It is a preview,
// which ends with the next Send to the chat: what was sent is what was said, and it
// may have other words.
type Streamer interface {
	Stream(to conversation.Address, text string)
}

// PermanentError is a failure to send that trying again cannot mend.
type PermanentError struct{ Err error }

func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *PermanentError) Unwrap() error { return e.Err }
