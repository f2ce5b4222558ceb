package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/shopguide/shopguide/conversation/llm"
)

// Model is a language model. Complete honours ctx and the contract of
// llm.Request; what it returns is believed in nothing. *llm.Client is one, and
// the tests have others that lie.
type Model interface {
	Complete(ctx context.Context, r llm.Request) (llm.Response, error)
}

const (
	callsPerTurn = 2
	// patience is how long a turn waits for its model to say anything.
	patience = 8 * time.Second
	// telling is how long a model that has begun may go on.
	telling = 12 * time.Second
)

// errCalls says that a turn has asked its model as often as it may.
var errCalls = errors.New("the turn has used up its calls of the language model")

// complete asks the model within the turn's patience. After a failure the turn
// does without the model.
func (t *turn) complete(ctx context.Context, r llm.Request) (llm.Response, error) {
	if t.calls == callsPerTurn {
		return llm.Response{}, errCalls
	}
	if t.calls == 0 {
		t.deadline = time.Now().Add(patience)
	}
	t.calls++
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := time.AfterFunc(time.Until(t.deadline), func() { cancel(context.DeadlineExceeded) })
	defer late.Stop()
	if check := r.Sentence; check != nil {
		r.Sentence = func(s string) error {
			err := check(s)
			if err == nil {
				late.Reset(telling)
			}
			return err
		}
	}
	r.Shopper = t.message.Shopper
	response, err := t.model.Complete(ctx, r)
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil && !isRefusal(err) {
		t.calls = callsPerTurn
		t.log.Warn("the language model did not help; rules and templates answer alone", "error", err)
	}
	return response, err
}
