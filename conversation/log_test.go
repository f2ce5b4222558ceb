package conversation_test

import (
	"testing"

	"github.com/shopguide/shopguide/conversation/feedback"
)

// TestASlateIsLoggedUnderThePolicyThatOrderedIt: an order by price is none of the
// ranking's making, and must not be learned from as if it were.
func TestASlateIsLoggedUnderThePolicyThatOrderedIt(t *testing.T) {
	for _, c := range []struct{ message, policy string }{
		{"phones", "default-1"}, {"手机", "default-1"},
		{"the cheapest phone", "price-1"}, {"最便宜的手机", "price-1"},
		{"the most expensive phone", "price-1"}, {"最贵的手机", "price-1"},
	} {
		turn := builtinShop(t).chat().say(t, c.message)
		if turn.Slate == nil {
			t.Errorf("%q shows nothing: %s", c.message, turn.Reply.Text)
		} else if turn.Slate.Policy != c.policy {
			t.Errorf("%q is logged under %s, want %s", c.message, turn.Slate.Policy, c.policy)
		}
	}
}

// TestUndoingAVoteLeavesTheSlateAsItWas: a vote on an item in an earlier slate says
// nothing of a later slate that shows the item again.
func TestUndoingAVoteLeavesTheSlateAsItWas(t *testing.T) {
	for _, find := range []string{"phones", "手机"} {
		shopper := builtinShop(t).chat()
		shopper.say(t, find)
		liked := shopper.say(t, "+1").Reactions[0]
		again := shopper.say(t, find).Slate
		position := ""
		for _, item := range again.Items {
			if item.Product == liked.Product {
				position = string(rune('0' + item.Position))
			}
		}
		if position == "" {
			t.Fatalf("the second slate for %q does not show the item again: this tests nothing", find)
		}
		shopper.say(t, "-"+position)
		undone := shopper.say(t, "/undo").Reactions
		if len(undone) != 1 || undone[0].Slate != again.ID || undone[0].Value != feedback.Withdrawn {
			t.Errorf("%q: undoing the vote on the later slate gives %+v, want it withdrawn", find, undone)
		}
	}
}
