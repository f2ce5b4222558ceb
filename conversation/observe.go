package conversation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopguide/shopguide/conversation/feedback"
)

// Said is something that was said to the shopper by another than the manager: a
// person of the shop, or an earlier bot.
type Said struct {
	Asked    []string // attributes asked about
	Proposed string   // what a yes to the question would say, in words, or ""
	Shown    []string // product ids shown, in order
	At       time.Time
}

// Rank returns the ids of the products that a chat's wish ranks highest, best
// first, at most n: the ranking behind a recommendation, also where the last
// message was answered in another way.
func (m *Manager) Rank(ctx context.Context, s State, n int) ([]string, error) {
	engine := m.shop.Load().engine
	found, err := engine.Search(ctx, query(engine, s))
	if err != nil {
		return nil, fmt.Errorf("rank: %w", err)
	}
	ids := make([]string, 0, n)
	for _, r := range found.Ranked[:min(n, len(found.Ranked))] {
		ids = append(ids, r.ID)
	}
	return ids, nil
}

// Observe returns the state after something was said to the shopper: what was
// shown and asked counts as if the manager had done it.
func (m *Manager) Observe(ctx context.Context, s State, said Said) (State, error) {
	s.Asking, s.Proposed = "", said.Proposed
	if len(said.Asked) > 0 {
		s.Asking = said.Asked[0]
		s.Asked = append(slices.Clone(s.Asked), said.Asked...)
	}
	if len(said.Shown) == 0 {
		return s, nil
	}
	slate := &feedback.Slate{Policy: "observed", At: said.At}
	s.Seen = slices.Clone(s.Seen)
	for i, id := range said.Shown {
		slate.Items = append(slate.Items, feedback.Shown{Product: id, Position: i + 1})
		p, err := m.shop.Load().engine.Product(ctx, id)
		if err != nil {
			return s, err
		}
		if p != nil && !slices.Contains(s.Seen, p.Group()) {
			s.Seen = append(s.Seen, p.Group())
		}
	}
	s.Slate, s.Focus = slate, ""
	return s, nil
}

// Unanswered returns the state as if the reply to the last message had not been
// sent: what was understood stays, what was shown and asked is as it was before.
func (s State) Unanswered(before State) State {
	s.Slate, s.Seen, s.Focus = before.Slate, before.Seen, before.Focus
	s.Choices, s.Asking, s.Asked = before.Choices, before.Asking, before.Asked
	return s
}
