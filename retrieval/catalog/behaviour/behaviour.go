// Package behaviour reads what shoppers did in the past, and what is in demand, from a shop's exports.
package behaviour

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// Kind is what a shopper did.
type Kind string

// The kinds of event.
const (
	View     Kind = "view"
	Cart     Kind = "cart" // put into the cart, or marked as a favourite
	Purchase Kind = "purchase"
	Rating   Kind = "rating"
	Return   Kind = "return"
)

// Event is one thing that one shopper did with one product.
type Event struct {
	Shopper  string // a pseudonym; "" when the export names nobody
	Order    string // a pseudonym; "" when the export names no order
	Item     string // as in the export: a product's id or SKU
	Kind     Kind
	Value    float64 // of a rating: the worst that can be given is 0, the best 1
	Quantity int     // at least 1
	At       time.Time
	Query    string // what was searched for; "" when not said, or when it holds personal data
	Lang     string // "zh"; "" when not said
}

// Options say how an export is to be read.
type Options struct {
	// Key makes the pseudonyms. The same key gives the same shopper the same
	// pseudonym in every export; without it nobody can find the shopper's name
	// from it. At least MinKey bytes.
	Key []byte
	// Zone is where times without one were written; UTC when nil.
	Zone *time.Location
	// Kind is of all events in an export that has no column for it. When "", it is
	// told by the columns: ratings, or orders.
	Kind Kind
	// MaxRating is the best rating that can be given; 5 when 0. The worst is 1.
	MaxRating float64
}

// MinKey is how long a key has to be, in bytes.
const MinKey = 16

func (o Options) check() error {
	if len(o.Key) < MinKey {
		return errors.New("the key for pseudonyms is shorter than 16 bytes: make one with \"openssl rand -hex 32\" and keep it")
	}
	if o.MaxRating != 0 && o.MaxRating <= 1 {
		return errors.New("the best rating has to be above 1")
	}
	return nil
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

func (o Options) maxRating() float64 {
	if o.MaxRating == 0 {
		return 5
	}
	return o.MaxRating
}

// Pseudonym stands for a shopper in all that is stored: 128 bits of the
// HMAC-SHA256 of the identifier, in hex. Case and outer spaces don't count, as
// they don't in e-mail addresses. An empty identifier has none.
func Pseudonym(key []byte, shopper string) string { return pseudonym(key, "shopper", shopper) }

func pseudonym(key []byte, of, identifier string) string {
	identifier = strings.ToLower(strings.TrimSpace(identifier))
	if identifier == "" {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(of + "\x00" + identifier)) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
