package answer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/answer"
)

// proseCase is one line of testdata/prose.
type proseCase struct {
	honest bool
	text   string
}

// readProse reads the evidence and the lines of a file.
func readProse(t *testing.T, s shop, file string) (w *answer.Writer, e answer.Evidence, cases []proseCase) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w = s.writer(strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(file, ".txt")), "."))
	for line := range strings.Lines(string(b)) {
		mark, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch mark {
		case "@":
			for i, id := range strings.Fields(text) {
				p := s.row(id)
				if p == nil {
					t.Fatalf("%s: no product %s", file, id)
				}
				e.Rows = append(e.Rows, w.Row(i+1, p, s.variants(p.Group()), s.Record))
			}
		case "=":
			e.Passages = append(e.Passages, text)
		case ">":
			e.Said = text
		case "+", "-":
			cases = append(cases, proseCase{mark == "+", text})
		}
	}
	return w, e, cases
}

func TestProseIsHeldToTheRows(t *testing.T) {
	files, err := filepath.Glob("testdata/prose/*.txt")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d files of prose: %v", len(files), err)
	}
	s := builtinShop(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			w, evidence, cases := readProse(t, s, file)
			for _, c := range cases {
				prose := w.Prose(evidence)
				var err error
				for _, sentence := range answer.Sentences(c.text) {
					if err = prose.Check(sentence); err != nil {
						break
					}
				}
				if c.honest && err != nil {
					t.Errorf("refuses %q: %v", c.text, err)
				}
				if !c.honest && err == nil {
					t.Errorf("lets pass %q", c.text)
				}
			}
		})
	}
}
