package conversation

import (
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

const (
	// slateSize is how many items are shown at once.
	slateSize = 3
	// vague is the coverage of free words under which a match is called the closest
	// there is.
	vague = 0.4
)

// recommend finds products for the wish and shows the best.
func (t *turn) recommend(ctx context.Context) (answer.Answer, error) {
	if t.unheardOf != "" {
		return t.unfound(t.unheardOf), nil
	}
	q := t.wish()
	q.Others = t.criticizes() || t.reading.Is(preference.Between)
	if len(q.Texts) == 0 {
		return t.noted(ctx)
	}
	found, err := t.find(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 && len(q.Refused) > 0 && found.Total > 0 {
		t.exhausted = true
		q.Refused = nil
		if found, err = t.find(ctx, q); err != nil {
			return answer.Answer{}, err
		}
	}
	named := t.state.Ledger.Has(retrieval.TypeAttribute)
	byWords := !named && len(t.freeWords()) > 0
	switch {
	case len(found.Ranked) == 0 && len(q.Must) > 0 && !byWords:
		return t.nothing(t.relaxations(ctx, q.Must, t.engine.Relax))
	case len(found.Ranked) == 0 || !named && found.Misses():
		return t.unmatched(ctx, q)
	}
	if q.Others {
		found.Ranked = withoutSeen(found.Ranked)
	}
	policy := t.byPrice(found.Ranked)
	lead := t.lead()
	lost := t.reading.Is(preference.Lost) // knows not what to ask for, so that nothing is short of it
	if !named && !lost && len(t.freeWords()) > 0 && (found.Coverage < vague || len(found.Unknown) > 0 && lead.Kind == "") {
		lead.Kind, lead.Unknown = "closest", t.unknownWords(found)
	} else if words := t.freeWords(); !named && !lost && lead.Kind == "" && len(words) > 0 && !t.titled(ctx, found.Ranked, words) {
		lead.Kind, lead.Unknown = "closest", words
	}
	if words := t.unmentioned(ctx, found.Ranked); named && lead.Kind == "" && words != "" {
		lead.Kind, lead.Unknown = "unlisted", []string{"“" + words + "”"}
	}
	if unlisted := t.unlisted(ctx, found.Ranked[:min(slateSize, len(found.Ranked))]); lead.Kind == "" && len(unlisted) > 0 {
		lead.Kind, lead.Unknown = "unlisted", unlisted
	}
	closing, choices, err := t.ask(ctx, found)
	if err != nil {
		return answer.Answer{}, err
	}
	return t.show(ctx, policy, q, found, lead, closing, choices), nil
}

// noted confirms wishes that do not yet say what is looked for: only what it may
// cost, or must not be.
func (t *turn) noted(ctx context.Context) (answer.Answer, error) {
	said := prompts.Noted{Wishes: t.inWords(t.state.inForce())}
	if len(said.Wishes) == 0 {
		return t.phrase(prompts.Wish)(ctx)
	}
	notes := t.notes()
	a := t.writer.Plain(said, slices.Concat(said.Wishes, notes)...)
	a.Closing, a.Choices = strings.Join(notes, "\n"), t.departments()
	return a, nil
}

// withoutSeen drops what was shown before, if anything else is left.
func withoutSeen(ranked []ranking.Ranked) []ranking.Ranked {
	fresh := slices.DeleteFunc(slices.Clone(ranked), func(r ranking.Ranked) bool { return r.Features.Seen > 0 })
	if len(fresh) == 0 {
		return ranked
	}
	return fresh
}

// find searches for what a shopper would take for an answer.
func (t *turn) find(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	found, err := t.engine.Search(ctx, q)
	if found.Degraded != nil {
		t.log.Warn("searching by words alone", "error", found.Degraded)
	}
	found = t.engine.Plausible(found)
	if !t.state.Ledger.Has(retrieval.TypeAttribute) {
		found.Ranked = t.stating(found.Ranked, q.Must)
	}
	return found, err
}

// stating drops the products of kinds that state nothing of what is wanted, where no kind is
// named: who wants to read something on history wants no monitor, although none rules it out.
func (t *turn) stating(ranked []ranking.Ranked, must catalog.Filter) []ranking.Ranked {
	return slices.DeleteFunc(slices.Clone(ranked), func(r ranking.Ranked) bool {
		types := r.Record.Values[retrieval.TypeAttribute]
		innermost := types[max(0, len(types)-1):]
		return slices.ContainsFunc(must, func(c catalog.Condition) bool {
			person := preference.OfPerson(c.Attribute) || c.Attribute == catalog.AvailabilityAttribute
			return c.Op == catalog.In && !person && c.Check(r.Record) == catalog.Unknown && len(innermost) > 0 && !t.engine.Vocabulary().StatedBy(innermost, c.Attribute)
		})
	})
}

// similar shows products like the one that the message is about.
func (t *turn) similar(ctx context.Context) (answer.Answer, error) {
	p := t.itemMeant(ctx)
	title := p.Text(t.state.Lang).Title
	q := t.wish()
	q.Texts, q.Seen = []string{title}, nil
	q.Must = append(slices.Clip(q.Must), t.engine.SameType(p)...)
	q.Refused = append(slices.Clone(q.Refused), p.Group())
	found, err := t.engine.Search(ctx, q)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 {
		return t.nothing(t.relaxations(ctx, q.Must, t.engine.Relax))
	}
	return t.show(ctx, ranking.DefaultPolicy, q, found, prompts.Lead{Kind: "similar", Like: title}, "", nil), nil
}

// freeWords returns the wishes that no attribute names, in the shopper's words.
func (t *turn) freeWords() []string {
	var words []string
	for _, c := range t.state.Ledger.Constraints {
		if c.Op == preference.Like {
			words = append(words, strings.Fields(c.Words)...)
		}
	}
	return words
}

// unknownWords returns the free words of this message that no product has.
func (t *turn) unknownWords(found retrieval.Result) []string {
	var words []string
	for _, w := range t.freeWords() {
		for _, term := range lexical.ContentTerms(w) {
			if slices.Contains(found.Unknown, term) && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	return words
}
