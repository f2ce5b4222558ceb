package conversation

import (
	"cmp"
	"context"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

const (
	// worthAsking is the number of groups from which on a question is worth the
	// shopper's while: fewer can be shown in two slates.
	worthAsking = 5
	// worthATurn is the expected share of the groups that an answer must leave out
	// to be worth the shopper's turn.
	worthATurn = 0.35
	// options is how many answers a question offers.
	options = 4
)

// question is what questions.tsv says of asking about an attribute.
type question struct {
	attribute string
	first     bool     // it makes sense before it is known what is looked for
	minor     []string // values that are no answer to offer
}

//go:embed questions.tsv
var questionsText string

var questions = sync.OnceValue(func() []question {
	var all []question
	readTable("questions.tsv", questionsText, 3, func(cells []string) {
		all = append(all, question{attribute: cells[0], first: cells[1] == "first", minor: list(cells[2])})
	})
	return all
})

// ask returns the one question whose answer would narrow the choice most, with
// its answers as choices, or "" when none is worth asking. It never asks what is
// known or has been asked, nor what all that was found answers alike.
func (t *turn) ask(ctx context.Context, found retrieval.Result) (string, []answer.Choice, error) {
	t.state.Asking = ""
	for _, c := range t.reading.Changes {
		if c.Kind == preference.Retract && !slices.Contains(t.state.Asked, c.Constraint.Attribute) {
			t.state.Asked = append(t.state.Asked, c.Constraint.Attribute) // it does not matter: that is an answer
		}
	}
	if found.Total < worthAsking {
		return "", nil, nil
	}
	open := t.openQuestions()
	live, total, err := t.live(ctx, found, open)
	if err != nil || total < worthAsking {
		return "", nil, err
	}
	best, bestReduction := "", worthATurn
	var bestFacets []index.Count
	for _, q := range open {
		stated := live.Values[q.attribute]
		facets := t.answers(q, stated)
		if carrying(facets)*2 <= total || len(facets) < 2 {
			continue // for most of what was found the question makes no sense, or only one answer
		}
		if r := expectedReduction(facets, stated.Stating, total); r > bestReduction {
			best, bestReduction, bestFacets = q.attribute, r, facets
		}
	}
	if best == "" {
		return "", nil, nil
	}
	choices, err := t.offered(ctx, best, bestFacets[:min(options, len(bestFacets))])
	if err != nil {
		return "", nil, err
	}
	t.state.Asking = best
	t.state.Asked = append(t.state.Asked, best)
	label := t.engine.Vocabulary().AttributeLabel(best, t.state.Lang)
	return t.writer.Say(prompts.Question{Attribute: best, Label: label}), choices, nil
}

// live counts the answers to questions over the live candidates, of which there are
// total. While no kind of product is named, these are only what states what was asked
// for: who wants jazz means no shirt, though no shirt says that it is no jazz.
func (t *turn) live(ctx context.Context, found retrieval.Result, open []question) (live index.Facets, total int, err error) {
	attributes := make([]string, len(open))
	for i, q := range open {
		attributes[i] = q.attribute
	}
	must := t.wish().Must
	if t.state.Ledger.Has(retrieval.TypeAttribute) || !slices.ContainsFunc(must, func(c catalog.Condition) bool { return c.Op == catalog.In }) {
		live, err = t.engine.FacetsOf(ctx, found, attributes...)
		return live, found.Total, err
	}
	live, err = t.engine.Facets(ctx, must.Stated(), attributes...)
	return live, live.Groups, err
}

// carrying counts the groups that carry one of the answers, some of them twice.
func carrying(facets []index.Count) int {
	n := 0
	for _, f := range facets {
		n += f.Groups
	}
	return n
}

// openQuestions returns the questions that make sense by now and whose answer is
// neither known, from this session or an earlier one, nor asked for already.
func (t *turn) openQuestions() []question {
	var known []string
	for _, c := range t.state.inForce() {
		if c.Attribute != retrieval.TypeAttribute { // a kind can be narrowed
			known = append(known, c.Attribute)
		}
	}
	typed := t.state.Ledger.Has(retrieval.TypeAttribute)
	return slices.DeleteFunc(slices.Clone(questions()), func(q question) bool {
		return slices.Contains(known, q.attribute) || slices.Contains(t.state.Asked, q.attribute) || !typed && !q.first
	})
}

// answers returns the values that can answer a question: those that tell some of
// what was found from the rest.
func (t *turn) answers(q question, stated index.Values) []index.Count {
	facets := stated.Counts
	if q.attribute == retrieval.TypeAttribute {
		facets = t.narrower(facets)
	}
	return slices.DeleteFunc(slices.Clone(facets), func(f index.Count) bool {
		return f.Groups == stated.Stating || f.Value == lexical.No || strings.HasPrefix(f.Value, retrieval.PureMaterial) || slices.Contains(q.minor, f.Value)
	})
}

// offered returns the answers as choices, each with the number of products that
// are left when it is given, or that have it, where it only ranks.
func (t *turn) offered(ctx context.Context, attribute string, facets []index.Count) ([]answer.Choice, error) {
	var choices []answer.Choice
	for _, f := range facets {
		label := t.writer.Value(attribute, f.Value)
		choice := answer.Choice{Label: label, Say: label, Count: f.Groups}
		if must, excludes := t.mustAfter(choice.Say, attribute); excludes {
			left, err := t.engine.Count(ctx, must)
			if err != nil {
				return nil, err
			}
			choice.Count = left
		}
		choices = append(choices, choice)
	}
	slices.SortStableFunc(choices, func(a, b answer.Choice) int { return cmp.Compare(b.Count, a.Count) })
	return choices, nil
}

// mustAfter returns the musts in force once the shopper has given an answer, and
// whether they say what is looked for and the answer adds to them.
func (t *turn) mustAfter(say, attribute string) (catalog.Filter, bool) {
	s := t.state
	excludes := false
	for _, c := range t.reader.Read(say, preference.Scene{Turn: s.Turn, Asking: attribute}).Changes {
		s.Ledger = s.Ledger.Apply(c, t.related)
		excludes = excludes || c.Constraint.Strength == preference.Must
	}
	return query(t.engine, s).Must, excludes && s.Ledger.Has(retrieval.TypeAttribute)
}

// narrower leaves of the product types those under the ones asked for.
func (t *turn) narrower(facets []index.Count) []index.Count {
	wanted := t.state.Ledger.Values(retrieval.TypeAttribute)
	return slices.DeleteFunc(slices.Clone(facets), func(f index.Count) bool {
		return slices.Contains(wanted, f.Value) || t.engine.Department(f.Value)
	})
}

// expectedReduction is the share of total groups that an answer is expected to
// leave out, when each answer is as likely as the groups that carry it. Of n_v
// groups that state value v and u that state none, the answer v leaves n_v + u, for
// what is not stated excludes nothing: 1 − Σ (n_v/Σn)·(n_v + u)/total. It is the
// expected remaining number of candidates by which generalized binary search chooses
// its questions (Nowak, "The Geometry of Generalized Binary Search", IEEE Trans. Inf.
// Theory 57(12), 2011), for answers of more than two values.
func expectedReduction(facets []index.Count, stating, total int) float64 {
	var sum, squares float64
	for _, f := range facets {
		n := float64(f.Groups)
		sum += n
		squares += n * n
	}
	if sum == 0 || total == 0 {
		return 0
	}
	unstated := float64(total - stating)
	return 1 - (squares/sum+unstated)/float64(total)
}
