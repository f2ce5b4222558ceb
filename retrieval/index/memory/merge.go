package memory

import (
	"cmp"
	"slices"

	"github.com/shopguide/shopguide/retrieval/index"
)

// whole is a part of which every item is valid.
func whole(s *segment) part {
	p := part{segment: s, alive: newBitset(len(s.items)), live: len(s.items)}
	for doc := range s.items {
		p.alive.set(doc)
	}
	return p
}

// wasteful reports whether most of the part is of no more use.
func (p part) wasteful() bool { return 2*p.live < len(p.items) }

// run is a sequence of parts that are to become one.
type run struct {
	parts []part
	live  int
}

// compact merges parts until each has at least twice as many valid items as the
// next. So there are never more than a logarithm of them, and an item is not
// merged more often than that either.
func compact(parts []part) []part {
	var runs []run
	for _, p := range parts {
		if p.live == 0 {
			continue
		}
		next := run{[]part{p}, p.live}
		for len(runs) > 0 && runs[len(runs)-1].live < 2*next.live {
			last := runs[len(runs)-1]
			next = run{append(last.parts, next.parts...), last.live + next.live}
			runs = runs[:len(runs)-1]
		}
		runs = append(runs, next)
	}
	compacted := make([]part, 0, len(runs))
	for _, r := range runs {
		if len(r.parts) == 1 && !r.parts[0].wasteful() {
			compacted = append(compacted, r.parts[0])
			continue
		}
		compacted = append(compacted, merge(r))
	}
	return compacted
}

func merge(r run) part {
	type member struct {
		item  index.Item
		group int
	}
	members := make([]member, 0, r.live)
	for _, p := range r.parts {
		for doc := range p.alive.all() {
			members = append(members, member{p.items[doc], p.groups[doc]})
		}
	}
	slices.SortFunc(members, func(a, b member) int { return cmp.Compare(a.item.ID, b.item.ID) })
	items := make([]index.Item, len(members))
	groups := make([]int, len(members))
	for i, m := range members {
		items[i], groups[i] = m.item, m.group
	}
	return whole(newSegment(items, groups))
}
