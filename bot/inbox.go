package bot

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation"
)

// longestText is the most characters of a message that are handled.
const longestText = 8000

// deliver stores a message and wakes its chat's lane; a delivery that is known
// is dropped. Nil means that the message is safe. A message that names no
// shopper is from the chat's own.
func (h *Hub) deliver(ctx context.Context, m conversation.Message) error {
	m, err := h.complete(m)
	if err != nil {
		return err
	}
	fresh, err := h.cfg.Store.Accept(ctx, m)
	if err != nil {
		return err
	}
	if fresh {
		h.wake(h.turns, m.From)
	}
	return nil
}

func (h *Hub) complete(m conversation.Message) (conversation.Message, error) {
	if m.Delivery == "" || m.From.Chat == "" {
		return m, fmt.Errorf("hub: a message from %s has no delivery id or no chat; its adapter must set both", m.From.Adapter)
	}
	if m.Shopper == "" {
		m.Shopper = m.From.Adapter + ":" + m.From.Chat
	}
	if m.At.IsZero() {
		m.At = h.cfg.Clock()
	}
	m.Text = cleanText(m.Text)
	return m, nil
}

// cleanText makes any text safe for what lies behind: bytes that are not UTF-8
// become U+FFFD, control characters other than newline and tab are removed, NUL
// among them, and what is longer than 8000 characters is cut between two of them.
func cleanText(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
	n := 0
	for i := range s {
		if n == longestText {
			return s[:i]
		}
		n++
	}
	return s
}
