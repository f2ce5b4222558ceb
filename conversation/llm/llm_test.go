package llm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/conversation/llm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "sk-open-sesame"

func open(t testing.TB, c llm.Config) *llm.Client {
	t.Helper()
	if c.Transport == nil {
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		c.Transport = transport
	}
	client, err := llm.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// server answers in the manner of one of the kinds.
type server struct {
	*httptest.Server
	kind     llm.Kind
	requests atomic.Int32
	last     atomic.Pointer[sent]
}

// sent is what a request says.
type sent struct {
	path, key string
	fields    map[string]any
}

func serve(t testing.TB, kind llm.Kind, answer http.HandlerFunc) *server {
	t.Helper()
	s := &server{kind: kind}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		got := &sent{path: r.URL.Path, key: r.Header.Get("Authorization") + r.Header.Get("X-Api-Key")}
		if err := json.NewDecoder(r.Body).Decode(&got.fields); err != nil {
			t.Error(err)
		}
		s.last.Store(got)
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) provider() llm.Provider {
	return llm.Provider{Kind: s.kind, URL: s.URL + "/v1", Model: "tiny", Key: key}
}

// patient is a configuration in which only faults end a call, and once.
func (s *server) patient() llm.Config {
	return llm.Config{Primary: s.provider(), FirstToken: 20 * time.Second, Retries: -1}
}

func question(text string) llm.Request {
	return llm.Request{Shopper: "ada", System: "You sell shoes.", Messages: []llm.Message{{Role: llm.User, Text: text}}}
}

var schema = &llm.Schema{Name: "wishes", JSON: json.RawMessage(`{"type":"object","properties":{"color":{"type":"string","pattern":"^[a-z]+$"}},"required":["color"]}`)}

// whole is a reply in one piece.
func whole(kind llm.Kind, text, stop string) string {
	if kind == llm.Anthropic {
		return fmt.Sprintf(`{"type":"message","role":"assistant","content":[{"type":"text","text":%q}],"stop_reason":%q,"usage":{"input_tokens":7,"cache_read_input_tokens":30,"output_tokens":5}}`, text, stop)
	}
	return fmt.Sprintf(`{"choices":[{"message":{"role":"assistant","content":%q},"finish_reason":%q}],"usage":{"prompt_tokens":37,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":30}}}`, text, stop)
}

// events are those of a streamed reply: its beginning, its pieces, and its end.
func events(kind llm.Kind, stop string, pieces ...string) (begin string, texts []string, end []string) {
	if kind == llm.Anthropic {
		begin = event(`{"type":"message_start","message":{"role":"assistant","usage":{"input_tokens":7,"cache_read_input_tokens":30}}}`) +
			event(`{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`)
		for _, p := range pieces {
			texts = append(texts, event(fmt.Sprintf(`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":%q}}`, p)))
		}
		return begin, texts, []string{
			event(`{"type":"content_block_stop","index":0}`) +
				event(fmt.Sprintf(`{"type":"message_delta","delta":{"stop_reason":%q},"usage":{"output_tokens":5}}`, stop)),
			event(`{"type":"message_stop"}`),
		}
	}
	begin = event(`{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`)
	for _, p := range pieces {
		texts = append(texts, event(fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q},"finish_reason":null}]}`, p)))
	}
	return begin, texts, []string{
		event(fmt.Sprintf(`{"choices":[{"index":0,"delta":{},"finish_reason":%q}]}`, stop)) +
			event(`{"choices":[],"usage":{"prompt_tokens":37,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":30}}}`),
		event("[DONE]"),
	}
}

func event(data string) string { return "event: any\ndata:" + data + "\n\n" }

// stream is a whole streamed reply.
func stream(kind llm.Kind, stop string, pieces ...string) string {
	begin, texts, end := events(kind, stop, pieces...)
	return begin + strings.Join(texts, "") + strings.Join(end, "")
}

func stopOf(kind llm.Kind) string {
	if kind == llm.Anthropic {
		return "end_turn"
	}
	return "stop"
}

func say(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

var kinds = []llm.Kind{llm.OpenAI, llm.Anthropic}

func TestComplete(t *testing.T) {
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Run("returns the text and its tokens", func(t *testing.T) {
				s := serve(t, kind, say(whole(kind, "Two shoes fit.", stopOf(kind))))
				got, err := open(t, s.patient()).Complete(t.Context(), question("shoes"))
				if err != nil {
					t.Fatal(err)
				}
				want := llm.Response{Text: "Two shoes fit.", Model: "tiny", Usage: llm.Usage{Input: 37, Cached: 30, Output: 5}}
				if got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
			})
			t.Run("tells of whole sentences as they come, which put together are the text", func(t *testing.T) {
				pieces := []string{"Two fit", ". The fi", "rst costs $3", ".5", "0. 第二双", "是红色的。要", "看看吗？\n", "1. Red", "\n2. Blue"}
				want := []string{"Two fit. ", "The first costs $3.50. ", "第二双是红色的。", "要看看吗？\n", "1. Red\n", "2. Blue"}
				s := serve(t, kind, say(stream(kind, stopOf(kind), pieces...)))
				var heard []string
				r := question("shoes")
				r.Sentence = func(sentence string) error {
					heard = append(heard, sentence)
					return nil
				}
				got, err := open(t, s.patient()).Complete(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprintf("%q", heard) != fmt.Sprintf("%q", want) {
					t.Errorf("heard %q, want %q", heard, want)
				}
				if got.Text != strings.Join(pieces, "") || got.Usage != (llm.Usage{Input: 37, Cached: 30, Output: 5}) {
					t.Errorf("got %+v", got)
				}
			})
			t.Run("a sentence that is refused ends it, with that error, for good", func(t *testing.T) {
				s := serve(t, kind, say(stream(kind, stopOf(kind), "One. ", "Two. ", "Three.")))
				refusal := errors.New("not in a row")
				r, n := question("shoes"), 0
				r.Sentence = func(string) error { n++; return refusal }
				c := s.patient()
				c.Retries = 3
				fallback := s.provider()
				c.Fallback = &fallback
				if _, err := open(t, c).Complete(t.Context(), r); !errors.Is(err, refusal) || n != 1 || s.requests.Load() != 1 {
					t.Errorf("got %v after %d sentences and %d requests", err, n, s.requests.Load())
				}
			})
			t.Run("with a schema the answer is one JSON object, out of its fence", func(t *testing.T) {
				s := serve(t, kind, say(whole(kind, "```json\n{\"color\": \"red\"}\n```", stopOf(kind))))
				r := question("red shoes")
				r.Schema = schema
				r.Sentence = func(string) error { t.Error("a sentence of JSON"); return nil }
				got, err := open(t, s.patient()).Complete(t.Context(), r)
				if err != nil || got.Text != `{"color": "red"}` {
					t.Errorf("got %q, %v", got.Text, err)
				}
			})
		})
	}
}

