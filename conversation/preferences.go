package conversation

import (
	"context"
	"slices"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
)

// preferences returns the wishes in force, in words, numbered as /prefs shows them.
func (t *turn) preferences() []Preference {
	all := []Preference{}
	for i, wish := range wishes(t.state.inForce()) {
		c := wish[0]
		all = append(all, Preference{
			Number: i + 1, Attribute: c.Attribute, Text: put(t.writer, wish),
			Source: t.writer.Say(prompts.Source{Words: c.Words, Turn: c.Turn}), Lasting: preference.Lasts(c),
		})
	}
	return all
}

// wishes puts constraints that were said as one together: the ends of a range.
func wishes(constraints []preference.Constraint) [][]preference.Constraint {
	var all [][]preference.Constraint
	for _, c := range constraints {
		if n := len(all) - 1; n >= 0 && len(all[n]) == 1 {
			low := all[n][0]
			if low.Op == preference.Min && c.Op == preference.Max && low.Attribute == c.Attribute && low.Words == c.Words && low.Turn == c.Turn {
				all[n] = append(all[n], c)
				continue
			}
		}
		all = append(all, []preference.Constraint{c})
	}
	return all
}

// put puts a wish into words.
func put(w *answer.Writer, wish []preference.Constraint) string {
	if len(wish) == 2 {
		return w.Range(wish[0], wish[1])
	}
	return w.Constraint(wish[0])
}

// inWords puts each wish among constraints into words.
func (t *turn) inWords(constraints []preference.Constraint) []string {
	all := []string{}
	for _, wish := range wishes(constraints) {
		all = append(all, put(t.writer, wish))
	}
	return all
}

// dropPreference drops the wish with a number, and reports whether there is one.
func (t *turn) dropPreference(ctx context.Context, number int) (string, bool) {
	all := wishes(t.state.inForce())
	if number < 1 || number > len(all) {
		return "", false
	}
	dropped := all[number-1]
	same := func(c preference.Constraint) bool {
		return slices.ContainsFunc(dropped, func(d preference.Constraint) bool { return c.Key() == d.Key() && c.Words == d.Words })
	}
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), same)
	t.state.Profile = t.state.Profile.without(t.state.For, same)
	t.fail(t.dropInapplicable(ctx))
	return put(t.writer, dropped), true
}

// maxUndo bounds how many steps can be undone.
const maxUndo = 10

// rememberStep keeps the wish as it was, if the message changed it.
func (t *turn) rememberStep() {
	if t.undoing || t.out.Forget || equalWish(t.before, t.state.Ledger) && len(t.profile.of(t.state.For)) == len(t.state.Profile.of(t.state.For)) {
		return
	}
	ledger, profile := t.before, t.profile
	t.state = t.state.withUndo(Undo{Ledger: &ledger, Profile: &profile, For: t.whom})
}

func equalWish(a, b preference.Ledger) bool {
	return slices.EqualFunc(a.Constraints, b.Constraints, func(x, y preference.Constraint) bool {
		return x.Attribute == y.Attribute && x.Op == y.Op && slices.Equal(x.Values, y.Values) && x.Amount == y.Amount && x.Words == y.Words
	})
}

func (s State) withUndo(u Undo) State {
	s.Undo = append(slices.Clone(s.Undo), u)
	if extra := len(s.Undo) - maxUndo; extra > 0 {
		s.Undo = s.Undo[extra:]
	}
	return s
}
