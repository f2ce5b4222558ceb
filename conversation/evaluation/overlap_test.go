package evaluation

import (
	"math"
	"testing"
)

func TestKeywordF1(t *testing.T) {
	type dialogue struct{ gold, understood []string }
	for _, c := range []struct {
		name      string
		dialogues []dialogue
		want      float64
	}{
		{"words match without case and plural", []dialogue{{[]string{"Desk Lamps"}, []string{"desk", "lamp"}}}, 1},
		{"Chinese matches by pairs of characters", []dialogue{{[]string{"护眼台灯"}, []string{"台灯"}}}, 2.0 / 4},
		{"a word counts once, however often it is said", []dialogue{{[]string{"lamp", "lamp"}, []string{"lamp lamp", "red"}}}, 2.0 / 3},
		{"long dialogues weigh more than short ones", []dialogue{
			{[]string{"a b c d"}, []string{"a b c d"}},
			{[]string{"e"}, []string{"f"}},
		}, 8.0 / 10},
		{"nothing understood is 0", []dialogue{{[]string{"lamp"}, nil}}, 0},
		{"nothing to understand is 0", []dialogue{{nil, nil}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var o overlap
			for _, d := range c.dialogues {
				o.add(d.gold, d.understood)
			}
			if got := o.f1(); math.Abs(got-c.want) > 1e-9 {
				t.Errorf("got %.4f, want %.4f", got, c.want)
			}
		})
	}
}
