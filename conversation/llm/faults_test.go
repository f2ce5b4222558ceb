package llm_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/llm"
)

// errKinds are the errors that a caller tells apart.
var errKinds = []error{llm.ErrBudget, llm.ErrUnavailable, llm.ErrCut, llm.ErrMalformed}

// fails checks that a call failed in one way, returned nothing, and told no secret.
func fails(t *testing.T, got llm.Response, err, want error) {
	t.Helper()
	if err == nil || got != (llm.Response{}) {
		t.Fatalf("got %+v, %v", got, err)
	}
	for _, kind := range errKinds {
		if errors.Is(err, kind) != errors.Is(want, kind) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	for _, secret := range []string{key, "barefoot"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q stands in the error %v", secret, err)
		}
	}
}

// A stream that ends badly is an error that langchaingo does not tell of, and no
// sentence is heard that was not whole.
func TestAStreamThatIsNotWholeIsAnError(t *testing.T) {
	for _, kind := range kinds {
		begin, pieces, end := events(kind, stopOf(kind), "One fits. ", "The sec", "ond costs")
		texts := strings.Join(pieces, "")
		tool, calls := event(`{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"buy","arguments":"{\"barefoot\":"}},{"index":1,"id":"b","type":"function","function":{"name":"buy","arguments":""}}]}}]}`), "tool_calls"
		function := event(`{"choices":[{"delta":{"function_call":{"name":"buy","arguments":"{}"}}}]}`)
		if kind == llm.Anthropic {
			tool, calls = event(`{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a","name":"buy"}}`), "tool_use"
			function = tool
		}
		_, _, cutEnd := events(kind, map[llm.Kind]string{llm.OpenAI: "length", llm.Anthropic: "max_tokens"}[kind])
		_, _, callEnd := events(kind, calls)
		_, _, filterEnd := events(kind, "content_filter")
		_, _, noEnd := events(kind, "")
		failure := event(`{"type":"error","error":{"type":"overloaded_error","message":"barefoot ` + key + `"}}`)
		for _, tc := range []struct {
			name, reply string
			want        error
		}{
			{"cut off before any token", begin, llm.ErrCut},
			{"cut off in the middle", begin + texts, llm.ErrCut},
			{"cut off before the mark of its end", begin + texts + end[0], llm.ErrCut},
			{"with its mark but without a reason for its end", begin + texts + noEnd[0] + noEnd[1], llm.ErrCut},
			{"stopped by the limit of tokens", begin + texts + cutEnd[0] + cutEnd[1], llm.ErrCut},
			{"stopped by a filter", begin + texts + filterEnd[0] + filterEnd[1], llm.ErrMalformed},
			{"that reports an error at once", begin + failure, llm.ErrUnavailable},
			{"that reports an error in the middle, and goes on", begin + texts + failure + end[0] + end[1], llm.ErrCut},
			{"with a line over 64 KB", begin + event(`{"x":"`+strings.Repeat("barefoot", 9000)+`"}`) + texts + end[0] + end[1], llm.ErrMalformed},
			{"with an event that is no JSON", begin + texts + event("barefoot") + end[0] + end[1], llm.ErrMalformed},
			{"that calls tools, interleaved", begin + tool + callEnd[0] + callEnd[1], llm.ErrMalformed},
			{"that calls a function in the old way", begin + function + end[0] + end[1], llm.ErrMalformed},
			{"that stops for a tool call which it does not make", begin + texts + callEnd[0] + callEnd[1], llm.ErrMalformed},
			{"with a part of negative index", begin + event(`{"type":"content_block_delta","index":-1,"delta":{"type":"text_delta","text":"barefoot"}}`) + end[0] + end[1], llm.ErrMalformed},
			{"with a choice that is null", begin + event(`{"choices":[null]}`) + end[0] + end[1], llm.ErrMalformed},
			{"without a text", begin + end[0] + end[1], llm.ErrMalformed},
			{"that is a web page", "<html>barefoot</html>", llm.ErrCut},
		} {
			t.Run(fmt.Sprintf("%s: one %s", kind, tc.name), func(t *testing.T) {
				s := serve(t, kind, say(tc.reply))
				r := question("barefoot shoes")
				r.Sentence = func(sentence string) error {
					if sentence != "One fits. " {
						t.Errorf("heard %q", sentence)
					}
					return nil
				}
				got, err := open(t, s.patient()).Complete(t.Context(), r)
				fails(t, got, err, tc.want)
			})
		}
	}
}

