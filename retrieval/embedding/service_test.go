package embedding_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/embedding"
)

func open(t testing.TB, c embedding.ServiceConfig) *embedding.Service {
	t.Helper()
	s, err := embedding.NewService(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func embed(t testing.TB, e embedding.Embedder, kind embedding.Kind, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := e.Embed(t.Context(), kind, texts)
	if err != nil {
		t.Fatal(err)
	}
	return vectors
}

func dot(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// asked is what one request to an embedding service says.
type asked struct {
	Model      string   `json:"model"`
	Input      []string `json:"input"`
	InputType  string   `json:"input_type"`
	Dimensions int      `json:"dimensions"`

	url, authorization string
}

// server is an embedding service in the process: it notes what it is asked, and
// answers with answer, or as a well-behaved service would.
type server struct {
	answer func(n int, a asked) *http.Response // n counts requests from 0; nil stands for good
	delay  func(a asked) time.Duration         // before an answer; nil stands for none

	mu    sync.Mutex
	asked []asked
}

const key = "sk-very-secret"

func (s *server) config() embedding.ServiceConfig {
	return embedding.ServiceConfig{URL: "http://embeddings.test/v1/", Model: "tiny", Key: key, Dim: 3, Transport: s}
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	a := asked{url: r.URL.String(), authorization: r.Header.Get("Authorization")}
	if err := errors.Join(json.NewDecoder(r.Body).Decode(&a), r.Body.Close()); err != nil {
		return nil, err
	}
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, a)
	s.mu.Unlock()
	if s.delay != nil {
		select {
		case <-time.After(s.delay(a)):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	var reply *http.Response
	if s.answer != nil {
		reply = s.answer(n, a)
	} else {
		reply = good(a)
	}
	if reply == nil {
		return nil, errors.New("connection refused")
	}
	return reply, nil
}

func (s *server) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// good answers with the vector of each text.
func good(a asked) *http.Response {
	type item struct {
		Index     int        `json:"index"`
		Embedding [3]float64 `json:"embedding"`
	}
	items := make([]item, len(a.Input))
	for i, text := range a.Input {
		items[i] = item{i, vectorOf(text)}
	}
	slices.Reverse(items) // the index says where each belongs
	body, err := json.Marshal(map[string]any{"data": items})
	if err != nil {
		panic(err)
	}
	return reply(http.StatusOK, string(body))
}

// vectorOf tells texts apart by their characters; it is not of length 1.
func vectorOf(text string) [3]float64 {
	v := [3]float64{1, 0, 0}
	for i, r := range text {
		v[i%3] += float64(r % 97)
	}
	return v
}

func reply(status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

func isUnit(t *testing.T, v []float32, text string) {
	t.Helper()
	want := vectorOf(text)
	length := math.Sqrt(want[0]*want[0] + want[1]*want[1] + want[2]*want[2])
	for i, x := range v {
		if math.Abs(float64(x)-want[i]/length) > 1e-6 {
			t.Errorf("%q has %v, want %v by %v", text, v, want, length)
			return
		}
	}
}

func TestServiceAsks(t *testing.T) {
	t.Run("with the model, the key and the texts, and nothing from the environment", func(t *testing.T) {
		t.Setenv("OPENAI_API_KEY", "of another")
		t.Setenv("OPENAI_BASE_URL", "http://elsewhere.test")
		s := &server{}
		embed(t, open(t, s.config()), embedding.Query, "red  shoes\nsize 42", " 红鞋 ")
		want := []asked{{
			Model: "tiny", Input: []string{"red  shoes\nsize 42", "红鞋"},
			url: "http://embeddings.test/v1/embeddings", authorization: "Bearer " + key,
		}}
		if diff := cmp.Diff(want, s.asked, cmp.AllowUnexported(asked{})); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("without an Authorization header where there is no key", func(t *testing.T) {
		s := &server{}
		c := s.config()
		c.Key = ""
		embed(t, open(t, c), embedding.Query, "shoes")
		if got := s.asked[0].authorization; got != "" {
			t.Errorf("it sends %q", got)
		}
	})
	t.Run("with the prefix and the input type of the kind", func(t *testing.T) {
		s := &server{}
		c := s.config()
		c.Queries = embedding.Form{Prefix: "query: ", InputType: "query"}
		c.Passages = embedding.Form{Prefix: "passage: ", InputType: "document"}
		e := open(t, c)
		embed(t, e, embedding.Query, "鞋")
		embed(t, e, embedding.Passage, "鞋")
		for i, want := range []asked{{Input: []string{"query: 鞋"}, InputType: "query"}, {Input: []string{"passage: 鞋"}, InputType: "document"}} {
			if got := s.asked[i]; got.Input[0] != want.Input[0] || got.InputType != want.InputType {
				t.Errorf("request %d has %q of type %q", i, got.Input, got.InputType)
			}
		}
	})
	t.Run("for the dimension, if vectors are to be shortened", func(t *testing.T) {
		s := &server{}
		c := s.config()
		c.Shorten = true
		embed(t, open(t, c), embedding.Query, "shoes")
		if got := s.asked[0].Dimensions; got != 3 {
			t.Errorf("it asks for %d", got)
		}
	})
	t.Run("for the dimension once, where it is not configured", func(t *testing.T) {
		s := &server{}
		c := s.config()
		c.Dim = 0
		if e := open(t, c); e.Dim() != 3 || s.requests() != 1 {
			t.Errorf("dimension %d after %d requests, want 3 after 1", e.Dim(), s.requests())
		}
	})
	t.Run("for nothing where all texts are blank", func(t *testing.T) {
		s := &server{}
		vectors := embed(t, open(t, s.config()), embedding.Passage, "", " \n")
		if diff := cmp.Diff([][]float32{{0, 0, 0}, {0, 0, 0}}, vectors); diff != "" || s.requests() > 0 {
			t.Errorf("%d requests, %s", s.requests(), diff)
		}
	})
	t.Run("in batches bound by texts and by characters, of texts cut to length", func(t *testing.T) {
		s := &server{}
		c := s.config()
		c.MaxChars, c.BatchTexts, c.BatchChars, c.Concurrency = 10, 3, 20, 1
		texts := []string{"a", "b", "c", "d", strings.Repeat("鞋", 11), "0123456789", "e", ""}
		vectors := embed(t, open(t, c), embedding.Passage, texts...)
		var got [][]string
		for _, a := range s.asked {
			got = append(got, a.Input)
		}
		want := [][]string{{"a", "b", "c"}, {"d", strings.Repeat("鞋", 10)}, {"0123456789", "e"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		isUnit(t, vectors[4], strings.Repeat("鞋", 10))
		isUnit(t, vectors[6], "e")
	})
	t.Run("at most as much at a time as configured, over all calls", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			var now, most int
			s := &server{
				delay: func(asked) time.Duration {
					mu.Lock()
					defer mu.Unlock()
					now++
					most = max(most, now)
					return time.Second
				},
				answer: func(_ int, a asked) *http.Response {
					mu.Lock()
					defer mu.Unlock()
					now--
					return good(a)
				},
			}
			c := s.config()
			c.BatchTexts, c.Concurrency = 1, 3
			e := open(t, c)
			var calls sync.WaitGroup
			for range 2 {
				calls.Go(func() { embed(t, e, embedding.Passage, "a", "b", "c", "d", "e") })
			}
			calls.Wait()
			if most != 3 {
				t.Errorf("%d requests at a time, want 3", most)
			}
		})
	})
}

func TestServiceRefusesReplies(t *testing.T) {
	for _, tc := range []struct{ name, body, says string }{
		{"of another dimension", `{"data":[{"index":0,"embedding":[1,2]}]}`, "2 numbers and not 3"},
		{"with too few vectors", `{"data":[]}`, "1 texts with 0 vectors"},
		{"with too many vectors", `{"data":[{"index":0,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}`, "1 texts with 2 vectors"},
		{"with an empty vector", `{"data":[{"index":0,"embedding":[]}]}`, "empty vector"},
		{"without a vector", `{"data":[{"index":0}]}`, "empty vector"},
		{"with NaN", `{"data":[{"index":0,"embedding":[NaN,2,3]}]}`, "cannot be read"},
		{"with a number past float32", `{"data":[{"index":0,"embedding":[1e300,2,3]}]}`, "cannot be read"},
		{"with an index beyond the texts", `{"data":[{"index":7,"embedding":[1,2,3]}]}`, "numbers the vectors"},
		{"with a negative index", `{"data":[{"index":-1,"embedding":[1,2,3]}]}`, "numbers the vectors"},
		{"of another protocol", `<html>hello</html>`, "cannot be read"},
		{"that are empty", ``, "cannot be read"},
		{"that are JSON of another kind", `{"result":"ok"}`, "1 texts with 0 vectors"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := &server{answer: func(int, asked) *http.Response { return reply(http.StatusOK, tc.body) }}
			_, err := open(t, s.config()).Embed(t.Context(), embedding.Passage, []string{"shoes"})
			if err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got error %v, want one that says %q", err, tc.says)
			}
			if errors.Is(err, embedding.ErrUnavailable) || s.requests() != 1 {
				t.Errorf("it is taken for something that passes, after %d requests", s.requests())
			}
		})
	}
	t.Run("that number two vectors alike", func(t *testing.T) {
		s := &server{answer: func(int, asked) *http.Response {
			return reply(http.StatusOK, `{"data":[{"index":1,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}`)
		}}
		if _, err := open(t, s.config()).Embed(t.Context(), embedding.Passage, []string{"a", "b"}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("but takes vectors without an index in their order", func(t *testing.T) {
		s := &server{answer: func(int, asked) *http.Response {
			return reply(http.StatusOK, `{"data":[{"embedding":[0,0,2]},{"embedding":[0,5,0]}]}`)
		}}
		got := embed(t, open(t, s.config()), embedding.Passage, "a", "b")
		if diff := cmp.Diff([][]float32{{0, 0, 1}, {0, 1, 0}}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestServiceTellsTheOperator(t *testing.T) {
	for status, says := range map[int]string{
		http.StatusUnauthorized:          "check the key",
		http.StatusForbidden:             "check the key",
		http.StatusNotFound:              "check the model's name, and the address",
		http.StatusRequestEntityTooLarge: "fewer in one request",
		http.StatusBadRequest:            "check the model, the input types",
		http.StatusTemporaryRedirect:     "configure the address",
	} {
		t.Run(fmt.Sprintf("what to do about status %d, at once, without key or query", status), func(t *testing.T) {
			s := &server{answer: func(_ int, a asked) *http.Response {
				body := fmt.Sprintf(`{"error":{"message":"cannot %s with %s"}}`, a.Input[0], a.authorization)
				return reply(status, body, "Location", "http://elsewhere.test/v1/embeddings")
			}}
			_, err := open(t, s.config()).Embed(t.Context(), embedding.Query, []string{"a gift for Ann"})
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Fatalf("got error %v, want one that says %q", err, says)
			}
			for _, secret := range []string{key, "Ann"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("it tells %q: %v", secret, err)
				}
			}
			if s.requests() != 1 {
				t.Errorf("%d requests, want 1", s.requests())
			}
		})
	}
	t.Run("why a service refuses passages, without the key", func(t *testing.T) {
		s := &server{answer: func(int, asked) *http.Response {
			return reply(http.StatusUnprocessableEntity, `{"error":{"message":"600 tokens are too many; `+key+`"}}`)
		}}
		_, err := open(t, s.config()).Embed(t.Context(), embedding.Passage, []string{"shoes"})
		if err == nil || !strings.Contains(err.Error(), "600 tokens are too many") || strings.Contains(err.Error(), key) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("that a key is refused, without the part of it that a service quotes", func(t *testing.T) {
		s := &server{answer: func(int, asked) *http.Response {
			return reply(http.StatusUnauthorized, `{"error":{"message":"wrong key sk-very…"}}`)
		}}
		_, err := open(t, s.config()).Embed(t.Context(), embedding.Passage, []string{"shoes"})
		if err == nil || !strings.Contains(err.Error(), "check the key") || strings.Contains(err.Error(), "sk-very") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("that there are two kinds of texts", func(t *testing.T) {
		if _, err := open(t, (&server{}).config()).Embed(t.Context(), "document", []string{"shoes"}); err == nil {
			t.Error("no error")
		}
	})
}

func TestServiceConfig(t *testing.T) {
	good := embedding.ServiceConfig{URL: "https://embeddings.test/v1", Model: "tiny", Dim: 3}
	for _, tc := range []struct {
		name string
		with func(*embedding.ServiceConfig)
	}{
		{"no address", func(c *embedding.ServiceConfig) { c.URL = "" }},
		{"an address without scheme", func(c *embedding.ServiceConfig) { c.URL = "embeddings.test/v1" }},
		{"an address of another scheme", func(c *embedding.ServiceConfig) { c.URL = "ftp://embeddings.test" }},
		{"an address that does not parse", func(c *embedding.ServiceConfig) { c.URL = "http://me:" + key + "@%zz" }},
		{"an address with a password", func(c *embedding.ServiceConfig) { c.URL = "http://me:" + key + "@embeddings.test" }},
		{"an address with a query", func(c *embedding.ServiceConfig) { c.URL = "http://embeddings.test/v1?key=" + key }},
		{"no model", func(c *embedding.ServiceConfig) { c.Model = "" }},
		{"a negative bound", func(c *embedding.ServiceConfig) { c.MaxChars = -1 }},
		{"a negative deadline", func(c *embedding.ServiceConfig) { c.QueryDeadline = -1 }},
		{"vectors shortened to no dimension", func(c *embedding.ServiceConfig) { c.Shorten, c.Dim = true, 0 }},
	} {
		t.Run(tc.name+" is refused, and no secret told", func(t *testing.T) {
			c := good
			tc.with(&c)
			_, err := embedding.NewService(t.Context(), c)
			if err == nil || strings.Contains(err.Error(), key) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("with a dimension it opens while the service is away", func(t *testing.T) {
		c := good
		c.Transport = &server{answer: func(int, asked) *http.Response { return nil }}
		open(t, c)
	})
	t.Run("its name tells apart what changes vectors, and not the address or the key", func(t *testing.T) {
		names := map[string]bool{}
		for _, with := range []func(*embedding.ServiceConfig){
			func(*embedding.ServiceConfig) {},
			func(c *embedding.ServiceConfig) { c.Model = "small" },
			func(c *embedding.ServiceConfig) { c.Queries.Prefix = "query: " },
			func(c *embedding.ServiceConfig) { c.Queries.InputType = "query: " },
			func(c *embedding.ServiceConfig) { c.Passages.Prefix = "query: " },
			func(c *embedding.ServiceConfig) { c.Passages.InputType = "query: " },
			func(c *embedding.ServiceConfig) { c.MaxChars = 100 },
			func(c *embedding.ServiceConfig) { c.Shorten = true },
		} {
			c := good
			with(&c)
			name := open(t, c).Model()
			if names[name] {
				t.Errorf("two have the name %q", name)
			}
			names[name] = true
			c.URL, c.Key = "http://elsewhere.test", key
			if moved := open(t, c).Model(); moved != name {
				t.Errorf("at another address it is named %q and not %q", moved, name)
			}
		}
	})
}

// FuzzServiceReply: whatever a service answers, there is an error or one unit
// vector of the right dimension for each text.
func FuzzServiceReply(f *testing.F) {
	f.Add([]byte(`{"data":[{"index":1,"embedding":[1,2,3]},{"index":0,"embedding":[3,2,1]}]}`))
	f.Add([]byte(`{"data":[{"embedding":[1e38,1e38,1e38]},{"embedding":[1e-45,0,0]}]}`))
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1,2,3]}],"data":[{"index":0},{"index":1}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s := &server{answer: func(int, asked) *http.Response {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body))}
		}}
		vectors, err := open(t, s.config()).Embed(context.Background(), embedding.Query, []string{"a", "b"})
		if err != nil {
			if !utf8.ValidString(err.Error()) {
				t.Errorf("an error that is no text: %q", err)
			}
			return
		}
		if len(vectors) != 2 {
			t.Fatalf("%d vectors", len(vectors))
		}
		for _, v := range vectors {
			if length := dot(v, v); len(v) != 3 || length != 0 && !(math.Abs(length-1) < 1e-5) {
				t.Errorf("%v has length² %v", v, length)
			}
		}
	})
}
