package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shopguide/shopguide/conversation"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/evaluation"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Dialogues is how well a manager serves recorded shoppers. The ranking metrics
// are means over the dialogues that name a relevant product.
type Dialogues struct {
	Dialogues int                `json:"dialogues"`
	MRR       float64            `json:"mrr@10"`
	Recall    float64            `json:"recall@10"`
	KeywordF1 float64            `json:"keyword_f1"`
	Asked     float64            `json:"asked"` // share of dialogues that the manager would answer with a question
	Latency   evaluation.Latency `json:"turn_ms"`
}

const depth = 10

// Replayer feeds dialogues to a manager.
type Replayer struct {
	Manager    *conversation.Manager
	Vocabulary *retrieval.Vocabulary // of the manager's engine
}

// ending is where a dialogue leaves the manager after the user's last message.
type ending struct {
	ranked []string
	wish   []string
	asked  bool
	took   evaluation.Sample // milliseconds, by turn
}

// Measure replays every dialogue and compares where it ends with what the shopper
// was looking for.
func (r Replayer) Measure(ctx context.Context, dialogues []Dialogue) (Dialogues, error) {
	if len(dialogues) == 0 {
		return Dialogues{}, errors.New("there are no dialogues to replay")
	}
	var reciprocal, recall, asked, took evaluation.Sample
	var words overlap
	for _, d := range dialogues {
		end, err := r.replay(ctx, d)
		if err != nil {
			return Dialogues{}, fmt.Errorf("dialogue %s: %w", d.ID, err)
		}
		relevant := evaluation.AllRelevant(d.Relevant)
		if share, ok := relevant.Recall(end.ranked, depth); ok {
			recall = append(recall, share)
			reciprocal = append(reciprocal, relevant.ReciprocalRank(end.ranked, depth))
		}
		words.add(d.keywords(), end.wish)
		asked = append(asked, indicator(end.asked))
		took = append(took, end.took...)
	}
	return Dialogues{
		Dialogues: len(dialogues), MRR: reciprocal.Mean(), Recall: recall.Mean(), KeywordF1: words.f1(),
		Asked: asked.Mean(), Latency: took.Latency(),
	}, nil
}

// replay takes each user message as a turn. What the manager replies never
// reaches the shopper: they saw what the recorded assistant asked and showed.
func (r Replayer) replay(ctx context.Context, d Dialogue) (ending, error) {
	var end ending
	var state conversation.State
	var err error
	last := d.lastTurn()
	for i, m := range d.Messages[:last+1] {
		at := opening.Add(time.Duration(i) * time.Minute)
		if m.Role == assistant {
			state, err = r.Manager.Observe(ctx, state, conversation.Said{
				Asked: r.attributes(m.Asked), Proposed: proposal(m.Asked), Shown: m.Recommended, At: at,
			})
			if err != nil {
				return ending{}, fmt.Errorf("message %d: %w", i+1, err)
			}
			continue
		}
		start := time.Now()
		turn, err := r.Manager.Handle(ctx, state, conversation.Message{
			Delivery: strconv.Itoa(i), From: conversation.Address{Adapter: "replay", Chat: d.ID}, Shopper: d.ID,
			Text: m.Content, Language: d.Lang, At: at,
		})
		if err != nil {
			return ending{}, fmt.Errorf("message %d: %w", i+1, err)
		}
		end.took = append(end.took, evaluation.Milliseconds(time.Since(start)))
		end.asked = asksAnew(state, turn.State)
		state = turn.State.Unanswered(state)
	}
	end.wish = wish(state.Ledger)
	end.ranked, err = r.Manager.Rank(ctx, state, depth)
	return end, err
}

// opening is when every dialogue begins: a fixed day, so that figures do not
// change with the freshness of the products.
var opening = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// asksAnew reports whether a turn ended in a question of its own. A question that
// was open before may still be.
func asksAnew(before, after conversation.State) bool {
	return after.Asking != "" && slices.Contains(after.Asked, after.Asking) && !slices.Contains(before.Asked, after.Asking)
}

// attributes returns the attributes that the recorded assistant's words for them
// name, in order; words that name none are left out.
func (r Replayer) attributes(labels []string) []string {
	var attributes []string
	for _, label := range labels {
		for _, m := range r.Vocabulary.FindAttributes(lexical.Atoms(lexical.Normalize(label))) {
			if !slices.Contains(attributes, m.Values[0]) {
				attributes = append(attributes, m.Values[0])
			}
		}
	}
	return attributes
}

// proposal returns the value that a question proposes, in the recorded assistant's words:
// "Adidas" of "Brand: Adidas". A question that names several, or none, or an amount,
// proposes nothing.
func proposal(labels []string) string {
	if len(labels) != 1 {
		return ""
	}
	_, value, _ := strings.Cut(lexical.Normalize(labels[0]), ":")
	value = strings.TrimSpace(value)
	if strings.Contains(value, "$") || !strings.ContainsFunc(value, unicode.IsLetter) {
		return ""
	}
	return value
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
