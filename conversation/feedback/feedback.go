// Package feedback records the slates that were shown and the reactions to
// them, joined, so that each vote is about one query and one position.
package feedback

import (
	"time"

	"github.com/shopguide/shopguide/conversation/preference"
)

// Slate is what one turn showed, with all that a learner or an off-policy
// estimator needs of the moment.
type Slate struct {
	ID          string                  `json:"id"`
	Shopper     string                  `json:"shopper"`
	Turn        int                     `json:"turn"`
	Lang        string                  `json:"lang"`
	Query       string                  `json:"query"`
	Constraints []preference.Constraint `json:"constraints"`
	Policy      string                  `json:"policy"` // version of the ranking policy
	Items       []Shown                 `json:"items"`
	At          time.Time               `json:"at"`
}

// Shown is one item of a slate.
type Shown struct {
	Product    string             `json:"product"`
	Position   int                `json:"position"`   // from 1
	Propensity float64            `json:"propensity"` // probability that the policy put it there
	Score      float64            `json:"score"`
	Features   map[string]float64 `json:"features"`
}

// Value is a vote.
type Value int

// The votes; Withdrawn undoes an earlier one.
const (
	Down      Value = -1
	Withdrawn Value = 0
	Up        Value = 1
)

// Reaction is a shopper's vote on one item of one slate. The last vote on an
// item of a slate counts.
type Reaction struct {
	Slate    string    `json:"slate"`
	Product  string    `json:"product"`
	Position int       `json:"position"`
	Value    Value     `json:"value"`
	At       time.Time `json:"at"`
}
