package conversation_test

import "testing"

// TestNoTwoRepliesInARowOpenAlike: the first recommendation opens with the agreed
// sentence.
func TestNoTwoRepliesInARowOpenAlike(t *testing.T) {
	for _, c := range []struct {
		lang, first string
		messages    []string
	}{
		{"zh", "根据您的需求，我为您推荐以下商品：", []string{"男士衬衫", "要蓝色的", "白色的", "颜色不限", "长袖的", "短袖的", "棉的", "裤子", "连衣裙", "你好", "你好", "谢谢", "谢谢", "谢谢", "再见", "再见"}},
		{"en", "Based on what you told me, I recommend:", []string{"men's shirts", "in blue", "in white", "any colour is fine", "long-sleeved", "short-sleeved", "cotton", "trousers", "dresses", "hello", "hello", "thanks", "thanks", "thanks", "bye", "bye"}},
	} {
		t.Run(c.lang, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			last := ""
			for i, text := range c.messages {
				lead := shopper.say(t, text).Reply.Lead
				if i == 0 && lead != c.first {
					t.Errorf("the first recommendation opens with %q, not with the agreed sentence", lead)
				}
				if lead == last {
					t.Errorf("%q is answered with %q, as the message before", text, lead)
				}
				last = lead
			}
		})
	}
}

// TestTheSameMessageIsAnsweredInTheSameWords: handled again after a crash.
func TestTheSameMessageIsAnsweredInTheSameWords(t *testing.T) {
	c := builtinShop(t).chat()
	c.say(t, "hello")
	c.say(t, "hello")
	again := c.message("hello")
	var texts []string
	for range 2 {
		turn, err := c.shop.Handle(t.Context(), c.state, again)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, turn.Reply.Text)
	}
	if texts[0] != texts[1] {
		t.Errorf("answered with %q and then with %q", texts[0], texts[1])
	}
}
