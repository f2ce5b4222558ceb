package conversation_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// said is what generated shoppers say, by language.
var said = map[string][]string{
	"en": {
		"men's shirts", "a dress for my wife", "running shoes", "noise-cancelling headphones", "a laptop for work",
		"face cream", "a mystery novel", "a comedy film", "desk lamps", "kids' t-shirts", "a yoga mat", "tops",
		"under 300", "around 200", "between 100 and 500", "over 150", "under $40", "any price is fine",
		"in blue", "black or white", "not red", "no leather", "cotton please", "no polyester", "size L", "size 42",
		"for summer", "for winter", "waterproof", "something light for travel", "by Mubai", "new ones only",
		"something cheaper", "something better", "show me others", "I don't like the first one", "not these",
		"similar to the second one", "compare them", "does the second one come in blue?", "what material is it?",
		"how long does the battery of the first one last?", "I'll take the last one", "any colour is fine", "start over",
		"how do I return something?", "where is my order?", "LT20261105 liu.yang@example.com", "a person please",
		"something lighter", "bigger", "a brighter colour", "more formal", "the second one but in blue", "like 2 but waterproof", "between 1 and 3",
		"what goes with it?", "what shoes go with the first one?", "only in stock", "which is the cheapest?", "which one is lighter?", "which is the warmest?",
		"compare 1 and 2, and can I return them?", "thanks, and something cheaper", "one size up",
		"hello", "thanks", "what can you do?", "purple unicorn saddle", "do you have pictures?",
	},
	"zh": {
		"男士衬衫", "给老婆买条连衣裙", "跑步鞋", "降噪耳机", "办公用的笔记本电脑", "面霜", "推理小说", "喜剧电影", "台灯",
		"儿童T恤", "瑜伽垫", "上衣", "三百以内", "200左右", "100到500", "150以上", "40美元以内", "价格不限", "蓝色的",
		"黑色或者白色", "不要红色", "不要皮的", "要纯棉的", "不要涤纶", "L码", "42码", "夏天穿", "冬天用的", "防水的",
		"轻便一点，旅行用", "木白牌的", "要新款", "便宜一点的", "再高档一点", "换一批", "不喜欢第一件", "这些都不要",
		"和第二件差不多的", "比较一下", "第二件有蓝色吗", "它是什么材质", "第一款续航多久", "就要最后一件", "颜色不限",
		"重新开始", "怎么退货", "我的订单到哪了", "订单LT20261105，邮箱liu.yang@example.com", "转人工", "你好", "谢谢",
		"轻一点的", "大一点", "颜色亮一点", "再正式一点", "第二件，但是要蓝色的", "像2，但是要防水的", "1和3之间的", "配什么好", "第一件配什么鞋",
		"只要有货的", "哪个最便宜", "哪个更轻", "哪个最暖和", "比较一下1和2，另外能退货吗？", "谢谢，再便宜一点", "大一号",
		"你会什么", "紫色独角兽马鞍", "有图片吗",
	},
	"": {"+1", "-2", "👍", "👎3", "👍1 👎2", "1", "2", "3", "7", "/undo", "/prefs", "/prefs drop 1", "/why 2", "/help", "/start"},
}

// TestGeneratedConversations holds conversations of random wishes in one
// language and checks after each turn what must be true of any.
func TestGeneratedConversations(t *testing.T) {
	const conversations, turns = 40, 15
	s := builtinShop(t)
	for _, lang := range []string{"en", "zh"} {
		for seed := range uint64(conversations) {
			t.Run(fmt.Sprintf("%s %d", lang, seed), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(seed, 7))
				c := s.chat()
				for range turns {
					list := said[lang]
					if rng.IntN(4) == 0 {
						list = said[""]
					}
					c.checkedTurn(t, list[rng.IntN(len(list))], lang)
				}
			})
		}
	}
}