func TestAReplyThatIsNotWholeIsAnError(t *testing.T) {
	for _, kind := range kinds {
		body := whole(kind, "barefoot", stopOf(kind))
		for _, tc := range []struct {
			name, reply string
			want        error
		}{
			{"cut off", body[:len(body)-9], llm.ErrMalformed},
			{"stopped by the limit of tokens", whole(kind, "barefoot", map[llm.Kind]string{llm.OpenAI: "length", llm.Anthropic: "max_tokens"}[kind]), llm.ErrCut},
			{"without a reason for its end", whole(kind, "barefoot", ""), llm.ErrCut},
			{"stopped by a filter", whole(kind, "barefoot", "refusal"), llm.ErrMalformed},
			{"stopped for a tool", whole(kind, "barefoot", "function_call"), llm.ErrMalformed},
			{"that is an error with status 200", `{"error":{"message":"barefoot ` + key + `","type":"api_error"}}`, llm.ErrUnavailable},
			{"without a message", `{"choices":[],"content":[],"stop_reason":"end_turn"}`, llm.ErrMalformed},
			{"whose choice is null", `{"choices":[null],"stop_reason":"end_turn"}`, llm.ErrMalformed},
			{"of white space", whole(kind, " \n", stopOf(kind)), llm.ErrMalformed},
			{"that is a web page", "<html>barefoot</html>", llm.ErrMalformed},
		} {
			t.Run(fmt.Sprintf("%s: one %s", kind, tc.name), func(t *testing.T) {
				s := serve(t, kind, say(tc.reply))
				got, err := open(t, s.patient()).Complete(t.Context(), question("barefoot shoes"))
				fails(t, got, err, tc.want)
			})
		}
		for _, answer := range []string{`{"color": "red"`, `"red"`, `[{}]`, `{} {}`, `Sure! {"color":"red"}`, "```json\n{\"color\":\n```", ""} {
			t.Run(fmt.Sprintf("%s: %q is no JSON object", kind, answer), func(t *testing.T) {
				s := serve(t, kind, say(whole(kind, answer, stopOf(kind))))
				r := question("barefoot shoes")
				r.Schema = schema
				got, err := open(t, s.patient()).Complete(t.Context(), r)
				fails(t, got, err, llm.ErrMalformed)
			})
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, kind := range kinds {
		for status, want := range map[int]error{
			http.StatusTooManyRequests: llm.ErrUnavailable, http.StatusBadGateway: llm.ErrUnavailable, 529: llm.ErrUnavailable,
			http.StatusUnauthorized: nil, http.StatusNotFound: nil, http.StatusBadRequest: nil, http.StatusTemporaryRedirect: nil,
		} {
			t.Run(fmt.Sprintf("%s: %d", kind, status), func(t *testing.T) {
				s := serve(t, kind, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", "/elsewhere")
					w.WriteHeader(status)
					_, _ = fmt.Fprintf(w, `{"error":{"type":"some_code","code":%q,"message":"barefoot %s"}}`, key, key)
				})
				got, err := open(t, s.patient()).Complete(t.Context(), question("barefoot shoes"))
				fails(t, got, err, want)
				if text := err.Error(); !strings.Contains(text, fmt.Sprint(status)) || !strings.Contains(text, "some_code") {
					t.Errorf("the error names no status or code: %v", err)
				}
				if s.requests.Load() != 1 {
					t.Errorf("%d requests", s.requests.Load())
				}
			})
		}
	}
}

// langchaingo returns what has come so far, and no error, for some of the calls
// that are cancelled in the middle of a stream.
func TestCancelledInTheMiddleOfAStream(t *testing.T) {
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			begin, texts, _ := events(kind, stopOf(kind), "One fits. ", "The second")
			s := serve(t, kind, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, begin+texts[0]+texts[1])
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			})
			client := open(t, s.patient())
			for range 20 {
				ctx, cancel := context.WithCancel(t.Context())
				r := question("barefoot shoes")
				r.Sentence = func(string) error { cancel(); return nil }
				got, err := client.Complete(ctx, r)
				cancel()
				if !errors.Is(err, context.Canceled) || got != (llm.Response{}) {
					t.Fatalf("got %+v, %v", got, err)
				}
			}
		})
	}
}

func TestAConnectionThatBreaks(t *testing.T) {
	for _, kind := range kinds {
		begin, texts, _ := events(kind, stopOf(kind), "One fits. ", "The second")
		s := serve(t, kind, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, begin+texts[0]+texts[1])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		})
		client := open(t, s.patient())
		t.Run(string(kind)+": in the middle of a stream", func(t *testing.T) {
			r := question("barefoot shoes")
			r.Sentence = func(string) error { return nil }
			got, err := client.Complete(t.Context(), r)
			fails(t, got, err, llm.ErrCut)
		})
		t.Run(string(kind)+": in the middle of a reply", func(t *testing.T) {
			got, err := client.Complete(t.Context(), question("barefoot shoes"))
			fails(t, got, err, llm.ErrUnavailable)
		})
	}
}
