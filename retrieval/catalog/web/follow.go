package web

import "net/url"

// bilingual reports whether the site has the page in another language too.
func (c *crawl) bilingual(page *document) bool {
	for lang, address := range page.alternates {
		if u := resolve(page.base, address); lang != page.lang && u != nil && c.within(u) != nil {
			return true
		}
	}
	return false
}

// follow queues where a page leads: to its canonical address and other languages
// in its own place, to its links one click further.
func (c *crawl) follow(t target, page *document) {
	same := t
	same.hops = 0
	c.push(same, page.canonical.String(), t.depth)
	for _, address := range page.alternates {
		c.push(same, address, t.depth)
	}
	if c.onlyListed || t.depth >= c.options.MaxDepth {
		return
	}
	for _, link := range page.links {
		if u := resolve(page.base, link); u != nil {
			c.push(target{found: pattern(t.address)}, u.String(), t.depth+1)
		}
	}
}

// push queues an address of the site in the manner of t.
func (c *crawl) push(t target, address string, depth int) {
	u := resolve(c.site, address)
	if u == nil {
		return
	}
	if u = c.within(u); u == nil {
		return
	}
	if why := trap(u); why != "" && !t.sitemap {
		return
	}
	t.address, t.depth = u, depth
	c.frontier.push(t)
}

// within returns the address in the form that the site goes by, or nil if it lies
// outside of it.
func (c *crawl) within(u *url.URL) *url.URL {
	if origin(u) == origin(c.site) {
		return u
	}
	if !sameSite(u, c.site) {
		return nil
	}
	ours := *u
	ours.Scheme, ours.Host = c.site.Scheme, c.site.Host
	return &ours
}
