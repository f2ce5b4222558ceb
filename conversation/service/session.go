// Package service answers customer-service questions: shop policies from their
// documents, and orders once the shopper has proved whose they are.
package service

import "time"

// Session is what customer service remembers of a chat: an identification that
// has begun, the wrong tries that lock it, and the order it led to. It is a
// value: Desk.Order takes one and returns the next. The zero Session is a chat
// that has asked nothing yet.
type Session struct {
	Open  bool      `json:"open,omitempty"` // an order question waits for proof
	Order string    `json:"order,omitempty"`
	Email string    `json:"email,omitempty"`
	At    time.Time `json:"at,omitzero"` // of the last step towards proof

	Wrong       int       `json:"wrong,omitempty"`   // tries within the hour
	WrongAt     time.Time `json:"wrong_at,omitzero"` // of the last one
	LockedUntil time.Time `json:"locked_until,omitzero"`

	Proven      string    `json:"proven,omitempty"` // the id of the order that may be spoken of
	ProvenUntil time.Time `json:"proven_until,omitzero"`
}

const (
	maxWrong   = 5
	lockFor    = time.Hour
	proofLasts = 30 * time.Minute
	openLasts  = 30 * time.Minute // without a step, what was given is forgotten
)

// Locked reports whether wrong tries keep the chat from any order.
func (s Session) Locked(now time.Time) bool { return now.Before(s.LockedUntil) }

// Closed returns the session without the identification that had begun: what
// was given is forgotten, wrong tries and a proven order are not.
func (s Session) Closed() Session {
	s.Open, s.Order, s.Email, s.At = false, "", "", time.Time{}
	return s
}

// Forgotten returns the session of a shopper about whom nothing is kept: wrong
// tries and the lock stay, so that forgetting is no way around them.
func (s Session) Forgotten() Session {
	return Session{Wrong: s.Wrong, WrongAt: s.WrongAt, LockedUntil: s.LockedUntil}
}

// current returns the session without what has run out.
func (s Session) current(now time.Time) Session {
	if s.Wrong > 0 && !s.Locked(now) && !now.Before(s.WrongAt.Add(lockFor)) {
		s.Wrong, s.WrongAt, s.LockedUntil = 0, time.Time{}, time.Time{}
	}
	if !now.Before(s.ProvenUntil) {
		s.Proven, s.ProvenUntil = "", time.Time{}
	}
	if !s.Open || !now.Before(s.At.Add(openLasts)) {
		s = s.Closed()
	}
	return s
}

// given returns the session with the proof that a message brought.
func (s Session) given(p proof, now time.Time) Session {
	s.Open, s.At = true, now
	if p.order != "" {
		s.Order = p.order
	}
	if p.email != "" {
		s.Email = p.email
	}
	return s
}

// proved returns the session after a right pair: the order's id alone is kept. The
// wrong tries stay counted, so that a right pair between guesses buys no more of them.
func (s Session) proved(now time.Time) Session {
	return Session{Wrong: s.Wrong, WrongAt: s.WrongAt, Proven: s.Order, ProvenUntil: now.Add(proofLasts)}
}

// refused returns the session after a wrong pair. The pair is kept, so that the
// shopper can correct one half of it; the fifth wrong pair locks the chat.
func (s Session) refused(now time.Time) Session {
	s.Wrong, s.WrongAt = s.Wrong+1, now
	if s.Wrong >= maxWrong {
		return Session{Wrong: s.Wrong, WrongAt: now, LockedUntil: now.Add(lockFor)}
	}
	return s
}
