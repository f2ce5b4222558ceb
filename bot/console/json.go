package console

import (
	"bytes"
	"encoding/json"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
)

// jsonLines shows each reply as one JSON object on a line.
type jsonLines struct{}

// record is that object. Its lists are never null, and its keys are always
// there save export and error.
type record struct {
	Text        string                    `json:"text"`
	Lang        string                    `json:"lang"`
	Acts        []string                  `json:"acts"`
	Items       []answer.Card             `json:"items"`
	Choices     []button                  `json:"choices"`
	Preferences []conversation.Preference `json:"preferences"`
	Slate       string                    `json:"slate"`
	ReplyTo     string                    `json:"reply_to"` // the delivery that it answers
	Export      *conversation.Export      `json:"export,omitempty"`
	Error       bool                      `json:"error,omitempty"`
}

// button is a choice with the number that picks it.
type button struct {
	Number int `json:"number"`
	answer.Choice
}

func (jsonLines) opening() []byte { return nil }

func (jsonLines) reply(r conversation.Reply) ([]byte, error) {
	return encode(record{
		Text:        r.Text,
		Lang:        r.Lang,
		Acts:        r.Acts,
		Items:       r.Items,
		Choices:     buttons(r.Choices, len(r.Items)+1),
		Preferences: r.Preferences,
		Slate:       r.Slate,
		ReplyTo:     r.Delivery,
		Export:      exportWithLists(r.Export),
	})
}

func (jsonLines) failure(delivery, lang string) ([]byte, error) {
	return encode(record{Text: wordsIn(lang).NotStored, Lang: lang, ReplyTo: delivery, Error: true})
}

func (jsonLines) ends(string) bool { return false }

// buttons numbers the choices from first on, as the terminal shows them.
func buttons(choices []answer.Choice, first int) []button {
	all := make([]button, len(choices))
	for i, c := range choices {
		all[i] = button{Number: first + i, Choice: c}
	}
	return all
}

func encode(r record) ([]byte, error) {
	r.Acts, r.Items, r.Choices, r.Preferences = list(r.Acts), list(r.Items), list(r.Choices), list(r.Preferences)
	return marshal(r, "")
}

// marshal returns v as JSON and a line end. It leaves <, > and & as they are:
// the output is no web page.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// exportWithLists returns e with empty lists for those that are nil.
func exportWithLists(e *conversation.Export) *conversation.Export {
	if e == nil {
		return nil
	}
	c := *e
	c.Messages, c.Reactions = list(e.Messages), list(e.Reactions)
	c.Slates = make([]feedback.Slate, len(e.Slates))
	for i, s := range e.Slates {
		s.Constraints, s.Items = list(s.Constraints), list(s.Items)
		c.Slates[i] = s
	}
	return &c
}

// list returns s, empty in place of nil.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
