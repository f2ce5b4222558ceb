package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
)

// goods are a feed of n products that are called what they are.
func goods(n int, what string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"g%d","title":"%s %d","lang":"en","price":"12.00 USD"}`+"\n", i, what, i)
	}
	return b.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// inProcess runs a command line in a data folder and returns what it says.
func inProcess(ctx context.Context, data string, args ...string) (status int, stdout, stderr string) {
	var out, bad bytes.Buffer
	status = run(ctx, args, environment{stdin: strings.NewReader(""), stdout: &out, stderr: &bad, getenv: func(name string) string {
		return map[string]string{"SHOPGUIDE_DATA_DIR": data, "HOME": data}[name]
	}})
	return status, out.String(), bad.String()
}

func indexed(t *testing.T, data string, args ...string) string {
	t.Helper()
	status, stdout, stderr := inProcess(t.Context(), data, append([]string{"index"}, args...)...)
	if status != 0 {
		t.Fatalf("index %q ends with %d: %s", args, status, stderr)
	}
	return stdout
}

// TestServeTurnsToANewIndex indexes beside a shop that is open.
func TestServeTurnsToANewIndex(t *testing.T) {
	data := t.TempDir()
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(10, "Enamel Mug"))
	indexed(t, data, feed)
	log := slog.New(slog.DiscardHandler)
	flags := searchFlags{embedderFlags: embedderFlags{Embedder: "static"}, Index: "memory"}
	s, err := catalogFlags{}.open(t.Context(), &dataFolder{Path: data}, flags, nil, environment{getenv: os.Getenv, stderr: io.Discard}, log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	now := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	refresh := func() {
		t.Helper()
		if err := s.refresh(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(text string) string {
		t.Helper()
		turn, err := s.manager.Handle(t.Context(), conversation.State{}, conversation.Message{Delivery: text, Text: text, Shopper: "local", At: now})
		if err != nil {
			t.Fatal(err)
		}
		return turn.Reply.Text
	}
	if got := ask("an enamel mug"); !strings.Contains(got, "Enamel Mug") {
		t.Fatalf("before: %s", got)
	}
	first := s.version
	refresh()
	if s.version != first || len(s.retired) > 0 {
		t.Error("it turned where there was nothing new")
	}

	write(t, feed, goods(10, "Enamel Mug")+`{"id":"new","title":"Walnut Clock","lang":"en","price":"80.00 USD"}`+"\n")
	indexed(t, data)
	refresh()
	if got := ask("a walnut clock"); s.version == first || !strings.Contains(got, "Walnut Clock") {
		t.Errorf("after the refresh: %s", got)
	}
	if len(s.retired) != 1 {
		t.Fatalf("%d retired: turns under way have nothing to end on", len(s.retired))
	}
	now = now.Add(lastTurn - time.Second)
	if refresh(); len(s.retired) != 1 {
		t.Error("the index of before is closed while turns may be under way")
	}
	now = now.Add(time.Second)
	if refresh(); len(s.retired) != 0 {
		t.Error("the index of before stays open")
	}
}

// TestIndexInterrupted stops a command while a server keeps it waiting.
func TestIndexInterrupted(t *testing.T) {
	data := t.TempDir()
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(10, "Enamel Mug"))
	indexed(t, data, feed)
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer server.Close()
	write(t, feed, goods(11, "Enamel Mug"))
	status, _, stderr := inProcess(ctx, data, "index", "--allow-private", feed, server.URL+"/feed.jsonl")
	if status != 1 || !strings.Contains(stderr, "interrupted") || !strings.Contains(stderr, "run the command again") {
		t.Errorf("it ends with %d: %s", status, stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "download-*")); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
	if got := indexed(t, data, feed); !strings.Contains(got, "11 unchanged") || !strings.Contains(got, "index: 11 products, 1 updated") {
		t.Errorf("the next run: %s", got)
	}
}

func TestIndexWatch(t *testing.T) {
	data := t.TempDir()
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(10, "Enamel Mug"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	products := 0
	status := watch(ctx, data, feed, io.Discard, func(indexed int) {
		switch {
		case products == 0:
			write(t, feed, goods(11, "Enamel Mug"))
			products = indexed
		case indexed == 11:
			products = 11
			cancel()
		}
	})
	if status != 0 || products != 11 {
		t.Errorf("it ends with %d after %d products", status, products)
	}
}

// watch indexes a feed again and again until the context ends, tells how many products
// each index has, and returns the exit status.
func watch(ctx context.Context, data, feed string, stderr io.Writer, built func(products int), flags ...string) int {
	results, stdout := io.Pipe()
	ended := make(chan int)
	go func() {
		status := run(ctx, append([]string{"index", "--watch", "10ms", "--json", feed}, flags...), environment{stdout: stdout, stderr: stderr, getenv: func(name string) string {
			return map[string]string{"SHOPGUIDE_DATA_DIR": data}[name]
		}})
		stdout.Close()
		ended <- status
	}()
	for d := json.NewDecoder(results); ; {
		var line struct {
			Index    string
			Products int
		}
		if err := d.Decode(&line); err != nil {
			return <-ended
		}
		if line.Index != "" {
			built(line.Products)
		}
	}
}

func TestIndexKeepsOthersOut(t *testing.T) {
	data := t.TempDir()
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(3, "Enamel Mug"))
	asked, answer := make(chan bool), make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked <- true
		<-answer
		fmt.Fprint(w, goods(3, "Wool Hat"))
	}))
	defer server.Close()
	ended := make(chan int)
	go func() {
		status, _, _ := inProcess(t.Context(), data, "index", "--allow-private", server.URL+"/feed.jsonl")
		ended <- status
	}()
	<-asked
	if status, _, stderr := inProcess(t.Context(), data, "index", feed); status != 1 || !strings.Contains(stderr, "another \"shopguide index\" works on "+data) {
		t.Errorf("a second one ends with %d: %s", status, stderr)
	}
	answer <- true
	if status := <-ended; status != 0 {
		t.Errorf("the first ends with %d", status)
	}
}

// teacher is an embedding service whose vectors say which words a text has.
func teacher(t *testing.T) string {
	t.Helper()
	const dim = 64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		var answer struct {
			Data []map[string]any `json:"data"`
		}
		for i, text := range q.Input {
			v := make([]float64, dim)
			for _, word := range strings.Fields(text) {
				h := 0
				for _, c := range word {
					h = 31*h + int(c)
				}
				v[h%dim]++
			}
			answer.Data = append(answer.Data, map[string]any{"index": i, "embedding": v, "object": "embedding"})
		}
		_ = json.NewEncoder(w).Encode(answer) // the client has gone
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

func TestIndexAdapt(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a table")
	}
	data := t.TempDir()
	var b strings.Builder
	for i := range 600 {
		fmt.Fprintf(&b, `{"id":"g%d","title":"%s %s zorbel%d quen%d","lang":"en"}`+"\n", i,
			[]string{"mug", "hat", "lamp", "chair", "rug"}[i%5], []string{"red", "blue", "green", "oak", "wool", "tin", "glass"}[i%7], i%30, i/30)
	}
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), b.String())
	url := teacher(t)
	out := indexed(t, data, "--json", "--adapt", "--embedding-url", url, "--embedding-model", "words", feed)
	var table struct {
		Adapted string
		Texts   int
		Held    int     `json:"held_out"`
		Before  float64 `json:"neighbours_before"`
		After   float64 `json:"neighbours_after"`
	}
	var built struct{ Embedder string }
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 || json.Unmarshal([]byte(lines[1]), &table) != nil || json.Unmarshal([]byte(lines[2]), &built) != nil {
		t.Fatalf("it says %s", out)
	}
	if table.Texts+table.Held != 600 || table.After < table.Before || table.After == 0 {
		t.Errorf("the report: %+v", table)
	}
	t.Logf("of the ten nearest: %.2f before, %.2f after", table.Before, table.After)
	if built.Embedder != table.Adapted || !strings.Contains(table.Adapted, "adapted") {
		t.Errorf("built with %q, adapted %q", built.Embedder, table.Adapted)
	}
	t.Run("the adapted table is used from then on", func(t *testing.T) {
		if got := indexed(t, data); !strings.Contains(got, "nothing changed") {
			t.Errorf("the next run: %s", got)
		}
	})
	t.Run("without the table the index says so, and is built anew with that of the program", func(t *testing.T) {
		tables, err := filepath.Glob(filepath.Join(data, adaptedTables))
		if err != nil || len(tables) != 1 {
			t.Fatalf("tables %q, %v", tables, err)
		}
		if err := os.Remove(tables[0]); err != nil {
			t.Fatal(err)
		}
		if status, _, stderr := inProcess(t.Context(), data, "--json"); status != 1 || !strings.Contains(stderr, "--rebuild") {
			t.Errorf("a chat ends with %d: %s", status, stderr)
		}
		if got := indexed(t, data); !strings.Contains(got, "built anew") {
			t.Errorf("the next run: %s", got)
		}
	})
	t.Run("a catalogue that is too small goes on with the table as it is", func(t *testing.T) {
		small := t.TempDir()
		feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(3, "Enamel Mug"))
		status, stdout, stderr := inProcess(t.Context(), small, "index", "--adapt", "--embedding-url", url, "--embedding-model", "words", feed)
		if status != 1 || !strings.Contains(stderr, "--adapt: ") || !strings.Contains(stdout, "index: 3 products, built anew") {
			t.Errorf("it ends with %d: %s%s", status, stdout, stderr)
		}
	})
}

func TestForceCountsForTheFirstRoundOfAWatch(t *testing.T) {
	data := t.TempDir()
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(10, "Enamel Mug"))
	indexed(t, data, feed)
	write(t, feed, goods(4, "Enamel Mug"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	messages, stderr := io.Pipe()
	refused := make(chan bool, 1)
	go func() {
		for s := bufio.NewScanner(messages); s.Scan(); {
			if strings.Contains(s.Text(), "--force") {
				refused <- true
				cancel()
			}
		}
		close(refused)
	}()
	status := watch(ctx, data, feed, stderr, func(indexed int) {
		switch indexed {
		case 4:
			write(t, feed, goods(1, "Enamel Mug"))
		case 1:
			t.Error("a later round takes the loss of more than half")
			cancel()
		}
	}, "--force")
	stderr.Close()
	if status != 0 || !<-refused {
		t.Errorf("it ends with %d and refuses nothing", status)
	}
}

func TestAFeedIsAskedForWholeWhenItIsReadInAnotherWay(t *testing.T) {
	var conditions []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conditions = append(conditions, r.Header.Get("If-None-Match"))
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "id,title,lang,price\nmug,Enamel Mug,en,12.00 USD\n")
	}))
	defer server.Close()
	data := t.TempDir()
	for _, arguments := range [][]string{{}, {}, {"--currency", "EUR"}, {"--force", "--currency", "EUR"}, {"--currency", "EUR"}} {
		arguments = append([]string{"index", "--allow-private", server.URL + "/feed.csv"}, arguments...)
		if status, _, stderr := inProcess(t.Context(), data, arguments...); status != 0 {
			t.Fatalf("%q: %s", arguments, stderr)
		}
	}
	if diff := cmp.Diff([]string{"", `"1"`, "", "", `"1"`}, conditions); diff != "" {
		t.Errorf("conditions of the requests (-want +got):\n%s", diff)
	}
}