// checkedTurn says text and checks the turn. lang is the language of the chat,
// which numbers and commands keep.
func (c *chat) checkedTurn(t *testing.T, text, lang string) {
	t.Helper()
	before := roomy(c.state)
	begun := marshal(t, before)
	m := c.message(text)
	m.Language = lang
	turn, err := c.shop.Handle(t.Context(), before, m)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	outcome := marshal(t, turn) + marshal(t, turn.State)
	other := m
	other.Text, other.Delivery = said[lang][len(outcome)%len(said[lang])], "other"
	if _, err := c.shop.Handle(t.Context(), before, other); err != nil {
		t.Fatalf("%q: %v", other.Text, err)
	}
	if marshal(t, before) != begun {
		t.Errorf("%q changes the state that it began with", text)
	}
	if marshal(t, turn)+marshal(t, turn.State) != outcome {
		t.Errorf("%q shares memory with another turn from the same state, %q", text, other.Text)
	}
	again, err := c.shop.Handle(t.Context(), roomy(c.state), m)
	if err != nil || marshal(t, again)+marshal(t, again.State) != outcome {
		t.Errorf("%q, handled again, comes out differently: %v", text, err)
	}

	if turn.Reply.Lang != lang {
		t.Errorf("%q is answered in %q", text, turn.Reply.Lang)
	}
	c.checkReply(t, text, turn)
	c.checkSlate(t, text, turn)
	checkReactions(t, text, c.state, turn)
	c.state = stored(t, text, turn.State)
}

// roomy copies a state as it comes from the store, and gives its lists room to
// grow in place, where a turn that appends to them would be seen by another.
func roomy(s conversation.State) conversation.State {
	s.Seen = append(make([]string, 0, len(s.Seen)+9), s.Seen...)
	s.Refused = append(make([]string, 0, len(s.Refused)+9), s.Refused...)
	s.Asked = append(make([]string, 0, len(s.Asked)+9), s.Asked...)
	s.Undo = append(make([]conversation.Undo, 0, len(s.Undo)+9), s.Undo...)
	s.Ledger.Constraints = append(make([]preference.Constraint, 0, len(s.Ledger.Constraints)+9), s.Ledger.Constraints...)
	s.Profile.Constraints = append(make([]preference.Constraint, 0, len(s.Profile.Constraints)+9), s.Profile.Constraints...)
	return s
}

// stored returns the state as a store gives it back, and checks that nothing is lost.
func stored(t *testing.T, text string, s conversation.State) (back conversation.State) {
	t.Helper()
	for _, part := range []struct{ from, to any }{{s, &back}, {s.Profile, &back.Profile}} {
		b, err := json.Marshal(part.from)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, part.to); err != nil {
			t.Fatal(err)
		}
	}
	if marshal(t, back) != marshal(t, s) {
		t.Errorf("after %q the state does not survive being stored", text)
	}
	return back
}

// checkReply checks that what is shown exists and says what its row says.
func (c *chat) checkReply(t *testing.T, text string, turn conversation.Turn) {
	t.Helper()
	r := turn.Reply
	if strings.TrimSpace(r.Text) == "" || !utf8.ValidString(r.Text) || len(r.Acts) == 0 {
		t.Errorf("%q is answered with %q, acts %v", text, r.Text, r.Acts)
	}
	for _, apology := range []string{"something went wrong", "出了点问题"} {
		if strings.Contains(r.Text, apology) {
			t.Errorf("%q is answered with an apology", text)
		}
	}
	if len(r.Items) > 3 {
		t.Errorf("%q shows %d items", text, len(r.Items))
	}
	for _, card := range r.Items {
		p := c.shop.row(card.ID)
		if p == nil {
			t.Fatalf("%q shows %s, which does not exist", text, card.ID)
		}
		if card.Price != p.Pays() || card.Title != p.Text(r.Lang).Title || card.Availability != string(p.Availability) {
			t.Errorf("%q shows %s as %q, %s, %s; its row says otherwise", text, p.ID, card.Title, card.Price, card.Availability)
		}
		if onSlate := turn.State.Slate; onSlate != nil && (card.Position < 1 || card.Position > len(onSlate.Items) ||
			onSlate.Items[card.Position-1].Product != card.ID) {
			t.Errorf("%q shows %s as number %d, which means another item to the next message", text, card.ID, card.Position)
		}
	}
}

