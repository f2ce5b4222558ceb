package storetest

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
)

func (s suite) inbox(t *testing.T) {
	t.Run("a delivery is accepted once", func(t *testing.T) {
		w := s.fresh(t)
		if !w.accept(said(alice, "1", "hello")) {
			t.Error("the first delivery is not fresh")
		}
		if w.accept(said(alice, "1", "hello")) {
			t.Error("the repeated delivery is fresh")
		}
		w.commit(w.take(alice), answered(w.take(alice)))
		if w.accept(said(alice, "1", "hello")) {
			t.Error("the delivery repeated after it was handled is fresh")
		}
		if work := w.next(alice); work != nil {
			t.Errorf("a repeated delivery is handled again: %+v", work)
		}
	})

	t.Run("two platforms may use the same delivery id", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(alice, "1", "hello"))
		other := conversation.Address{Adapter: "radio", Chat: alice.Chat}
		if !w.accept(said(other, "1", "hello")) {
			t.Error("the delivery of another platform is not fresh")
		}
	})

	t.Run("concurrent deliveries of one message give exactly one fresh", func(t *testing.T) {
		w := s.fresh(t)
		var fresh atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				ok, err := w.Accept(w.ctx, said(alice, "1", "hello"))
				if err != nil {
					t.Errorf("Accept: %v", err)
				}
				if ok {
					fresh.Add(1)
				}
			})
		}
		all.Wait()
		if fresh.Load() != 1 {
			t.Errorf("%d of 20 deliveries are fresh, want 1", fresh.Load())
		}
	})

	t.Run("a message comes back as it was said", func(t *testing.T) {
		w := s.fresh(t)
		m := said(alice, "1", "便宜一点的 👍")
		w.accept(m)
		if diff := cmp.Diff(m, w.take(alice).Message); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("messages of a chat come in the order of their acceptance", func(t *testing.T) {
		w := s.fresh(t)
		for _, delivery := range []string{"9", "3", "7"} {
			w.accept(said(alice, delivery, "text "+delivery))
		}
		var order []string
		for work := w.next(alice); work != nil; work = w.next(alice) {
			order = append(order, work.Message.Delivery)
			w.commit(work, answered(work))
		}
		if got := strings.Join(order, " "); got != "9 3 7" {
			t.Errorf("order %q, want 9 3 7", got)
		}
	})

	t.Run("a chat does not wait for another", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(alice, "1", "first"))
		w.accept(said(bob, "2", "second"))
		work := w.take(bob)
		if work.Message.Delivery != "2" {
			t.Fatalf("bob's chat gives %q", work.Message.Delivery)
		}
		w.commit(work, answered(work))
		if state := w.take(alice).State; state.Turn != 0 {
			t.Errorf("alice's chat moved to turn %d with bob's", state.Turn)
		}
	})

	t.Run("waiting chats are those with messages to handle", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(bob, "1", "a"))
		w.accept(said(alice, "2", "b"))
		w.accept(said(bob, "3", "c"))
		w.commit(w.take(alice), answered(w.take(alice)))
		got, err := w.Waiting(w.ctx)
		w.must(err)
		if diff := cmp.Diff([]conversation.Address{bob}, got); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("failed attempts are counted and last", func(t *testing.T) {
		w := s.fresh(t)
		w.accept(said(alice, "1", "hello"))
		w.must(w.Fail(w.ctx, w.take(alice), errors.New("the model is away")))
		w.must(w.Fail(w.ctx, w.take(alice), errors.New("still away")))
		w.reopen()
		if got := w.take(alice).Attempts; got != 2 {
			t.Errorf("%d attempts, want 2", got)
		}
	})

	t.Run("accepted messages survive a restart", func(t *testing.T) {
		w := s.fresh(t)
		m := said(alice, "1", "hello")
		w.accept(m)
		w.reopen()
		if diff := cmp.Diff(m, w.take(alice).Message); diff != "" {
			t.Error(diff)
		}
	})

	t.Run("the store says that it can be written to", func(t *testing.T) {
		w := s.fresh(t)
		w.must(w.Ping(w.ctx))
		w.must(w.Ping(w.ctx))
	})
}
