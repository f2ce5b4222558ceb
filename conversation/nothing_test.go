package conversation_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wayOut is how many products a shopper can go through one after the other from here.
func (c *chat) wayOut(t *testing.T, say, more string) int {
	t.Helper()
	var seen []string
	for turn := c.say(t, say); ; turn = c.say(t, more) {
		fresh := 0
		for _, item := range turn.Reply.Items {
			if group := c.shop.row(item.ID).Group(); !slices.Contains(seen, group) {
				seen = append(seen, group)
				fresh++
			}
		}
		if fresh == 0 {
			return len(seen)
		}
	}
}

// TestEachWayOutShowsExactlyWhatItCounts: whichever is pressed, by its number or by
// its words.
func TestEachWayOutShowsExactlyWhatItCounts(t *testing.T) {
	for _, c := range []struct {
		wish, more string
		two        bool // it takes two wishes to give way
	}{
		{"men's sweaters under 100", "show me others", false},
		{"男士毛衣 100以内", "换一批", false},
		{"purple waterproof jackets under 300", "show me others", false},
		{"紫色防水夹克，300以内", "换一批", false},
		{"sneakers around 500", "show me others", false},
		{"500左右的运动鞋", "换一批", false},
		{"a red men's wool coat under 50", "show me others", true},
		{"红色男士羊毛大衣，50以内", "换一批", true},
		{"purple men's hiking boots under 300", "show me others", true},
		{"紫色男士登山鞋 300以内", "换一批", true},
	} {
		t.Run(c.wish, func(t *testing.T) {
			begun := builtinShop(t).chat()
			reply := begun.say(t, c.wish).Reply
			if len(reply.Items) > 0 || len(reply.Choices) == 0 {
				t.Fatalf("answered with %d items and %d ways out: %s", len(reply.Items), len(reply.Choices), reply.Text)
			}
			for i, choice := range reply.Choices {
				if two := strings.ContainsAny(choice.Say, ",，"); two != c.two {
					t.Errorf("%q gives up two wishes: %v, want %v", choice.Say, two, c.two)
				}
				for _, say := range []string{choice.Say, strconv.Itoa(i + 1)} {
					pressed := *begun
					if n := pressed.wayOut(t, say, c.more); n != choice.Count {
						t.Errorf("%q shows %d products in all, and counted %d", choice.Say, n, choice.Count)
					}
				}
			}
		})
	}
}
