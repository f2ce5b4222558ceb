// Package ranking orders candidates for one shopper and one query: pure
// functions from features and weights to a slate with its reasons.
package ranking

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Candidate is one product to be ranked, as the search found it.
type Candidate struct {
	ID      string
	Group   string  // at most one product of a group is in a slate
	Lexical float64 // BM25
	Dense   float64 // likeness of meaning: 0 as like as the catalogue on the whole, 1 the same
	Record  catalog.Record
}

// Wishes is what the candidates are measured against.
type Wishes struct {
	Must    catalog.Filter
	Prefer  []catalog.Condition
	Seen    []string // groups shown before for this wish
	Others  bool     // others than those are asked for
	Lexical float64  // the best lexical score among the candidates; scores are relative to it
	Now     time.Time
}

// Features describe one candidate for one query. All but Unlisted, Missed, Met and
// Seen lie in [0, 1]; Dense is at most 1, and below 0 for what is less like the wish
// than the catalogue on the whole.
type Features struct {
	Lexical   float64 // share of the best candidate's lexical score
	Dense     float64 // likeness of meaning
	Met       float64 // preferences known to be met
	Missed    float64 // preferences known to be missed
	Unlisted  float64 // musts that the product's listing doesn't state
	Orderable float64
	Fresh     float64 // 1 on the day of release, halved every half year
	Seen      float64 // 1 if shown before, or 4 where others are asked for
}

// Weights are the coefficients of a linear policy, by feature.
type Weights Features

// Default returns the weights of the policy "default". Whether a product can be
// ordered outweighs everything, then whether it is known to fit; words decide among
// those, less what was shown before, and freshness breaks ties.
func Default() Weights {
	return Weights{Lexical: 1, Dense: 1.3, Met: 0.35, Missed: -0.35, Unlisted: -3, Orderable: 20, Fresh: 0.05, Seen: -1}
}

// DefaultPolicy is the version under which slates of Default are logged.
const DefaultPolicy = "default-1"

// PricePolicy is the version under which slates are logged that a shopper asked to
// be put in order of price.
const PricePolicy = "price-1"

// Ranked is a candidate in its place, with what put it there.
type Ranked struct {
	Candidate
	Score    float64 // its own, even where it stands in the place of a variant
	Features Features
	Reasons  []Reason
	// Propensity is the probability that the policy puts this product into this
	// place. A policy that does not explore has 1.
	Propensity float64
}

// Reason says how a product stands to one condition.
type Reason struct {
	Condition catalog.Condition
	Must      bool
	Truth     catalog.Truth
}

// Rank orders candidates by score, best first, equal scores by stock and then by
// id. Of each group it keeps one, in the place of the best: the most plentiful of
// those that score about alike.
func Rank(candidates []Candidate, wishes Wishes, w Weights) []Ranked {
	all := make([]Ranked, 0, len(candidates))
	for _, c := range candidates {
		f := wishes.features(c)
		all = append(all, Ranked{Candidate: c, Score: w.Score(f), Features: f, Propensity: 1})
	}
	slices.SortFunc(all, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Record.Stock, a.Record.Stock), cmp.Compare(a.ID, b.ID))
	})
	type place struct {
		index int
		score float64
	}
	places := map[string]place{}
	var best []Ranked
	for _, r := range all {
		p, taken := places[r.Group]
		if !taken {
			places[r.Group] = place{len(best), r.Score}
			best = append(best, r)
		} else if r.Record.Stock > best[p.index].Record.Stock && r.Score > p.score-alike {
			best[p.index] = r
		}
	}
	for i := range best {
		best[i].Reasons = wishes.reasons(best[i].Record)
	}
	return best
}

// alike is how far apart the scores of two variants may be for the more plentiful
// one to stand for their product.
const alike = 0.1

// Score returns the inner product of weights and features.
func (w Weights) Score(f Features) float64 {
	return w.Lexical*f.Lexical + w.Dense*f.Dense + w.Met*f.Met + w.Missed*f.Missed + w.Unlisted*f.Unlisted +
		w.Orderable*f.Orderable + w.Fresh*f.Fresh + w.Seen*f.Seen
}

// Map returns the features by name, as they are logged.
func (f Features) Map() map[string]float64 {
	return map[string]float64{
		"lexical": f.Lexical, "dense": f.Dense, "met": f.Met, "missed": f.Missed, "unlisted": f.Unlisted,
		"orderable": f.Orderable, "fresh": f.Fresh, "seen": f.Seen,
	}
}

func (w Wishes) features(c Candidate) Features {
	f := Features{Dense: c.Dense, Fresh: freshness(c.Record.Released, w.Now), Unlisted: float64(w.Must.Unlisted(c.Record))}
	if w.Lexical > 0 {
		f.Lexical = c.Lexical / w.Lexical
	}
	for _, p := range w.Prefer {
		switch p.Check(c.Record) {
		case catalog.True:
			f.Met++
		case catalog.False:
			f.Missed++
		}
	}
	if c.Record.Orderable() {
		f.Orderable = 1
	}
	if slices.Contains(w.Seen, c.Group) {
		f.Seen = 1
		if w.Others {
			f.Seen = 4
		}
	}
	return f
}

func (w Wishes) reasons(r catalog.Record) []Reason {
	var all []Reason
	for _, c := range w.Must {
		all = append(all, Reason{Condition: c, Must: true, Truth: c.Check(r)})
	}
	for _, c := range w.Prefer {
		all = append(all, Reason{Condition: c, Truth: c.Check(r)})
	}
	return all
}

func freshness(released, now time.Time) float64 {
	if released.IsZero() || now.IsZero() {
		return 0
	}
	const halfLife = 182 * 24 * time.Hour
	age := max(now.Sub(released), 0)
	f := 1.0
	for ; age >= halfLife; age -= halfLife {
		f /= 2
	}
	return f * (1 - float64(age)/float64(2*halfLife))
}
