package console

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/conversation"
)

func TestExport(t *testing.T) {
	reply := conversation.Reply{Lang: "zh", Export: &conversation.Export{
		Shopper: "ada", Messages: []conversation.Exchange{{At: noon, Text: "蓝色 <b>"}},
	}}
	t.Run("is written for its owner alone, and the shopper told where", func(t *testing.T) {
		cfg := testConfig(t, "zh")
		path := filepath.Join(cfg.Dir, "exports", "20260701T120000.000Z.json")
		if got, want := exportNote(cfg, reply), "已导出到 "+path; got != want {
			t.Errorf("the note is %q, want %q", got, want)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("mode %v, want 0600", info.Mode())
		}
		folder, err := os.Stat(filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		if got := folder.Mode().Perm(); got != 0o700 {
			t.Errorf("its folder has mode %o, want 700", got)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var got conversation.Export
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(reply.Export.Messages, got.Messages); diff != "" || !strings.Contains(string(b), "蓝色 <b>") {
			t.Errorf("the file holds\n%s", b)
		}
		if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
			t.Errorf("%d files in the folder, want the export alone", len(files))
		}
	})
	t.Run("that can't be written is a clear sentence", func(t *testing.T) {
		cfg := testConfig(t, "zh")
		cfg.Dir = filepath.Join(cfg.Dir, "file")
		if err := os.WriteFile(cfg.Dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := exportNote(cfg, reply); got != wordsIn("zh").NotExported {
			t.Errorf("the note is %q", got)
		}
	})
	t.Run("of nothing is no note", func(t *testing.T) {
		if got := exportNote(testConfig(t, "zh"), conversation.Reply{}); got != "" {
			t.Errorf("the note is %q", got)
		}
	})
}
