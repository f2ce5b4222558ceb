// Package evaluation replays recorded shopping dialogues through the manager and
// measures what it understood and would have recommended.
package evaluation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Dialogue is a recorded conversation of a shopper with another assistant.
type Dialogue struct {
	ID       string    `json:"id"`
	Lang     string    `json:"lang"`
	Messages []Message `json:"messages"`
	Relevant []string  `json:"relevant"` // ids of the products that met the wish; never shown to the manager
}

// Message is one message of a dialogue.
type Message struct {
	Role    role   `json:"role"`
	Content string `json:"content"`

	// Of a user: what people say the wish was, so far. Never shown to the manager.
	Keywords []string `json:"keywords"`

	// Of the assistant: what it asked about, in its own words, and the ids of the
	// products that it showed.
	Asked       []string `json:"asked"`
	Recommended []string `json:"recommended"`
}

type role string

const (
	user      role = "user"
	assistant role = "assistant"
)

// Read reads dialogues, one JSON object after the other.
func Read(r io.Reader) ([]Dialogue, error) {
	var all []Dialogue
	decoder := json.NewDecoder(r)
	for n := 1; ; n++ {
		var d Dialogue
		err := decoder.Decode(&d)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err == nil {
			err = d.check()
		}
		if err != nil {
			return nil, fmt.Errorf("dialogue %d: %w", n, err)
		}
		all = append(all, d)
	}
}

// check reports what keeps a dialogue from being replayed.
func (d Dialogue) check() error {
	turns := 0
	for i, m := range d.Messages {
		switch m.Role {
		case user:
			turns++
		case assistant:
		default:
			return fmt.Errorf("message %d: the role %q is neither %q nor %q", i+1, m.Role, user, assistant)
		}
	}
	if turns == 0 {
		return errors.New("the user says nothing")
	}
	return nil
}

// lastTurn returns the index of the user's last message.
func (d Dialogue) lastTurn() int {
	last := 0
	for i, m := range d.Messages {
		if m.Role == user {
			last = i
		}
	}
	return last
}

// keywords returns the last gold keywords of the dialogue.
func (d Dialogue) keywords() []string {
	var last []string
	for _, m := range d.Messages {
		if m.Role == user && len(m.Keywords) > 0 {
			last = m.Keywords
		}
	}
	return last
}
