// Package llm puts language models behind guards.
package llm

import "encoding/json"

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

// Schema is the form that a reply must have: a JSON schema under a name.
type Schema struct {
	Name string
	JSON json.RawMessage
}

// Request asks a model to go on with a conversation.
type Request struct {
	Shopper   string // whose budget pays
	System    string
	Messages  []Message
	Schema    *Schema // nil for prose
	MaxTokens int
	// Sentence, if set, is called with each whole sentence as it comes. Its error
	// ends the completion and is returned.
	Sentence func(string) error
}

// Usage counts tokens.
type Usage struct{ Input, Cached, Output int }

// Response is what a model answered.
type Response struct {
	Text  string
	Usage Usage
	Model string
}
