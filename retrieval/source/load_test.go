package source_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/source"
)

func TestLoadGathersTheProductsOfEveryFeed(t *testing.T) {
	folder := files(t, map[string]string{
		"a.jsonl.gz": gzipped(jsonl),
		"b.zip":      zipped(map[string]string{"c.csv": table, "d.jsonl": jsonl}),
		"goods.txt":  "id\ttitle\tprice\timage link\nlantern\tLantern\t29.00 USD\thttps://shop.example/l.jpg\n",
	})
	names := []string{filepath.Join(folder, "goods.txt"), filepath.Join(folder, "a.jsonl.gz"), filepath.Join(folder, "b.zip")}
	c, report, err := source.Load(t.Context(), names, source.Options{}, false)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range c.Products {
		ids = append(ids, p.ID)
	}
	if diff := cmp.Diff([]string{"lantern", "mug", "pan"}, ids); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(report.Rejected) != 1 {
		t.Fatalf("left out: %v", report.Rejected)
	}
	want := "b.zip/d.jsonl:1: product \"mug\": the id was already used at a.jsonl:1"
	if got := strings.ReplaceAll(report.Rejected[0].Error(), folder+string(filepath.Separator), ""); got != want {
		t.Errorf("left out: %s, want %s", got, want)
	}
}

func TestLoadSaysWhatCannotBeOpened(t *testing.T) {
	folder := files(t, map[string]string{"shop.csv": "<!doctype html><title>Not found</title>"})
	for name, of := range map[string]string{"a file that is not there": "none.jsonl", "a file that is no feed": "shop.csv"} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := source.Load(t.Context(), []string{filepath.Join(folder, of)}, source.Options{}, false); err == nil || !strings.Contains(err.Error(), of) {
				t.Errorf("error %v, want one that names the file", err)
			}
		})
	}
}
