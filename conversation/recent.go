package conversation

import (
	"slices"

	"github.com/shopguide/shopguide/conversation/llm"
	"github.com/shopguide/shopguide/conversation/service"
)

// Past is a turn gone by, as a model is told of it.
type Past struct {
	Text  string `json:"text"`
	Reply string `json:"reply"` // without the list of items
}

const (
	keptTurns = 4
	keptRunes = 300 // of each text
)

// remember keeps the texts of the turn for the model's next one. What is about an
// order, or a command, stays between the shopper and the shop.
func (t *turn) remember(lead string) {
	if t.model == nil {
		t.state.Recent = nil
		return
	}
	if t.out.Forget || t.isCommand() || t.aboutOrder() || service.Mentions(t.message.Text) || len(t.out.Effects) > 0 {
		return
	}
	recent := append(slices.Clone(t.state.Recent), Past{Text: shortened(t.text), Reply: shortened(lead)})
	t.state.Recent = recent[max(0, len(recent)-keptTurns):]
}

// history returns the last turns as messages.
func (s State) history() []llm.Message {
	var all []llm.Message
	for _, p := range s.Recent {
		if p.Text != "" && p.Reply != "" {
			all = append(all, llm.Message{Role: llm.User, Text: p.Text}, llm.Message{Role: llm.Assistant, Text: p.Reply})
		}
	}
	return all
}

func shortened(text string) string {
	if runes := []rune(text); len(runes) > keptRunes {
		return string(runes[:keptRunes]) + "…"
	}
	return text
}
