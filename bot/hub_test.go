package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/bot/bottest"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// scribe is a Manager that writes down what it handles: into the state, which
// the store keeps, and into the answer. Its hook may interfere.
type scribe struct {
	hook func(ctx context.Context, s conversation.State, m conversation.Message, turn *conversation.Turn) error
}

func (s *scribe) Handle(ctx context.Context, state conversation.State, m conversation.Message) (conversation.Turn, error) {
	state.Seen = append(slices.Clone(state.Seen), m.Text)
	turn := conversation.Turn{State: state, Reply: conversation.Reply{Text: "re: " + m.Text, Lang: "en"}}
	if s.hook == nil {
		return turn, nil
	}
	return turn, s.hook(ctx, state, m, &turn)
}

// rig is a Hub between a platform in memory and a real store.
type rig struct {
	t        *testing.T
	dir      string
	platform *bottest.Platform
	manager  *scribe
	store    store.Store
	config   bot.HubConfig
}

// inRig runs f in a bubble where time passes only when nothing else happens.
func inRig(t *testing.T, name string, f func(*testing.T, *rig)) {
	t.Run(name, func(t *testing.T) {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			r := &rig{t: t, dir: dir, platform: bottest.NewPlatform("paper"), manager: &scribe{}}
			r.open()
			defer func() {
				if err := r.store.Close(); err != nil {
					t.Error(err)
				}
			}()
			r.config = bot.HubConfig{Manager: r.manager, Adapters: []bot.Adapter{r.platform.Connect()}, Apology: sorry}
			f(t, r)
		})
	})
}

func sorry(lang string) conversation.Reply {
	return conversation.Reply{Text: "sorry in " + lang, Lang: lang}
}

func (r *rig) open() {
	s, err := store.OpenSQLite(r.t.Context(), filepath.Join(r.dir, "state.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		r.t.Fatal(err)
	}
	r.store = s
}

// run runs a Hub around f, and ends it with its context.
func (r *rig) run(f func(h *bot.Hub)) {
	r.t.Helper()
	if r.config.Store == nil {
		r.config.Store = r.store
	}
	h, err := bot.NewHub(r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(r.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	f(h)
	stop()
	if err := <-ended; err != nil {
		r.t.Errorf("Run: %v", err)
	}
}

func (r *rig) shown(chat string) (texts []string) {
	for _, reply := range r.platform.Shown(chat) {
		texts = append(texts, reply.Text)
	}
	return texts
}

func (r *rig) wantShown(chat string, want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.shown(chat)); diff != "" {
		r.t.Errorf("chat %s: %s", chat, diff)
	}
}

// state returns the stored state of a chat.
func (r *rig) state(chat string) conversation.State {
	r.t.Helper()
	m := conversation.Message{Delivery: "look at " + chat, From: conversation.Address{Adapter: "paper", Chat: chat}, Shopper: "shopper " + chat}
	if _, err := r.store.Accept(r.t.Context(), m); err != nil {
		r.t.Fatal(err)
	}
	w, err := r.store.Next(r.t.Context(), m.From)
	if err != nil {
		r.t.Fatal(err)
	}
	return w.State
}

func TestHub(t *testing.T) {
	inRig(t, "answers each chat in order, all chats at the same time", func(t *testing.T, r *rig) {
		const chats, messages = 50, 4
		together := make(chan struct{})
		var first sync.WaitGroup
		first.Add(chats)
		r.manager.hook = func(_ context.Context, s conversation.State, _ conversation.Message, _ *conversation.Turn) error {
			if s.Turn == 0 { // no chat goes on before every chat has begun
				first.Done()
				<-together
			}
			return nil
		}
		var want []string
		for i := range messages {
			want = append(want, fmt.Sprint("re: ", i))
		}
		r.run(func(*bot.Hub) {
			for i := range messages {
				for chat := range chats {
					r.platform.Say(fmt.Sprint(chat), fmt.Sprint(i))
				}
			}
			first.Wait()
			close(together)
			synctest.Wait()
		})
		for chat := range chats {
			r.wantShown(fmt.Sprint(chat), want...)
		}
	})

	inRig(t, "handles a repeated delivery once", func(t *testing.T, r *rig) {
		m := conversation.Message{Delivery: "7", From: conversation.Address{Chat: "alice"}, Text: "hello"}
		r.run(func(*bot.Hub) {
			r.platform.Deliver(m)
			r.platform.Deliver(m)
			synctest.Wait()
			r.platform.Deliver(m)
			synctest.Wait()
		})
		r.wantShown("alice", "re: hello")
		if n := r.platform.Acknowledged(); n != 3 {
			t.Errorf("%d deliveries acknowledged, want 3", n)
		}
	})

	inRig(t, "names the delivery that a reply answers", func(t *testing.T, r *rig) {
		var delivery string
		r.run(func(*bot.Hub) {
			delivery = r.platform.Say("alice", "hello")
			synctest.Wait()
		})
		if got := r.platform.Shown("alice")[0].Delivery; got != delivery {
			t.Errorf("the reply answers delivery %q, want %q", got, delivery)
		}
	})

	inRig(t, "cuts off a turn that outlasts the drain and takes it up in the next run", func(t *testing.T, r *rig) {
		r.manager.hook = func(ctx context.Context, _ conversation.State, _ conversation.Message, _ *conversation.Turn) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			synctest.Wait()
		})
		r.wantShown("alice")
		r.manager.hook = func(_ context.Context, _ conversation.State, m conversation.Message, _ *conversation.Turn) error {
			if w, err := r.store.Next(r.t.Context(), m.From); err != nil || w.Attempts != 0 {
				t.Errorf("being cut off counts as a failed attempt: %+v, %v", w, err)
			}
			return nil
		}
		r.run(func(*bot.Hub) { synctest.Wait() })
		r.wantShown("alice", "re: one", "re: two")
	})

	inRig(t, "finishes what is accepted when its context ends", func(t *testing.T, r *rig) {
		begun, finish := make(chan struct{}), make(chan struct{})
		r.manager.hook = func(_ context.Context, s conversation.State, _ conversation.Message, _ *conversation.Turn) error {
			if s.Turn == 0 {
				close(begun)
				<-finish
			}
			return nil
		}
		r.run(func(*bot.Hub) {
			r.platform.Say("alice", "one")
			r.platform.Say("alice", "two")
			synctest.Wait()
			<-begun
			time.AfterFunc(time.Second, func() { close(finish) })
		})
		r.wantShown("alice", "re: one", "re: two")
	})

	inRig(t, "ends when its adapters do, after the last answer", func(t *testing.T, r *rig) {
		r.platform.Say("alice", "one")
		r.platform.Say("alice", "two")
		r.platform.HangUp()
		r.config.Store = r.store
		h, err := bot.NewHub(r.config)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Run(t.Context()); err != nil {
			t.Errorf("Run: %v", err)
		}
		r.wantShown("alice", "re: one", "re: two")
	})

	inRig(t, "is ready while it runs, even without adapters", func(t *testing.T, r *rig) {
		r.config.Adapters = nil
		var hub *bot.Hub
		r.run(func(h *bot.Hub) {
			hub = h
			synctest.Wait()
			if !h.Ready() {
				t.Error("not ready")
			}
		})
		if hub.Ready() {
			t.Error("still ready after its end")
		}
	})

	inRig(t, "is not ready while the store fails", func(t *testing.T, r *rig) {
		faulty := &faultyStore{Store: r.store}
		r.config.Store = faulty
		r.run(func(h *bot.Hub) {
			synctest.Wait()
			faulty.set(errors.New("disk full"))
			time.Sleep(2 * time.Second)
			if h.Ready() {
				t.Error("ready")
			}
			faulty.set(nil)
			time.Sleep(2 * time.Second)
			if !h.Ready() {
				t.Error("not ready again")
			}
		})
	})

	inRig(t, "leaves the chats of other adapters alone", func(t *testing.T, r *rig) {
		other := conversation.Message{Delivery: "1", From: conversation.Address{Adapter: "radio", Chat: "x"}, Shopper: "s"}
		if _, err := r.store.Accept(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		r.run(func(*bot.Hub) { time.Sleep(3 * time.Second) })
		if w, err := r.store.Next(t.Context(), other.From); err != nil || w == nil {
			t.Errorf("the message is handled (%v)", err)
		}
	})

	inRig(t, "reports the adapter that fails and keeps the others", func(t *testing.T, r *rig) {
		r.config.Adapters = append(r.config.Adapters, brokenAdapter{})
		r.config.Store = r.store
		h, err := bot.NewHub(r.config)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- h.Run(t.Context()) }()
		synctest.Wait()
		r.platform.Say("alice", "still there?")
		r.platform.HangUp()
		if err := <-ended; !errors.Is(err, errBroken) {
			t.Errorf("Run: %v, want the adapter's error", err)
		}
		r.wantShown("alice", "re: still there?")
	})
}

