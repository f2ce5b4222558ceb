package bot_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/bot"
	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

const (
	// folderOfVictim tells the process that the test starts, in its environment,
	// that it is the one to be killed, and where its store lives.
	folderOfVictim = "BOT_VICTIM"

	lives    = 9 // of which the last ends by itself
	messages = 50
	chats    = 5
)

// TestHubKilled plays a platform that says 50 messages to a process, kills it
// eight times in the middle, and says all of them again each time.
func TestHubKilled(t *testing.T) {
	if dir := os.Getenv(folderOfVictim); dir != "" {
		victim(t, dir)
		return
	}
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(3, 4))
	seen := map[string][]showing{}
	for life := range lives {
		killAfter := 1 + rng.IntN(messages)
		if life == lives-1 {
			killAfter = 0
		}
		for _, line := range live(t, dir, killAfter) {
			var chat, delivery string
			if n, _ := fmt.Sscanf(line, "shown %s %s", &chat, &delivery); n == 2 {
				seen[chat] = append(seen[chat], showing{life, delivery})
			}
		}
	}

	db, err := store.OpenSQLite(t.Context(), filepath.Join(dir, "state.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := &rig{t: t, store: db}
	for chat := range chats {
		var said []string
		for n := chat; n < messages; n += chats {
			said = append(said, strconv.Itoa(n))
		}
		name := strconv.Itoa(chat)
		if diff := cmp.Diff(said, r.state(name).Seen); diff != "" {
			t.Errorf("chat %s is not what was said, each once and in order: %s", name, diff)
		}
		if diff := cmp.Diff(said, answers(t, seen[name])); diff != "" {
			t.Errorf("chat %s was not answered in order: %s", name, diff)
		}
	}
}

// showing is one reply on the platform.
type showing struct {
	life     int
	delivery string
}

// answers drops the repetitions that the Hub may make: the last reply of a life
// may be the first of a later one, because the process died between the
// platform's acceptance and the mark.
func answers(t *testing.T, shown []showing) (deliveries []string) {
	t.Helper()
	for i, s := range shown {
		if i > 0 && s.delivery == shown[i-1].delivery {
			if s.life == shown[i-1].life {
				t.Errorf("the answer to %s is repeated without a crash", s.delivery)
			}
			continue
		}
		deliveries = append(deliveries, s.delivery)
	}
	return deliveries
}

// live starts a victim, says all messages, and returns what it printed. It
// kills the victim after so many lines, or, if that is 0, lets it finish.
func live(t *testing.T, dir string, killAfter int) []string {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	victim.Env = append(os.Environ(), folderOfVictim+"="+dir)
	in, err := victim.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	for n := range messages {
		if _, err := fmt.Fprintln(in, n%chats, n); err != nil {
			t.Fatal(err)
		}
	}
	if killAfter == 0 {
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if len(lines) == killAfter {
			if err := victim.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := victim.Wait(); (err == nil) != (killAfter == 0) {
		t.Fatalf("the victim ended with %v and printed\n%s", err, strings.Join(lines, "\n"))
	}
	return lines
}

// victim runs a Hub on standard input and output.
func victim(t *testing.T, dir string) {
	db, err := store.OpenSQLite(t.Context(), filepath.Join(dir, "state.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	hub, err := bot.NewHub(bot.HubConfig{Store: db, Manager: &scribe{}, Adapters: []bot.Adapter{pipes{}}, Apology: sorry})
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// pipes is an adapter that reads "chat delivery" lines, and prints each
// delivery that is stored and each that is answered.
type pipes struct{}

func (pipes) Name() string { return "paper" }

func (pipes) Run(ctx context.Context, deliver func(context.Context, conversation.Message) error) error {
	for {
		var chat, delivery string
		if _, err := fmt.Scanln(&chat, &delivery); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		m := conversation.Message{
			Delivery: delivery, Text: delivery, From: conversation.Address{Chat: chat}, Shopper: "shopper " + chat,
		}
		if err := deliver(ctx, m); err != nil {
			return err
		}
		fmt.Println("stored", delivery)
	}
}

func (pipes) Send(_ context.Context, to conversation.Address, r conversation.Reply) (bot.Receipt, error) {
	_, err := fmt.Println("shown", to.Chat, r.Delivery)
	return "", err
}
