package conversation

import (
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

const (
	// worthAsking is the number of groups from which on a question is worth the
	// shopper's while.
	worthAsking = 5
	// reduction is the expected share of the groups that an answer must leave out.
	reduction = 0.35
	// options is how many answers a question offers.
	options = 4
)

// askable are the attributes that a shop assistant would ask about.
var askable = []string{
	retrieval.TypeAttribute, "gender", "use", "material", "color", "style", "skin_type", "genre", "season", "language", "level",
}

// firstAskable are the ones that make sense before it is known what is looked for.
var firstAskable = []string{retrieval.TypeAttribute, "gender"}

// ask returns the one question whose answer would narrow the choice most, with
// its answers as choices, or "" when none is worth asking. It never asks what is
// known or has been asked.
func (t *turn) ask(ctx context.Context, found retrieval.Result) (string, []answer.Choice, error) {
	t.state.Asking = ""
	if found.Total < worthAsking {
		return "", nil, nil
	}
	best, bestReduction := "", reduction
	var bestFacets []index.Count
	attributes := askable
	if !t.state.Ledger.Has(retrieval.TypeAttribute) {
		attributes = firstAskable
	}
	live, err := t.engine.FacetsOf(ctx, found, attributes...)
	if err != nil {
		return "", nil, err
	}
	for _, attribute := range attributes {
		if attribute != retrieval.TypeAttribute && t.state.Ledger.Has(attribute) || slices.Contains(t.state.Asked, attribute) {
			continue
		}
		facets, stating := live.Values[attribute].Counts, live.Values[attribute].Stating
		if attribute == retrieval.TypeAttribute {
			facets = t.narrower(facets)
		}
		facets = slices.DeleteFunc(facets, func(f index.Count) bool {
			return f.Groups == stating || f.Value == lexical.No || strings.HasPrefix(f.Value, retrieval.PureMaterial)
		})
		if r := expectedReduction(facets, found.Total); r > bestReduction && stating*2 > found.Total && len(facets) > 1 {
			best, bestReduction, bestFacets = attribute, r, facets
		}
	}
	if best == "" {
		return "", nil, nil
	}
	t.state.Asking = best
	t.state.Asked = append(t.state.Asked, best)
	var choices []answer.Choice
	for _, f := range bestFacets[:min(options, len(bestFacets))] {
		label := t.writer.Value(best, f.Value)
		choices = append(choices, answer.Choice{Label: label, Say: label, Count: f.Groups})
	}
	label := t.engine.Vocabulary().AttributeLabel(best, t.state.Lang)
	return t.writer.Say(prompts.Question{Attribute: best, Label: label}), choices, nil
}

// narrower leaves of the product types those under the ones asked for.
func (t *turn) narrower(facets []index.Count) []index.Count {
	wanted := t.state.Ledger.Values(retrieval.TypeAttribute)
	return slices.DeleteFunc(facets, func(f index.Count) bool {
		return slices.Contains(wanted, f.Value) || t.engine.Department(f.Value)
	})
}

// expectedReduction is the share of total groups that an answer is expected to
// leave out, when each answer is as likely as the groups that carry it: with n_v
// groups under value v, 1 − Σ (n_v/Σn)·(n_v/total).
func expectedReduction(facets []index.Count, total int) float64 {
	var sum, squares float64
	for _, f := range facets {
		n := float64(f.Groups)
		sum += n
		squares += n * n
	}
	if sum == 0 || total == 0 {
		return 0
	}
	return 1 - squares/(sum*float64(total))
}
