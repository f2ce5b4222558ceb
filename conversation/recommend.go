package conversation

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
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
	q.Others = t.criticizes()
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
	if !named && (found.Coverage < vague || len(found.Unknown) > 0 && lead.Kind == "") {
		lead.Kind, lead.Unknown = "closest", t.unknownWords(found)
	} else if words := t.freeWords(); !named && lead.Kind == "" && len(words) > 0 && !t.titled(ctx, found.Ranked, words) {
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
	var said prompts.Noted
	for _, c := range t.state.inForce() {
		said.Wishes = append(said.Wishes, t.writer.Constraint(c))
	}
	if len(said.Wishes) == 0 {
		return t.phrase(prompts.Wish)(ctx)
	}
	notes := t.notes()
	a := t.writer.Plain(said, slices.Concat(said.Wishes, notes)...)
	a.Closing, a.Choices = strings.Join(notes, "\n"), t.departments()
	return a, nil
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
		person := c.Attribute == "gender" || c.Attribute == "age_group"
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
	return t.engine.Plausible(found), err
}

// byPrice puts the cheapest or the dearest first where they are asked for, among
// those that can be ordered and are known to fit. It returns the policy that the
// order follows, for the log.
func (t *turn) byPrice(ranked []ranking.Ranked) string {
	if !t.reading.Is(preference.Cheapest, preference.Dearest) {
		return ranking.DefaultPolicy
	}
	slices.SortStableFunc(ranked, func(a, b ranking.Ranked) int {
		price := cmp.Compare(a.Record.Amount, b.Record.Amount)
		if t.reading.Is(preference.Dearest) {
			price = -price
		}
		return cmp.Or(cmp.Compare(b.Features.Orderable, a.Features.Orderable), cmp.Compare(a.Features.Unlisted, b.Features.Unlisted), price)
	})
	return ranking.PricePolicy
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
				missing = append(missing, word)
			}
		}
	}
	return strings.Join(missing, " ")
}

