package storetest

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/store"
)

// folderOfVictim tells the process that the crash test starts, in its
// environment, that it is the one to be killed, and where its store lives.
const folderOfVictim = "STORETEST_VICTIM"

// crash kills a process that accepts and commits, 20 times, after a number of
// acknowledgements that differs from time to time, and looks for each
// acknowledged deed in what is left.
func (s suite) crash(t *testing.T) {
	if dir := os.Getenv(folderOfVictim); dir != "" {
		s.victim(t, dir)
		return
	}
	rng := rand.New(rand.NewPCG(1, 2))
	w := s.fresh(t)
	accepted, committed := map[string]bool{}, map[string]bool{}
	for range 20 {
		w.must(w.Close())
		for _, line := range killAfter(t, w.dir, 1+rng.IntN(40)) {
			switch deed, delivery, _ := strings.Cut(line, " "); deed {
			case "accepted":
				accepted[delivery] = true
			case "committed":
				committed[delivery] = true
			}
		}
		w.Store = s.open(t, w.dir)
	}
	if len(accepted) == 0 || len(committed) == 0 {
		t.Fatalf("%d accepted, %d committed: the test proves nothing", len(accepted), len(committed))
	}
	for delivery := range accepted {
		if w.accept(numbered(delivery)) {
			t.Errorf("delivery %s was acknowledged and is lost", delivery)
		}
	}
	applied := w.applied()
	for delivery := range committed {
		if applied[delivery] != 1 {
			t.Errorf("the turn of delivery %s was acknowledged and is applied %d times", delivery, applied[delivery])
		}
	}
	for delivery, times := range applied {
		if times != 1 {
			t.Errorf("delivery %s is applied %d times", delivery, times)
		}
	}
}

// applied finishes what the last victim left, and counts how often each
// delivery is in the state of its chat, and in the outbox.
func (w *world) applied() map[string]int {
	w.t.Helper()
	times := map[string]int{}
	for chat := range chatsOfVictim {
		address := conversation.Address{Adapter: "paper", Chat: strconv.Itoa(chat)}
		w.must(work(w.ctx, w.Store, address, func(string) {}))
		w.accept(said(address, "look "+address.Chat, "look"))
		seen := w.take(address).State.Seen
		for _, delivery := range seen {
			times[delivery]++
		}
		var answers []string
		for out := w.reply(address, noon); out != nil; out = w.reply(address, noon) {
			answers = append(answers, out.Reply.Delivery)
			w.must(w.Sent(w.ctx, out.ID, ""))
		}
		if !slices.Equal(seen, answers) {
			w.t.Errorf("chat %s handled %v and answers %v", address.Chat, seen, answers)
		}
	}
	return times
}

// killAfter starts a victim, kills it after it has printed a number of
// acknowledgements, and returns all that it printed.
func killAfter(t *testing.T, dir string, acknowledgements int) []string {
	t.Helper()
	var pattern []string
	for part := range strings.SplitSeq(t.Name(), "/") {
		pattern = append(pattern, "^"+regexp.QuoteMeta(part)+"$")
	}
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+strings.Join(pattern, "/"))
	victim.Env = append(os.Environ(), folderOfVictim+"="+dir)
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if len(lines) == acknowledgements {
			if err := victim.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := victim.Wait(); err == nil || len(lines) < acknowledgements {
		t.Fatalf("the victim ended by itself (%v) and printed %q", err, lines)
	}
	return lines
}

// chatsOfVictim is how many chats a victim serves in turn.
const chatsOfVictim = 3

// victim accepts and commits for ever, and prints each deed once it is done.
func (s suite) victim(t *testing.T, dir string) {
	ctx := context.Background()
	db := s.open(t, dir)
	count := filepath.Join(dir, "said")
	said, err := os.ReadFile(count)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for n := len(said); ; n++ {
		m := numbered(strconv.Itoa(n))
		if _, err := db.Accept(ctx, m); err != nil {
			t.Fatal(err)
		}
		fmt.Println("accepted", m.Delivery)
		said = append(said, '.')
		if err := os.WriteFile(count, said, 0o600); err != nil {
			t.Fatal(err)
		}
		err := work(ctx, db, m.From, func(delivery string) { fmt.Println("committed", delivery) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// work commits all that waits in a chat.
func work(ctx context.Context, db store.Store, chat conversation.Address, done func(delivery string)) error {
	for {
		w, err := db.Next(ctx, chat)
		if err != nil || w == nil {
			return err
		}
		turn := answered(w)
		turn.State.Seen = append(turn.State.Seen, w.Message.Delivery)
		if err := db.Commit(ctx, w, turn); err != nil {
			return err
		}
		done(w.Message.Delivery)
	}
}

// numbered is the message of a victim with the given number.
func numbered(number string) conversation.Message {
	n, _ := strconv.Atoi(number)
	return said(conversation.Address{Adapter: "paper", Chat: strconv.Itoa(n % chatsOfVictim)}, number, "message "+number)
}
