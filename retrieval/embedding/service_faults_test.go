package embedding_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

// failing answers the first n requests with reply, and the rest well. Status 0
// stands for a connection that breaks.
func failing(n, status int, header ...string) *server {
	return &server{answer: func(i int, a asked) *http.Response {
		switch {
		case i >= n:
			return good(a)
		case status == 0:
			return nil
		}
		return reply(status, `{"error":{"message":"not now"}}`, header...)
	}}
}

// hanging answers nothing before d is over.
func hanging(d time.Duration) *server {
	return &server{delay: func(asked) time.Duration { return d }}
}

// took returns the error of one call and how long it took.
func took(t *testing.T, e embedding.Embedder, kind embedding.Kind) (time.Duration, error) {
	t.Helper()
	start := time.Now()
	_, err := e.Embed(t.Context(), kind, []string{"shoes"})
	return time.Since(start), err
}

func TestServiceRidesOutFaultsForPassages(t *testing.T) {
	for _, tc := range []struct {
		name        string
		server      *server
		requests    int
		least, most time.Duration
		fails       bool
	}{
		{name: "a server error", server: failing(2, http.StatusInternalServerError), requests: 3, least: time.Second, most: 2 * time.Second},
		{name: "a broken connection", server: failing(1, 0), requests: 2, least: 300 * time.Millisecond, most: time.Second},
		{name: "too many requests", server: failing(1, http.StatusTooManyRequests), requests: 2, least: 300 * time.Millisecond, most: time.Second},
		{
			name:   "too many requests with a time to wait, which it waits at least",
			server: failing(1, http.StatusTooManyRequests, "Retry-After", "30"), requests: 2, least: 30 * time.Second, most: 51 * time.Second,
		},
		{
			name:   "a service that is down until a date",
			server: failing(1, http.StatusServiceUnavailable, "Retry-After", "Sat, 01 Jan 2000 00:01:00 GMT"), requests: 2, least: time.Minute, most: 101 * time.Second,
		},
		{
			name:   "but not a wait of an hour",
			server: failing(1, http.StatusTooManyRequests, "Retry-After", "3600"), requests: 1, fails: true,
		},
		{name: "but not for ever", server: failing(1000, http.StatusBadGateway), requests: 6, least: 10 * time.Second, most: time.Minute, fails: true},
		{name: "but not a service that hangs each time", server: hanging(time.Hour), requests: 6, least: 6 * time.Minute, most: 7 * time.Minute, fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := open(t, tc.server.config())
				d, err := took(t, e, embedding.Passage)
				if (err != nil) != tc.fails || tc.fails && !errors.Is(err, embedding.ErrUnavailable) {
					t.Errorf("got error %v, want one: %t", err, tc.fails)
				}
				if got := tc.server.requests(); got != tc.requests || d < tc.least || d > tc.most {
					t.Errorf("%d requests in %s, want %d in %s to %s", got, d, tc.requests, tc.least, tc.most)
				}
			})
		})
	}
}

