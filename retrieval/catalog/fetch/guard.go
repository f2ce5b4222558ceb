package fetch

import (
	"errors"
	"fmt"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrPrivate is an address that is not on the public internet: private, loopback,
// link-local, shared (CGNAT), multicast, reserved, or an IPv6 form of such a one.
var ErrPrivate = errors.New("not a public address")

// guard returns what a dialer calls with each numeric address that it is about to
// connect to: after the name was resolved, so that neither a name that changes its
// address nor a redirect gets round it. The list of addresses is IANA's registry
// of special purposes, which package ssrf keeps in step with.
func guard(allowPrivate bool) func(network, address string, c syscall.RawConn) error {
	if allowPrivate {
		return nil
	}
	public := ssrf.New(ssrf.WithAnyPort())
	return func(network, address string, c syscall.RawConn) error {
		if err := public.Safe(network, address, c); err != nil {
			return fmt.Errorf("%w: %s; if it is a shop of your own network, allow private addresses", ErrPrivate, address)
		}
		return nil
	}
}