// mentioned reports whether the row of one of the products has a word.
func (t *turn) mentioned(ctx context.Context, ranked []ranking.Ranked, word string) bool {
	terms := lexical.ContentTerms(word)
	if len(terms) == 0 {
		return true
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

// anyTitle reports whether the terms of one of the products' titles, in any
// language, satisfy has.
func (t *turn) anyTitle(ctx context.Context, ranked []ranking.Ranked, has func(title []string) bool) bool {
	for _, r := range ranked {
		p := t.product(ctx, r.ID)
		if p == nil {
			continue
		}
		for _, text := range p.Texts {
			if has(lexical.Terms(text.Title)) {
				return true
			}
		}
	}
	return false
}

// lead is how a recommendation opens.
func (t *turn) lead() prompts.Lead {
	switch {
	case t.exhausted && t.reading.Is(preference.Cheaper):
		return prompts.Lead{Kind: "cheapest"}
	case t.reading.Is(preference.Cheaper) && t.shown() > 0:
		return prompts.Lead{Kind: "cheaper"}
	case t.reading.Is(preference.Dearer) && t.shown() > 0:
		return prompts.Lead{Kind: "dearer"}
	case t.exhausted:
		return prompts.Lead{Kind: "exhausted"}
	case t.reading.Is(preference.Reject, preference.Another, preference.More) && t.shown() > 0:
		return prompts.Lead{Kind: "other"}
	}
	return prompts.Lead{}
}

// show makes the slate: cards for the shopper, a record for the learner.
func (t *turn) show(ctx context.Context, policy string, q retrieval.Query, found retrieval.Result, lead prompts.Lead, closing string, choices []answer.Choice) answer.Answer {
	slate := &feedback.Slate{
		ID: slateID(t.message), Shopper: t.message.Shopper, Turn: t.state.Turn, Lang: t.state.Lang,
		Query: distinctWords(q.Texts), Constraints: t.state.inForce(), Policy: policy, At: t.message.At,
	}
	words := t.freeWords()
	var cards []answer.Card
	for _, r := range found.Ranked {
		p := t.product(ctx, r.ID)
		if p == nil { // gone since the index was built
			continue
		}
		position := len(cards) + 1
		cards = append(cards, t.writer.Card(p, t.engine.Record(p), position, t.telling(r.Reasons), words, t.alternatives(ctx, r, q)...))
		slate.Items = append(slate.Items, feedback.Shown{
			Product: r.ID, Position: position, Propensity: r.Propensity, Score: r.Score, Features: r.Features.Map(),
		})
		if !slices.Contains(t.state.Seen, r.Group) {
			t.state.Seen = append(t.state.Seen, r.Group)
		}
		if position == slateSize {
			break
		}
	}
	t.state.Slate, t.out.Slate, t.out.Reply.Slate = slate, slate, slate.ID
	t.state.Votes = nil
	t.state.Focus = ""
	if len(cards) == 1 {
		t.focusOn(cards[0].ID)
	}
	notes := t.notes()
	if closing != "" {
		notes = append(notes, closing)
	}
	a := t.writer.Recommendation(lead, cards, strings.Join(notes, "\n"), choices)
	a.Facts = append(a.Facts, notes...)
	return a
}

// distinctWords joins the words of wishes, each once.
func distinctWords(texts []string) string {
	var words []string
	for word := range strings.FieldsSeq(strings.Join(texts, " ")) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// telling returns the reasons worth telling: that what is cheaper than before is
// cheaper says itself, and is no budget.
func (t *turn) telling(reasons []ranking.Reason) []ranking.Reason {
	relative := slices.ContainsFunc(t.state.Ledger.Constraints, func(c preference.Constraint) bool { return c.Relative })
	return slices.DeleteFunc(slices.Clone(reasons), func(r ranking.Reason) bool {
		return relative && r.Condition.Attribute == catalog.PriceAttribute
	})
}

// alternatives returns the records of a product's variants that can be ordered
// and meet the wish as well.
func (t *turn) alternatives(ctx context.Context, r ranking.Ranked, q retrieval.Query) []catalog.Record {
	var all []catalog.Record
	for _, p := range t.variants(ctx, r.Group) {
		if record := t.engine.Record(p); p.ID != r.ID && p.Orderable() && q.Must.OfText().Admits(record) {
			all = append(all, record)
		}
	}
	return all
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

// unmatched answers when the words of a wish match nothing. Where they do once the
// wish's conditions are left aside, these are what stands in the way.
func (t *turn) unmatched(ctx context.Context, q retrieval.Query) (answer.Answer, error) {
	words := strings.Join(t.freeWords(), " ")
	if len(q.Must) == 0 {
		return t.unfound(words), nil
	}
	free := q
	free.Must = nil
	found, err := t.find(ctx, free)
	if err != nil {
		return answer.Answer{}, err
	}
	if len(found.Ranked) == 0 || found.Misses() {
		return t.unfound(words), nil
	}
	return t.nothing(t.relaxations(ctx, q.Must, func(ctx context.Context, must catalog.Filter) ([]retrieval.Relaxation, error) {
		q.Must = must
		return t.engine.RelaxFor(ctx, q)
	}))
}

// nothing says that no product meets the wish, and offers the ways to what would.
func (t *turn) nothing(ways []retrieval.Relaxation, err error) (answer.Answer, error) {
	if err != nil {
		return answer.Answer{}, err
	}
	var said prompts.Nothing
	var choices []answer.Choice
	var wishes []string
	for _, c := range t.state.inForce() {
		if c.Strength == preference.Must {
			wishes = append(wishes, t.writer.Constraint(c))
		}
	}
	said.Wish = t.writer.Join(wishes)
	for _, w := range ways {
		way := prompts.Relaxed{
			Label: t.engine.Vocabulary().AttributeLabel(w.Attribute, t.state.Lang), Count: w.Count,
			Flag: t.engine.Vocabulary().Flag(w.Attribute),
		}
		if w.Amount > 0 {
			way.Amount = catalog.Money{Minor: w.Amount, Currency: t.engine.Vocabulary().Currency()}.Format(t.state.Lang)
		}
		say, err := way.Say(t.state.Lang)
		if err != nil {
			return answer.Answer{}, err
		}
		label := t.writer.Say(way)
		said.Relaxed = append(said.Relaxed, label)
		choices = append(choices, answer.Choice{Label: say, Say: say, Count: w.Count})
	}
	notes := t.notes()
	a := t.writer.Plain(said, slices.Concat(wishes, said.Relaxed, notes)...)
	a.Closing, a.Choices = strings.Join(notes, "\n"), choices
	return a, nil
}

// relaxations returns the ways to relax the wish, which relax finds. An amount
// "around" which to look gives way as a whole, as the ledger will have it.
func (t *turn) relaxations(ctx context.Context, must catalog.Filter, relax func(context.Context, catalog.Filter) ([]retrieval.Relaxation, error)) ([]retrieval.Relaxation, error) {
	near := slices.ContainsFunc(t.state.Ledger.Constraints, func(c preference.Constraint) bool {
		return c.Op == preference.Near && c.Attribute == catalog.PriceAttribute
	})
	ways, err := relax(ctx, must)
	if err != nil || !near {
		return ways, err
	}
	ways = slices.DeleteFunc(ways, func(w retrieval.Relaxation) bool { return w.Attribute == catalog.PriceAttribute })
	above := slices.DeleteFunc(slices.Clone(must), func(c catalog.Condition) bool { return c.Op == catalog.Min })
	raised, err := relax(ctx, above)
	for _, w := range raised {
		if w.Attribute == catalog.PriceAttribute {
			ways = append(ways, w)
		}
	}
	return ways, err
}

// unfound says that the shop has nothing of that name; the words are not kept as a
// wish.
func (t *turn) unfound(words string) answer.Answer {
	t.state.Ledger.Constraints = slices.DeleteFunc(slices.Clone(t.state.Ledger.Constraints), func(c preference.Constraint) bool {
		return c.Op == preference.Like && c.Turn == t.state.Turn
	})
	a := t.writer.Plain(prompts.Unfound{Words: words}, words)
	a.Choices = t.departments()
	return a
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

// slateID names the slate after the delivery that led to it, so that handling the
// same delivery again gives the same slate.
func slateID(m Message) string {
	sum := sha256.Sum256([]byte(m.From.Adapter + "\x00" + m.From.Chat + "\x00" + m.Delivery))
	return "slate-" + hex.EncodeToString(sum[:8])
}
