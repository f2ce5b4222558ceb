package conversation

import (
	"slices"

	"github.com/shopguide/shopguide/conversation/preference"
)

// with returns the profile with the lasting preferences of a ledger in it, at most
// one for each attribute and operator.
func (p Profile) with(l preference.Ledger) Profile {
	for _, c := range l.Constraints {
		if !preference.Lasts(c) {
			continue
		}
		p.Constraints = slices.DeleteFunc(slices.Clone(p.Constraints), func(old preference.Constraint) bool {
			return old.Attribute == c.Attribute && old.Op == c.Op
		})
		p.Constraints = append(p.Constraints, c)
	}
	return p
}

// drop returns the profile without the preferences on an attribute.
func (p Profile) drop(attribute string) Profile {
	p.Constraints = slices.DeleteFunc(slices.Clone(p.Constraints), func(c preference.Constraint) bool { return c.Attribute == attribute })
	return p
}

// detached returns the state with lists that can be appended to without touching
// those of s.
func (s State) detached() State {
	s.Seen, s.Refused, s.Asked, s.Unfit = slices.Clip(s.Seen), slices.Clip(s.Refused), slices.Clip(s.Asked), slices.Clip(s.Unfit)
	s.Undo, s.Choices = slices.Clip(s.Undo), slices.Clip(s.Choices)
	return s
}

// newSession returns the state at the beginning of a session: what lasts, the
// language, and what protects orders.
func (s State) newSession() State {
	return State{Turn: s.Turn, Lang: s.Lang, Pinned: s.Pinned, Service: s.Service, Profile: s.Profile, At: s.At}
}

// forgotten returns the state of a chat about which nothing is kept, save the
// lock that wrong proofs put on orders.
func (s State) forgotten() State {
	return State{Turn: s.Turn, Service: s.Service.Forgotten(), At: s.At}
}