func TestNewHub(t *testing.T) {
	good := bot.HubConfig{Store: &faultyStore{}, Manager: &scribe{}, Apology: sorry}
	twins := good
	twins.Adapters = []bot.Adapter{brokenAdapter{}, brokenAdapter{}}
	for name, bad := range map[string]bot.HubConfig{
		"without a store":               {Manager: &scribe{}, Apology: sorry},
		"without a manager":             {Store: &faultyStore{}, Apology: sorry},
		"without an apology":            {Store: &faultyStore{}, Manager: &scribe{}},
		"with two adapters of one name": twins,
	} {
		t.Run("refuses a configuration "+name, func(t *testing.T) {
			if _, err := bot.NewHub(bad); err == nil {
				t.Error("no error")
			}
		})
	}
}

var errBroken = errors.New("the token was revoked")

// brokenAdapter ends at once with an error.
type brokenAdapter struct{}

func (brokenAdapter) Name() string { return "broken" }

func (brokenAdapter) Run(context.Context, func(context.Context, conversation.Message) error) error {
	return errBroken
}

func (brokenAdapter) Send(context.Context, conversation.Address, conversation.Reply) (bot.Receipt, error) {
	return "", errBroken
}

// faultyStore fails, where it says, for as long as an error is set.
type faultyStore struct {
	store.Store
	mu  sync.Mutex
	err error
}

func (f *faultyStore) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *faultyStore) fault() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

func (f *faultyStore) Waiting(ctx context.Context) ([]conversation.Address, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	return f.Store.Waiting(ctx)
}

func (f *faultyStore) Accept(ctx context.Context, m conversation.Message) (bool, error) {
	if err := f.fault(); err != nil {
		return false, err
	}
	return f.Store.Accept(ctx, m)
}

func (f *faultyStore) Commit(ctx context.Context, w *store.Work, turn conversation.Turn) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Store.Commit(ctx, w, turn)
}

func (f *faultyStore) Fail(ctx context.Context, w *store.Work, reason error) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Store.Fail(ctx, w, reason)
}

func (f *faultyStore) Sent(ctx context.Context, id int64, receipt string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Store.Sent(ctx, id, receipt)
}
