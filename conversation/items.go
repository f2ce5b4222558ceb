package conversation

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// itemsMeant returns the product ids that the message points at, or all that are
// shown when it points at none.
func (t *turn) itemsMeant() []string {
	if ids := t.pointedAt(); len(ids) > 0 {
		return ids
	}
	return t.allShown()
}

// allShown returns the ids of the products that the shopper has before them.
func (t *turn) allShown() []string {
	if t.state.Slate == nil {
		return nil
	}
	var all []string
	for _, item := range t.state.Slate.Items {
		all = append(all, item.Product)
	}
	return all
}

// pointedAt returns the product ids that the message points at.
func (t *turn) pointedAt() []string {
	var ids []string
	for _, position := range t.reading.Items {
		if id := t.at(position); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// at returns the product in a position of the slate, or "".
func (t *turn) at(position int) string {
	switch {
	case position == preference.Focused:
		return t.state.Focus
	case position == preference.Last:
		position = t.shown()
	case position == preference.Other && t.shown() == 2 && t.position(t.state.Focus) > 0:
		position = 3 - t.position(t.state.Focus)
	}
	if position < 1 || position > t.shown() {
		return ""
	}
	return t.state.Slate.Items[position-1].Product
}

// itemMeant returns the one product that the message is about: picked, pointed
// at, the one talked about last, or the only one shown. It is nil if there is none.
func (t *turn) itemMeant(ctx context.Context) *catalog.Product {
	if n := t.pick(); n != 0 {
		return t.product(ctx, t.at(n))
	}
	if ids := t.pointedAt(); len(ids) > 0 {
		return t.product(ctx, ids[0])
	}
	if t.picks() || slices.ContainsFunc(t.reading.Items, isNumber) {
		return nil // it points at an item that is not there
	}
	if t.state.Focus != "" {
		return t.product(ctx, t.state.Focus)
	}
	if t.shown() == 1 {
		return t.product(ctx, t.at(1))
	}
	return nil
}

// focusOn makes a product the one that is talked about.
func (t *turn) focusOn(id string) { t.state.Focus, t.state.FocusAt = id, t.state.Turn }

// detail answers a question about one product from its row, or describes it.
func (t *turn) detail(ctx context.Context) (answer.Answer, error) {
	t.out.Reply.Acts = []string{string(preference.Detail)}
	p := t.itemMeant(ctx)
	if p == nil {
		if answers := t.askedOfAll(ctx); len(answers) > 0 {
			return t.joined(answers), nil
		}
		return t.missing(ctx), nil
	}
	t.focusOn(p.ID)
	title := p.Text(t.state.Lang).Title
	variants := t.variants(ctx, p.Group())
	if answers := t.asked(title, variants); len(answers) > 0 {
		return t.joined(answers), nil
	}
	if words := t.wondered(); words != "" {
		if a, ok := t.writer.Quoted(p, variants, words); ok {
			return a, nil
		}
	}
	card := t.writer.Card(p, t.engine.Record(p), max(1, t.position(p.ID)), nil, nil)
	return t.writer.Detail(p, card, variants), nil
}

// wondered returns what a question asks about an item, in the shopper's words, where it
// names no attribute: "does a laptop fit into it?"
func (t *turn) wondered() string {
	if !t.reading.Question || len(t.reading.Attributes) > 0 {
		return ""
	}
	var words []string
	for _, c := range t.reading.Changes {
		words = append(words, c.Constraint.Words)
	}
	return strings.Join(words, " ")
}

// asked returns what the rows say to each thing that the message asks of an item: of
// its variants together what they may come in, and of every other attribute by itself.
func (t *turn) asked(title string, variants []*catalog.Product) []answer.Answer {
	var answers []answer.Answer
	var told []string
	options := t.optionsSaid()
	if len(options) > 0 {
		answers = t.comesIn(title, variants, options)
	}
	for _, c := range slices.Concat(t.askedValues(), conditionsOn(t.reading.Attributes)) {
		switch {
		case slices.Contains(told, c.Attribute) || slices.ContainsFunc(options, func(o catalog.Condition) bool { return o.Attribute == c.Attribute }):
		case c.Attribute == catalog.PriceAttribute || c.Attribute == "stock" || c.Attribute == catalog.AvailabilityAttribute:
		case c.Attribute == "age_group" && slices.Contains(told, "gender"): // "for women" says both
		default:
			told = append(told, c.Attribute)
			answers = append(answers, t.writer.Attribute(title, variants, c.Attribute))
		}
	}
	return answers
}

// askedOfAll returns what the rows of all that is shown say to what the message asks of
// none of them in particular: "are these waterproof?"
func (t *turn) askedOfAll(ctx context.Context) []answer.Answer {
	if t.picks() || slices.ContainsFunc(t.reading.Items, isNumber) {
		return nil
	}
	var answers []answer.Answer
	for _, id := range t.allShown() {
		if p := t.product(ctx, id); p != nil {
			answers = append(answers, t.asked(p.Text(t.state.Lang).Title, t.variants(ctx, p.Group()))...)
		}
	}
	t.state.Focus = "" // none of them is talked about more than the others
	return answers
}

// comesIn tells whether an item comes with values: with all of them or, where it does
// not, with each.
func (t *turn) comesIn(title string, variants []*catalog.Product, options []catalog.Condition) []answer.Answer {
	has := func(v *catalog.Product) bool {
		return v.Orderable() && !slices.ContainsFunc(options, func(c catalog.Condition) bool { return c.Check(t.engine.Record(v)) != catalog.True })
	}
	if i := slices.IndexFunc(variants, has); i >= 0 {
		t.focusOn(variants[i].ID) // whoever takes it now takes this one
		var words []string
		for _, c := range options {
			words = append(words, t.saidOf(c.Attribute))
		}
		return []answer.Answer{t.writer.Variants(title, variants, t.engine.Record, options, strings.Join(words, " "))}
	}
	var answers []answer.Answer
	for _, c := range options {
		answers = append(answers, t.writer.Variants(title, variants, t.engine.Record, []catalog.Condition{c}, t.saidOf(c.Attribute)))
	}
	return answers
}

// saidOf returns the first value that the message names of an attribute, in words.
func (t *turn) saidOf(attribute string) string {
	i := slices.IndexFunc(t.reading.Values, func(m retrieval.Meaning) bool { return m.Attribute == attribute })
	return t.writer.Value(attribute, t.reading.Values[i].Value)
}

func conditionsOn(attributes []string) []catalog.Condition {
	var all []catalog.Condition
	for _, a := range attributes {
		all = append(all, catalog.Condition{Attribute: a})
	}
	return all
}

// variantAttributes are the ones in which the variants of a product differ.
var variantAttributes = []string{"color", "size", "material", "pattern"}

// missing answers a message about an item that is not there: it says so, or asks which
// is meant where none is named.
func (t *turn) missing(ctx context.Context) answer.Answer {
	if !t.picks() && !slices.ContainsFunc(t.reading.Items, isNumber) {
		return t.which(ctx)
	}
	return t.writer.Plain(prompts.NoSuchItem{Shown: t.shown()}, strconv.Itoa(t.shown()))
}

// which asks which of the shown items is meant.
func (t *turn) which(ctx context.Context) answer.Answer {
	a := t.writer.Phrase(prompts.Which)
	for i := range t.shown() {
		if p := t.product(ctx, t.at(i+1)); p != nil {
			a.Choices = append(a.Choices, answer.Choice{Label: p.Text(t.state.Lang).Title, Say: strconv.Itoa(i + 1)})
		}
	}
	return a
}

func isNumber(position int) bool {
	return position != preference.Focused && position != preference.Other
}

// askedValues returns the values that the message asks of an item, as a condition for
// each attribute, in order.
func (t *turn) askedValues() []catalog.Condition {
	var all []catalog.Condition
	for _, m := range t.reading.Values {
		if m.Attribute == retrieval.TypeAttribute {
			continue
		}
		i := slices.IndexFunc(all, func(c catalog.Condition) bool { return c.Attribute == m.Attribute })
		if i < 0 {
			i = len(all)
			all = append(all, catalog.Condition{Attribute: m.Attribute, Op: catalog.In})
		}
		all[i].Values = append(all[i].Values, t.engine.Vocabulary().Expand(m.Attribute, m.Value)...)
	}
	return all
}

// compare sets the items that the message points at, or all shown, side by side.
func (t *turn) compare(ctx context.Context) (answer.Answer, error) {
	for _, position := range t.reading.Items {
		if isNumber(position) && t.at(position) == "" {
			return t.writer.Plain(prompts.NoSuchItem{Shown: t.shown()}, strconv.Itoa(t.shown())), nil
		}
	}
	ids := t.pointedAt()
	if len(ids) < 2 {
		ids = t.itemsMeant()
	}
	if len(t.pointedAt()) < 2 && t.shown() > 1 {
		ids = t.allShown()
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Compare(t.position(a), t.position(b)) })
	var products []*catalog.Product
	var cards []answer.Card
	for _, id := range ids {
		p := t.product(ctx, id)
		if p == nil {
			continue
		}
		products = append(products, p)
		cards = append(cards, t.writer.Card(p, t.engine.Record(p), t.position(id), nil, nil))
	}
	if len(products) == 1 {
		title := cards[0].Title
		return t.writer.Plain(prompts.Alone{Title: title}, title), nil
	}
	a := t.writer.Compare(cards, products)
	if t.reading.Is(preference.Advise) && len(cards) > 1 {
		a = t.advised(a)
	}
	return a, nil
}

// advised puts before a comparison which of the items the guide would take: the one that
// ranks first, which is the one that fits best what the shopper has said.
func (t *turn) advised(a answer.Answer) answer.Answer {
	first := a.Cards[0]
	a.Lead = t.writer.Say(prompts.Advice{Number: first.Position, Title: first.Title}) + "\n" + a.Lead
	a.Facts = append(a.Facts, first.Title, strconv.Itoa(first.Position))
	return a
}

// position returns where a product stands in the slate, from 1.
func (t *turn) position(id string) int {
	if t.state.Slate == nil {
		return 0
	}
	for _, item := range t.state.Slate.Items {
		if item.Product == id {
			return item.Position
		}
	}
	return 0
}

// accept confirms the item that the shopper takes.
func (t *turn) accept(ctx context.Context) (answer.Answer, error) {
	p := t.itemMeant(ctx)
	if p == nil {
		return t.missing(ctx), nil
	}
	variants := t.variants(ctx, p.Group())
	if said := t.optionsSaid(); len(said) > 0 {
		v := t.variantOf(variants, said)
		if v == nil {
			return t.joined(t.comesIn(p.Text(t.state.Lang).Title, variants, said)), nil
		}
		p = v
	}
	t.focusOn(p.ID)
	card := t.writer.Card(p, t.engine.Record(p), max(1, t.position(p.ID)), nil, nil)
	a := t.writer.Plain(prompts.Accepted{
		Title: card.Title, Price: card.Price.Format(t.state.Lang), Stock: card.StockText, Link: card.Link, Orderable: p.Orderable(),
	}, card.Title, card.Price.Format(t.state.Lang), card.StockText, card.Link)
	if t.position(p.ID) > 0 || t.shown() == 0 { // the number on a card means what is shown
		a.Cards = []answer.Card{card}
	}
	return a, nil
}

// optionsSaid returns the values in which variants differ, as far as the message names any.
func (t *turn) optionsSaid() []catalog.Condition {
	return slices.DeleteFunc(t.askedValues(), func(c catalog.Condition) bool { return !slices.Contains(variantAttributes, c.Attribute) })
}

// variantOf returns, of the variants that are as the message says ("I'll take it in
// brown"), the one that best meets the wish; nil if none is.
func (t *turn) variantOf(variants []*catalog.Product, said []catalog.Condition) *catalog.Product {
	var best *catalog.Product
	most := -1
	for _, v := range variants {
		r := t.engine.Record(v)
		if slices.ContainsFunc(said, func(c catalog.Condition) bool { return c.Check(r) != catalog.True }) {
			continue
		}
		met := 0
		for _, c := range t.wish().Must {
			if c.Check(r) == catalog.True {
				met += 2
			}
		}
		if v.Orderable() {
			met++
		}
		if met > most {
			best, most = v, met
		}
	}
	return best
}

// pictures points at the pages of the shown items.
func (t *turn) pictures(ctx context.Context) (answer.Answer, error) {
	var pages prompts.Pictures
	for _, id := range t.itemsMeant() {
		if p := t.product(ctx, id); p != nil && p.Link != "" {
			pages.Links = append(pages.Links, p.Link)
		}
	}
	t.out.Reply.Acts = []string{string(preference.Detail)}
	return t.writer.Plain(pages, pages.Links...), nil
}
