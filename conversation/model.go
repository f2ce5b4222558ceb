package conversation

import (
	"context"

	"github.com/shopguide/shopguide/conversation/llm"
)

// Model is a language model. Complete honours ctx and the contract of
// llm.Request; what it returns is believed in nothing. *llm.Client is one, and
// the tests have others that lie.
type Model interface {
	Complete(ctx context.Context, r llm.Request) (llm.Response, error)
}
