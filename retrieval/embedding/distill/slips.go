package main

import "math/rand/v2"

// slips draws the slips of hurried fingers.
type slips struct{ random *rand.Rand }

func newSlips() *slips { return &slips{rand.New(rand.NewPCG(2, 2))} }

// of returns the word with one letter inside it left out, doubled, or changed
// places with the next; it is false for texts that are not one word of at least
// five Latin letters.
func (s *slips) of(word string) (string, bool) {
	const shortest = 5
	if len(word) < shortest || !isWord(word) {
		return "", false
	}
	at := 1 + s.random.IntN(len(word)-2)
	switch s.random.IntN(3) {
	case 0:
		return word[:at] + word[at+1:], true
	case 1:
		return word[:at+1] + word[at:], true
	default:
		return word[:at] + string(word[at+1]) + string(word[at]) + word[at+2:], true
	}
}
