package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation"
)

// TestForgettingDoesNotUnlockOrders: who guesses cannot begin anew with /forget.
func TestForgettingDoesNotUnlockOrders(t *testing.T) {
	const tries = 5
	for _, c := range []struct{ lang, proof, locked string }{
		{"en", "order LT20261107, e-mail %s@example.com", "Too many attempts"},
		{"zh", "订单LT20261107，邮箱%s@example.com", "多次核对"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			ask := func(name string) string { return shopper.say(t, fmt.Sprintf(c.proof, name)).Reply.Text }
			for i := range tries - 1 {
				if got := ask(fmt.Sprintf("wrong%d", i)); strings.Contains(got, c.locked) {
					t.Fatalf("wrong try %d is answered with %q", i+1, got)
				}
			}
			if turn := shopper.say(t, "/forget"); !turn.Forget {
				t.Fatal("nothing is forgotten")
			}
			if got := ask("wrong"); !strings.Contains(got, c.locked) {
				t.Errorf("wrong try %d, after /forget, is answered with %q", tries, got)
			}
			shopper.say(t, "/forget")
			if got := ask("lin.mei"); !strings.Contains(got, c.locked) {
				t.Errorf("the right pair is answered with %q, want that the lock still holds", got)
			}
			shopper.now = shopper.now.Add(time.Hour)
			if got := ask("lin.mei"); !strings.Contains(got, "LT20261107") {
				t.Errorf("an hour later the right pair is answered with %q", got)
			}
		})
	}
}

// TestEachRequestForAPersonIsAnEffectOfItsOwn: the store carries out what has the
// same key only once.
func TestEachRequestForAPersonIsAnEffectOfItsOwn(t *testing.T) {
	c := builtinShop(t).chat()
	request := c.message("a person please")
	keyOf := func(s conversation.State, m conversation.Message) string {
		t.Helper()
		turn, err := c.shop.Handle(t.Context(), s, m)
		if err != nil {
			t.Fatal(err)
		}
		if len(turn.Effects) != 1 || turn.Effects[0].Kind != conversation.HandOff {
			t.Fatalf("%q has the effects %v, want one hand-off", m.Text, turn.Effects)
		}
		c.state = turn.State
		return turn.Effects[0].Key
	}
	first := keyOf(c.state, request)
	if again := keyOf(conversation.State{}, request); again != first {
		t.Errorf("handled again, the request has the key %q, not %q", again, first)
	}
	if second := keyOf(c.state, c.message("转人工")); second == first {
		t.Errorf("two requests have the key %q", first)
	}
	elsewhere := request
	elsewhere.From.Adapter = "another"
	if other := keyOf(c.state, elsewhere); other == first {
		t.Errorf("two platforms' requests have the key %q", first)
	}
}

// TestASlateIsLoggedWithWhatWasAsked: in the shopper's own words, from which a
// learner can ask again.
func TestASlateIsLoggedWithWhatWasAsked(t *testing.T) {
	for _, c := range []struct {
		messages []string
		words    []string // in the query of the last slate
	}{
		{[]string{"men's shirts for summer"}, []string{"shirts", "summer"}},
		{[]string{"running shoes", "in blue"}, []string{"running", "shoes", "blue"}},
		{[]string{"夏季男士衬衫"}, []string{"夏季", "衬衫"}},
		{[]string{"跑步鞋", "要蓝色的"}, []string{"跑步鞋", "蓝色"}},
	} {
		t.Run(strings.Join(c.messages, " | "), func(t *testing.T) {
			shopper := builtinShop(t).chat()
			var turn conversation.Turn
			for _, text := range c.messages {
				turn = shopper.say(t, text)
			}
			if turn.Slate == nil {
				t.Fatalf("there is no slate: %s", turn.Reply.Text)
			}
			for _, word := range c.words {
				if !strings.Contains(turn.Slate.Query, word) {
					t.Errorf("the query is %q, without %q", turn.Slate.Query, word)
				}
			}
		})
	}
}

// TestAVoteIsAboutTheItemThatIsThenTalkedAbout: what follows without a subject is
// asked of the item that was voted on.
func TestAVoteIsAboutTheItemThatIsThenTalkedAbout(t *testing.T) {
	for _, c := range []struct{ find, vote, question string }{
		{"men's jackets", "👍2", "is it waterproof?"},
		{"men's jackets", "-3", "is it waterproof?"},
		{"男士夹克", "👍2", "它防水吗"},
		{"男士夹克", "👎3", "它防水吗"},
	} {
		t.Run(c.vote+" "+c.question, func(t *testing.T) {
			shopper := builtinShop(t).chat()
			shown := shopper.say(t, c.find).Reply.Items
			if len(shown) != 3 {
				t.Fatalf("%q shows %d items, want 3 to choose from", c.find, len(shown))
			}
			reactions := shopper.say(t, c.vote).Reactions
			if len(reactions) != 1 {
				t.Fatalf("%q is %d reactions", c.vote, len(reactions))
			}
			voted := shown[reactions[0].Position-1]
			about := shopper.say(t, c.question).Reply
			if !strings.Contains(about.Text, voted.Title) {
				t.Errorf("%q is answered with %q, want it to be about %s", c.question, about.Text, voted.Title)
			}
		})
	}
}

// TestAParcelThatIsLateIsSaidToBeLate, and not before its day is over.
func TestAParcelThatIsLateIsSaidToBeLate(t *testing.T) {
	expected := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ ask, sorry string }{
		{"where is order LT20261101? lin.mei@example.com", "I'm sorry that it hasn't"},
		{"订单LT20261101到哪了？lin.mei@example.com", "实在抱歉"},
	} {
		for at, late := range map[time.Time]bool{expected.Add(12 * time.Hour): false, expected.Add(36 * time.Hour): true} {
			shopper := builtinShop(t).chat()
			shopper.now = at
			if got := shopper.say(t, c.ask).Reply.Text; !strings.Contains(got, "LT20261101") || strings.Contains(got, c.sorry) != late {
				t.Errorf("at %v %q is answered with %q", at, c.ask, got)
			}
		}
	}
}

// TestTheVariantThatIsSaidIsTheOneThatIsSold: whoever takes an item in another colour is
// led to the page of that, and told where there is none.
func TestTheVariantThatIsSaidIsTheOneThatIsSold(t *testing.T) {
	for _, c := range []struct {
		wish, take string
		leads      map[string]string // colour → what the answer has
	}{
		{"leather handbags", "I'll take the first one in %s", map[string]string{"black": "-black", "tan": "-tan", "red": "doesn't come in red"}},
		{"真皮手提包", "就要第一个，%s的", map[string]string{"黑色": "-black", "棕黄色": "-tan", "红色": "没有红色"}},
	} {
		for colour, want := range c.leads {
			chat := builtinShop(t).chat()
			chat.say(t, c.wish)
			if got := chat.say(t, fmt.Sprintf(c.take, colour)).Reply.Text; !strings.Contains(got, want) {
				t.Errorf("%q leads to %q, want %q in it", colour, got, want)
			}
		}
	}
}
