package conversation

import (
	"slices"
	"time"

	"github.com/shopguide/shopguide/conversation/feedback"
)

// Said is something that was said to the shopper by another than the manager: a
// person of the shop, or an earlier bot.
type Said struct {
	Asked []string // attributes asked about
	Shown []string // product ids shown, in order
	At    time.Time
}

// Observe returns the state after something was said to the shopper: what was
// shown and asked counts as if the manager had done it.
func (m *Manager) Observe(s State, said Said) State {
	if len(said.Asked) > 0 {
		s.Asking = said.Asked[0]
	}
	if len(said.Shown) == 0 {
		return s
	}
	slate := &feedback.Slate{Policy: "observed", At: said.At}
	s.Seen = slices.Clone(s.Seen)
	for i, id := range said.Shown {
		slate.Items = append(slate.Items, feedback.Shown{Product: id, Position: i + 1})
		if p := m.engine.Product(id); p != nil && !slices.Contains(s.Seen, p.Group()) {
			s.Seen = append(s.Seen, p.Group())
		}
	}
	s.Slate, s.Focus = slate, ""
	return s
}
