package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lampShop is a catalogue with one bad row, and what people say about it.
var lampShop = map[string]string{
	"products.jsonl": `{"id":"p1","title":"zellor lamp"}` + "\n" +
		`{"id":"p2","title":"zellor lamp with a shade"}` + "\n" +
		`{"title":"a row without an id"}` + "\n",
	"queries.tsv":     "q1\tzellor\nq2\tnobody judged this\n",
	"qrels.txt":       "q1 0 p1 1\nq1 0 p2 3\n",
	"dialogues.jsonl": `{"id":"d1","lang":"en","messages":[{"role":"user","content":"I want a zellor","keywords":["zellor"]}],"relevant":["p2"]}` + "\n",
	"broken.txt":      "q1 p1 1\n",
}

// evaluate runs "shopguide eval" in a folder with the files of lampShop; an
// argument that names one of them is replaced by its path.
func evaluate(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	for i, arg := range args {
		if text, ok := lampShop[arg]; ok {
			args[i] = filepath.Join(dir, arg)
			if err := os.WriteFile(args[i], []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out, errs bytes.Buffer
	env := environment{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, getenv: func(string) string { return "" }}
	status = run(t.Context(), append([]string{"eval"}, args...), env)
	return status, out.String(), errs.String()
}

// lastObject decodes the last line of standard output.
func lastObject(t *testing.T, stdout string) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	var object map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &object); err != nil {
		t.Fatalf("the last line of %q is no JSON object: %v", stdout, err)
	}
	return object
}

func TestEvalPrintsOneObjectWithTheAgreedKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		keys []string
		want map[string]float64
	}{
		{
			"search", []string{"search", "--catalog", "products.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.txt", "--mode", "lexical", "--index", "memory", "--json"},
			[]string{"queries", "products", "ndcg@10", "ndcg@10_judged", "judged@10", "recall@100", "mrr@10", "index_seconds", "search_ms"},
			map[string]float64{"queries": 1, "products": 2, "judged@10": 1, "recall@100": 1, "mrr@10": 0.5},
		},
		{
			"dialogues", []string{"dialogues", "--catalog", "products.jsonl", "--dialogues", "dialogues.jsonl", "--json"},
			[]string{"dialogues", "mrr@10", "recall@10", "keyword_f1", "asked", "turn_ms"},
			map[string]float64{"dialogues": 1, "mrr@10": 0.5, "recall@10": 1, "keyword_f1": 1, "asked": 0},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, stdout, stderr := evaluate(t, c.args...)
			if status != 0 {
				t.Fatalf("exit status %d: %s", status, stderr)
			}
			object := lastObject(t, stdout)
			slices.Sort(c.keys)
			if diff := cmp.Diff(c.keys, slices.Sorted(maps.Keys(object))); diff != "" {
				t.Errorf("keys: %s", diff)
			}
			for key, want := range c.want {
				if object[key] != want {
					t.Errorf("%s is %v, want %v", key, object[key], want)
				}
			}
			if !strings.Contains(stderr, "products.jsonl:3") {
				t.Errorf("standard error %q does not name the bad row", stderr)
			}
		})
	}
}

func TestEvalPrintsATableForPeople(t *testing.T) {
	status, stdout, stderr := evaluate(t, "search", "--catalog", "products.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.txt")
	if status != 0 {
		t.Fatalf("exit status %d: %s", status, stderr)
	}
	for _, line := range []string{"products              2\n", "MRR@10                0.500\n"} {
		if !strings.Contains(stdout, line) {
			t.Errorf("no line %q in:\n%s", line, stdout)
		}
	}
}

func TestEvalRefusesWhatItCannotDo(t *testing.T) {
	search := []string{"search", "--catalog", "products.jsonl", "--queries", "queries.tsv", "--qrels", "qrels.txt"}
	dialogues := []string{"dialogues", "--catalog", "products.jsonl", "--dialogues", "dialogues.jsonl"}
	for _, c := range []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"an index in a Milvus that is away", append(slices.Clone(search), "--index", "milvus", "--milvus-address", "127.0.0.1:1"), 1, "cannot reach Milvus at 127.0.0.1:1"},
		{"a service without an address", append(slices.Clone(search), "--embedder", "service", "--data-dir", t.TempDir()), 1, "--embedding-url"},
		{"a service for dialogues without an address", append(slices.Clone(dialogues), "--embedder", "service", "--data-dir", t.TempDir()), 1, "--embedding-url"},
		{"an embedder that there is not", append(slices.Clone(dialogues), "--embedder", "oracle"), 2, "--embedder"},
		{"a mode that there is not", append(slices.Clone(search), "--mode", "magic"), 2, "--mode"},
		{"a collection without judgments", []string{"search", "--catalog", "products.jsonl", "--queries", "queries.tsv"}, 2, "--qrels"},
		{"judgments that cannot be read", []string{"search", "--catalog", "products.jsonl", "--queries", "queries.tsv", "--qrels", "broken.txt"}, 1, "broken.txt: line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, stdout, stderr := evaluate(t, c.args...)
			complaint := strings.Join(slices.DeleteFunc(strings.Split(stderr, "\n"), func(line string) bool {
				return !strings.HasPrefix(line, "shopguide: ")
			}), "\n")
			if status != c.status || stdout != "" || !strings.Contains(complaint, c.want) || strings.Contains(complaint, "\n") {
				t.Errorf("exit status %d, stdout %q, stderr %q; want status %d, nothing, and one complaint with %q", status, stdout, stderr, c.status, c.want)
			}
		})
	}
}
