package bottest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func testDelivers(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("as it was said, in order, each under its own delivery id", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		said := []string{"hello", "便宜一点的", "the second one", "the second one"}
		for _, text := range said {
			h.Say(h.Chats[0], text)
		}
		got := s.messages(len(said))
		ids := map[string]bool{}
		for i, m := range got {
			if m.Text != said[i] {
				t.Errorf("message %d reads %q, want %q", i+1, m.Text, said[i])
			}
			if want := (conversation.Address{Adapter: s.adapter.Name(), Chat: h.Chats[0]}); m.From != want {
				t.Errorf("message %d is from %v, want %v", i+1, m.From, want)
			}
			if m.Delivery == "" || ids[m.Delivery] {
				t.Errorf("message %d has delivery id %q, which is empty or not its own", i+1, m.Delivery)
			}
			if m.Shopper == "" || m.Shopper != got[0].Shopper {
				t.Errorf("message %d is from shopper %q, after %q", i+1, m.Shopper, got[0].Shopper)
			}
			if m.At.IsZero() {
				t.Errorf("message %d does not say when it was said", i+1)
			}
			ids[m.Delivery] = true
		}
	})

	t.Run("from the chat in which it was said", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		for _, chat := range h.Chats {
			h.Say(chat, "from "+chat)
		}
		for _, m := range s.messages(len(h.Chats)) {
			if m.Text != "from "+m.From.Chat {
				t.Errorf("%q arrives from chat %q", m.Text, m.From.Chat)
			}
		}
	})

	t.Run("under new delivery ids after a restart", func(t *testing.T) {
		h := platform(t, open)
		ids := map[string]bool{}
		for range 2 {
			s := run(t, h.Connect(), nil)
			h.Say(h.Chats[0], "hello again")
			m := s.messages(1)[0]
			if ids[m.Delivery] {
				t.Errorf("delivery id %q is used again", m.Delivery)
			}
			ids[m.Delivery] = true
			if h.Acknowledged != nil {
				s.until("the message is acknowledged", func() bool { return h.Acknowledged() == len(ids) })
			}
			if err := s.end(); err != nil {
				t.Fatalf("Run: %v", err)
			}
		}
	})
}

func testAcknowledges(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("not before it is stored", func(t *testing.T) {
		h := platform(t, open)
		if h.Acknowledged == nil {
			t.Skip("the platform has no acknowledgements")
		}
		s := run(t, h.Connect(), func(s *session) {
			s.watch = func(conversation.Message) {
				if n := h.Acknowledged(); n != 0 {
					t.Errorf("%d messages are acknowledged and none is stored", n)
				}
			}
		})
		h.Say(h.Chats[0], "hello")
		s.messages(1)
		s.until("the message is acknowledged", func() bool { return h.Acknowledged() == 1 })
	})

	t.Run("and offers again what is not, or tells its sender", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), func(s *session) {
			s.refuse = func(conversation.Message) error {
				if len(s.offered) > 1 {
					return nil
				}
				if h.Acknowledged != nil && h.Acknowledged() != 0 {
					t.Error("a message is acknowledged and not stored")
				}
				return errFull
			}
		})
		before := h.Shown(h.Chats[0])
		h.Say(h.Chats[0], "keep this")
		s.until("the message is offered again, or its sender told", func() bool {
			return len(s.delivered) > 0 || len(s.offered) > 0 && h.Shown(h.Chats[0]) != before
		})
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.delivered) > 0 && (s.delivered[0].Text != "keep this" || s.delivered[0].Delivery != s.offered[0].Delivery) {
			t.Errorf("%+v was refused and is offered again as %+v", s.offered[0], s.delivered[0])
		}
	})
}

func testShows(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("text, items and choices, in both languages", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		h.Say(h.Chats[0], "shirts")
		m := s.messages(1)[0]
		for _, reply := range []conversation.Reply{english, chinese} {
			reply.Delivery = m.Delivery
			if _, err := s.adapter.Send(t.Context(), m.From, reply); err != nil {
				t.Fatalf("Send: %v", err)
			}
			seen := h.Shown(h.Chats[0])
			for _, want := range facts(reply) {
				if !strings.Contains(visible(seen), visible(want)) {
					t.Errorf("%q is not shown in\n%s", want, seen)
				}
			}
		}
	})

	t.Run("that come after its end, as the Hub finishes what was accepted", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		h.Say(h.Chats[0], "bye")
		m := s.messages(1)[0]
		if err := s.end(); err != nil {
			t.Fatalf("Run: %v", err)
		}
		reply := conversation.Reply{Delivery: m.Delivery, Text: "Goodbye, then.", Lang: "en"}
		if _, err := s.adapter.Send(t.Context(), m.From, reply); err != nil {
			t.Fatalf("Send: %v", err)
		}
		if seen := h.Shown(h.Chats[0]); !strings.Contains(visible(seen), visible(reply.Text)) {
			t.Errorf("%q is not shown in\n%s", reply.Text, seen)
		}
	})

	t.Run("in several chats at the same time", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		var all sync.WaitGroup
		for _, chat := range h.Chats {
			all.Go(func() {
				for i := range 5 {
					to := conversation.Address{Adapter: s.adapter.Name(), Chat: chat}
					reply := conversation.Reply{Delivery: fmt.Sprint(chat, i), Lang: "en", Text: fmt.Sprintf("Answer %d for %s.", i, chat)}
					if _, err := s.adapter.Send(t.Context(), to, reply); err != nil {
						t.Errorf("Send: %v", err)
					}
				}
			})
		}
		all.Wait()
		for _, chat := range h.Chats {
			rest := h.Shown(chat)
			for i := range 5 {
				want := fmt.Sprintf("Answer %d for %s.", i, chat)
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is missing or out of order in\n%s", want, h.Shown(chat))
				}
				rest = after
			}
		}
	})
}

