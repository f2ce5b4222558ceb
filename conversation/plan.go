package conversation

import (
	"context"
	"slices"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
)

// step is one way to answer.
type step func(ctx context.Context) (answer.Answer, error)

// plan decides how to answer. Of several acts in one message the one that a shop
// assistant would not leave waiting comes first; what is said beside it, see aside.
func (t *turn) plan(ctx context.Context) step {
	r := t.reading
	switch {
	case t.isCommand():
		return t.command
	case len(preference.ParseVotes(t.message.Text)) > 0:
		return t.vote
	case r.Is(preference.Person):
		return t.person
	case t.aboutOrder():
		return t.order
	case t.aboutPolicy():
		return t.policy
	case t.picks():
		return t.detail
	case r.Is(preference.Why) && t.shown() > 0:
		return t.why
	case t.asksWhich() != nil:
		return t.superlative
	case t.asksWhatGoes():
		return t.complement
	case r.Is(preference.Variant) && t.shown() > 0:
		return t.variant
	case r.Is(preference.Adjust) && t.shown() > 0:
		return t.adjust
	case (r.Is(preference.Compare, preference.Advise) || t.asksWhichOtherwise()) && t.shown() > 0:
		return t.compare
	case r.Is(preference.Recall) && !r.Wants():
		return t.recall
	case r.Is(preference.Accept) && (t.shown() > 0 || slices.ContainsFunc(r.Items, isNumber) && !r.Wants()):
		return t.accept
	case r.Picture && t.shown() > 0 && !r.Wants():
		return t.pictures
	case r.Is(preference.Similar) && t.itemMeant(ctx) != nil:
		return t.similar
	case t.aboutItem():
		return t.detail
	case r.Is(preference.StartOver) && !r.Wants():
		return t.phrase(prompts.Restarted)
	case r.Is(preference.Wait) && len(r.Acts) == 1 && !r.Wants():
		return t.phrase(prompts.Wait)
	case r.Is(preference.Upset) && !r.Wants():
		return t.phrase(prompts.Upset)
	case r.Is(preference.OffTopic) && !r.Wants():
		return t.phrase(prompts.OffTopic)
	case r.Is(preference.Caution) && !r.Wants():
		return t.phrase(prompts.Caution)
	case r.Is(preference.Lost) && !r.Wants() && len(t.state.Ledger.Constraints) == 0:
		return t.phrase(prompts.Lost)
	case t.searches():
		return t.recommend
	case r.Refused != "" && len(r.Acts) == 0 && t.shown() > 0:
		return t.cannotRefuse
	}
	return t.chat()
}

// recall says what the shopper has wished for.
func (t *turn) recall(ctx context.Context) (answer.Answer, error) {
	return t.showPreferences(ctx, nil), nil
}

// cannotRefuse says that what the shopper does not want is nothing that listings state.
func (t *turn) cannotRefuse(context.Context) (answer.Answer, error) {
	t.out.Reply.Acts = []string{string(preference.Refine)}
	return t.writer.Plain(prompts.CannotRefuse{Words: t.reading.Refused}, t.reading.Refused), nil
}

// searches reports whether the message calls for products.
func (t *turn) searches() bool {
	r := t.reading
	if r.Wants() || len(r.Changes) > 0 {
		return true
	}
	again := r.For != "" || r.Is(preference.Between, preference.InStock, preference.Cheaper, preference.Dearer, preference.Reject, preference.Another, preference.More, preference.Find, preference.Cheapest, preference.Dearest)
	return again && len(t.state.Ledger.Constraints) > 0
}

// chat answers what is not about products.
func (t *turn) chat() step {
	r := t.reading
	switch {
	case r.Is(preference.Who):
		return t.who
	case r.Is(preference.Find):
		return t.phrase(prompts.Wish)
	case r.Is(preference.Bye):
		return t.phrase(prompts.Bye)
	case r.Is(preference.Thanks):
		return t.phrase(prompts.Thanks)
	case r.Is(preference.Hello):
		return t.phrase(prompts.Hello)
	}
	return t.phrase(prompts.Unclear)
}

func (t *turn) phrase(p prompts.Phrase) step {
	return func(context.Context) (answer.Answer, error) {
		a := t.writer.Phrase(p)
		switch p {
		case prompts.Hello, prompts.Unclear, prompts.Wish, prompts.Restarted:
			a.Choices = t.departments()
		}
		return a, nil
	}
}

func (t *turn) who(context.Context) (answer.Answer, error) {
	var who prompts.Who
	choices := t.departments()
	for _, c := range choices {
		who.Departments = append(who.Departments, c.Label)
	}
	a := t.writer.Plain(who)
	a.Choices = choices
	return a, nil
}

