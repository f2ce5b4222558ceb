package service

import (
	"slices"
	"strings"
	"testing"
)

func TestSubjects(t *testing.T) {
	t.Run("have words in both languages, each once", func(t *testing.T) {
		names := map[string]bool{}
		for line := range strings.Lines(subjectsFile) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if names[columns[0]] {
				t.Errorf("%s stands twice", columns[0])
			}
			names[columns[0]] = true
			for _, words := range columns[2:] {
				list := strings.Split(words, "|")
				slices.Sort(list)
				if slices.Contains(list, "") || len(slices.Compact(slices.Clone(list))) != len(list) {
					t.Errorf("%s: an empty word or a word twice in %q", columns[0], list)
				}
			}
		}
	})
	t.Run("are the same in both languages", func(t *testing.T) {
		words, err := readSubjects(subjectsFile)
		if err != nil {
			t.Fatal(err)
		}
		en, zh := words.inquiry("who pays the return shipping?"), words.inquiry("退货运费谁出？")
		if len(en.subjects) != 2 || !slices.Contains(zh.subjects, en.subjects[0]) || !slices.Contains(zh.subjects, en.subjects[1]) {
			t.Errorf("en %v, zh %v", en.subjects, zh.subjects)
		}
	})
	t.Run("leave the other words of a question", func(t *testing.T) {
		words, err := readSubjects("return\ttopic\tsend back\t退货\n")
		if err != nil {
			t.Fatal(err)
		}
		q := words.inquiry("Sofa: send back")
		if !slices.Equal(q.subjects, []subject{{term: "#return", topic: true}}) || !slices.Equal(q.words, []string{"sofa"}) {
			t.Errorf("got %+v", q)
		}
	})
	for name, text := range map[string]string{
		"with a column missing":    "return\ttopic\tsend back\n",
		"neither topic nor detail": "return\tmaybe\tsend back\t退货\n",
	} {
		t.Run("are refused "+name, func(t *testing.T) {
			if _, err := readSubjects(text); err == nil || !strings.Contains(err.Error(), "line 1") {
				t.Errorf("got %v", err)
			}
		})
	}
}
