package llm_test

import (
	"errors"
	"flag"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"

	"github.com/shopguide/shopguide/conversation/llm"
)

// record has the exchanges of the tests made anew, with the server of this address
// instead of the kind's inventor's: go test ./conversation/llm -run Recorded -record http://127.0.0.1:4010
var record = flag.String("record", "", "record HTTP exchanges with this server")

// elsewhere sends requests to another host.
type elsewhere struct {
	to   *url.URL
	next http.RoundTripper
}

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = e.to.Scheme, e.to.Host, e.to.Host
	return e.next.RoundTrip(r)
}

// recorded returns a transport that replays the cassette of that name. A request
// counts as the recorded one if its address and every byte of its body are the same.
func recorded(t *testing.T, name string) http.RoundTripper {
	t.Helper()
	mode, next := recorder.ModeReplayOnly, http.DefaultTransport
	if *record != "" {
		to, err := url.Parse(*record)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Transport{}
		t.Cleanup(server.CloseIdleConnections)
		mode, next = recorder.ModeRecordOnly, elsewhere{to, server}
	}
	tape, err := recorder.New(filepath.Join("testdata", "recorded", name), recorder.WithMode(mode),
		recorder.WithRealTransport(next), recorder.WithSkipRequestLatency(true),
		recorder.WithMatcher(cassette.NewDefaultMatcher(cassette.WithIgnoreHeaders("Authorization", "X-Api-Key"))),
		recorder.WithHook(func(i *cassette.Interaction) error {
			i.Request.Headers.Del("Authorization")
			i.Request.Headers.Del("X-Api-Key")
			i.Response.Headers = http.Header{"Content-Type": i.Response.Headers["Content-Type"]} // the rest changes with each recording, or names the account
			return nil
		}, recorder.BeforeSaveHook))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tape.Stop(); err != nil {
			t.Error(err)
		}
	})
	return tape
}

func TestRecordedExchanges(t *testing.T) {
	for _, kind := range kinds {
		ask := func(t *testing.T, name string, r llm.Request) (llm.Response, error) {
			t.Helper()
			model := map[llm.Kind]string{llm.OpenAI: "gpt-4o-mini", llm.Anthropic: "claude-haiku-4-5"}[kind]
			return open(t, llm.Config{
				Primary: llm.Provider{Kind: kind, Model: model, Key: key}, Retries: -1,
				Transport: recorded(t, string(kind)+"-"+name),
			}).Complete(t.Context(), r)
		}
		t.Run(string(kind)+": prose, streamed", func(t *testing.T) {
			var heard []string
			r := question("which shoes fit?")
			r.Sentence = func(s string) error { heard = append(heard, s); return nil }
			got, err := ask(t, "prose", r)
			if err != nil {
				t.Fatal(err)
			}
			if len(heard) != 4 || strings.Join(heard, "") != got.Text || got.Usage.Output == 0 {
				t.Errorf("heard %q of %+v", heard, got)
			}
		})
		t.Run(string(kind)+": data after a schema", func(t *testing.T) {
			r := question("red shoes as data")
			r.Schema = schema
			if got, err := ask(t, "data", r); err != nil || !strings.HasPrefix(got.Text, `{"color": "red"`) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
		t.Run(string(kind)+": a tool call that nobody asked for", func(t *testing.T) {
			r := question("buy them")
			r.Sentence = func(s string) error { t.Errorf("heard %q", s); return nil }
			got, err := ask(t, "tools", r)
			fails(t, got, err, llm.ErrMalformed)
		})
		t.Run(string(kind)+": another request than the recorded one is not answered", func(t *testing.T) {
			if *record != "" {
				t.Skip("recording")
			}
			if _, err := ask(t, "prose", question("anything else")); !errors.Is(err, cassette.ErrInteractionNotFound) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("no recording holds the key", func(t *testing.T) {
		files, err := filepath.Glob(filepath.Join("testdata", "recorded", "*.yaml"))
		if err != nil || len(files) != 6 {
			t.Fatalf("recordings %q, %v", files, err)
		}
		for _, file := range files {
			tape, err := cassette.Load(strings.TrimSuffix(file, ".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(tape.Interactions, func(i *cassette.Interaction) bool {
				return strings.Contains(i.Request.String()+i.Response.String(), key) || len(i.Request.Headers["Authorization"])+len(i.Request.Headers["X-Api-Key"]) > 0
			}) {
				t.Errorf("%s does", file)
			}
		}
	})
}
