package answer

import (
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// clause is how the claims between two breaks of a sentence are meant.
type clause struct {
	denied, some, low bool
	items             []int
}

// statement is the reading of one sentence, from its beginning on.
type statement struct {
	*Prose
	text    string
	tokens  []token
	clauses map[int]*clause // by the index of each token
	subject []int
	against []int // what the subject is compared with, said before the comparison: 比第三款
	versus  bool  // the items that follow are those
	naming  bool  // items follow one another: "the first and the third"
	silent  bool  // it says what a listing does not say
	wish    bool  // it speaks of what the shopper wants
	bound   role  // "at-most" or "at-least", until the next number
	prices  int   // amounts in the sentence
}

// claims checks the claims of a sentence about products.
func (p *Prose) claims(text string) error {
	s := &statement{Prose: p, text: text, tokens: p.tokens(text), clauses: map[int]*clause{}}
	asks := strings.ContainsAny(text, "?")
	current := &clause{some: asks}
	for i, t := range s.tokens {
		if t.role == "break" {
			current = &clause{some: asks}
		}
		s.clauses[i] = current
		switch t.role {
		case "not":
			current.denied = true
		case "unlisted":
			s.silent = true
		case "some":
			current.some = true
		case "stock:low":
			current.low = true
		case item:
			if t.row < 0 {
				return &ProseError{Claim: clip(text), Why: "it points at an item that is not shown"}
			}
			current.items = append(current.items, t.row)
		case figure:
			if _, is := s.money(i); is {
				s.prices++
			}
		}
	}
	if claim := s.unlisted(); claim != "" {
		return &ProseError{Claim: clip(claim), Why: "a row lists it"}
	}
	for i, t := range s.tokens {
		if claim := s.step(i, t); claim != "" {
			return &ProseError{Claim: clip(claim), Why: "no row supports it"}
		}
	}
	if len(s.subject) > 0 {
		p.subject = s.subject
	}
	return nil
}

// step takes the next token, and returns what it claims without support.
func (s *statement) step(i int, t token) string {
	var supported bool
	switch t.role {
	case item:
		if s.versus {
			s.against = append(s.against, t.row)
			return ""
		}
		if !s.naming {
			s.subject = nil
		}
		s.subject, s.naming, s.wish = append(s.subject, t.row), true, false
		return ""
	case "break":
		s.wish, s.bound = false, ""
		return ""
	case "than":
		s.versus = true
		return ""
	case "both":
		if !s.naming {
			s.subject = s.everything()
		}
		s.wish = false
		return ""
	case "all":
		s.subject, s.naming, s.wish = s.everything(), false, false
		return ""
	case "it":
		s.wish = false
		return ""
	case "wish":
		s.wish = true
		return ""
	case "at-most", "at-least":
		s.bound = t.role
		return ""
	case figure, spoken:
		supported = s.figure(i, t)
		s.bound = ""
	case value:
		supported = s.value(i, t)
	default:
		checked, ok := s.claim(i, t)
		if !checked {
			return ""
		}
		supported = ok
	}
	s.naming, s.versus = false, false
	if supported {
		return ""
	}
	return s.text[t.from:t.to]
}

func (s *statement) everything() []int {
	all := make([]int, len(s.evidence.Rows))
	for i := range all {
		all[i] = i
	}
	return all
}

// scope returns the rows that a claim is about, and whether one of them is enough.
func (s *statement) scope(i int) (rows []int, some bool) {
	c := s.clauses[i]
	switch {
	case len(s.subject) > 0:
		return s.subject, false
	case len(c.items) > 0:
		return c.items, false
	case len(s.Prose.subject) > 0 && !c.some:
		return s.Prose.subject, false
	}
	return s.everything(), c.some
}

// holds reports whether what is claimed is true of the rows in its scope.
func (s *statement) holds(i int, is func(Row) bool) bool {
	rows, some := s.scope(i)
	not := func(row int) bool { return !is(s.evidence.Rows[row]) }
	if some {
		return slices.ContainsFunc(rows, func(row int) bool { return is(s.evidence.Rows[row]) })
	}
	return !slices.ContainsFunc(rows, not)
}

// value checks a value of the vocabulary; words with several meanings claim any.
func (s *statement) value(i int, t token) bool {
	return slices.ContainsFunc(t.meanings, func(m retrieval.Meaning) bool { return s.means(i, m) })
}

func (s *statement) means(i int, m retrieval.Meaning) bool {
	expand, c := s.vocabulary.Expand, s.clauses[i]
	is := func(truth catalog.Truth) func(Row) bool {
		return func(r Row) bool { return r.truth(m, expand) == truth }
	}
	switch {
	case s.wish && s.wished(m, c.denied):
		return true
	case s.silent:
		return s.holds(i, is(catalog.Unknown))
	case c.denied:
		return s.holds(i, is(catalog.False))
	case m.Attribute == retrieval.TypeAttribute:
		return s.wished(m, false) || slices.ContainsFunc(s.evidence.Rows, func(r Row) bool {
			return r.meanings[m] || is(catalog.True)(r)
		})
	}
	return s.holds(i, is(catalog.True))
}

// wished reports whether the shopper asked for a value, or for none of it.
func (s *statement) wished(m retrieval.Meaning, denied bool) bool {
	op := preference.In
	if denied {
		op = preference.NotIn
	}
	for _, c := range s.evidence.Wishes {
		if c.Attribute == m.Attribute && c.Op == op && slices.ContainsFunc(c.Values, func(v string) bool {
			return slices.Contains(s.vocabulary.Expand(m.Attribute, v), m.Value)
		}) {
			return true
		}
	}
	return slices.ContainsFunc(s.Writer.meanings(s.evidence.Said), func(f found) bool { return f.Meaning == m })
}

// claim checks a claim of the data; checked is false for words that claim nothing.
func (s *statement) claim(i int, t token) (checked, ok bool) {
	c := s.clauses[i]
	has := func(role role) bool { return s.holds(i, func(r Row) bool { return r.claims[role] }) }
	switch t.role.family() {
	case "never":
		return true, false
	case "policy":
		return true, len(s.passages) > 0 && s.quoted(s.text) == nil
	case "stock":
		if c.denied && !c.low {
			return true, has(map[role]role{"stock:in": "stock:out", "stock:out": "stock:in"}[t.role])
		}
		return true, has(t.role)
	case "sale", "praise":
		if c.denied {
			return true, s.holds(i, func(r Row) bool { return !r.claims[t.role] })
		}
		return true, has(t.role)
	case "unmeasured":
		return true, s.wish && rolesIn(s.evidence.Said)[t.role]
	case "less", "least", "more", "most":
		return true, s.compared(i, t)
	}
	return false, true
}

// compared checks a comparison: with the items named after it, else with all the
// others. One without a subject rests on how the template opens.
func (s *statement) compared(i int, t token) bool {
	if s.wish && rolesIn(s.evidence.Said)[t.role] || len(s.subject) == 0 && rolesIn(s.evidence.Template)[t.role] {
		return true
	}
	rows, _ := s.scope(i)
	if s.clauses[i].denied || len(rows) == len(s.evidence.Rows) && len(rows) > 1 {
		return false
	}
	family, attribute := t.role.family(), t.role.detail()
	others := s.comparedWith(i)
	if len(others) == 0 || family == "least" || family == "most" {
		others = s.everything()
	}
	others = slices.DeleteFunc(slices.Clone(others), func(row int) bool { return slices.Contains(rows, row) })
	for _, row := range rows {
		for _, other := range others {
			x, measured := s.evidence.Rows[row].measure(attribute)
			y, too := s.evidence.Rows[other].measure(attribute)
			smaller := family == "less" || family == "least"
			if !measured || !too || smaller && x >= y || !smaller && x <= y {
				return false
			}
		}
	}
	return len(others) > 0
}

// comparedWith returns the items that a comparison names: 比第三款, "than the third".
func (s *statement) comparedWith(i int) []int {
	others := s.against
	s.against = nil
	for _, later := range s.tokens[i+1:] {
		if later.role == "break" {
			break
		}
		if later.role == item {
			others = append(others, later.row)
		}
	}
	return others
}

// unlisted returns an attribute that is said not to be listed and is.
func (s *statement) unlisted() string {
	if !s.silent {
		return ""
	}
	rows := s.everything()
	for _, t := range s.tokens {
		if t.role == item && len(rows) > 1 {
			rows = []int{t.row}
		}
	}
	for _, m := range s.vocabulary.FindAttributes(lexical.Atoms(s.text)) {
		for _, row := range rows {
			if s.evidence.Rows[row].lists[m.Values[0]] {
				return m.Values[0]
			}
		}
	}
	return ""
}
