package conversation_test

import (
	"slices"
	"testing"

	"github.com/shopguide/shopguide/conversation"
)

// TestASizeOfAnotherSystemIsOfWhomItIsFor: for the
// shopper again, it is no longer that of the woman before.
func TestASizeOfAnotherSystemIsOfWhomItIsFor(t *testing.T) {
	for _, messages := range [][2]string{
		{"a scarf for my girlfriend", "running shoes, US 8, for me"}, {"送女朋友的围巾", "给我自己买跑鞋，美码8"},
	} {
		chat := builtinShop(t).chat()
		chat.say(t, messages[0])
		if got := chat.say(t, messages[1]).State.Ledger.Values("size"); !slices.Equal(got, []string{"41", "39"}) {
			t.Errorf("%q asks for size %q, want a man's and a woman's", messages[1], got)
		}
	}
}

// TestPeopleHaveWishesOfTheirOwn: what the shopper wears is nothing to another, what was
// said for another stays theirs, and both come back with whom it is for.
func TestPeopleHaveWishesOfTheirOwn(t *testing.T) {
	for _, c := range []struct {
		lang                                   string
		mine, thing, hers, mumsSize, me, again string
	}{
		{"en", "a shirt in size L", "a sweater under 300", "for my mum", "size S", "a shirt for me", "for my mum"},
		{"zh", "L码的衬衫", "300以内的毛衣", "给我妈买", "S码", "给我自己买件衬衫", "给我妈买"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			chat := builtinShop(t).chat()
			wishes := func(text string) (attributes []string, turn conversation.Turn) {
				t.Helper()
				turn = chat.say(t, text)
				for _, p := range turn.Reply.Preferences {
					attributes = append(attributes, p.Attribute)
				}
				slices.Sort(attributes)
				return attributes, turn
			}
			want := func(text string, attributes ...string) conversation.State {
				t.Helper()
				got, turn := wishes(text)
				if !slices.Equal(got, attributes) {
					t.Fatalf("after %q there are wishes for %q, want %q", text, got, attributes)
				}
				return turn.State
			}
			want(c.mine, "product_type", "size")
			want(c.thing, "price", "product_type", "size")
			if s := want(c.hers, "age_group", "gender", "price", "product_type"); s.For != "mother" {
				t.Errorf("the wish is for %q", s.For)
			}
			s := want(c.mumsSize, "age_group", "gender", "price", "product_type", "size")
			if len(s.Profile.Constraints) != 1 || s.Profile.Constraints[0].Values[0] != "L" || len(s.Profile.People["mother"]) != 1 {
				t.Errorf("what lasts is %+v", s.Profile)
			}
			if s = want(c.me, "product_type", "size"); s.For != "" || s.Ledger.Values("product_type")[0] != "shirts" {
				t.Errorf("back to the shopper the wish is %+v for %q", s.Ledger, s.For)
			}
			want(c.again, "age_group", "gender", "price", "product_type", "size")
			if s = chat.say(t, "/forget").State; len(s.Profile.People) > 0 || len(s.Wishes) > 0 || s.For != "" {
				t.Errorf("not forgotten: %+v", s)
			}
		})
	}
}

// TestWhatIsAllowedAgainIsDeclinedNoLonger: not even in what lasts.
func TestWhatIsAllowedAgainIsDeclinedNoLonger(t *testing.T) {
	for _, messages := range [][2]string{
		{"a backpack, not nylon", "ok, nylon is fine"}, {"双肩包，不要尼龙的", "尼龙的也行"},
	} {
		chat := builtinShop(t).chat()
		if got := chat.say(t, messages[0]).State.Profile.Constraints; len(got) != 1 {
			t.Fatalf("after %q lasts %v, want what is declined", messages[0], got)
		}
		if got := chat.say(t, messages[1]).State.Profile.Constraints; len(got) != 0 {
			t.Errorf("after %q still lasts %v", messages[1], got)
		}
	}
}

// TestWhoComesBackFindsTheirOwnWish: jackets for another have nothing of the budget that
// the shopper's own had.
func TestWhoComesBackFindsTheirOwnWish(t *testing.T) {
	for _, messages := range [][]string{
		{"men's jackets under 800", "sneakers", "Something for my wife", "back to the jackets"},
		{"800以内的男士夹克", "运动鞋", "给我老婆买点什么", "说回夹克"},
	} {
		chat := builtinShop(t).chat()
		var turn conversation.Turn
		for _, m := range messages {
			turn = chat.say(t, m)
		}
		if got := turn.State.Ledger; got.Has("price") || !got.Has("product_type") || turn.State.For == "" {
			t.Errorf("%q leads to %v for %q", messages, got, turn.State.For)
		}
	}
}