func testHostile(t *testing.T, open func(t *testing.T) Harness) {
	for name, text := range hostile {
		t.Run(name+" from the user arrives as it was sent", func(t *testing.T) {
			h := platform(t, open)
			text := text
			if n := h.LongestText; n > 0 && utf8.RuneCountInString(text) > n {
				text = string([]rune(text)[:n])
			}
			s := run(t, h.Connect(), nil)
			h.Say(h.Chats[0], text)
			if got := s.messages(1)[0].Text; got != text {
				t.Errorf("%d bytes arrive as %d: %.80q, want %.80q", len(text), len(got), got, text)
			}
		})

		t.Run(name+" to the user is shown whole", func(t *testing.T) {
			h := platform(t, open)
			s := run(t, h.Connect(), nil)
			h.Say(h.Chats[0], "show me")
			m := s.messages(1)[0]
			reply := conversation.Reply{Delivery: m.Delivery, Text: text, Lang: "en"}
			if _, err := s.adapter.Send(t.Context(), m.From, reply); err != nil {
				t.Fatalf("Send: %v", err)
			}
			seen := h.Shown(h.Chats[0])
			if !utf8.ValidString(seen) {
				t.Errorf("what is shown is not UTF-8: %.80q", seen)
			}
			if !strings.Contains(visible(seen), visible(text)) {
				t.Errorf("%.80q… is shown as %.160q…", text, seen)
			}
		})
	}
}

func testEnds(t *testing.T, open func(t *testing.T) Harness) {
	t.Run("with its context, and leaves nothing running", func(t *testing.T) {
		h := platform(t, open)
		s := run(t, h.Connect(), nil)
		h.Say(h.Chats[0], "hello")
		s.messages(1)
		if err := s.end(); err != nil {
			t.Errorf("Run: %v, want nil at a regular end", err)
		}
	})

	t.Run("at once with a context that has ended", func(t *testing.T) {
		h := platform(t, open)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := &session{t: t, adapter: h.Connect(), stop: cancel, ended: make(chan struct{})}
		go func() {
			defer close(s.ended)
			s.err = s.adapter.Run(ctx, func(context.Context, conversation.Message) error { return errFull })
		}()
		if err := s.wait(); err != nil {
			t.Errorf("Run: %v, want nil at a regular end", err)
		}
	})

	t.Run("when the platform hangs up, after the last word", func(t *testing.T) {
		h := platform(t, open)
		if h.HangUp == nil {
			t.Skip("the platform never hangs up")
		}
		s := run(t, h.Connect(), nil)
		for i := range 3 {
			h.Say(h.Chats[0], fmt.Sprint("word ", i))
		}
		h.HangUp()
		if err := s.wait(); err != nil {
			t.Errorf("Run: %v, want nil at a regular end", err)
		}
		s.messages(3)
	})
}

// hostile holds no line breaks and no spaces at the ends, which platforms trim.
var hostile = map[string]string{
	"emoji":              "👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣",
	"right-to-left":      "مرحبا بالعالم abc שלום",
	"control characters": "a\x01b\x1b[31mc\x1b]0;title\x07d\x7fe",
	"markup":             "<b>&amp; *bold* _it_ `code` [x](y) {\"json\": 1} \\ %s",
	"4,000 characters":   strings.Repeat("很长的一句话吗", 571) + "end",
	"100,000 characters": strings.Repeat("很长的一句话吗", 14285) + "final",
}

var (
	stock   = 2
	english = conversation.Reply{
		Text: "Two shirts for you.\n1. Linen shirt\n2. Oxford shirt\nShall I look for others?",
		Lead: "Two shirts for you.", Closing: "Shall I look for others?", Lang: "en", Acts: []string{"find"}, Slate: "s1",
		Items: []answer.Card{
			{ID: "p1", Position: 1, Title: "Linen shirt", Price: catalog.Money{Minor: 2990, Currency: "USD"}, Stock: &stock, StockText: "Only 2 left", Why: "light for summer"},
			{ID: "p2", Position: 2, Title: "Oxford shirt", Price: catalog.Money{Minor: 4150, Currency: "USD"}, StockText: "In stock", Why: "easy to iron"},
		},
		Choices: []answer.Choice{{Label: "Cheaper", Say: "cheaper"}, {Label: "In blue", Say: "in blue", Count: 3}},
	}
	chinese = conversation.Reply{
		Text: "根据您的需求，我为您推荐以下商品：\n1. 亚麻衬衫\n要看看别的吗？",
		Lead: "根据您的需求，我为您推荐以下商品：", Closing: "要看看别的吗？", Lang: "zh", Acts: []string{"find"}, Slate: "s2",
		Items: []answer.Card{
			{ID: "p1", Position: 1, Title: "亚麻衬衫", Price: catalog.Money{Minor: 19900, Currency: "CNY"}, Stock: &stock, StockText: "仅剩2件", Why: "夏天穿着凉快"},
		},
		Choices: []answer.Choice{{Label: "便宜一点的", Say: "便宜一点的"}},
	}
)

// facts returns what a user must be able to read of a reply: its text, or the
// cards between what leads to them and what closes.
func facts(r conversation.Reply) []string {
	all := []string{r.Text}
	if len(r.Items) > 0 {
		all = []string{r.Lead, r.Closing}
	}
	for _, card := range r.Items {
		all = append(all, card.Title, card.Price.Format(r.Lang), card.Why, card.StockText)
	}
	for _, choice := range r.Choices {
		all = append(all, choice.Label)
	}
	return all
}

// visible drops what does not show: spaces, which an adapter may wrap at, and
// control and format characters, which it may take out.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.C, r) {
			return -1
		}
		return r
	}, s)
}
