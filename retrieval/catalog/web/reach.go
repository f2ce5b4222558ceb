package web

import (
	"net/url"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

// Reach is how much of a site a crawl has seen.
type Reach struct {
	known  map[string]bool // keys of all addresses that it was led to
	missed map[string]bool // of those that it could not read
	hidden bool            // what it could not read may lead to addresses that it does not know
}

// Gone reports whether a page that was read before states no more what it stated then:
// it was read again, or is no page of the site any longer, because the site says so or
// because all of the site was seen and nothing leads there. Of a page that only could
// not be read this time, or not be found by way of one that could not, Gone is false.
func (r *Reach) Gone(address string) bool {
	k := keyOf(address)
	return !r.missed[k] && (r.known[k] || !r.hidden)
}

// keyOf is the key of what may be an address; that of none is "".
func keyOf(address string) string {
	u, err := url.Parse(address)
	if err == nil {
		u = resolve(u, "")
	}
	if err != nil || u == nil {
		return ""
	}
	return key(u)
}

// lose notes a target that could not be read, and reports why.
func (c *crawl) lose(t target, err error) {
	c.reach.missed[key(t.address)] = true
	c.shelf.reject(fetch.Shown(t.address), err)
}
