package peer

import "net/http"

// Chaos is a transport that has the first requests to AIMock fail in the ways named, in
// order; those after them succeed. It is for one request at a time.
type Chaos struct {
	Faults   []string // each "ratelimit", "drop", "malformed" or "disconnect"
	Next     http.RoundTripper
	Requests int // so far
}

// RoundTrip implements http.RoundTripper.
func (c *Chaos) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.Requests < len(c.Faults) {
		r = r.Clone(r.Context())
		r.Header.Set("x-aimock-chaos-"+c.Faults[c.Requests], "1")
	}
	c.Requests++
	return c.Next.RoundTrip(r)
}
