package evaluation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation/evaluation"
)

func TestRead(t *testing.T) {
	t.Run("takes the fields that a replay needs", func(t *testing.T) {
		got, err := evaluation.Read(strings.NewReader(
			`{"id":"d1","lang":"en","messages":[{"role":"user","content":"a lamp","intent":"Reveal","keywords":["lamp"]},` +
				`{"role":"assistant","content":"This one?","action":"Recommend","asked":["Color"],"recommended":["p1"]}],` +
				`"relevant":["p2"],"rated":[{"id":"p1","up":false}]}` + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		want := []evaluation.Dialogue{{ID: "d1", Lang: "en", Relevant: []string{"p2"}, Messages: []evaluation.Message{
			{Role: "user", Content: "a lamp", Keywords: []string{"lamp"}},
			{Role: "assistant", Content: "This one?", Asked: []string{"Color"}, Recommended: []string{"p1"}},
		}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	const good = `{"messages":[{"role":"user","content":"hi"}]}` + "\n"
	for name, c := range map[string]struct{ in, want string }{
		"names the dialogue that is not JSON":       {good + "{", "dialogue 2: "},
		"names the message of an unknown role":      {`{"messages":[{"role":"system"}]}`, `dialogue 1: message 1: the role "system"`},
		"refuses a dialogue in which no user talks": {good + `{"messages":[{"role":"assistant"}]}`, "dialogue 2: the user says nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := evaluation.Read(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
