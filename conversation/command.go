package conversation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/ranking"
)

// command carries out a slash command.
func (t *turn) command(ctx context.Context) (answer.Answer, error) {
	c, _ := preference.ParseCommand(t.message.Text)
	t.out.Reply.Acts = []string{string(preference.Command)}
	switch c.Name {
	case "prefs":
		return t.showPreferences(ctx, c.Args), nil
	case "why":
		position := 1
		if len(c.Args) > 0 {
			position, _ = strconv.Atoi(c.Args[0]) // what is no number is no position either
		}
		return t.explain(ctx, position), nil
	case "undo":
		return t.undo(ctx)
	case "forget":
		t.out.Forget = true
		t.state = t.state.forgotten()
		t.state.Lang = t.writer.Lang
		return t.writer.Phrase(prompts.Forgotten), nil
	case "export":
		return t.export(ctx)
	case "lang":
		return t.setLanguage(c.Args), nil
	case "help":
		return t.writer.Phrase(prompts.Help), nil
	case "start":
		return t.phrase(prompts.Hello)(ctx)
	}
	return t.writer.Phrase(prompts.NoCommand), nil
}

// showPreferences answers "/prefs" and "/prefs drop 2".
func (t *turn) showPreferences(ctx context.Context, args []string) answer.Answer {
	if len(args) >= 2 && args[0] == "drop" {
		if number, err := strconv.Atoi(args[1]); err == nil {
			if text, ok := t.dropPreference(ctx, number); ok {
				return t.writer.Plain(prompts.Dropped{Text: text}, text)
			}
			return t.writer.Plain(prompts.NoSuchPreference{Number: number}, strconv.Itoa(number))
		}
	}
	list := prompts.Preferences{For: preference.PersonLabel(t.state.For, t.state.Lang)}
	var choices []answer.Choice
	for _, p := range t.preferences() {
		list.Lines = append(list.Lines, prompts.PreferenceLine{Number: p.Number, Text: p.Text, Source: p.Source, Lasting: p.Lasting})
		choices = append(choices, answer.Choice{Label: "✕ " + p.Text, Say: fmt.Sprintf("/prefs drop %d", p.Number)})
	}
	a := t.writer.Plain(list, list.For)
	a.Choices = choices
	return a
}

// why answers "why did you recommend this" about the item meant, or the first.
func (t *turn) why(ctx context.Context) (answer.Answer, error) {
	position := 1
	if p := t.itemMeant(ctx); p != nil {
		position = max(1, t.position(p.ID))
	}
	return t.explain(ctx, position), nil
}

// explain says what put an item into its place, from the features that were
// logged with the slate.
func (t *turn) explain(ctx context.Context, position int) answer.Answer {
	id := t.at(position)
	p := t.product(ctx, id)
	if id == "" || p == nil {
		return t.writer.Plain(prompts.NoSuchItem{Shown: t.shown()}, strconv.Itoa(t.shown()))
	}
	shown := t.state.Slate.Items[position-1]
	card := t.writer.Card(p, t.engine.Record(p), position, t.telling(t.reasons(p)), t.freeWords())
	said := prompts.Explanation{
		Title: card.Title, Position: position, Why: card.Why, Policy: t.state.Slate.Policy, Score: decimal(shown.Score),
	}
	facts := []string{said.Score, said.Policy, said.Why, strconv.Itoa(position), said.Title}
	weights := ranking.Features(ranking.Default()).Map()
	for _, name := range slices.Sorted(maps.Keys(shown.Features)) {
		if contribution := shown.Features[name] * weights[name]; contribution != 0 {
			value := fmt.Sprintf("%+.2f", contribution)
			said.Features = append(said.Features, prompts.Contribution{Name: t.writer.Say(prompts.Feature(name)), Value: value})
			facts = append(facts, value)
		}
	}
	return t.writer.Plain(said, facts...)
}

// reasons returns how a product stands to the wish that its slate was made for.
func (t *turn) reasons(p *catalog.Product) []ranking.Reason {
	var all []ranking.Reason
	must, prefer := preference.Conditions(t.state.Slate.Constraints, t.engine.Vocabulary().Expand)
	for i, condition := range slices.Concat(must, prefer) {
		all = append(all, ranking.Reason{Condition: condition, Must: i < len(must), Truth: condition.Check(t.engine.Record(p))})
	}
	return all
}

// undo goes one step back: the last vote, or the wish before the last change, for
// which it shows products anew.
func (t *turn) undo(ctx context.Context) (answer.Answer, error) {
	t.undoing = true
	n := len(t.state.Undo)
	if n == 0 {
		return t.writer.Plain(prompts.Undone{}), nil
	}
	last := t.state.Undo[n-1]
	t.state.Undo = t.state.Undo[:n-1]
	if last.Reaction != nil {
		reaction := *last.Reaction
		reaction.At = t.message.At
		t.out.Reactions = append(t.out.Reactions, reaction)
		if t.state.Slate != nil && t.state.Slate.ID == reaction.Slate {
			t.state = t.state.withVote(reaction.Product, reaction.Value)
		}
		return t.writer.Plain(prompts.Undone{What: "vote"}), nil
	}
	t.state.Ledger, t.state.Profile, t.state.For = *last.Ledger, *last.Profile, last.For
	undone := t.writer.Say(prompts.Undone{What: "wish"})
	if len(t.state.Ledger.Constraints) == 0 {
		t.state.Slate, t.state.Focus = nil, ""
		return answer.Answer{Lead: undone}, nil
	}
	a, err := t.recommend(ctx)
	a.Lead = undone + "\n" + a.Lead
	return a, err
}

func (t *turn) export(ctx context.Context) (answer.Answer, error) {
	if t.records == nil {
		return t.writer.Plain(prompts.Exported{}, "0"), nil
	}
	all, err := t.records.Export(ctx, t.message.Shopper)
	if err != nil {
		return answer.Answer{}, fmt.Errorf("export: %w", err)
	}
	t.out.Reply.Export = &all
	said := prompts.Exported{Messages: len(all.Messages), Slates: len(all.Slates), Reactions: len(all.Reactions)}
	return t.writer.Plain(said, strconv.Itoa(said.Messages), strconv.Itoa(said.Slates), strconv.Itoa(said.Reactions)), nil
}

func (t *turn) setLanguage(args []string) answer.Answer {
	if len(args) == 0 || args[0] != "zh" && args[0] != "en" {
		return t.writer.Plain(prompts.Language{})
	}
	t.state.Lang, t.state.Pinned, t.state.Profile.Lang = args[0], true, args[0]
	t.writer = t.newWriter()
	return t.writer.Plain(prompts.Language{Known: true})
}

// withVote returns the state with the vote on a product of the slate noted.
func (s State) withVote(product string, value feedback.Value) State {
	s.Votes = maps.Clone(s.Votes)
	if s.Votes == nil {
		s.Votes = map[string]feedback.Value{}
	}
	if s.Votes[product] = value; value == feedback.Withdrawn {
		delete(s.Votes, product)
	}
	return s
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }
