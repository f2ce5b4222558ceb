package bot_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
)

// previewer is an adapter that notes what it is shown before the reply.
type previewer struct {
	bot.Adapter
	seen []string
}

func (p *previewer) Stream(to conversation.Address, text string) {
	p.seen = append(p.seen, to.Chat+": "+text)
}

// novelist is a manager that shows what it writes.
type novelist struct{ *scribe }

func (n novelist) HandleStreaming(ctx context.Context, s conversation.State, m conversation.Message, show func(string)) (conversation.Turn, error) {
	show("re:")
	show("re: " + m.Text)
	return n.Handle(ctx, s, m)
}

func TestHubStreams(t *testing.T) {
	inRig(t, "what a manager writes to an adapter that can show it, and then sends the reply", func(t *testing.T, r *rig) {
		adapter := &previewer{Adapter: r.platform.Connect()}
		r.config.Adapters, r.config.Manager = []bot.Adapter{adapter}, novelist{r.manager}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		if want := []string{"alice: re:", "alice: re: hello"}; !slices.Equal(adapter.seen, want) {
			t.Errorf("it was shown %q, want %q", adapter.seen, want)
		}
		r.wantShown("alice", "re: hello")
	})
	inRig(t, "nothing to an adapter that cannot", func(t *testing.T, r *rig) {
		r.config.Manager = novelist{r.manager}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		r.wantShown("alice", "re: hello")
	})
}
