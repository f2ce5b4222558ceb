package service

import (
	"crypto/sha256"
	"crypto/subtle"
	"regexp"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// proof is what a text gives of the pair that opens an order; either may be "".
type proof struct {
	order string // "LT" and eight digits
	email string // lower case
}

var (
	emailPattern = regexp.MustCompile(`(?i)[a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9-]+\.)+[a-z]{2,}`)
	orderPattern = regexp.MustCompile(`(?i)lt[\s\p{Pd}_#:.]{0,3}(?:[0-9][\s\p{Pd}]{0,2}){7}[0-9]`)
	notDigits    = regexp.MustCompile(`[^0-9]+`)
)

// maxEmail is the longest address that mail can be sent to (RFC 5321), in bytes.
const maxEmail = 254

// Mentions reports whether the text holds an order number or an e-mail address.
func Mentions(text string) bool { return readProof(text) != proof{} }

// readProof takes an order number and an e-mail address out of a text, however
// they are dressed: full-width, lower case, with spaces or dashes. Of several
// the last counts, because people correct themselves.
func readProof(text string) proof {
	text = lexical.Normalize(text)
	var p proof
	for _, email := range emailPattern.FindAllString(text, -1) {
		if len(email) <= maxEmail {
			p.email = strings.ToLower(email)
		}
	}
	// An address may look like an order number on its left side.
	text = emailPattern.ReplaceAllString(text, " @ ")
	for _, at := range orderPattern.FindAllStringIndex(text, -1) {
		if !endsInWord(text[:at[0]]) && !beginsWithDigit(text[at[1]:]) {
			p.order = "LT" + notDigits.ReplaceAllString(text[at[0]:at[1]], "")
		}
	}
	return p
}

// endsInWord reports whether "LT" after s would be part of a longer word.
func endsInWord(s string) bool {
	if s == "" {
		return false
	}
	c := s[len(s)-1]
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func beginsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// sameEmail compares two addresses without regard to case and in a time that
// does not depend on where they differ.
func sameEmail(x, y string) bool {
	a := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(x))))
	b := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(y))))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
