package conversation

import (
	"context"
	"slices"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
)

// preferences returns the wishes in force, in words, numbered as /prefs shows them.
func (t *turn) preferences() []Preference {
	all := []Preference{}
	for i, c := range t.state.inForce() {
		all = append(all, Preference{
			Number: i + 1, Attribute: c.Attribute, Text: t.writer.Constraint(c),
			Source: t.writer.Say(prompts.Source{Words: c.Words, Turn: c.Turn}), Lasting: preference.Lasts(c),
		})
	}
	return all
}

// dropPreference drops the wish with a number, and reports whether there is one.
func (t *turn) dropPreference(ctx context.Context, number int) (string, bool) {
	all := t.state.inForce()
	if number < 1 || number > len(all) {
		return "", false
	}
	dropped := all[number-1]
	same := func(c preference.Constraint) bool {
		return c.Attribute == dropped.Attribute && c.Op == dropped.Op && c.Words == dropped.Words
	}
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), same)
	t.state.Profile = t.state.Profile.without(t.state.For, same)
	t.fail(t.dropInapplicable(ctx))
	return t.writer.Constraint(dropped), true
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
