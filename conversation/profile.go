package conversation

import (
	"maps"
	"slices"

	"github.com/shopguide/shopguide/conversation/preference"
)

// of returns what lasts of a person, "" being the shopper.
func (p Profile) of(person string) []preference.Constraint {
	if person == "" {
		return p.Constraints
	}
	return p.People[person]
}

// holding returns the profile with the constraints as what lasts of a person.
func (p Profile) holding(person string, constraints []preference.Constraint) Profile {
	if person == "" {
		p.Constraints = constraints
		return p
	}
	if p.People = maps.Clone(p.People); p.People == nil {
		p.People = map[string][]preference.Constraint{}
	}
	if p.People[person] = constraints; len(constraints) == 0 {
		delete(p.People, person)
	}
	return p
}

// with returns the profile with the lasting preferences of a person's ledger in it, at
// most one for each attribute and operator; of sizes one for each kind of size.
func (p Profile) with(person string, l preference.Ledger) Profile {
	for _, c := range l.Constraints {
		if !preference.Lasts(c) {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(p.of(person)), func(old preference.Constraint) bool {
			return old.Attribute == c.Attribute && old.Op == c.Op && preference.SizeKind(old) == preference.SizeKind(c)
		})
		p = p.holding(person, append(kept, c))
	}
	return p
}

// drop returns the profile without a person's preferences on an attribute.
func (p Profile) drop(person, attribute string) Profile {
	return p.without(person, func(c preference.Constraint) bool { return c.Attribute == attribute })
}

// without returns the profile less those of a person's preferences that are such.
// allowing returns the profile of a person who no longer declines values.
func (p Profile) allowing(person string, allowed preference.Constraint) Profile {
	return p.without(person, func(c preference.Constraint) bool {
		return c.Attribute == allowed.Attribute && c.Op == preference.NotIn &&
			!slices.ContainsFunc(c.Values, func(v string) bool { return !slices.Contains(allowed.Values, v) })
	})
}

func (p Profile) without(person string, such func(preference.Constraint) bool) Profile {
	all := p.of(person)
	if !slices.ContainsFunc(all, such) {
		return p
	}
	return p.holding(person, slices.DeleteFunc(slices.Clone(all), such))
}

// lasting returns what lasts of the person whom the wish is for and is something to the
// kind of product looked for. Nothing of it is for another: the shopper's sizes are not
// those of a gift.
func (s State) lasting() []preference.Constraint {
	return slices.DeleteFunc(slices.Clone(s.Profile.of(s.For)), func(c preference.Constraint) bool { return slices.Contains(s.Unfit, c.Key()) })
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

// turnedTo returns the state with the wish of another person in force, and the one that
// was kept. A first word on whom a wish is for ("a raincoat", "for my son") keeps what
// was said of the thing, not what was said of the person.
func (s State) turnedTo(person string, anew bool) State {
	if person == preference.Self {
		person = ""
	}
	if person == s.For {
		return s
	}
	s.Wishes = maps.Clone(s.Wishes)
	if s.Wishes == nil {
		s.Wishes = map[string]preference.Ledger{}
	}
	s.Wishes[s.For] = s.Ledger
	wish, known := s.Wishes[person]
	switch {
	case known && len(wish.Constraints) > 0:
		s.Ledger = wish
	case anew:
		s.Ledger = preference.Ledger{}
	default:
		s.Ledger = s.Ledger.Impersonal()
	}
	delete(s.Wishes, person)
	s.For = person
	s.Seen, s.Refused, s.Asked, s.Focus = nil, nil, nil, ""
	return s
}
