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
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// show makes the slate: cards for the shopper, a record for the learner.
func (t *turn) show(ctx context.Context, policy string, q retrieval.Query, found retrieval.Result, lead prompts.Lead, closing string, choices []answer.Choice) answer.Answer {
	slate := &feedback.Slate{
		ID: slateID(t.message), Shopper: t.message.Shopper, Turn: t.state.Turn, Lang: t.state.Lang,
		Query: distinctWords(q.Texts), Constraints: t.state.inForce(), Policy: policy, At: t.message.At,
	}
	words := t.freeWords()
	var cards []answer.Card
	for _, r := range t.diverse(ctx, found.Ranked) {
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
	a.Opens = slices.Contains([]string{"", "cheaper", "dearer", "other"}, lead.Kind)
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

// slateID names the slate after the delivery that led to it, so that handling the
// same delivery again gives the same slate.
func slateID(m Message) string {
	sum := sha256.Sum256([]byte(m.From.Adapter + "\x00" + m.From.Chat + "\x00" + m.Delivery))
	return "slate-" + hex.EncodeToString(sum[:8])
}
