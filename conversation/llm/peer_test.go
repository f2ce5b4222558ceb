package llm_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation/llm"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// aimock starts the peer and returns the address of its /v1.
func aimock(t *testing.T) string {
	t.Helper()
	fixtures, err := filepath.Abs(filepath.Join("testdata", "aimock.json"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	server, err := peer.AIMock(ctx, fixtures)
	peer.Need(t, err)
	t.Cleanup(server.Kill)
	return "http://" + server.Addr + "/v1"
}

func TestAPeer(t *testing.T) {
	address := aimock(t)
	for _, kind := range kinds {
		ask := func(t *testing.T, r llm.Request, faults ...string) (llm.Response, int, error) {
			t.Helper()
			next := &http.Transport{}
			t.Cleanup(next.CloseIdleConnections)
			chaos := &peer.Chaos{Faults: faults, Next: next}
			got, err := open(t, llm.Config{
				Primary:    llm.Provider{Kind: kind, URL: address, Model: "some-model", Key: key},
				FirstToken: time.Minute, Transport: chaos,
			}).Complete(t.Context(), r)
			return got, chaos.Requests, err
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Run("streams whole sentences in both languages", func(t *testing.T) {
				var heard []string
				r := question("which shoes fit?")
				r.Sentence = func(s string) error { heard = append(heard, s); return nil }
				got, _, err := ask(t, r)
				if err != nil {
					t.Fatal(err)
				}
				want := []string{"Two pairs fit. ", "The first costs ¥259.00 and is red. ", "第二双是蓝色的，价格是￥199.50。", "要看看吗？"}
				if !slices.Equal(heard, want) || got.Text != strings.Join(want, "") {
					t.Errorf("heard %q of %q, want %q", heard, got.Text, want)
				}
				if got.Usage.Input == 0 || got.Usage.Output == 0 {
					t.Errorf("tokens %+v", got.Usage)
				}
			})
			t.Run("answers in one piece", func(t *testing.T) {
				got, _, err := ask(t, question("which shoes fit?"))
				if err != nil || !strings.HasSuffix(got.Text, "要看看吗？") {
					t.Errorf("got %+v, %v", got, err)
				}
			})
			t.Run("answers with data", func(t *testing.T) {
				r := question("red shoes as data")
				r.Schema = schema
				got, _, err := ask(t, r)
				if err != nil || got.Text != `{"color": "red", "words": "红色的鞋"}` {
					t.Errorf("got %+v, %v", got, err)
				}
			})
			for _, tc := range []struct {
				says   string
				want   error
				schema *llm.Schema
			}{
				{says: "data that breaks off", want: llm.ErrMalformed, schema: schema},
				{says: "an answer too long", want: llm.ErrCut},
				{says: "buy them", want: llm.ErrMalformed},
				{says: "talk, then break off", want: llm.ErrCut},
				{says: "you are too busy", want: llm.ErrUnavailable},
			} {
				t.Run(fmt.Sprintf("streamed %q is an error", tc.says), func(t *testing.T) {
					r := question(tc.says)
					r.Schema = tc.schema
					r.Sentence = func(string) error { return nil }
					got, _, err := ask(t, r)
					fails(t, got, err, tc.want)
				})
			}
			for _, fault := range []string{"drop", "disconnect"} {
				t.Run("one "+fault+" is ridden out, two are not", func(t *testing.T) {
					if _, n, err := ask(t, question("which shoes fit?"), fault); err != nil || n != 2 {
						t.Errorf("%v after %d requests", err, n)
					}
					got, n, err := ask(t, question("which shoes fit?"), fault, fault)
					if fails(t, got, err, llm.ErrUnavailable); n != 2 {
						t.Errorf("%d requests", n)
					}
				})
			}
			t.Run("a rate limit is waited for as long as it says", func(t *testing.T) {
				start := time.Now()
				if _, n, err := ask(t, question("which shoes fit?"), "ratelimit"); err != nil || n != 2 || time.Since(start) < time.Second {
					t.Errorf("%v after %d requests and %s", err, n, time.Since(start))
				}
			})
			t.Run("a malformed reply is an error", func(t *testing.T) {
				got, _, err := ask(t, question("which shoes fit?"), "malformed")
				fails(t, got, err, llm.ErrMalformed)
			})
		})
	}
}
