package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/shopguide/shopguide/bot/console"
)

// serving is a "serve" that talks with one shopper.
type serving struct {
	said    io.WriteCloser
	replies *bufio.Reader
	log     *bufio.Reader
	stop    context.CancelFunc
	ended   chan error
}

// serve begins to serve from a data folder. The shopper's lines are JSON.
func serve(t *testing.T, data string) *serving {
	t.Helper()
	heard, said := io.Pipe()
	replies, out := pipe(t)
	log, logged := pipe(t)
	ctx, stop := context.WithCancel(t.Context())
	s := &serving{said: said, replies: bufio.NewReader(replies), log: bufio.NewReader(log), stop: stop, ended: make(chan error, 1)}
	c := serveCommand{
		dataFlag: dataFlag{DataDir: data}, Listen: "127.0.0.1:0", RetentionDays: 1, Refresh: 5 * time.Millisecond,
		searchFlags: searchFlags{embedderFlags: embedderFlags{Embedder: "static"}, Index: "memory"},
	}
	shopper := console.New(console.Config{In: heard, Out: out, JSON: true, Shopper: "ann", Chat: "ann", Lang: "en", Dir: data})
	go func() { s.ended <- c.serve(ctx, environment{stderr: logged, getenv: os.Getenv}, shopper) }()
	awaitEntry(t, s.log, "serving")
	return s
}

// pipe is one that holds what is written for a while, whether somebody reads or not.
// Who reads waits half a minute at most.
func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() }) // nothing is lost with them
	return r, w
}

// ask returns the answer to a question, and the titles of the products with it.
func (s *serving) ask(t *testing.T, question string) (text string, titles []string) {
	t.Helper()
	if _, err := fmt.Fprintln(s.said, question); err != nil {
		t.Fatal(err)
	}
	line, err := s.replies.ReadBytes('\n')
	if err != nil {
		t.Fatalf("no reply: %v", err)
	}
	var r struct {
		Text  string
		Items []struct{ Title string }
	}
	if err := json.Unmarshal(line, &r); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	for _, item := range r.Items {
		titles = append(titles, item.Title)
	}
	return r.Text, titles
}

func (s *serving) end(t *testing.T) {
	t.Helper()
	s.stop()
	if err := <-s.ended; err != nil {
		t.Errorf("serve ends with %v", err)
	}
}

func TestServeTurnsToWhatIsIndexedWhileItRuns(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	data := t.TempDir()
	s := serve(t, data)
	defer s.end(t)
	const turned = "turned to another index"
	feed := write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(10, "Enamel Mug"))

	if _, titles := s.ask(t, "a men's shirt"); len(titles) == 0 {
		t.Fatal("the built-in shop offers no shirt")
	}
	if text, _ := s.ask(t, "how do I return something?"); !strings.Contains(text, "help@shop.example") {
		t.Fatalf("the built-in shop's policy: %s", text)
	}

	indexed(t, data, feed)
	awaitEntry(t, s.log, turned)
	if _, titles := s.ask(t, "start over"); len(titles) > 0 {
		t.Errorf("a new start shows %q", titles)
	}
	if _, titles := s.ask(t, "an enamel mug"); len(titles) == 0 || !strings.HasPrefix(titles[0], "Enamel Mug") {
		t.Errorf("after the first index, a mug is answered with %q", titles)
	}
	if text, _ := s.ask(t, "how do I return something?"); strings.Contains(text, "help@shop.example") {
		t.Errorf("the own shop promises in the built-in one's name: %s", text)
	}

	write(t, feed, goods(10, "Enamel Mug")+`{"id":"new","title":"Walnut Clock","lang":"en","price":"80.00 USD"}`+"\n")
	indexed(t, data)
	awaitEntry(t, s.log, turned)
	s.ask(t, "start over")
	if _, titles := s.ask(t, "a walnut clock"); !slices.Contains(titles, "Walnut Clock") {
		t.Errorf("after the next index, a clock is answered with %q", titles)
	}
}

func TestServeKeepsToTheCatalogueThatItsFlagsName(t *testing.T) {
	data := t.TempDir()
	mugs := write(t, filepath.Join(t.TempDir(), "mugs.jsonl"), goods(3, "Enamel Mug"))
	hats := write(t, filepath.Join(t.TempDir(), "hats.jsonl"), goods(3, "Wool Hat"))
	flags := searchFlags{embedderFlags: embedderFlags{Embedder: "static"}, Index: "memory"}
	s, err := catalogFlags{Catalog: []string{mugs}}.open(t.Context(), &dataFolder{Path: data}, flags, nil, environment{getenv: os.Getenv, stderr: io.Discard}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	indexed(t, data, hats)
	if err := s.refresh(t.Context(), time.Now()); err != nil || s.version != "" {
		t.Errorf("it turned to %q, error %v", s.version, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestServeRefusesToRefreshWithoutAPause(t *testing.T) {
	if status, _, stderr := inProcess(t.Context(), t.TempDir(), "serve", "--refresh", "0s"); status != 1 || !strings.Contains(stderr, "--refresh") {
		t.Errorf("it ends with %d: %s", status, stderr)
	}
}
