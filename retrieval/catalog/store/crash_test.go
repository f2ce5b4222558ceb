package store_test

import (
	"bufio"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/store"
)

// pathOfVictim tells the process that the crash test starts, in its environment,
// that it is the one to be killed, and where its catalogue is.
const pathOfVictim = "CATALOGUE_VICTIM"

// An edition is the feed of a victim at a time: every product states the edition's
// number, and a third of the ids come and go.
const rowsOfEdition = 600

func edition(n int) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		for i, id := range idsOfEdition(n) {
			p := shirt(id)
			p.Brand = strconv.Itoa(n)
			if !yield(catalog.Row{Product: p, Line: i + 1}, nil) {
				return
			}
		}
	}
}

func idsOfEdition(n int) []string {
	start := n % 2 * rowsOfEdition / 3
	return numbered(start + rowsOfEdition)[start:]
}

// TestAKilledReadingLeavesTheOldStateOrTheNew kills a process that takes over one
// edition after the other, each time a little later after it has read one, mostly
// while it writes, and reads beside it.
func TestAKilledReadingLeavesTheOldStateOrTheNew(t *testing.T) {
	if path := os.Getenv(pathOfVictim); path != "" {
		victim(t, path)
		return
	}
	kills := 8
	if testing.Short() {
		kills = 3
	}
	rng := rand.New(rand.NewPCG(1, 2))
	w := fresh(t)
	last, cut := 0, 0
	for kill := range kills {
		lines := w.killVictim(2+rng.IntN(3), time.Duration(kill)*8*time.Millisecond)
		promised := last
		for _, line := range lines {
			if n, done := strings.CutPrefix(line, "done "); done {
				promised, _ = strconv.Atoi(n)
			}
		}
		last = w.edition()
		if last != promised && last != promised+1 {
			t.Errorf("edition %d was acknowledged, %d is stored", promised, last)
		}
		if strings.HasPrefix(lines[len(lines)-1], "read") {
			cut++
		}
		w.wantNoRowsLeft()
	}
	if last == 0 || cut == 0 {
		t.Errorf("%d editions stored, %d killed while they were taken over: the test proves nothing", last, cut)
	}
	if _, err := w.Sync(w.ctx, "feed", edition(last+1), store.SyncOptions{}); err != nil {
		t.Errorf("the next reading: %v", err)
	}
	if n := w.edition(); n != last+1 {
		t.Errorf("edition %d is stored", n)
	}
}

// wantNoRowsLeft looks for what a killed reading left beside the catalogue. The
// name of an empty file is all that there may be.
func (w *world) wantNoRowsLeft() {
	w.t.Helper()
	left, err := filepath.Glob(w.path + ".reading-*")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, file := range left {
		if info, err := os.Stat(file); err != nil || info.Size() > 0 {
			w.t.Errorf("it left %s with %d bytes behind (%v)", file, info.Size(), err)
		}
	}
}

// edition returns the number of the stored edition, and fails the test if there is
// a mixture.
func (w *world) edition() int {
	w.t.Helper()
	n, err := w.readEdition()
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// readEdition returns the number of the stored edition, 0 for none. A mixture is an
// error.
func (w *world) readEdition() (int, error) {
	number := ""
	var ids []string
	for p, err := range w.All(w.ctx) {
		if err != nil {
			return 0, err
		}
		if ids = append(ids, p.ID); len(ids) == 1 {
			number = p.Brand
		}
		if p.Brand != number {
			return 0, fmt.Errorf("product %s is of edition %s, others of %s", p.ID, p.Brand, number)
		}
	}
	if number == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(number)
	if err == nil && !slices.Equal(ids, idsOfEdition(n)) {
		err = fmt.Errorf("edition %d holds %d products, %s to %s", n, len(ids), ids[0], ids[len(ids)-1])
	}
	return n, err
}

// watch reads editions until stop is closed. What it finds wrong fails the test.
func (w *world) watch(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		if _, err := w.readEdition(); err != nil {
			w.t.Error(err)
			return
		}
	}
}

// consistent compares the changes with what is there.
func (w *world) consistent() {
	w.t.Helper()
	n := w.edition()
	if n < 2 {
		return
	}
	want := idsOfEdition(n)
	for _, id := range idsOfEdition(n + 1) {
		if !slices.Contains(want, id) {
			want = append(want, "-"+id)
		}
	}
	got := w.changed(0)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.t.Errorf("edition %d: %d changes, want %d", n, len(got), len(want))
	}
}

// killVictim starts a victim, reads beside it, kills it a while after it has read so
// many editions, and returns what it printed.
func (w *world) killVictim(readings int, patience time.Duration) []string {
	w.t.Helper()
	victim := exec.CommandContext(w.ctx, os.Args[0], "-test.run=^"+w.t.Name()+"$")
	victim.Env = append(os.Environ(), pathOfVictim+"="+w.path)
	out, err := victim.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		w.t.Fatal(err)
	}
	stop := make(chan struct{})
	var watcher sync.WaitGroup
	watcher.Go(func() { w.watch(stop) })
	var lines []string
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if !strings.HasPrefix(lines[len(lines)-1], "read") {
			continue
		}
		if readings--; readings == 0 {
			time.Sleep(patience)
			if err := victim.Process.Kill(); err != nil {
				w.t.Error(err)
			}
		}
	}
	close(stop)
	watcher.Wait()
	if err := victim.Wait(); err == nil || readings > 0 {
		w.t.Fatalf("the victim ended by itself (%v) and printed %q", err, lines)
	}
	w.consistent()
	return lines
}

// victim takes over editions for ever.
func victim(t *testing.T, path string) {
	w := open(t, path)
	for n := w.edition() + 1; ; n++ {
		_, err := w.Sync(w.ctx, "feed", edition(n), store.SyncOptions{Progress: func(rows int) {
			if rows == rowsOfEdition {
				fmt.Println("read", n)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("done", n)
	}
}
