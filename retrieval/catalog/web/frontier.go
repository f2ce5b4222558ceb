package web

import "net/url"

// maxKnown bounds the addresses that a crawl remembers.
const maxKnown = 1_000_000

// target is an address to ask for.
type target struct {
	address *url.URL
	depth   int    // clicks from the start
	hops    int    // redirects that led here
	found   string // the pattern of the page that linked to it
	listed  bool   // by the owner or a sitemap: no pattern holds it back
	sitemap bool
}

// frontier is what a crawl has still to ask for, first come first served. A
// pattern whose pages keep stating nothing new, such as the months of a calendar,
// waits until one of them, or a page that one of them led to, does.
type frontier struct {
	queue   []target
	known   map[string]bool     // keys of all addresses ever queued
	vain    map[string]int      // pages read in vain, by pattern
	waiting map[string][]target // by pattern
	full    bool                // maxKnown was reached
}

func newFrontier() *frontier {
	return &frontier{known: map[string]bool{}, vain: map[string]int{}, waiting: map[string][]target{}}
}

// push queues a target, unless its address was queued before.
func (f *frontier) push(t target) {
	k := key(t.address)
	if f.known[k] {
		return
	}
	if len(f.known) >= maxKnown {
		f.full = true
		return
	}
	f.known[k] = true
	f.queue = append(f.queue, t)
}

// pop returns the next target of a pattern that is worth it; false when none is left.
func (f *frontier) pop(maxAlike int) (target, bool) {
	for len(f.queue) > 0 {
		t := f.queue[0]
		f.queue = f.queue[1:]
		if p := pattern(t.address); !t.listed && f.vain[p] >= maxAlike {
			f.waiting[p] = append(f.waiting[p], t)
			continue
		}
		return t, true
	}
	return target{}, false
}

// judge counts a page that was read: one that states something new speaks for
// its own pattern and for that of the page that led to it.
func (f *frontier) judge(t target, fruitful bool) {
	own := pattern(t.address)
	if !fruitful {
		f.vain[own]++
		return
	}
	for _, p := range []string{own, t.found} {
		delete(f.vain, p)
		f.queue = append(f.queue, f.waiting[p]...)
		delete(f.waiting, p)
	}
}
