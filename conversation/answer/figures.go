package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// money reports whether the number at a token is an amount: it has a currency, or
// the word for one beside it, which is returned, too.
func (s *statement) money(i int) (code string, is bool) {
	t := s.tokens[i]
	if first, _ := utf8.DecodeRuneInString(t.number); unicode.Is(unicode.Sc, first) {
		return "", true
	}
	for _, near := range []int{i - 1, i + 1} {
		if near < 0 || near >= len(s.tokens) {
			continue
		}
		a, b := s.tokens[min(i, near)], s.tokens[max(i, near)]
		if code, is := currency(s.tokens[near].role); is && joined(a, b, s.text) {
			return code, true
		}
	}
	return "", false
}

// currency returns the code of the currency that a word is for.
func currency(r role) (code string, is bool) {
	return r.detail(), r.family() == "unit" && r.detail() != ""
}

// figure checks a number, in digits or in words.
func (s *statement) figure(i int, t token) bool {
	n := t.number
	if t.role == spoken {
		return s.inWords(i, t)
	}
	if s.wish && s.asked(n) {
		return true
	}
	if code, is := s.money(i); is {
		return (code == "" || code == s.vocabulary.Currency()) && s.amount(i, n)
	}
	if s.clauses[i].low {
		return s.holds(i, func(r Row) bool { return r.pieces[n] })
	}
	percent := strings.HasSuffix(n, "%")
	if !percent && bare(n) == n && len(s.evidence.Rows) > 1 && n == count(len(s.evidence.Rows)) && !s.measured(i) {
		return true
	}
	return s.anywhere(i, func(r Row) bool { return r.numbers[n] || !percent && r.numbers[bare(n)] })
}

// amount checks an amount of money: a price, or a bound that the prices keep.
func (s *statement) amount(i int, n string) bool {
	if bound := s.bounded(i); bound != "" {
		limit, err := catalog.NewMoney(bare(n), s.vocabulary.Currency())
		return err == nil && s.holds(i, func(r Row) bool {
			price := r.records[0].Amount
			return r.records[0].Priced && (price == limit.Minor || (bound == "at-most") == (price < limit.Minor))
		})
	}
	paid := func(r Row) bool { return r.money[n] || r.money[bare(n)] && bare(n) == n }
	if s.prices > 1 {
		return s.anywhere(i, paid)
	}
	return s.holds(i, paid)
}

// bounded returns the word before or after a number that makes it a bound.
func (s *statement) bounded(i int) role {
	if s.bound != "" {
		return s.bound
	}
	for j := i + 1; j < len(s.tokens) && joined(s.tokens[j-1], s.tokens[j], s.text); j++ {
		switch r := s.tokens[j].role; {
		case r == "at-most" || r == "at-least":
			return r
		case r.family() != "unit":
			return ""
		}
	}
	return ""
}

// anywhere is like holds, for numbers that are told of several rows in turn.
func (s *statement) anywhere(i int, is func(Row) bool) bool {
	rows, _ := s.scope(i)
	return slices.ContainsFunc(rows, func(row int) bool { return is(s.evidence.Rows[row]) })
}

// asked reports whether the shopper named a number.
func (s *statement) asked(n string) bool {
	said := map[string]bool{}
	note(said, s.evidence.Said)
	for _, c := range s.evidence.Wishes {
		note(said, c.Words)
		if !c.Amount.IsZero() {
			note(said, c.Amount.Format(s.Lang))
		}
	}
	return said[n] || said[bare(n)]
}

// measured reports whether a unit follows a number.
func (s *statement) measured(i int) bool {
	return i+1 < len(s.tokens) && s.tokens[i+1].role.family() == "unit" && joined(s.tokens[i], s.tokens[i+1], s.text)
}

// inWords checks a number in words: as the row has it, or in its digits.
func (s *statement) inWords(i int, t token) bool {
	literal := strings.ToLower(t.number)
	if s.wish && strings.Contains(strings.ToLower(lexical.Normalize(s.evidence.Said)), literal) {
		return true
	}
	code, priced := "", false
	for _, m := range roles().FindAll(lexical.Atoms(literal)) {
		for _, r := range m.Values {
			if c, is := currency(r); is {
				code, priced = c, true
			}
		}
	}
	return s.anywhere(i, func(r Row) bool {
		if priced { // what a text says of prices is not what is paid
			return code == s.vocabulary.Currency() && r.money[t.value]
		}
		unit := strings.TrimLeft(literal[t.unit-t.from:], " -")
		return strings.Contains(r.text, literal) || t.value != "" && containsAny(r.text, t.value+unit, t.value+" "+unit, t.value+"-"+unit)
	})
}

func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

func count(n int) string { return string(rune('0' + n%10)) }
