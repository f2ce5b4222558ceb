// Package conversation is the manager of a shopping conversation: it takes a
// message and the state of a chat and returns the reply and the new state.
package conversation

import (
	"time"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
)

// Address is where a chat takes place.
type Address struct {
	Adapter string `json:"adapter"`
	Chat    string `json:"chat"`
}

// Message is one delivery from a chat. Adapter and Delivery together are its
// identity: delivered again, it is dropped.
type Message struct {
	Delivery string    `json:"delivery"` // the platform's name of the delivery
	From     Address   `json:"from"`
	Shopper  string    `json:"shopper"`            // who speaks; the same in each of the shopper's chats
	Text     string    `json:"text"`               // as received, however broken
	Language string    `json:"language,omitempty"` // the platform's hint: "zh", "en" or ""
	At       time.Time `json:"at"`
}

// Reply is what an adapter shows. Everything in it is in Lang.
type Reply struct {
	Delivery    string          `json:"delivery"` // of the message it answers
	Text        string          `json:"text"`     // the whole reply as text
	Lead        string          `json:"lead"`     // the part of Text before the list of items
	Closing     string          `json:"closing"`  // and the part after it
	Lang        string          `json:"lang"`
	Acts        []string        `json:"acts"` // what the message was understood to do
	Items       []answer.Card   `json:"items"`
	Choices     []answer.Choice `json:"choices"`
	Preferences []Preference    `json:"preferences"` // in force after the turn
	Slate       string          `json:"slate,omitempty"`
	Export      *Export         `json:"export,omitempty"` // only in answer to /export
}

// Preference is one wish in force, as shown by /prefs.
type Preference struct {
	Number    int    `json:"number"` // "/prefs drop 2" drops number 2
	Attribute string `json:"attribute"`
	Text      string `json:"text"`    // "colour: blue or navy"
	Source    string `json:"source"`  // the shopper's words and when they were said
	Lasting   bool   `json:"lasting"` // remembered in later sessions
}

// Export is all that is stored about a shopper.
type Export struct {
	Shopper   string              `json:"shopper"`
	Profile   Profile             `json:"profile"`
	Messages  []Exchange          `json:"messages"`
	Slates    []feedback.Slate    `json:"slates"`
	Reactions []feedback.Reaction `json:"reactions"`
}

// Exchange is one message of a shopper and the text that answered it.
type Exchange struct {
	At    time.Time `json:"at"`
	Chat  Address   `json:"chat"`
	Text  string    `json:"text"`
	Reply string    `json:"reply,omitempty"`
}

// Effect is a change in another system. It is committed with the turn under its
// key, carried out afterwards, and its result returns as a Message.
type Effect struct {
	Key  string `json:"key"` // idempotency key: the same effect is never carried out twice
	Kind string `json:"kind"`
	Body string `json:"body"` // JSON, as the kind defines it
}

// Turn is the outcome of handling one message. The Hub commits it whole or not
// at all.
type Turn struct {
	State     State
	Reply     Reply
	Slate     *feedback.Slate // nil when nothing was shown
	Reactions []feedback.Reaction
	Effects   []Effect
	Forget    bool // erase everything stored about the shopper, this message included
}
