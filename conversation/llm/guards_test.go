package llm_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/shopguide/shopguide/conversation/llm"
)

// turns answers request after request in memory, the last way for all that follow,
// so that time can be a test's own.
type turns struct {
	ways     []way
	requests map[string]int // by host
}

type way struct {
	status int // 0: the connection breaks; 200 with no text: whole
	header http.Header
	after  time.Duration
	text   string        // of the reply; "" is a whole one
	then   time.Duration // between the pieces of the reply
}

func (s *turns) RoundTrip(r *http.Request) (*http.Response, error) {
	n := 0
	for _, m := range s.requests {
		n += m
	}
	if s.requests == nil {
		s.requests = map[string]int{}
	}
	s.requests[r.URL.Host]++
	w := s.ways[min(n, len(s.ways)-1)]
	select {
	case <-time.After(w.after):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if w.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if w.text == "" {
		w.text = whole(llm.OpenAI, "Fine.", "stop")
	}
	body := &slowly{rest: w.text, pause: w.then, done: r.Context().Done(), err: r.Context().Err}
	return &http.Response{StatusCode: w.status, Header: w.header, Body: body, Request: r}, nil
}

// slowly is a body whose lines come with pauses.
type slowly struct {
	rest  string
	pause time.Duration
	done  <-chan struct{}
	err   func() error
}

func (s *slowly) Close() error { return nil }

func (s *slowly) Read(p []byte) (int, error) {
	select {
	case <-time.After(s.pause):
	case <-s.done:
		return 0, s.err()
	}
	if s.rest == "" {
		return 0, io.EOF
	}
	n := strings.IndexByte(s.rest, '\n') + 1
	if n == 0 {
		n = len(s.rest)
	}
	n = copy(p, s.rest[:n])
	s.rest = s.rest[n:]
	return n, nil
}

func (s *turns) config() llm.Config {
	return llm.Config{Transport: s, Primary: llm.Provider{Kind: llm.OpenAI, URL: "http://first/v1", Model: "a", Key: key}}
}

func (s *turns) withFallback() llm.Config {
	c := s.config()
	c.Fallback = &llm.Provider{Kind: llm.OpenAI, URL: "http://second/v1", Model: "b"}
	return c
}

func streamed(hear func(string)) llm.Request {
	r := question("barefoot shoes")
	r.Sentence = func(s string) error { hear(s); return nil }
	return r
}

func TestPatience(t *testing.T) {
	hour := func(s string) http.Header { return http.Header{"Retry-After": {s}} }
	slow := stream(llm.OpenAI, "stop", "One. ", "Two. ", "Three. ", "Four. ", "Five.")
	for _, tc := range []struct {
		name        string
		ways        []way
		fallback    bool
		stream      bool
		requests    [2]int // of the primary and of the fallback
		least, most time.Duration
		want        error
	}{
		{name: "one slip is made good", ways: []way{{status: 500}, {status: 200}}, requests: [2]int{2}, most: 200 * time.Millisecond},
		{name: "two are not", ways: []way{{status: 500}, {}, {status: 200}}, requests: [2]int{2}, most: 200 * time.Millisecond, want: llm.ErrUnavailable},
		{name: "a wait that is asked for is kept", ways: []way{{status: 429, header: hour("3")}, {status: 200}}, requests: [2]int{2}, least: 3 * time.Second, most: 6 * time.Second},
		{name: "a wait beyond the deadline is not begun", ways: []way{{status: 429, header: hour("9")}, {status: 200}}, requests: [2]int{1}, want: llm.ErrUnavailable},
		{name: "a date too", ways: []way{{status: 503, header: hour("Sat, 01 Jan 2000 01:00:00 GMT")}, {status: 200}}, requests: [2]int{1}, want: llm.ErrUnavailable},
		{name: "the first token is waited for 8 s", ways: []way{{status: 200, after: time.Minute}}, requests: [2]int{1}, least: 8 * time.Second, most: 8 * time.Second, want: llm.ErrUnavailable},
		{name: "that of a stream too, whose head has come", ways: []way{{status: 200, text: slow, then: 4 * time.Second}}, stream: true, requests: [2]int{1}, least: 8 * time.Second, most: 8 * time.Second, want: llm.ErrUnavailable},
		{name: "further tokens are waited for longer", ways: []way{{status: 200, text: slow, then: time.Second}}, stream: true, requests: [2]int{1}, least: 20 * time.Second, most: 28 * time.Second},
		{name: "but 30 s in all", ways: []way{{status: 200, text: slow, then: 1500 * time.Millisecond}}, stream: true, requests: [2]int{1}, least: 30 * time.Second, most: 30 * time.Second, want: llm.ErrCut},
		{name: "the fallback has the second half of the time", ways: []way{{status: 200, after: time.Minute}, {status: 200, after: 3 * time.Second}}, fallback: true, requests: [2]int{1, 1}, least: 7 * time.Second, most: 7 * time.Second},
		{name: "and no more", ways: []way{{status: 200, after: time.Minute}}, fallback: true, requests: [2]int{1, 1}, least: 8 * time.Second, most: 8 * time.Second, want: llm.ErrUnavailable},
		{name: "the fallback stands in for a wrong key", ways: []way{{status: 401}, {status: 200}}, fallback: true, requests: [2]int{1, 1}},
		{name: "the fallback stands in for a cut answer", ways: []way{{status: 200, text: whole(llm.OpenAI, "Fi", "length")}, {status: 200}}, fallback: true, requests: [2]int{1, 1}},
		{name: "nobody stands in once a sentence was heard", ways: []way{{status: 200, text: slow[:len(slow)-20]}, {status: 200, text: slow}}, fallback: true, stream: true, requests: [2]int{1, 0}, want: llm.ErrCut},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &turns{ways: tc.ways}
				c := s.config()
				if tc.fallback {
					c = s.withFallback()
				}
				r := question("barefoot shoes")
				if tc.stream {
					r = streamed(func(string) {})
				}
				start := time.Now()
				got, err := open(t, c).Complete(t.Context(), r)
				took := time.Since(start)
				if tc.want != nil {
					fails(t, got, err, tc.want)
				} else if err != nil {
					t.Error(err)
				}
				if took < tc.least || took > max(tc.most, tc.least) {
					t.Errorf("it took %s, want %s to %s", took, tc.least, tc.most)
				}
				if got := [2]int{s.requests["first"], s.requests["second"]}; got != tc.requests {
					t.Errorf("requests %v, want %v", got, tc.requests)
				}
			})
		})
	}
}

func TestAProviderThatIsAwayRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &turns{ways: []way{{status: 500}}}
		c := s.withFallback()
		c.Retries = -1
		client := open(t, c)
		ask := func() error {
			_, err := client.Complete(t.Context(), question("shoes"))
			return err
		}
		for range 10 {
			if err := ask(); !errors.Is(err, llm.ErrUnavailable) {
				t.Fatal(err)
			}
		}
		if s.requests["first"] != 3 || s.requests["second"] != 3 {
			t.Fatalf("requests %v, want 3 of each, then a rest", s.requests)
		}
		s.ways = []way{{status: 200}}
		time.Sleep(15 * time.Second)
		for range 10 {
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
		if s.requests["first"] != 13 || s.requests["second"] != 3 {
			t.Errorf("requests %v, want all of the primary once it is back", s.requests)
		}
	})
	t.Run("one that refuses is asked each time, for that wants the operator", func(t *testing.T) {
		s := &turns{ways: []way{{status: 401}}}
		client := open(t, s.config())
		for range 10 {
			_, err := client.Complete(t.Context(), question("shoes"))
			fails(t, llm.Response{}, err, nil)
		}
		if s.requests["first"] != 10 {
			t.Errorf("requests %v", s.requests)
		}
	})
}

func TestBudget(t *testing.T) {
	ask := func(t *testing.T, client *llm.Client, shopper string) error {
		t.Helper()
		r := question("shoes")
		r.Shopper, r.MaxTokens = shopper, 10
		_, err := client.Complete(t.Context(), r)
		return err
	}
	t.Run("a shopper's is used up by what was used, and whole again at midnight UTC", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &turns{ways: []way{{status: 200}}} // 42 tokens each
			c := s.config()
			c.ShopperTokens = 98
			client := open(t, c)
			for i := range 4 {
				if err := ask(t, client, "ada"); (err == nil) != (i < 2) || err != nil && !errors.Is(err, llm.ErrBudget) {
					t.Errorf("request %d: %v", i, err)
				}
			}
			if s.requests["first"] != 2 {
				t.Errorf("requests %v, want none without a budget", s.requests)
			}
			if err := ask(t, client, "bob"); err != nil {
				t.Errorf("another shopper: %v", err)
			}
			time.Sleep(24 * time.Hour)
			if err := ask(t, client, "ada"); err != nil {
				t.Errorf("the next day: %v", err)
			}
		})
	})
	t.Run("the day's is that of all", func(t *testing.T) {
		s := &turns{ways: []way{{status: 200}}}
		c := s.config()
		c.DayTokens = 98
		client := open(t, c)
		for i, shopper := range []string{"ada", "bob", "eve"} {
			if err := ask(t, client, shopper); errors.Is(err, llm.ErrBudget) != (i == 2) {
				t.Errorf("%s: %v", shopper, err)
			}
		}
	})
	t.Run("what was not answered costs nothing, what was cut off costs what came", func(t *testing.T) {
		s := &turns{ways: []way{{status: 500}, {status: 500}, {}, {}, {status: 429}, {status: 429}, {status: 200, text: whole(llm.OpenAI, "Fi", "length")}, {status: 200}}}
		c := s.config()
		c.ShopperTokens, c.Rest = 26, time.Nanosecond
		client := open(t, c)
		for range 4 {
			if err := ask(t, client, "ada"); err == nil || errors.Is(err, llm.ErrBudget) {
				t.Fatal(err)
			}
		}
		if err := ask(t, client, "ada"); err != nil {
			t.Error(err)
		}
		if err := ask(t, client, "ada"); !errors.Is(err, llm.ErrBudget) {
			t.Errorf("got %v", err)
		}
	})
}

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	s := &turns{ways: []way{{status: 200}, {status: 401}}}
	c := s.config()
	c.Metrics = registry
	c.Primary.Price = llm.Price{Input: 10, Cached: 1, Output: 100}
	client := open(t, c)
	for range 2 {
		_, _ = client.Complete(t.Context(), question("barefoot shoes")) // the second fails, and is counted
	}
	want := `
# HELP shopguide_llm_cost_total What the tokens cost, in the currency of the configured prices.
# TYPE shopguide_llm_cost_total counter
shopguide_llm_cost_total{model="a",provider="openai"} 0.0006
# HELP shopguide_llm_requests_total Requests to language models, by outcome.
# TYPE shopguide_llm_requests_total counter
shopguide_llm_requests_total{model="a",outcome="ok",provider="openai"} 1
shopguide_llm_requests_total{model="a",outcome="refused",provider="openai"} 1
# HELP shopguide_llm_tokens_total Tokens of language models: input (cached ones not among them), cached, output. Estimated where the server does not count.
# TYPE shopguide_llm_tokens_total counter
shopguide_llm_tokens_total{direction="cached",model="a",provider="openai"} 30
shopguide_llm_tokens_total{direction="input",model="a",provider="openai"} 7
shopguide_llm_tokens_total{direction="output",model="a",provider="openai"} 5
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want),
		"shopguide_llm_cost_total", "shopguide_llm_requests_total", "shopguide_llm_tokens_total"); err != nil {
		t.Error(err)
	}
}

func TestConfig(t *testing.T) {
	for name, change := range map[string]func(*llm.Config){
		"no kind":               func(c *llm.Config) { c.Primary.Kind = "" },
		"no model":              func(c *llm.Config) { c.Primary.Model = "" },
		"a password in the URL": func(c *llm.Config) { c.Primary.URL = "http://u:" + key + "@host/v1" },
		"no URL":                func(c *llm.Config) { c.Primary.URL = "http://" + key + ".%" },
		"a path alone":          func(c *llm.Config) { c.Primary.URL = "/v1" },
		"a query":               func(c *llm.Config) { c.Primary.URL = "http://host/v1?key=" + key },
		"a bad fallback":        func(c *llm.Config) { c.Fallback = &llm.Provider{Kind: llm.Anthropic} },
		"a negative deadline":   func(c *llm.Config) { c.Whole = -1 },
		"a negative budget":     func(c *llm.Config) { c.DayTokens = -1 },
		"a negative price":      func(c *llm.Config) { c.Primary.Price.Output = -1 },
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			c := llm.Config{Primary: llm.Provider{Kind: llm.OpenAI, Model: "a"}}
			change(&c)
			if _, err := llm.New(c); err == nil || strings.Contains(err.Error(), key) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a kind and a model are enough", func(t *testing.T) {
		for _, kind := range kinds {
			if _, err := llm.New(llm.Config{Primary: llm.Provider{Kind: kind, Model: "a"}}); err != nil {
				t.Error(err)
			}
		}
	})
}
