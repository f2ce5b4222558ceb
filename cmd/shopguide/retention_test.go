package main

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

// TestServeErasesWhatIsOlderThanItIsKept: the texts, while the deliveries stay known.
func TestServeErasesWhatIsOlderThanItIsKept(t *testing.T) {
	ages := []int{500, 200, 100, 10, 0} // of answered messages, in days
	for name, c := range map[string]struct {
		flags []string
		kept  []string
	}{
		"one day":     {[]string{"--retention-days", "1"}, []string{"0 days"}},
		"by default":  {nil, []string{"100 days", "10 days", "0 days"}},
		"over a year": {[]string{"--retention-days", "400"}, []string{"200 days", "100 days", "10 days", "0 days"}},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			path := filepath.Join(data, "shopguide.db")
			answerMessages(t, path, ages)
			serveUntilErased(t, data, c.flags...)
			var kept []string
			for _, m := range readLog(t, path) {
				kept = append(kept, m.Text)
			}
			gone := slices.Repeat([]string{""}, len(ages)-len(c.kept))
			if diff := cmp.Diff(slices.Concat(gone, c.kept), kept); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
		})
	}
}

// answerMessages stores a message of each age, with an answer that has been sent.
func answerMessages(t *testing.T, path string, ages []int) {
	t.Helper()
	ctx := t.Context()
	db, err := store.OpenSQLite(ctx, path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	chat := conversation.Address{Adapter: "paper", Chat: "one"}
	for i, age := range ages {
		text := fmt.Sprintf("%d days", age)
		m := conversation.Message{Delivery: text, From: chat, Shopper: "ada", Text: text, At: time.Now().AddDate(0, 0, -age)}
		if _, err := db.Accept(ctx, m); err != nil {
			t.Fatal(err)
		}
		work, err := db.Next(ctx, chat)
		if err != nil {
			t.Fatal(err)
		}
		turn := conversation.Turn{State: conversation.State{Turn: i + 1}, Reply: conversation.Reply{Text: "re: " + text}}
		if err := db.Commit(ctx, work, turn); err != nil {
			t.Fatal(err)
		}
		reply, err := db.NextReply(ctx, chat, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Sent(ctx, reply.ID, "receipt"); err != nil {
			t.Fatal(err)
		}
	}
}

// serveUntilErased runs the server until it has erased something.
func serveUntilErased(t *testing.T, data string, flags ...string) {
	t.Helper()
	server := command(t, data, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(30*time.Second, func() { _ = server.Process.Kill() }) // what never erases ends the wait
	defer guard.Stop()
	awaitEntry(t, log, "erased what was older than the retention time")
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, log); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
}