// departments are the shop's largest kinds of product, as choices.
func (t *turn) departments() []answer.Choice {
	const most = 6
	var choices []answer.Choice
	for _, d := range t.engine.Departments(most) {
		label := t.writer.Value(d.Attribute, d.Value)
		choices = append(choices, answer.Choice{Label: label, Say: label, Count: d.Count})
	}
	return choices
}

func (t *turn) isCommand() bool {
	_, ok := preference.ParseCommand(t.message.Text)
	return ok
}

// picks reports whether the message is a number while items or choices are shown,
// whether or not there are as many.
func (t *turn) picks() bool {
	_, ok := preference.ParsePick(t.text)
	return ok && t.shown() > 0
}

// pick returns the number of the shown item that the message consists of, or 0.
func (t *turn) pick() int {
	if n, ok := preference.ParsePick(t.text); ok && n <= t.shown() {
		return n
	}
	return 0
}

// aboutItem reports whether the message is about a shown item rather than about
// what to look for. A number points at one even where none is shown, and is told so.
func (t *turn) aboutItem() bool {
	r := t.reading
	switch {
	case t.picks() || t.asksWhich() != nil || t.asksWhichOtherwise():
		return true
	case r.Is(preference.Adjust, preference.Variant, preference.Between, preference.Complement):
		return false
	case r.Question && len(r.Attributes) > 0 && t.goesOn():
		return true
	case t.aboutPolicy() || t.criticizes() || r.Is(preference.Accept, preference.Similar, preference.Why):
		return false
	case slices.ContainsFunc(r.Items, isNumber):
		return true
	case t.shown() == 0 && t.state.Focus == "":
		return false
	case r.Question && t.goesOn():
		return true
	case r.Is(preference.Detail):
		return true
	case !r.Question:
		return false
	case slices.Contains(r.Items, preference.Focused):
		return len(r.Values)+len(r.Attributes) > 0 || t.wonders()
	}
	return len(r.Attributes) > 0 && !r.Wants() || t.wonders() || t.asksOfShown()
}

// asksOfShown reports whether a question names features, and nothing else, that what is
// shown has or has not: 防水吗, "real leather?"
func (t *turn) asksOfShown() bool {
	r := t.reading
	feature := func(m retrieval.Meaning) bool {
		return t.engine.Vocabulary().Flag(m.Attribute) || m.Attribute == "material"
	}
	return !r.OfShop && len(r.Acts) == 0 && len(r.Values) > 0 && !slices.ContainsFunc(r.Values, func(m retrieval.Meaning) bool { return !feature(m) }) &&
		!slices.ContainsFunc(r.Changes, func(c preference.Change) bool { return c.Constraint.Op == preference.Like })
}

// wonders reports whether the message asks, in words that name no attribute, about the
// one product at hand: "is it good for typing at night?", 晚上打字吵吗. In Chinese the
// product goes without saying.
func (t *turn) wonders() bool {
	r := t.reading
	free := func(c preference.Change) bool { return c.Constraint.Op == preference.Like }
	if !r.Question || r.OfShop || len(r.Acts) > 0 || len(r.Changes) == 0 || len(r.Values) > 0 || !slices.ContainsFunc(r.Changes, free) {
		return false
	}
	talkedAbout := t.state.Focus != "" && t.state.FocusAt == t.state.Turn-1
	return slices.Contains(r.Items, preference.Focused) || textLanguage(t.text) == "zh" && (talkedAbout || t.shown() == 1)
}

// goesOn reports whether a question without a subject is about the product that
// was talked about just before: "is there a size M?" after a look at the second one.
func (t *turn) goesOn() bool {
	r := t.reading
	named := slices.ContainsFunc(r.Values, func(m retrieval.Meaning) bool { return m.Attribute == retrieval.TypeAttribute })
	talkedAbout := t.shown() != 1 || t.state.Slate.Turn < t.state.FocusAt // and not only shown, alone
	return t.state.Focus != "" && t.state.FocusAt == t.state.Turn-1 && talkedAbout &&
		len(r.Values)+len(r.Attributes) > 0 && !named && !r.Is(preference.Find, preference.Compare)
}

// aboutService reports whether the message is for customer service alone.
func (t *turn) aboutService() bool {
	return t.reading.Is(preference.Person) || t.aboutPolicy() || t.aboutOrder()
}

// aboutPolicy reports whether the message asks about the shop itself: it says so,
// or it is a question that does nothing else known and that the policies answer.
func (t *turn) aboutPolicy() bool {
	if t.reading.Is(preference.Policy) {
		return true
	}
	return t.passage != nil && t.reading.Question && len(t.reading.Acts) == 0 && len(t.reading.Items) == 0
}

// aboutOrder reports whether the message is about an order: it says so, brings
// proof, or goes on with an open question without changing the subject.
func (t *turn) aboutOrder() bool {
	return t.reading.Is(preference.Order) || service.Mentions(t.text)
}
