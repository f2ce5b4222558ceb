package conversation

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// lead is how a recommendation opens.
func (t *turn) lead() prompts.Lead {
	switch {
	case t.exhausted && t.reading.Is(preference.Cheaper):
		return prompts.Lead{Kind: "cheapest"}
	case t.reading.Is(preference.Cheaper) && t.shown() > 0:
		return prompts.Lead{Kind: "cheaper"}
	case t.reading.Is(preference.Dearer) && t.shown() > 0:
		return prompts.Lead{Kind: "dearer"}
	case t.reading.Is(preference.Between):
		return t.betweenLead()
	case t.exhausted:
		return prompts.Lead{Kind: "exhausted"}
	case t.reading.Is(preference.Reject, preference.Another, preference.More) && t.shown() > 0:
		return prompts.Lead{Kind: "other"}
	case t.reading.Is(preference.InStock):
		return prompts.Lead{Kind: "instock"}
	}
	return prompts.Lead{}
}

// betweenLead names the bounds that two items have set.
func (t *turn) betweenLead() prompts.Lead {
	l := prompts.Lead{Kind: "between"}
	for _, c := range t.state.Ledger.Constraints {
		switch {
		case c.Attribute == catalog.PriceAttribute && c.Op == preference.Min:
			l.From = c.Amount.Format(t.state.Lang)
		case c.Attribute == catalog.PriceAttribute && c.Op == preference.Max:
			l.To = c.Amount.Format(t.state.Lang)
		}
	}
	return l
}

// unlisted returns what was asked for in this message and none of the listings to
// be shown states, nor calls itself.
func (t *turn) unlisted(ctx context.Context, shown []ranking.Ranked) []string {
	var labels []string
	for i, r := range shown[0].Reasons {
		c := r.Condition
		said := slices.ContainsFunc(t.state.Ledger.Constraints, func(l preference.Constraint) bool {
			return l.Attribute == c.Attribute && l.Turn == t.state.Turn
		})
		person := preference.OfPerson(c.Attribute) && (t.state.For != "" || !t.forChildren(c))
		stated := slices.ContainsFunc(shown, func(s ranking.Ranked) bool { return s.Reasons[i].Truth != catalog.Unknown })
		if r.Must && c.Op == catalog.In && said && !person && !stated {
			for _, label := range t.writer.Values(c.Attribute, t.state.Ledger.Values(c.Attribute)) {
				if !t.called(ctx, shown, label) {
					labels = append(labels, label)
				}
			}
		}
	}
	return labels
}

// forChildren reports whether a condition asks for what is made for children: what does
// not say for whom it is made is for men and women, but seldom for children, unless a
// child that is known is to have it (a lamp for my son).
func (t *turn) forChildren(c catalog.Condition) bool {
	return c.Attribute == grownUp.Attribute && !slices.ContainsFunc(c.Values, func(v string) bool { return !slices.Contains(grownUp.Values, v) })
}

// unmentioned returns the free words of this message that none of the products to
// be shown mentions, or "".
func (t *turn) unmentioned(ctx context.Context, ranked []ranking.Ranked) string {
	var missing []string
	for _, c := range t.state.Ledger.Constraints {
		if c.Op != preference.Like || c.Turn != t.state.Turn {
			continue
		}
		for word := range strings.FieldsSeq(c.Words) {
			if !t.mentioned(ctx, ranked[:min(slateSize, len(ranked))], word) {
				missing = append(missing, t.asSaid(word))
			}
		}
	}
	return strings.Join(slices.Compact(missing), " ")
}

// asSaid returns a word as the part of a compound that it was said in, such as
// sweat-proof.
func (t *turn) asSaid(word string) string {
	for said := range strings.FieldsSeq(t.text) {
		said = strings.TrimFunc(said, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if parts := strings.Split(strings.ToLower(said), "-"); len(parts) > 1 && slices.Contains(parts, strings.ToLower(word)) {
			return said
		}
	}
	return word
}

// mentioned reports whether the row of one of the products has a word.
func (t *turn) mentioned(ctx context.Context, ranked []ranking.Ranked, word string) bool {
	terms := lexical.ContentTerms(word)
	if len(terms) == 0 || utf8.RuneCountInString(word) == 1 {
		return true // too little to miss
	}
	for _, r := range ranked {
		if p := t.product(ctx, r.ID); p != nil && t.engine.Has(p, terms) {
			return true
		}
	}
	return false
}

// titled reports whether the title of one of the best products has one of the
// words: what is only mentioned in a description is not what the product is.
func (t *turn) titled(ctx context.Context, ranked []ranking.Ranked, words []string) bool {
	terms := lexical.ContentTerms(strings.Join(words, " "))
	return t.anyTitle(ctx, ranked[:min(slateSize, len(ranked))], func(title []string) bool {
		return slices.ContainsFunc(terms, func(s string) bool { return slices.Contains(title, s) })
	})
}

// called reports whether the title of one of the products has all of a name.
func (t *turn) called(ctx context.Context, ranked []ranking.Ranked, name string) bool {
	terms := lexical.ContentTerms(name)
	return len(terms) > 0 && t.anyTitle(ctx, ranked, func(title []string) bool {
		return !slices.ContainsFunc(terms, func(s string) bool { return !slices.Contains(title, s) })
	})
}

// anyTitle reports whether the terms of one of the products' titles, in any language,
// with those of the names that it states, satisfy has.
func (t *turn) anyTitle(ctx context.Context, ranked []ranking.Ranked, has func(title []string) bool) bool {
	for _, r := range ranked {
		p := t.product(ctx, r.ID)
		if p == nil {
			continue
		}
		names := lexical.Terms(strings.Join(t.engine.Vocabulary().Names(p), "\n"))
		for _, text := range p.Texts {
			if has(append(lexical.Terms(text.Title), names...)) {
				return true
			}
		}
	}
	return false
}

// notes are what must be said beside the products.
func (t *turn) notes() []string {
	notes := t.conversions()
	if t.reading.Is(preference.Caution) {
		notes = append(notes, t.writer.Say(prompts.Caution))
	}
	return notes
}

// conversions says how amounts in another currency than the shop's were taken.
func (t *turn) conversions() []string {
	var notes []string
	for _, c := range t.state.Ledger.Constraints {
		if !c.Said.IsZero() && c.Turn == t.state.Turn {
			notes = append(notes, t.writer.Say(prompts.Converted{
				Said: c.Said.Format(t.state.Lang), Amount: c.Amount.Format(t.state.Lang), Date: t.rates.Date,
			}))
		}
	}
	return notes
}
