// Package store keeps the state of conversations: the inbox, the turns, the
// outbox and the feedback log, all in SQL.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/conversation"
)

// ErrConflict says that the shopper's profile changed in another chat, or was
// forgotten there, while the turn was worked out: load again and handle again.
var ErrConflict = errors.New("the profile changed meanwhile")

// ErrHandled says that the work has been committed before. Nothing is applied
// twice: go on with the next.
var ErrHandled = errors.New("the message is handled already")

// Store is the durable memory of the Hub. Every method is one transaction: when
// it returns nil its effect survives a crash, when it fails nothing has changed.
// Methods may be called from many goroutines; the turns of one chat come from
// one at a time. storetest.Run is the suite that every implementation passes.
type Store interface {
	// Accept stores a message. It reports false for a delivery that is already
	// stored, handled or not.
	Accept(ctx context.Context, m conversation.Message) (fresh bool, err error)
	// Waiting returns the chats that have messages to handle.
	Waiting(ctx context.Context) ([]conversation.Address, error)
	// Next returns the oldest message of the chat that is not yet handled, with
	// the state to handle it in, or nil when there is none.
	Next(ctx context.Context, chat conversation.Address) (*Work, error)
	// Commit marks the work done and stores its turn: state, profile, slate,
	// reactions, effects, and the reply into the outbox. With turn.Forget all
	// that is stored of the shopper is erased first, in every chat, the messages included.
	// It returns ErrHandled for work that is done, and ErrConflict when the profile
	// is no longer the one that w holds. turn.State.Turn is one more than that of
	// w. A reply with nothing to show is not put into the outbox.
	Commit(ctx context.Context, w *Work, turn conversation.Turn) error
	// Fail counts a failed attempt at the work and keeps the reason for the operator.
	Fail(ctx context.Context, w *Work, reason error) error

	// Unsent returns the chats that have replies due at the given time.
	Unsent(ctx context.Context, at time.Time) ([]conversation.Address, error)
	// NextReply returns the oldest unsent reply of the chat if it is due, or nil.
	NextReply(ctx context.Context, chat conversation.Address, at time.Time) (*Outgoing, error)
	// Sent marks a reply as shown.
	Sent(ctx context.Context, id int64, receipt string) error
	// Postpone keeps a reply for a later try and counts the attempt.
	Postpone(ctx context.Context, id int64, until time.Time, reason error) error
	// Bury gives up on a reply; later replies of the chat go on.
	Bury(ctx context.Context, id int64, reason error) error

	// PendingEffects returns effects that have not been carried out, oldest first.
	PendingEffects(ctx context.Context, limit int) ([]PendingEffect, error)
	// Done marks an effect as carried out and accepts its result, if any, as a message.
	Done(ctx context.Context, key string, result *conversation.Message) error

	// Export returns all that is stored about a shopper.
	Export(ctx context.Context, shopper string) (conversation.Export, error)
	// Purge erases handled messages and sent replies older than the given time
	// and returns how many rows went. Delivery ids are kept, so that an old
	// delivery is still recognised.
	Purge(ctx context.Context, before time.Time) (int64, error)
	// Ping reports whether the store can be written to.
	Ping(ctx context.Context) error
	Close() error
}

// Work is one message to handle and the state to handle it in.
type Work struct {
	ID       int64
	Message  conversation.Message
	State    conversation.State
	Attempts int   // earlier ones that failed
	Version  int64 // of the shopper's profile
}

// Outgoing is one reply on its way.
type Outgoing struct {
	ID       int64
	To       conversation.Address
	Reply    conversation.Reply
	Attempts int
}

// PendingEffect is an effect with the chat that caused it.
type PendingEffect struct {
	conversation.Effect
	Chat    conversation.Address
	Shopper string
}
