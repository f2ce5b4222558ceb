package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/store"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// TestKilled chats with the program and kills it twenty times at random moments.
// What it had accepted by then is answered in the next run, in order, and once:
// the memory is the one that the accepted messages, each said once, lead to.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program and starts it many times")
	}
	const kills = 20
	data := t.TempDir()
	rng := rand.New(rand.NewPCG(20, 9))
	var said []string
	heard := map[string]string{} // reply by delivery
	for range kills {
		said = append(said, chatUntilKilled(t, data, rng, heard)...)
	}
	last := startChat(t, released(t, data))
	last.say(t, "women's dresses under 400")
	said = append(said, "women's dresses under 400")
	if err := last.in.Close(); err != nil {
		t.Fatal(err)
	}
	last.hearAll(t, heard)
	if err := last.cmd.Wait(); err != nil {
		t.Fatalf("the run without a kill: %v", err)
	}

	db, err := store.OpenSQLite(t.Context(), filepath.Join(data, "shopguide.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	log := readLog(t, filepath.Join(data, "shopguide.db"))
	t.Logf("%d messages said, %d accepted, %d replies seen", len(said), len(log), len(heard))
	checkLog(t, log, said, heard)
	checkNothingIsLeft(t, db)
	checkReplay(t, db, log)
}

// released is the program as it is released.
func released(t testing.TB, data string) *exec.Cmd {
	t.Helper()
	c := command(t, data, "--json")
	c.Path = program(t)
	return c
}

// chatUntilKilled says some messages, waits for some of the replies, and kills.
func chatUntilKilled(t *testing.T, data string, rng *rand.Rand, heard map[string]string) (said []string) {
	t.Helper()
	sayings := []string{
		"men's shirts", "under 300", "not red", "no cotton", "something cheaper", "+1", "-2", "👍3 👎1", "/undo",
		"show me others", "start over", "running shoes", "any price is fine", "a person please", "how do I return something?",
	}
	r := startChat(t, released(t, data))
	for range 4 + rng.IntN(8) {
		text := sayings[rng.IntN(len(sayings))]
		said = append(said, text)
		r.say(t, text)
	}
	for range rng.IntN(len(said)) {
		got := r.hear(t)
		heard[got.ReplyTo] = got.Text
	}
	time.Sleep(time.Duration(rng.IntN(8000)) * time.Microsecond) // any moment of a turn will do
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	r.hearAll(t, heard)
	if err := r.cmd.Wait(); err == nil {
		t.Fatal("the program ended before it was killed")
	}
	return said
}

// hearAll takes the replies up to the end of the output. The last may be cut.
func (r *running) hearAll(t testing.TB, heard map[string]string) {
	t.Helper()
	for {
		line, err := r.out.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var got reply
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		heard[got.ReplyTo] = got.Text
	}
}

// accepted is a message of the inbox with its turn and its reply.
type accepted struct {
	conversation.Message
	Handled bool
	Turn    int
	Reply   conversation.Reply
}

// readLog reads the inbox and the outbox, beside the store, which hides them.
func readLog(t *testing.T, path string) (log []accepted) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `
		select i.adapter, i.delivery, i.chat, i.shopper, i.text, i.language, i.said_at, i.handled, coalesce(i.turn, 0), coalesce(o.reply, '{}')
		from inbox i left join outbox o on o.message = i.id order by i.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var m accepted
		var at int64
		var body string
		if err := rows.Scan(&m.From.Adapter, &m.Delivery, &m.From.Chat, &m.Shopper, &m.Text, &m.Language, &at, &m.Handled, &m.Turn, &body); err != nil {
			t.Fatal(err)
		}
		m.At = time.UnixMicro(at).UTC()
		if err := json.Unmarshal([]byte(body), &m.Reply); err != nil {
			t.Fatal(err)
		}
		log = append(log, m)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return log
}

// checkLog checks that every accepted message is answered in its turn, and that
// no reply was seen to a message that is not there.
func checkLog(t *testing.T, log []accepted, said []string, heard map[string]string) {
	t.Helper()
	known := map[string]bool{}
	next := 0
	for i, m := range log {
		known[m.Delivery] = true
		if !m.Handled || m.Turn != i+1 || m.Reply.Delivery != m.Delivery || m.Reply.Text == "" {
			t.Errorf("message %d, %q: handled %v in turn %d, answered %q", i+1, m.Text, m.Handled, m.Turn, m.Reply.Text)
		}
		at := slices.Index(said[next:], m.Text)
		if at < 0 {
			t.Fatalf("message %d, %q, was not said, or not in this order", i+1, m.Text)
		}
		next += at + 1
		if got, seen := heard[m.Delivery]; !seen || got != m.Reply.Text {
			t.Errorf("message %d, %q: the shopper saw %q, not %q", i+1, m.Text, got, m.Reply.Text)
		}
	}
	for delivery, text := range heard {
		if !known[delivery] {
			t.Errorf("%q answers %s, which is lost", text, delivery)
		}
	}
}

func checkNothingIsLeft(t *testing.T, db store.Store) {
	t.Helper()
	waiting, err := db.Waiting(t.Context())
	if err != nil || len(waiting) > 0 {
		t.Errorf("messages wait in %v: %v", waiting, err)
	}
	unsent, err := db.Unsent(t.Context(), time.Now().Add(time.Hour))
	if err != nil || len(unsent) > 0 {
		t.Errorf("replies wait in %v: %v", unsent, err)
	}
}

// checkReplay says the accepted messages to a shop without a store, each once,
// and compares what comes of it with what is stored.
func checkReplay(t *testing.T, db store.Store, log []accepted) {
	t.Helper()
	products, err := builtin.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	engine, end, err := searchFlags{embedderFlags: embedderFlags{Embedder: "static"}}.over(t.Context(), products, ranking.Default(), t.TempDir(), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	desk, err := catalogFlags{}.desk(false)
	if err != nil {
		t.Fatal(err)
	}
	manager := newManager(engine, desk, nil, nil, slog.New(slog.DiscardHandler))
	var s conversation.State
	var slates []string
	votes := map[string]feedback.Value{}
	for _, m := range log {
		turn, err := manager.Handle(t.Context(), s, m.Message)
		if err != nil {
			t.Fatal(err)
		}
		s = turn.State
		if turn.Slate != nil {
			slates = append(slates, turn.Slate.ID)
		}
		for _, r := range turn.Reactions {
			key := fmt.Sprint(r.Slate, " ", r.Position, " ", r.Product)
			if votes[key] = r.Value; r.Value == feedback.Withdrawn {
				delete(votes, key)
			}
		}
	}

	export, err := db.Export(t.Context(), "local")
	if err != nil {
		t.Fatal(err)
	}
	var storedSlates []string
	for _, slate := range export.Slates {
		storedSlates = append(storedSlates, slate.ID)
	}
	storedVotes := map[string]feedback.Value{}
	for _, r := range export.Reactions {
		storedVotes[fmt.Sprint(r.Slate, " ", r.Position, " ", r.Product)] = r.Value
	}
	if len(export.Reactions) != len(storedVotes) {
		t.Error("a vote is stored twice")
	}
	if diff := cmp.Diff(slates, storedSlates); diff != "" {
		t.Errorf("slates (-said once +stored)\n%s", diff)
	}
	if diff := cmp.Diff(votes, storedVotes); diff != "" {
		t.Errorf("votes (-said once +stored)\n%s", diff)
	}
	if len(export.Messages) != len(log) {
		t.Errorf("the export has %d of %d messages", len(export.Messages), len(log))
	}
	if diff := cmp.Diff(s.Profile, export.Profile); diff != "" {
		t.Errorf("profile (-said once +stored)\n%s", diff)
	}
	if diff := cmp.Diff(asStored(t, s), stateOf(t, db, log[0].From)); diff != "" {
		t.Errorf("state (-said once +stored)\n%s", diff)
	}
}

// stateOf returns the state of a chat: the one that its next message would meet.
func stateOf(t *testing.T, db store.Store, chat conversation.Address) string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	probe := conversation.Message{Delivery: "probe", From: chat, Shopper: "local", Text: "probe", At: time.Now()}
	if _, err := db.Accept(ctx, probe); err != nil {
		t.Fatal(err)
	}
	work, err := db.Next(ctx, chat)
	if err != nil || work == nil {
		t.Fatalf("the probe waits: %v", err)
	}
	return asStored(t, work.State)
}

func asStored(t *testing.T, s conversation.State) string {
	t.Helper()
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