// checkSlate checks that a slate is logged as it is shown, and keeps every must.
func (c *chat) checkSlate(t *testing.T, text string, turn conversation.Turn) {
	t.Helper()
	slate := turn.Slate
	if slate == nil {
		if turn.Reply.Slate != "" {
			t.Errorf("%q names slate %s and logs none", text, turn.Reply.Slate)
		}
		return
	}
	if slate.ID != turn.Reply.Slate || turn.State.Slate == nil || turn.State.Slate.ID != slate.ID || slate.Lang != turn.Reply.Lang {
		t.Errorf("%q logs another slate than it names", text)
	}
	if len(slate.Items) != len(turn.Reply.Items) || len(slate.Items) == 0 {
		t.Fatalf("%q logs %d items and shows %d", text, len(slate.Items), len(turn.Reply.Items))
	}
	groups := map[string]bool{}
	for i, item := range slate.Items {
		if card := turn.Reply.Items[i]; item.Product != card.ID || item.Position != i+1 || card.Position != i+1 {
			t.Errorf("%q logs %s at %d and shows %s at %d", text, item.Product, item.Position, card.ID, card.Position)
		}
		if item.Propensity <= 0 || item.Propensity > 1 {
			t.Errorf("%q shows %s with propensity %v", text, item.Product, item.Propensity)
		}
		p := c.shop.row(item.Product)
		if groups[p.Group()] {
			t.Errorf("%q shows two variants of %s", text, p.Group())
		}
		groups[p.Group()] = true
		c.checkMusts(t, text, slate.Constraints, p)
	}
}

// checkMusts puts every must to the product's row.
func (c *chat) checkMusts(t *testing.T, text string, wishes []preference.Constraint, p *catalog.Product) {
	t.Helper()
	record := c.shop.engine.Record(p)
	record.Amount, record.Priced = p.Pays().Minor, !p.Pays().IsZero()
	musts, _ := preference.Conditions(wishes, c.shop.engine.Vocabulary().Expand)
	for _, condition := range musts {
		if condition.Check(record) == catalog.False {
			t.Errorf("%q shows %s, which breaks %s %s %v %d", text, p.ID, condition.Attribute, condition.Op, condition.Values, condition.Amount)
		}
	}
}

// checkReactions checks that reactions are to what the shopper has seen last.
func checkReactions(t *testing.T, text string, before conversation.State, turn conversation.Turn) {
	t.Helper()
	for _, r := range turn.Reactions {
		if text == "/undo" {
			continue // takes back a reaction to an earlier slate, too
		}
		if before.Slate == nil || r.Slate != before.Slate.ID || r.Position < 1 || r.Position > len(before.Slate.Items) ||
			before.Slate.Items[r.Position-1].Product != r.Product {
			t.Errorf("%q is taken as a reaction to %s at %d of %s, which is not shown", text, r.Product, r.Position, r.Slate)
		}
		if r.Value != feedback.Up && r.Value != feedback.Down {
			t.Errorf("%q is a vote of %d", text, r.Value)
		}
	}
}

// TestForgettingLeavesNothing: not in the state, and not by way of /undo.
func TestForgettingLeavesNothing(t *testing.T) {
	for _, messages := range [][]string{
		{"xylophonist wants men's shirts without silk", "+1", "something cheaper", "/forget"},
		{"木琴手想要男士衬衫，不要真丝", "+1", "便宜一点的", "/forget"},
	} {
		c := builtinShop(t).chat()
		var turn conversation.Turn
		for _, text := range messages {
			turn = c.say(t, text)
		}
		if !turn.Forget {
			t.Error("the store is not told to forget")
		}
		for _, word := range []string{"xylophonist", "木琴手", "silk", "shirt"} {
			if strings.Contains(marshal(t, c.state), word) {
				t.Errorf("%q is still in the state", word)
			}
		}
		if c.say(t, "/undo"); len(c.state.Ledger.Constraints)+len(c.state.Profile.Constraints) > 0 {
			t.Errorf("/undo brings back %v", c.state.Ledger.Constraints)
		}
	}
}
