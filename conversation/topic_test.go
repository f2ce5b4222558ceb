package conversation_test

import (
	"strings"
	"testing"
)

// TestAnotherNeedIsAnotherTopic: who tells of a need that what is looked for does not
// meet has turned to something else; who says more of the same has not.
func TestAnotherNeedIsAnotherTopic(t *testing.T) {
	for _, c := range []struct {
		name, before, then string
		kept               bool
	}{
		{"a need in words after another", "下雨老是淋湿", "骑车手冷", false},
		{"a need in words after another", "always get soaked in the rain", "hands freeze when cycling", false},
		{"a need while another kind is looked for", "earbuds", "keep my coffee hot", false},
		{"a need while another kind is looked for", "耳机", "骑车手冷", false},
		{"a gift with a budget after films", "films", "a gift under 200", false},
		{"a gift with a budget after films", "电影", "送礼，200以内", false},
		{"more of the same thing", "gloves", "hands freeze when cycling", true},
		{"more of the same thing", "手套", "骑车手冷", true},
		{"a quality", "earbuds", "a quiet one", true},
		{"a quality", "耳机", "要静音的", true},
		{"a use", "earbuds", "for running", true},
		{"a use", "耳机", "跑步用的", true},
	} {
		t.Run(c.name+": "+c.then, func(t *testing.T) {
			chat := builtinShop(t).chat()
			first := chat.say(t, c.before).State.Ledger.Constraints[0]
			kept := false
			for _, wish := range chat.say(t, c.then).State.Ledger.Constraints {
				kept = kept || wish.Attribute == first.Attribute && strings.Contains(wish.Words, first.Words)
			}
			if kept != c.kept {
				t.Errorf("after %q the wish for %q is kept: %v", c.then, c.before, kept)
			}
		})
	}
}
