package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/shopguide/shopguide/conversation"
)

// dialect is how lines look.
type dialect interface {
	// opening is what the shopper sees first.
	opening() []byte
	// reply returns the bytes that show r.
	reply(r conversation.Reply) ([]byte, error)
	// failure returns the bytes that say, in lang, that the message of the
	// delivery could not be stored.
	failure(delivery, lang string) ([]byte, error)
	// ends reports whether the shopper leaves by saying text.
	ends(text string) bool
}

// lines takes one turn a line and shows each reply once it comes.
type lines struct {
	cfg      Config
	composer *composer
	dialect  dialect
	open     *unanswered
	broken   chan error // holds the first failure of Out

	writing sync.Mutex
}

func newLines(cfg Config, d dialect) *lines {
	return &lines{
		cfg:      cfg,
		composer: newComposer(cfg),
		dialect:  d,
		open:     newUnanswered(),
		broken:   make(chan error, 1),
	}
}

// Run implements face. It returns the failure of Out, if it failed: a reply that
// can't be shown stays with the Hub for the next run.
func (l *lines) Run(ctx context.Context, deliver deliverFunc) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	var broken error
	watching.Go(func() {
		select {
		case broken = <-l.broken:
			cancel()
		case <-ctx.Done():
		}
	})
	err := l.converse(ctx, deliver)
	cancel()
	watching.Wait()
	if broken != nil {
		return broken
	}
	return err
}

func (l *lines) converse(ctx context.Context, deliver deliverFunc) error {
	if err := l.write(l.dialect.opening()); err != nil {
		return err
	}
	if err := l.read(ctx, deliver); err != nil {
		return err
	}
	l.open.wait(ctx)
	return nil
}

// read delivers each line up to the end of In.
func (l *lines) read(ctx context.Context, deliver deliverFunc) error {
	in, release := interruptible(ctx, l.cfg.In)
	defer release()
	reader := newLineReader(in)
	for {
		text, err := reader.next()
		switch {
		case ctx.Err() != nil, errors.Is(err, io.EOF), err == nil && l.dialect.ends(text):
			return nil
		case err != nil:
			return fmt.Errorf("console: read the shopper's messages: %w", err)
		}
		if err := l.turn(ctx, text, deliver); err != nil {
			return err
		}
	}
}

// turn delivers one message or tells the shopper that it couldn't, after the
// replies to the messages before.
func (l *lines) turn(ctx context.Context, text string, deliver deliverFunc) error {
	m := l.composer.message(text)
	l.open.add(m.Delivery)
	err := deliver(ctx, m)
	if err == nil {
		return nil
	}
	l.open.remove(m.Delivery)
	l.open.wait(ctx)
	if ctx.Err() != nil {
		return nil
	}
	l.cfg.Log.ErrorContext(ctx, "console: a message was not stored", "delivery", m.Delivery, "error", err)
	b, err := l.dialect.failure(m.Delivery, l.cfg.Lang)
	if err != nil {
		return fmt.Errorf("console: say that a message was not stored: %w", err)
	}
	return l.write(b)
}

// Send implements face.
func (l *lines) Send(_ context.Context, r conversation.Reply) error {
	b, err := l.dialect.reply(r)
	if err != nil {
		return fmt.Errorf("console: show the reply to %s: %w", r.Delivery, err)
	}
	if err := l.write(b); err != nil {
		return err
	}
	l.open.remove(r.Delivery)
	return nil
}

// Typing implements face. A line, once written, can't be taken back, so that
// nothing is shown.
func (l *lines) Typing() (stop func()) { return func() {} }

// Stream implements face, and shows nothing for the same reason.
func (l *lines) Stream(string) {}

func (l *lines) write(b []byte) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if len(b) == 0 {
		return nil
	}
	if _, err := l.cfg.Out.Write(b); err != nil {
		err = fmt.Errorf("console: write to the output (is it closed, or its disk full?): %w", err)
		select {
		case l.broken <- err:
		default:
		}
		return err
	}
	return nil
}
