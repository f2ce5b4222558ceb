// Package service answers customer-service questions: shop policies from their
// documents, and orders once the shopper has proved whose they are.
package service

import "time"

// Session is what customer service remembers of a chat: an identification that
// has begun, and the wrong tries that lock it.
type Session struct {
	Open        bool      `json:"open,omitempty"` // an order question waits for proof
	Order       string    `json:"order,omitempty"`
	Email       string    `json:"email,omitempty"`
	Wrong       int       `json:"wrong,omitempty"`
	LockedUntil time.Time `json:"locked_until,omitzero"`
}
