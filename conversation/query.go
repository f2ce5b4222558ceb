package conversation

import (
	"slices"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

func (t *turn) wish() retrieval.Query { return query(t.engine, t.state) }

// query is what the preferences in force ask of the engine.
func query(e *retrieval.Engine, s State) retrieval.Query {
	q := retrieval.Query{Seen: s.Seen, Refused: s.Refused, Now: s.At}
	expand := e.Vocabulary().Expand
	said := 0 // the turn of the last text
	for _, c := range s.inForce() {
		lasting := c.Turn == 0
		if !lasting && (c.Op == preference.Like || c.Op == preference.In) {
			q.Texts = append(q.Texts, c.Words)
			if c.Turn != said {
				said, q.Latest = c.Turn, 0
			}
			q.Latest++
		}
	}
	q.Must, q.Prefer = preference.Conditions(s.inForce(), expand)
	if !slices.ContainsFunc(q.Must, func(c catalog.Condition) bool { return c.Attribute == "age_group" }) {
		q.Prefer = append(q.Prefer, grownUp)
	}
	return q
}

// grownUp is what a shopper who says nothing of an age looks for.
var grownUp = catalog.Condition{Attribute: "age_group", Op: catalog.NotIn, Values: []string{"infant", "kids", "toddler"}}

// inForce returns the wish of the session, and of the lasting preferences those
// that it says nothing about. What was liked earlier only ranks; what was
// declined stays away.
func (s State) inForce() []preference.Constraint {
	all := slices.Clone(s.Ledger.Constraints)
	for _, c := range s.lasting() {
		if s.Ledger.Has(c.Attribute) {
			continue
		}
		if c.Op != preference.NotIn {
			c.Strength = preference.Prefer
		}
		c.Turn = 0
		all = append(all, c)
	}
	return all
}
