package milvus_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
	"github.com/shopguide/shopguide/retrieval/peer"
)

func TestAServerThatIsAwayIsSaidSoon(t *testing.T) {
	port, err := peer.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	config := configure(fmt.Sprintf("127.0.0.1:%d", port))
	began := time.Now()
	_, err = milvus.Open(t.Context(), config, space)
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("it took %v", took)
	}
	if err == nil || !strings.Contains(err.Error(), config.Address) || !strings.Contains(err.Error(), "SHOPGUIDE_MILVUS_ADDRESS") {
		t.Errorf("%v, want it to say where Milvus was looked for and what to do", err)
	}
}

// silent listens, and never answers.
func silent(t *testing.T) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var connections sync.WaitGroup
	connections.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		connections.Wait()
	})
	return listener.Addr().String()
}

func TestAServerThatNeverAnswersIsGivenUpAtTheDeadline(t *testing.T) {
	config := configure(silent(t))
	config.WriteTimeout = 400 * time.Millisecond
	began := time.Now()
	_, err := milvus.Open(t.Context(), config, space)
	if took := time.Since(began); took < 300*time.Millisecond || took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "400ms") || !strings.Contains(err.Error(), config.Address) {
		t.Errorf("%v, want it to name the server and the deadline", err)
	}
}

func TestTheCallersOwnDeadlineIsToldFromOurs(t *testing.T) {
	config := configure(silent(t))
	ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, errors.New("the shopper has left"))
	defer cancel()
	if _, err := milvus.Open(ctx, config, space); err == nil || !strings.Contains(err.Error(), "the shopper has left") {
		t.Errorf("%v, want the cause of the caller's context", err)
	}
}

// TestNothingAcknowledgedIsLost kills the server in the middle of upserts, starts it
// again on the same data, and goes on.
//
// milvus-lite 2.5 deletes what an upsert replaces before it writes it: what was in
// the interrupted batch may be missing until the batch is repeated. The others keep
// it as it was.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	for _, c := range []struct {
		*lite
		whole bool // an interrupted upsert leaves what it would have replaced
	}{{lite25, false}, {lite3, true}} {
		t.Run(c.name, func(t *testing.T) {
			c.config(t) // that the server of the other tests runs shows that one can be had
			testCrashes(t, c.lite, c.whole)
		})
	}
}

// crowd is more items than are written before the server is killed.
const crowd = 600

func testCrashes(t *testing.T, l *lite, whole bool) {
	data := t.TempDir()
	port, err := peer.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := func() *peer.Server {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		server, err := l.start(ctx, data, port)
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	server := start()
	t.Cleanup(func() { server.Kill() })
	config := configure(server.Addr)
	d := draft(t, config, space, "1")
	closing(t, d)
	config.Collection += "_1"

	w := witness{acknowledged: map[string]int64{}, unsure: map[string][]int64{}, whole: whole}
	for version := range int64(3) {
		x := open(t, config)
		midway, killed := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(killed)
			<-midway
			time.Sleep(time.Duration(3*version) * time.Millisecond) // into a batch
			server.Kill()
		}()
		w.upsert(t.Context(), x, goods(crowd, version+1), sync.OnceFunc(func() { close(midway) }))
		<-killed
		server = start()
		w.check(t, wait(t, x, config))
	}
	x := open(t, config)
	defer closing(t, x)
	if err := x.Upsert(t.Context(), goods(crowd, 9)); err != nil {
		t.Fatalf("after the crashes: %v", err)
	}
	if prices, n := versions(t.Context(), t, x); n != crowd || len(prices) != 1 {
		t.Errorf("repeated after the crashes: %d items of the versions %v, want %d of the last", n, prices, crowd)
	}
}

// wait returns what the server has once it answers: the old connection comes back by
// itself, and on a server that must be told to load, a new one does.
func wait(t *testing.T, x *milvus.Index, config milvus.Config) []index.Hit {
	t.Helper()
	defer func() { closing(t, x) }()
	for range 100 {
		if hits, err := x.Search(t.Context(), index.Request{K: 1 << 40}); err == nil {
			return hits
		}
		time.Sleep(50 * time.Millisecond)
		if again, err := milvus.Open(t.Context(), config, space); err == nil {
			closing(t, again)
		}
	}
	t.Fatal("the server does not come back")
	return nil
}

// witness knows what was acknowledged.
type witness struct {
	acknowledged map[string]int64   // by id, the version
	unsure       map[string][]int64 // versions sent since that may have arrived
	whole        bool
}

// upsert sends items in small batches until one fails, and tells when it is midway.
func (w *witness) upsert(ctx context.Context, x index.Index, items []index.Item, midway func()) {
	defer midway() // at the latest
	for from := 0; from < len(items); from += 20 {
		if from == 100 {
			midway()
		}
		batch := items[from : from+20]
		err := x.Upsert(ctx, batch)
		for _, item := range batch {
			if err != nil {
				w.unsure[item.ID] = append(w.unsure[item.ID], item.Record.Amount)
				continue
			}
			w.acknowledged[item.ID] = item.Record.Amount
			delete(w.unsure, item.ID)
		}
		if err != nil {
			return
		}
	}
}

func (w *witness) check(t *testing.T, hits []index.Hit) {
	t.Helper()
	seen := map[string]bool{}
	for _, h := range hits {
		if seen[h.ID] {
			t.Errorf("%s is there twice", h.ID)
		}
		seen[h.ID] = true
		if h.Record.Amount != w.acknowledged[h.ID] && !slices.Contains(w.unsure[h.ID], h.Record.Amount) {
			t.Errorf("%s is of version %d, acknowledged was %d", h.ID, h.Record.Amount, w.acknowledged[h.ID])
		}
	}
	for id := range w.acknowledged {
		if !seen[id] && (w.whole || len(w.unsure[id]) == 0) {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	if len(w.acknowledged) == 0 || len(w.acknowledged) == crowd && len(w.unsure) == 0 {
		t.Errorf("the server was not killed in the middle: %d items were acknowledged", len(w.acknowledged))
	}
}
