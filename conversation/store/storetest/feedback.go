package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
)

func (s suite) feedback(t *testing.T) {
	vote := func(product string, position int, v feedback.Value, minute int) feedback.Reaction {
		return feedback.Reaction{Slate: "s1", Product: product, Position: position, Value: v, At: noon.Add(time.Duration(minute) * time.Minute)}
	}
	tests := []struct {
		name  string
		votes []feedback.Reaction
		want  []feedback.Reaction
	}{
		{"a vote is joined to its slate", []feedback.Reaction{vote("p2", 2, feedback.Up, 1)}, []feedback.Reaction{vote("p2", 2, feedback.Up, 1)}},
		{
			"the last vote on an item counts",
			[]feedback.Reaction{vote("p1", 1, feedback.Up, 1), vote("p2", 2, feedback.Up, 2), vote("p1", 1, feedback.Down, 3)},
			[]feedback.Reaction{vote("p2", 2, feedback.Up, 2), vote("p1", 1, feedback.Down, 3)},
		},
		{"a withdrawn vote is gone", []feedback.Reaction{vote("p1", 1, feedback.Up, 1), vote("p1", 1, feedback.Withdrawn, 2)}, nil},
		{"the position is where the item was shown", []feedback.Reaction{vote("p2", 7, feedback.Up, 1)}, []feedback.Reaction{vote("p2", 2, feedback.Up, 1)}},
		{"a vote on an item that was not shown is dropped", []feedback.Reaction{vote("p9", 1, feedback.Up, 1)}, nil},
		{"a vote on an unknown slate is dropped", []feedback.Reaction{{Slate: "s9", Product: "p1", Position: 1, Value: feedback.Up, At: noon}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := s.fresh(t)
			w.say(said(alice, "1", "shirts"), func(turn *conversation.Turn) { turn.Slate = slate("s1", alice) })
			for i, v := range test.votes {
				w.say(said(alice, string(rune('a'+i)), "vote"), func(turn *conversation.Turn) {
					turn.Reactions = []feedback.Reaction{v}
				})
			}
			w.reopen()
			got := w.exported("shopper alice")
			if diff := cmp.Diff(test.want, got.Reactions); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]feedback.Slate{*slate("s1", alice)}, got.Slates); diff != "" {
				t.Error(diff)
			}
		})
	}
}
