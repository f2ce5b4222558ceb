package preference_test

import (
	"testing"

	"github.com/shopguide/shopguide/conversation/preference"
)

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		name, text, rest string
		agrees           bool
	}{
		{"a yes", "Yes", "", true},
		{"a Chinese yes", "是的", "", true},
		{"a yes and a wish", "OK, it is for gaming", "it is for gaming", true},
		{"a Chinese yes and a wish", "好的，要黑色", "要黑色", true},
		{"a sentence ends", "Sure. Not too big!", "Not too big!", true},
		{"a wish that begins with a yes", "ok for gaming", "", false},
		{"a word that begins alike", "right-handed", "", false},
		{"a Chinese word that begins alike", "可以防水的", "", false},
		{"a no", "no", "", false},
		{"nothing", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rest, agrees := preference.Agrees(c.text); rest != c.rest || agrees != c.agrees {
				t.Errorf("got %q, %t, want %q, %t", rest, agrees, c.rest, c.agrees)
			}
		})
	}
}