func TestServiceKeepsNoShopperWaiting(t *testing.T) {
	t.Run("one slip is made good", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := failing(1, http.StatusInternalServerError)
			if d, err := took(t, open(t, s.config()), embedding.Query); err != nil || d > 100*time.Millisecond {
				t.Errorf("%v after %s", err, d)
			}
		})
	})
	t.Run("a wait longer than the deadline is not begun", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := failing(1, http.StatusTooManyRequests, "Retry-After", "30")
			if d, err := took(t, open(t, s.config()), embedding.Query); !errors.Is(err, embedding.ErrUnavailable) || d > 0 {
				t.Errorf("%v after %s", err, d)
			}
		})
	})
	t.Run("a service that hangs is waited for until the deadline; from the third time on it is not asked, till it has rested", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := hanging(time.Minute)
			e := open(t, s.config())
			for range 3 {
				if d, err := took(t, e, embedding.Query); !errors.Is(err, embedding.ErrUnavailable) || d != 2*time.Second {
					t.Fatalf("%v after %s, want unavailable after 2 s", err, d)
				}
			}
			asked := s.requests()
			for range 100 {
				if d, err := took(t, e, embedding.Query); !errors.Is(err, embedding.ErrUnavailable) || d != 0 {
					t.Fatalf("%v after %s, want unavailable at once", err, d)
				}
			}
			if s.requests() != asked {
				t.Errorf("it was asked %d times meanwhile", s.requests()-asked)
			}

			time.Sleep(15 * time.Second)
			if d, err := took(t, e, embedding.Query); err == nil || d != 2*time.Second {
				t.Errorf("after its rest: %v after %s, want one try of 2 s", err, d)
			}
			if d, err := took(t, e, embedding.Query); err == nil || d != 0 {
				t.Errorf("after that try: %v after %s, want unavailable at once", err, d)
			}

			s.delay = nil
			time.Sleep(15 * time.Second)
			for range 3 {
				if d, err := took(t, e, embedding.Query); err != nil || d != 0 {
					t.Errorf("once it is back: %v after %s", err, d)
				}
			}
		})
	})
	t.Run("a service that refuses wrongly configured queries is asked each time", func(t *testing.T) {
		s := failing(1000, http.StatusUnauthorized)
		e := open(t, s.config())
		for range 10 {
			if _, err := took(t, e, embedding.Query); err == nil || errors.Is(err, embedding.ErrUnavailable) {
				t.Fatalf("got %v", err)
			}
		}
		if s.requests() != 10 {
			t.Errorf("%d requests, want 10", s.requests())
		}
	})
	t.Run("indexing takes no query's place", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &server{delay: func(a asked) time.Duration { return time.Duration(len(a.Input[0])) * time.Second }}
			c := s.config()
			c.BatchTexts = 1
			e := open(t, c)
			var indexing sync.WaitGroup
			defer indexing.Wait()
			indexing.Go(func() {
				if _, err := e.Embed(t.Context(), embedding.Passage, slices.Repeat([]string{"passages of 20 chars"}, 8)); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
			if vectors, err := e.Embed(t.Context(), embedding.Query, []string{"q"}); err != nil || len(vectors) != 1 {
				t.Errorf("a query got %v", err)
			}
		})
	})
}

func TestServiceEndsWithItsContext(t *testing.T) {
	for _, kind := range []embedding.Kind{embedding.Query, embedding.Passage} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := open(t, failing(1000, http.StatusInternalServerError).config())
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(10*time.Millisecond, cancel)
				if _, err := e.Embed(ctx, kind, []string{"a"}); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestServiceOverRealConnections(t *testing.T) {
	defer goleak.VerifyNone(t)
	var requests atomic.Int32
	faulty := func(fault http.HandlerFunc) (embedding.ServiceConfig, func()) {
		requests.Store(0)
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			fault(w, r)
		}))
		return embedding.ServiceConfig{URL: srv.URL + "/v1", Model: "tiny", Key: key, Dim: 3, PassageRetries: 1}, srv.Close
	}

	t.Run("a connection dropped in the middle of a reply is tried again", func(t *testing.T) {
		c, end := faulty(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			if requests.Load() > 1 {
				w.Header().Del("Content-Length")
			}
			_, _ = w.Write([]byte(`{"data":[{"index":0,"embedding":[0,2,0]}]}`)) // the client is of this test
		})
		defer end()
		if got := embed(t, open(t, c), embedding.Passage, "shoes")[0]; got[1] != 1 || requests.Load() != 2 {
			t.Errorf("got %v after %d requests", got, requests.Load())
		}
	})
	t.Run("a server that is away is unavailable", func(t *testing.T) {
		c, end := faulty(nil)
		end()
		_, err := took(t, open(t, c), embedding.Query)
		if !errors.Is(err, embedding.ErrUnavailable) || !strings.Contains(err.Error(), "refused") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("neither key nor texts follow a redirect", func(t *testing.T) {
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			t.Error("a request came")
		}))
		defer elsewhere.Close()
		c, end := faulty(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		})
		defer end()
		if _, err := took(t, open(t, c), embedding.Query); err == nil {
			t.Error("no error")
		}
	})
	t.Run("a reply without end is refused", func(t *testing.T) {
		c, end := faulty(func(w http.ResponseWriter, _ *http.Request) {
			block := []byte(strings.Repeat(" ", 1<<20))
			for range 80 {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		})
		defer end()
		_, err := took(t, open(t, c), embedding.Passage)
		if err == nil || !strings.Contains(err.Error(), "longer than 64 MB") {
			t.Errorf("got %v", err)
		}
	})
}