func TestRequest(t *testing.T) {
	ask := func(t *testing.T, kind llm.Kind, change func(*llm.Provider)) *sent {
		t.Helper()
		s := serve(t, kind, say(whole(kind, `{"color":"red"}`, stopOf(kind))))
		c := s.patient()
		change(&c.Primary)
		r := question("红色的鞋")
		r.Schema, r.MaxTokens = schema, 77
		r.Messages = append([]llm.Message{{Role: llm.User, Text: "hi"}, {Role: llm.Assistant, Text: "hello"}}, r.Messages...)
		if _, err := open(t, c).Complete(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		return s.last.Load()
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	t.Run("OpenAI's kind gets the schema as response_format, word for word", func(t *testing.T) {
		got := ask(t, llm.OpenAI, func(*llm.Provider) {})
		if got.path != "/v1/chat/completions" || got.key != "Bearer "+key {
			t.Errorf("to %s with key %q", got.path, got.key)
		}
		for _, want := range []string{`"type":"json_schema"`, `"name":"wishes"`, `"pattern":"^[a-z]+$"`} {
			if !strings.Contains(text(got.fields["response_format"]), want) {
				t.Errorf("response_format %s lacks %s", text(got.fields["response_format"]), want)
			}
		}
		if got.fields["max_tokens"] != 77.0 || got.fields["tools"] != nil {
			t.Errorf("fields %v", got.fields)
		}
		want := `[{"content":"You sell shoes.","role":"system"},{"content":"hi","role":"user"},{"content":"hello","role":"assistant"},{"content":"红色的鞋","role":"user"}]`
		if text(got.fields["messages"]) != want {
			t.Errorf("messages %s, want %s", text(got.fields["messages"]), want)
		}
	})
	t.Run("a server that does not know response_format is instructed", func(t *testing.T) {
		got := ask(t, llm.OpenAI, func(p *llm.Provider) { p.Instruct = true })
		if got.fields["response_format"] != nil || !strings.Contains(text(got.fields["messages"]), `pattern`) {
			t.Errorf("fields %v", got.fields)
		}
	})
	t.Run("Anthropic's kind is instructed, and caches the instructions", func(t *testing.T) {
		got := ask(t, llm.Anthropic, func(*llm.Provider) {})
		if got.path != "/v1/messages" || got.key != key {
			t.Errorf("to %s with key %q", got.path, got.key)
		}
		if system := text(got.fields["system"]); !strings.Contains(system, "pattern") || !strings.Contains(system, `"cache_control":{"type":"ephemeral"}`) {
			t.Errorf("system %s", system)
		}
	})
	t.Run("without a key none is sent", func(t *testing.T) {
		for _, kind := range kinds {
			if got := ask(t, kind, func(p *llm.Provider) { p.Key = "" }); got.key != "" {
				t.Errorf("%s got the key %q", kind, got.key)
			}
		}
	})
	t.Run("what no model can answer is refused before it is sent", func(t *testing.T) {
		s := serve(t, llm.OpenAI, say("never"))
		client := open(t, s.patient())
		for name, change := range map[string]func(*llm.Request){
			"no message":      func(r *llm.Request) { r.Messages = nil },
			"an empty one":    func(r *llm.Request) { r.Messages[0].Text = " " },
			"a role unknown":  func(r *llm.Request) { r.Messages = append([]llm.Message{{Role: "tool", Text: "x"}}, r.Messages...) },
			"model last":      func(r *llm.Request) { r.Messages[0].Role = llm.Assistant },
			"a broken schema": func(r *llm.Request) { r.Schema = &llm.Schema{Name: "x", JSON: []byte("{")} },
			"negative tokens": func(r *llm.Request) { r.MaxTokens = -1 },
		} {
			r := question("x")
			change(&r)
			if _, err := client.Complete(t.Context(), r); err == nil || s.requests.Load() != 0 {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
