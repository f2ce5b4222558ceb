package evaluation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/shopguide/shopguide/retrieval/evaluation"
)

func TestReadQrels(t *testing.T) {
	t.Run("groups grades by query, over any white space", func(t *testing.T) {
		got, err := evaluation.ReadQrels(strings.NewReader("q1 0 a 3\r\n\nq1\t0\tb\t0\nq2 0 a -2\nq1 0 b 1"))
		if err != nil {
			t.Fatal(err)
		}
		want := evaluation.Qrels{"q1": {"a": 3, "b": 1}, "q2": {"a": 0}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	for name, c := range map[string]struct{ in, want string }{
		"names the line with too few fields":   {"q1 0 a 3\nq1 a 3\n", "line 2: 3 fields"},
		"names the grade that is not a number": {"q1 0 a high\n", `line 1: the grade "high"`},
		"names the line that is too long":      {"q1 0 a 3\n" + strings.Repeat("x", 1<<17), "line 2: "},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := evaluation.ReadQrels(strings.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestReadQueries(t *testing.T) {
	t.Run("keeps the order and the words", func(t *testing.T) {
		got, err := evaluation.ReadQueries(strings.NewReader("q2\tdesk lamp\n\nq1\t台灯\n"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]evaluation.Query{{ID: "q2", Text: "desk lamp"}, {ID: "q1", Text: "台灯"}}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("names the line without a tab", func(t *testing.T) {
		if _, err := evaluation.ReadQueries(strings.NewReader("q1 desk lamp\n")); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("error %v, want one that names line 1", err)
		}
	})
}
