package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/datatest"
	"github.com/shopguide/shopguide/retrieval/peer"
)

var update = flag.Bool("update", false, "rewrite the golden files with what the code now gives")

// evaluations are the measurements whose figures are kept, save the times: over
// real catalogues and judgments that are not part of this module.
var evaluations = []struct {
	command        string
	counts, shares []string // keys of the figures
	sets           []judgedSet
}{
	{
		"search", []string{"queries", "products"}, []string{"ndcg@10", "ndcg@10_judged", "judged@10", "recall@100", "mrr@10"},
		[]judgedSet{
			chorus("Chorus, hybrid, memory", "--mode=hybrid"),
			chorus("Chorus, hybrid, Milvus", "--mode=hybrid", "--index=milvus"),
			chorus("Chorus, words alone, memory", "--mode=lexical"),
			chorus("Chorus, words alone, Milvus", "--mode=lexical", "--index=milvus"),
			chorus("Chorus, meaning alone, memory", "--mode=dense"),
		},
	},
	{
		"dialogues", []string{"dialogues"}, []string{"mrr@10", "recall@10", "keyword_f1", "asked"},
		[]judgedSet{
			{"PSCon English", "dialogues-pscon", []string{"--catalog", "products.en.jsonl", "--dialogues", "dialogues.en.jsonl"}, nil},
			{"PSCon Chinese", "dialogues-pscon", []string{"--catalog", "products.zh.jsonl", "--dialogues", "dialogues.zh.jsonl"}, nil},
		},
	},
}

// judgedSet is a folder of the shared data, and flags that name files in it.
type judgedSet struct {
	name, folder string
	files        []string // pairs of a flag and a file of the folder
	flags        []string
}

func chorus(name string, flags ...string) judgedSet {
	return judgedSet{name, "search-chorus", []string{"--catalog", "products.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.txt"}, flags}
}

// A change of the figures is a change of the golden file, so that a commit shows
// what it costs or gains.
func TestFiguresAreThoseOfTheGoldenFile(t *testing.T) {
	data := datatest.Path(t, "")
	const golden = "testdata/figures.golden"
	got := figuresTable(t, data)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("the figures have changed (- golden, + now); if they should, run\n\tgo test ./cmd/shopguide -run Figures -update\n%s", diff)
	}
}

func figuresTable(t *testing.T, data string) []byte {
	t.Helper()
	var table bytes.Buffer
	for i, e := range evaluations {
		if i > 0 {
			fmt.Fprintln(&table)
		}
		w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, strings.Join(slices.Concat([]string{"eval " + e.command}, e.counts, e.shares), "\t"))
		for _, set := range e.sets {
			figures := measured(t, e.command, filepath.Join(data, set.folder), set)
			cells := []string{set.name}
			for _, key := range e.counts {
				cells = append(cells, fmt.Sprintf("%.0f", figures[key]))
			}
			for _, key := range e.shares {
				cells = append(cells, fmt.Sprintf("%.3f", figures[key]))
			}
			fmt.Fprintln(w, strings.Join(cells, "\t"))
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	return table.Bytes()
}

// measured runs an evaluation over files of a folder.
func measured(t *testing.T, command, folder string, set judgedSet) map[string]any {
	t.Helper()
	args := append([]string{command, "--json"}, set.flags...)
	for pair := range slices.Chunk(set.files, 2) {
		args = append(args, pair[0], filepath.Join(folder, pair[1]))
	}
	if slices.Contains(set.flags, "--index=milvus") {
		args = append(args, "--milvus-address="+milvusLite(t), "--milvus-index-type=FLAT")
	}
	status, stdout, stderr := evaluate(t, args...)
	if status != 0 {
		t.Fatalf("shopguide eval %s: exit status %d: %s", strings.Join(args, " "), status, stderr)
	}
	return lastObject(t, stdout)
}

// milvusLite returns the address of a Milvus that lives as long as the test.
func milvusLite(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // to install it
	defer cancel()
	server, err := peer.MilvusCore(ctx, t.TempDir(), 0)
	peer.Need(t, err)
	t.Cleanup(server.Kill)
	return server.Addr
}
