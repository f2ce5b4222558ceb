package main

import (
	"context"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval/catalog"
	catalogue "github.com/shopguide/shopguide/retrieval/catalog/store"
)

// readOnly reads a feed into the folder's catalogue, and builds no index of it.
func readOnly(t *testing.T, data string, rows iter.Seq2[catalog.Row, error]) {
	t.Helper()
	db, err := catalogue.Open(t.Context(), filepath.Join(data, catalogueFile), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Sync(t.Context(), "feed", rows, catalogue.SyncOptions{}); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnOwnShopThatWasReadButNotIndexed(t *testing.T) {
	for _, args := range [][]string{{"chat"}, {"serve", "--listen", "127.0.0.1:0"}} {
		t.Run(args[0]+" refuses, and says how to go on", func(t *testing.T) {
			data := t.TempDir()
			readOnly(t, data, catalog.ReadJSONL("feed", strings.NewReader(goods(3, "Enamel Mug"))))
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			status, stdout, stderr := inProcess(ctx, data, args...)
			if status != 1 || stdout != "" || !strings.Contains(stderr, `run "shopguide index" again`) {
				t.Errorf("it ends with %d: %s%s", status, stdout, stderr)
			}
		})
	}
	t.Run("a catalogue without products leaves the built-in shop open", func(t *testing.T) {
		data := t.TempDir()
		readOnly(t, data, catalog.ReadJSONL("feed", strings.NewReader("")))
		if status, _, stderr := inProcess(t.Context(), data, "chat"); status != 0 {
			t.Errorf("it ends with %d: %s", status, stderr)
		}
	})
}

func TestAnIndexedShopHasNoPoliciesOrOrdersButItsOwn(t *testing.T) {
	data := t.TempDir()
	indexed(t, data, write(t, filepath.Join(t.TempDir(), "feed.jsonl"), goods(3, "Enamel Mug")))
	flags := searchFlags{embedderFlags: embedderFlags{Embedder: "static"}, Index: "memory"}
	s, err := catalogFlags{}.open(t.Context(), &dataFolder{Path: data}, flags, nil, environment{getenv: os.Getenv, stderr: io.Discard}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	turn, err := s.manager.Handle(t.Context(), conversation.State{}, conversation.Message{Delivery: "1", Text: "how do I return something?", Shopper: "local"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(turn.Reply.Text, "help@shop.example") {
		t.Errorf("it promises in the built-in shop's name: %s", turn.Reply.Text)
	}
	desk, err := catalogFlags{}.desk(s.version != "")
	if err != nil || desk.Orders != nil {
		t.Errorf("it has the orders of the built-in shop, error %v", err)
	}
}
