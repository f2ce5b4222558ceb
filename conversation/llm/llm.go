// Package llm asks a language model over HTTP, through langchaingo, behind a
// deadline, retries, a circuit breaker and a budget, and returns nothing that is
// not whole.
//
// Models are asked for text alone, never for tool calls: langchaingo corrupts
// those where several are streamed at once.
package llm

import (
	"encoding/json"
	"errors"
)

// The errors of Complete that a caller can tell apart. Any other is that of
// Request.Sentence, that of the caller's context, or wants the operator.
var (
	// ErrBudget says that the shopper, or the shop, has used up the tokens of the
	// day. Nothing was asked.
	ErrBudget = errors.New("the budget for the language model is used up until midnight UTC")
	// ErrUnavailable says that the model is away, too slow or too busy, and that no
	// part of an answer came.
	ErrUnavailable = errors.New("the language model is unavailable")
	// ErrCut says that an answer began and did not come to its end.
	ErrCut = errors.New("the language model's answer was cut off")
	// ErrMalformed says that an answer is none to what was asked: no JSON object for
	// a Schema, a tool call, nothing at all.
	ErrMalformed = errors.New("the language model's answer is malformed")
)

// Role is who speaks a Message.
type Role string

// The roles.
const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one message of a conversation with a model.
type Message struct {
	Role Role
	Text string
}

// Schema is the form that a reply must have: a JSON schema of an object, under a
// name of letters, digits, _ and -. It guides the model, where the server can by
// force: Complete checks that the answer is a JSON object, and no more.
type Schema struct {
	Name string
	JSON json.RawMessage
}

// Request asks a model to go on with a conversation.
type Request struct {
	Shopper string // whose budget pays
	// System instructs the model. Put what is the same in all requests first, and
	// what is the shopper's into Messages: caches of prompts go by the beginning.
	System    string
	Messages  []Message // at least one, none empty, the last the user's
	Schema    *Schema   // nil for prose
	MaxTokens int       // of the answer; 0 means 1,024
	// Sentence, if set, is called with each whole sentence of prose, Chinese or
	// English, as it comes, with the space that follows; put together they are
	// Response.Text. Its error ends the completion and is returned. It is not called
	// where there is a Schema.
	//
	// Before it was called, a failed request is made again, or made of the fallback;
	// afterwards, the shopper may have seen the sentence, and Complete fails.
	Sentence func(string) error
}

// Usage counts tokens. Cached are those of Input that the server had in its cache.
type Usage struct{ Input, Cached, Output int }

// Response is what a model answered: prose, or one JSON object.
type Response struct {
	Text  string
	Usage Usage
	Model string // as configured
}
