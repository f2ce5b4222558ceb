package conversation

import (
	"context"
	"strconv"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
)

// vote takes the thumbs of a message as reactions to the slate shown last.
func (t *turn) vote(ctx context.Context) (answer.Answer, error) {
	t.out.Reply.Acts = []string{string(preference.Feedback)}
	var confirmed prompts.Votes
	var titles []string
	for _, v := range preference.ParseVotes(t.message.Text) {
		position := v.Position
		if position == 0 && t.state.Focus != "" && t.state.Slate != nil {
			position = t.position(t.state.Focus)
		}
		if position == 0 && t.shown() == 1 {
			position = 1
		}
		if v.Position == 0 && position == 0 && t.shown() > 1 {
			return t.whichVote(ctx, v.Up), nil
		}
		if t.at(position) == "" {
			return t.writer.Plain(prompts.NoSuchItem{Shown: t.shown()}, strconv.Itoa(t.shown())), nil
		}
		value := feedback.Down
		if v.Up {
			value = feedback.Up
		}
		title := t.react(ctx, position, value)
		confirmed.Votes = append(confirmed.Votes, prompts.Vote{Title: title, Up: v.Up})
		titles = append(titles, title)
	}
	return t.writer.Plain(confirmed, titles...), nil
}

// whichVote asks which of the shown items a thumb is for.
func (t *turn) whichVote(ctx context.Context, up bool) answer.Answer {
	sign := "-"
	if up {
		sign = "+"
	}
	a := t.which(ctx)
	for i := range a.Choices {
		a.Choices[i].Say = sign + strconv.Itoa(i+1)
	}
	return a
}

// react records a reaction to the item in a position of the slate, and what it
// replaces, and returns the item's title.
func (t *turn) react(ctx context.Context, position int, value feedback.Value) string {
	id := t.at(position)
	reaction := feedback.Reaction{
		Slate: t.state.Slate.ID, Product: id, Position: position, Value: value, At: t.message.At,
	}
	t.out.Reactions = append(t.out.Reactions, reaction)
	t.focusOn(id)
	before := reaction
	before.Value = t.state.Votes[id]
	t.state = t.state.withVote(id, value)
	t.state = t.state.withUndo(Undo{Reaction: &before})
	if p := t.product(ctx, id); p != nil {
		return p.Text(t.state.Lang).Title
	}
	return id
}
