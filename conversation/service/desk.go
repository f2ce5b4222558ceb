package service

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Desk is customer service: what the shop says of itself, and the orders of
// those who prove that they are theirs. Its methods may be called from many
// goroutines.
type Desk struct {
	Knowledge *Knowledge // the zero Knowledge knows nothing
	Orders    Orders     // nil where no order system is connected: Order must not be called then
}

// Outcome says what an order question came to.
type Outcome string

// The outcomes. NotFound does not tell an order that does not exist from
// someone else's.
const (
	NeedBoth  Outcome = "need_both"  // ask for the order number and the e-mail address
	NeedOrder Outcome = "need_order" // the e-mail address is known
	NeedEmail Outcome = "need_email" // the order number is known
	Found     Outcome = "found"
	NotFound  Outcome = "not_found"
	Locked    Outcome = "locked"
)

// OrderAnswer is the answer to an order question.
type OrderAnswer struct {
	Outcome Outcome
	Order   Order     // only with Found; otherwise nothing of any order is disclosed
	Until   time.Time // only with Locked: when the chat may try again
}

// Order answers an order question. The proof is the order's number together
// with its e-mail address, given in one message or over several while the
// session is open; nothing else that the text claims counts. A proven order can
// be asked about for half an hour without giving the proof again. Five wrong
// pairs lock the chat for an hour, even for a right one.
//
// An error means that the order system did not answer: the session is then as it
// was, and the try does not count.
func (d *Desk) Order(ctx context.Context, s Session, text string, now time.Time) (Session, OrderAnswer, error) {
	next := s.current(now)
	if next.Locked(now) {
		return next, OrderAnswer{Outcome: Locked, Until: next.LockedUntil}, nil
	}
	p := readProof(text)
	if next.Proven != "" && (p == proof{order: next.Proven} || p == proof{} && !next.Open) {
		return d.again(ctx, s, next)
	}
	next = next.given(p, now)
	switch {
	case next.Order == "" && next.Email == "":
		return next, OrderAnswer{Outcome: NeedBoth}, nil
	case next.Order == "":
		return next, OrderAnswer{Outcome: NeedOrder}, nil
	case next.Email == "":
		return next, OrderAnswer{Outcome: NeedEmail}, nil
	case p == proof{}: // the pair was wrong before; asking again is no further try
		return next, OrderAnswer{Outcome: NotFound}, nil
	}
	order, err := d.Orders.Order(ctx, next.Order)
	if err != nil && !errors.Is(err, ErrNoOrder) {
		return s, OrderAnswer{}, fmt.Errorf("look up the order: %w", err)
	}
	if !sameEmail(order.Email, next.Email) || err != nil {
		if next = next.refused(now); next.Locked(now) {
			return next, OrderAnswer{Outcome: Locked, Until: next.LockedUntil}, nil
		}
		return next, OrderAnswer{Outcome: NotFound}, nil
	}
	return next.proved(now), OrderAnswer{Outcome: Found, Order: order}, nil
}

// again answers a further question about the proven order, as it is now.
func (d *Desk) again(ctx context.Context, s, next Session) (Session, OrderAnswer, error) {
	order, err := d.Orders.Order(ctx, next.Proven)
	if errors.Is(err, ErrNoOrder) {
		next.Proven, next.ProvenUntil = "", time.Time{}
		return next.Closed(), OrderAnswer{Outcome: NotFound}, nil
	}
	if err != nil {
		return s, OrderAnswer{}, fmt.Errorf("look up the order: %w", err)
	}
	return next.Closed(), OrderAnswer{Outcome: Found, Order: order}, nil
}
