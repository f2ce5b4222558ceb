package conversation

import (
	"time"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/feedback"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
)

// State is all that the manager remembers of a chat. It is a value: Handle
// takes one and returns the next. The zero State is a chat that has not begun.
// The store keeps Profile by shopper and the rest by chat.
type State struct {
	Turn    int                       `json:"turn"` // messages handled so far
	Lang    string                    `json:"lang,omitempty"`
	Pinned  bool                      `json:"pinned,omitempty"`   // Lang was set by /lang: the text no longer changes it
	Ledger  preference.Ledger         `json:"ledger"`             // this session's wish
	Slate   *feedback.Slate           `json:"slate,omitempty"`    // the last one shown
	Seen    []string                  `json:"seen,omitempty"`     // groups already shown for this wish
	Refused []string                  `json:"refused,omitempty"`  // groups the shopper turned down
	Focus   string                    `json:"focus,omitempty"`    // the product last talked about
	FocusAt int                       `json:"focus_at,omitempty"` // the turn that put it into focus
	Votes   map[string]feedback.Value `json:"votes,omitempty"`    // in force on Slate, by product
	Choices []answer.Choice           `json:"choices,omitempty"`  // offered with the last reply, numbered on from Listed
	Listed  int                       `json:"listed,omitempty"`   // items in the last reply
	Asking  string                    `json:"asking,omitempty"`   // the attribute of the open question
	// Proposed is what a yes to the open question says, in words; "" where the question
	// is not to be answered by yes.
	Proposed string                       `json:"proposed,omitempty"`
	Asked    []string                     `json:"asked,omitempty"`  // attributes asked about for this wish
	Unfit    []string                     `json:"unfit,omitempty"`  // lasting preferences, by their keys, that are nothing to the kind of product looked for
	For      string                       `json:"for,omitempty"`    // whom Ledger is for, as preference.PersonLabel knows them; "" for the shopper
	Wishes   map[string]preference.Ledger `json:"wishes,omitempty"` // this session's for the others, by For
	Left     map[string]preference.Ledger `json:"left,omitempty"`   // this session's wishes that another kind of product took the place of, by whom they are for and their kind
	Worded   map[string]int               `json:"worded,omitempty"` // the way in which each varied prompt was said last
	Service  service.Session              `json:"service"`
	Undo     []Undo                       `json:"undo,omitempty"`   // newest last
	Recent   []Past                       `json:"recent,omitempty"` // the last turns of the session, for a model; empty without one
	At       time.Time                    `json:"at"`               // of the last message

	Profile Profile `json:"-"`
}

// Profile is what lasts across a shopper's sessions and chats.
type Profile struct {
	Lang        string                  `json:"lang,omitempty"`
	Constraints []preference.Constraint `json:"constraints,omitempty"` // the shopper's own
	// People holds what lasts of those whom the shopper buys for, as State.For names them.
	People map[string][]preference.Constraint `json:"people,omitempty"`
}

// Undo is one step back: the wish before a turn changed it, or the vote that a
// turn replaced.
type Undo struct {
	Ledger   *preference.Ledger `json:"ledger,omitempty"`
	Profile  *Profile           `json:"profile,omitempty"`
	For      string             `json:"for,omitempty"` // whom Ledger was for
	Reaction *feedback.Reaction `json:"reaction,omitempty"`
}
