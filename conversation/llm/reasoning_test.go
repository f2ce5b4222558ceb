package llm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation/llm"
)

// TestReasoning: what a model thinks aloud is not what it says.
func TestReasoning(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"a thought before the answer is taken out":      {"<think>The second costs 5.</think>\n\nBoth are red.", "Both are red."},
		"a thought in Chinese is taken out":             {"<think>第二件五元。</think>两件都是红色的。", "两件都是红色的。"},
		"a thought in the midst is taken out":           {"Both are red. <reasoning>Or not?</reasoning>One is warm.", "Both are red. One is warm."},
		"an empty thought is taken out":                 {"<think>\n\n</think>Both are red.", "Both are red."},
		"a tag in capitals is one":                      {"<THINKING>Hm.</THINKING>Both are red.", "Both are red."},
		"each of several thoughts is taken out":         {"<think>a</think>Both <thought>b</thought>are red.", "Both are red."},
		"a sign for less is not the beginning of a tag": {"Both weigh <1 kg, and are <thin.", "Both weigh <1 kg, and are <thin."},
		"a tag that may have begun at the end is said":  {"Both are red <th", "Both are red <th"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range kinds {
				s := serve(t, kind, say(whole(kind, tc.text, stopOf(kind))))
				got, err := open(t, s.patient()).Complete(t.Context(), question("red"))
				if err != nil || strings.TrimSpace(got.Text) != tc.want {
					t.Errorf("%s, whole: got %q, %v", kind, got.Text, err)
				}
				for _, size := range []int{1, 2, 5, 1000} {
					s := serve(t, kind, say(stream(kind, stopOf(kind), inPieces(tc.text, size)...)))
					var heard strings.Builder
					r := question("red")
					r.Sentence = func(s string) error { heard.WriteString(s); return nil }
					got, err := open(t, s.patient()).Complete(t.Context(), r)
					if err != nil || strings.TrimSpace(heard.String()) != tc.want || strings.TrimSpace(got.Text) != tc.want {
						t.Errorf("%s, in pieces of %d: heard %q, got %q, %v", kind, size, heard.String(), got.Text, err)
					}
				}
			}
		})
	}

	for name, text := range map[string]string{
		"a thought without an end is no answer":                "<think>The second costs 5. It is red.",
		"nor is one after a sentence":                          "Both are red. <think>The second costs 5. It is",
		"nor is nothing but a thought":                         "<think>The second costs 5.</think>\n",
		"nor, in pieces, an end of what may have been shown":   "The second costs 5. It is red. So </think>Both are red.",
		"nor, in pieces, one that comes before any sentence's": "Hm</think>Both are red.",
	} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range kinds {
				for _, size := range []int{1, 5, 1000} {
					s := serve(t, kind, say(stream(kind, stopOf(kind), inPieces(text, size)...)))
					r := question("red")
					r.Sentence = func(s string) error {
						if strings.Contains(s, "think") || strings.Contains(text, "<think>") && strings.Contains(s, "costs") {
							t.Errorf("%s, in pieces of %d: heard %q", kind, size, s)
						}
						return nil
					}
					if got, err := open(t, s.patient()).Complete(t.Context(), r); !errors.Is(err, llm.ErrMalformed) {
						t.Errorf("%s, in pieces of %d: got %q, %v", kind, size, got.Text, err)
					}
				}
			}
		})
	}

	t.Run("after a sentence was shown, the fallback is not asked", func(t *testing.T) {
		s := serve(t, llm.OpenAI, say(stream(llm.OpenAI, "stop", "Both are red. One is warm. ", "<think>Hm")))
		other := serve(t, llm.OpenAI, say(stream(llm.OpenAI, "stop", "Neither is.")))
		c, fallback := s.patient(), other.provider()
		c.Fallback = &fallback
		r := question("red")
		r.Sentence = func(string) error { return nil }
		if got, err := open(t, c).Complete(t.Context(), r); !errors.Is(err, llm.ErrMalformed) || other.requests.Load() != 0 {
			t.Errorf("got %q, %v, and asked the fallback %d times", got.Text, err, other.requests.Load())
		}
	})

	t.Run("an object is found after a thought, though its beginning is missing", func(t *testing.T) {
		for _, text := range []string{`<think>{"color":"blue"}?</think>{"color":"red"}`, "{Blue?</think>\n```json\n{\"color\":\"red\"}\n```"} {
			s := serve(t, llm.OpenAI, say(whole(llm.OpenAI, text, "stop")))
			r := question("red")
			r.Schema = schema
			if got, err := open(t, s.patient()).Complete(t.Context(), r); err != nil || got.Text != `{"color":"red"}` {
				t.Errorf("got %q, %v", got.Text, err)
			}
		}
	})
}

// inPieces divides a text into pieces of so many characters.
func inPieces(text string, size int) []string {
	var pieces []string
	for runes := []rune(text); len(runes) > 0; {
		n := min(size, len(runes))
		pieces, runes = append(pieces, string(runes[:n])), runes[n:]
	}
	return pieces
}
