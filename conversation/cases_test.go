package conversation_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
)

// TestCases holds the conversations of testdata/cases, whose README says how one is
// written, in both languages. What is marked as pending is held, too, and must fail.
func TestCases(t *testing.T) {
	names, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []script
	for _, name := range names {
		all = append(all, readScripts(t, name)...)
	}
	turns, failing := 0, 0
	for _, s := range all {
		turns += len(s.turns)
		t.Run(s.name, func(t *testing.T) {
			faults := s.hold(t, "en")
			faults = append(faults, s.hold(t, "zh")...)
			switch {
			case s.pending && len(faults) == 0:
				t.Errorf("%s:%d: it passes: remove the mark pending", s.file, s.line)
			case s.pending:
				failing++
				t.Logf("pending:\n%s", strings.Join(faults, "\n"))
			case len(faults) > 0:
				t.Errorf("\n%s", strings.Join(faults, "\n"))
			}
		})
	}
	t.Logf("%d cases of %d turns in two languages, %d of them pending", len(all), turns, failing)
}

// hold holds the conversation in one language and returns what is not as expected.
func (s script) hold(t *testing.T, lang string) (faults []string) {
	t.Helper()
	c := builtinShop(t).chat()
	for _, want := range s.turns {
		text := want.text[lang]
		if want.laterChat {
			c.state = conversation.State{Profile: c.state.Profile}
		}
		before := c.state
		turn := c.say(t, text)
		c.checkFigures(t, text, before, turn)
		c.checkReply(t, text, turn)
		c.checkSlate(t, text, turn)
		for _, fault := range want.faults(c.shop, turn, lang) {
			faults = append(faults, fmt.Sprintf("%s:%d: %q: %s", s.file, want.line, text, fault))
		}
	}
	return faults
}

// faults compares a turn with what is expected of it in a language.
func (w scriptTurn) faults(s shop, turn conversation.Turn, lang string) (faults []string) {
	differ := func(what string, want, got []string) {
		if want == nil {
			return
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.EqualFunc(want, got, agrees) {
			faults = append(faults, fmt.Sprintf("%s\n    want %s\n    got  %s", what, strings.Join(want, "; "), strings.Join(got, "; ")))
		}
	}
	differ("acts", w.acts, slices.Clone(turn.Reply.Acts))
	differ("ledger", w.wishes(lang), described(turn.State.Ledger.Constraints))
	differ("asks", w.asks, nonEmpty(turn.State.Asking))
	if turn.Reply.Lang != lang && !neutral(w.text[lang]) {
		faults = append(faults, "is answered in "+turn.Reply.Lang)
	}
	if words := w.says[lang]; !strings.Contains(strings.ToLower(turn.Reply.Text), words) {
		faults = append(faults, fmt.Sprintf("does not say %q but %q", words, turn.Reply.Text))
	}
	if w.shows != "" {
		faults = append(faults, w.showsOther(s, turn)...)
	}
	return faults
}

// showsOther says what is wrong with the products shown.
func (w scriptTurn) showsOther(s shop, turn conversation.Turn) (faults []string) {
	none := len(turn.Reply.Items) == 0
	switch {
	case none && w.shows != "nothing":
		return []string{"shows nothing, want " + w.shows}
	case w.shows == "nothing" && !none:
		return []string{"shows products, want nothing"}
	case w.shows == "nothing" || w.shows == "something":
		return nil
	}
	kinds := s.engine.Vocabulary().Expand(retrieval.TypeAttribute, w.shows)
	for _, card := range turn.Reply.Items {
		types := s.engine.Record(s.row(card.ID)).Values[retrieval.TypeAttribute]
		if !slices.ContainsFunc(types, func(v string) bool { return slices.Contains(kinds, v) }) {
			faults = append(faults, fmt.Sprintf("shows %s, which is of %v, not %s", card.ID, types, w.shows))
		}
	}
	return faults
}

// described writes wishes down as the cases do.
func described(wishes []preference.Constraint) []string {
	all := make([]string, 0, len(wishes))
	for _, c := range wishes {
		if c.Attribute == "age_group" && slices.Equal(c.Values, []string{"adult"}) {
			continue // "for men" says so, too; a case need not
		}
		line := fmt.Sprintf("%s %s ", c.Attribute, c.Op)
		switch {
		case c.Op == preference.Like:
			line += strings.ToLower(c.Words)
		case len(c.Values) > 0:
			values := slices.Clone(c.Values)
			slices.Sort(values)
			line += strings.Join(values, ", ")
		default:
			amount, _, _ := strings.Cut(c.Amount.String(), " ")
			line += strings.TrimSuffix(amount, ".00")
		}
		if c.Strength == preference.Prefer && c.Op != preference.Like {
			line = "prefer " + line
		}
		all = append(all, line)
	}
	return all
}

// agrees reports whether what was got is what is wanted: an asterisk at the end
// stands for anything, and free words only have to be among those got.
func agrees(want, got string) bool {
	if stem, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(got, stem)
	}
	like := preference.FreeText + " " + string(preference.Like) + " "
	if words, ok := strings.CutPrefix(want, like); ok {
		return strings.HasPrefix(got, like) && strings.Contains(got, words)
	}
	return want == got
}

func nonEmpty(s string) []string {
	if s == "" {
		return []string{}
	}
	return []string{s}
}

// neutral reports whether a message shows no language of its own.
func neutral(text string) bool { return len(strings.Fields(text)) < 2 || strings.HasPrefix(text, "/") }
