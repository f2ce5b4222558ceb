package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/shopguide/shopguide/conversation/llm"
)

// modelSettings reads the model's flags as the program does.
func modelSettings(t *testing.T, environment map[string]string, args ...string) (modelFlags, func(string) string) {
	t.Helper()
	getenv := func(name string) string { return environment[name] }
	var flags modelFlags
	parser, err := kong.New(&flags, kong.Resolvers(environmentVariables(getenv)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	return flags, getenv
}

// modelServer answers as OpenAI's service does, and keeps what it was asked.
func modelServer(t *testing.T, status int) (url string, asked func() string) {
	t.Helper()
	var mu sync.Mutex
	var last string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = io.Copy(&body, r.Body)
		mu.Lock()
		last = r.Header.Get("Authorization") + " " + body.String()
		mu.Unlock()
		w.WriteHeader(status)
		fmt.Fprint(w, `{"choices":[{"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100}}`)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", func() string {
		mu.Lock()
		defer mu.Unlock()
		return last
	}
}

func TestModelSettings(t *testing.T) {
	question := llm.Request{Shopper: "ada", Messages: []llm.Message{{Role: llm.User, Text: "hello"}}}

	t.Run("without a provider there is no model", func(t *testing.T) {
		flags, getenv := modelSettings(t, nil)
		model, end, err := flags.open(getenv, nil)
		if model != nil || err != nil {
			t.Fatalf("got %v, %v", model, err)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	t.Run("all of it can be set in the environment", func(t *testing.T) {
		url, asked := modelServer(t, http.StatusOK)
		away, _ := modelServer(t, http.StatusUnauthorized)
		flags, getenv := modelSettings(t, map[string]string{
			"SHOPGUIDE_LLM_PROVIDER": "openai", "SHOPGUIDE_LLM_URL": away, "SHOPGUIDE_LLM_MODEL": "first", "SHOPGUIDE_LLM_API_KEY": "one",
			"SHOPGUIDE_LLM_FALLBACK_PROVIDER": "openai", "SHOPGUIDE_LLM_FALLBACK_URL": url, "SHOPGUIDE_LLM_FALLBACK_MODEL": "second",
			"SHOPGUIDE_LLM_FALLBACK_API_KEY": "two", "SHOPGUIDE_LLM_FALLBACK_PRICE_INPUT": "2", "SHOPGUIDE_LLM_FALLBACK_PRICE_OUTPUT": "8",
			"SHOPGUIDE_LLM_FIRST_TOKEN": "1m", "SHOPGUIDE_LLM_DEADLINE": "2m", "SHOPGUIDE_LLM_SHOPPER_TOKENS": "2000", "SHOPGUIDE_LLM_DAY_TOKENS": "0",
		})
		registry := prometheus.NewRegistry()
		model, end, err := flags.open(getenv, registry)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := end(); err != nil {
				t.Error(err)
			}
		}()
		got, err := model.Complete(t.Context(), question)
		if err != nil || got.Text != "Hello." || got.Model != "second" {
			t.Errorf("got %+v, %v", got, err)
		}
		if request := asked(); !strings.HasPrefix(request, "Bearer two ") || !strings.Contains(request, `"model":"second"`) {
			t.Errorf("the fallback was asked %s", request)
		}
		if cost := gathered(t, registry, "shopguide_llm_cost_total"); cost != (1000*2+100*8)/1e6 {
			t.Errorf("it cost %v", cost)
		}
		if _, err := model.Complete(t.Context(), question); err == nil {
			t.Error("the budget of 2,000 tokens sufficed for 1,100 and a reservation of 1,024")
		}
		if printed := fmt.Sprintf("%v %+v %#v", flags.LLM.provider("one"), flags.LLM.provider("one"), flags.LLM.provider("one")); strings.Contains(printed, "one") {
			t.Errorf("the key is printed: %s", printed)
		}
	})
	t.Run("what is missing is named", func(t *testing.T) {
		for name, tc := range map[string]struct {
			args []string
			want string
		}{
			"a provider":                {[]string{"--llm-model=x"}, "--llm-provider"},
			"a model":                   {[]string{"--llm-provider=anthropic"}, "no model"},
			"the provider in front":     {[]string{"--llm-fallback-provider=openai", "--llm-fallback-model=x"}, "--llm-provider"},
			"the fallback's own kind":   {[]string{"--llm-provider=openai", "--llm-model=x", "--llm-fallback-model=y"}, "fallback"},
			"an address that means one": {[]string{"--llm-provider=openai", "--llm-model=x", "--llm-url=localhost"}, "http://"},
		} {
			flags, getenv := modelSettings(t, nil, tc.args...)
			if _, _, err := flags.open(getenv, nil); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("without %s: got %v, want it to say %s", name, err, tc.want)
			}
		}
	})
}

// gathered returns the sum of a counter.
func gathered(t *testing.T, from prometheus.Gatherer, name string) (sum float64) {
	t.Helper()
	families, err := from.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			for _, m := range f.GetMetric() {
				sum += m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

// The settings reach the conversation.
func TestChatAsksTheModel(t *testing.T) {
	url, asked := modelServer(t, http.StatusOK)
	environment := environment{
		stdin: strings.NewReader("a waterproof backpack\n"), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{},
		getenv: func(name string) string {
			return map[string]string{
				"SHOPGUIDE_LLM_PROVIDER": "openai", "SHOPGUIDE_LLM_URL": url, "SHOPGUIDE_LLM_MODEL": "tiny", "SHOPGUIDE_LLM_API_KEY": "one",
			}[name]
		},
	}
	if status := run(t.Context(), []string{"--json", "--data-dir", t.TempDir()}, environment); status != 0 {
		t.Fatalf("the chat ended with %d: %s", status, environment.stderr)
	}
	_, body, _ := strings.Cut(asked(), "{")
	if !json.Valid([]byte("{"+body)) || !strings.Contains(body, "backpack") {
		t.Errorf("the model was asked %q", body)
	}
}
