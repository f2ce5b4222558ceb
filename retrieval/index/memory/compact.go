package memory

// part is a segment and which of its documents are still valid.
type part struct {
	*segment
	alive bitset
	live  int // how many are
}

// whole is a part of which every document is valid.
func whole(s *segment) part {
	p := part{segment: s, alive: newBitset(s.len()), live: s.len()}
	p.alive.fill(s.len())
	return p
}

// wasteful reports whether most of the part is of no more use.
func (p part) wasteful() bool { return 2*p.live < p.len() }

// run is a sequence of parts that are to become one.
type run struct {
	parts []part
	live  int
}

// compact merges parts until each has at least twice as many valid documents as
// the next. So there are never more than a logarithm of them, and a document is
// not merged more often than that either.
func compact(parts []part, dim int) []part {
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
		compacted = append(compacted, whole(merge(r.parts, dim)))
	}
	return compacted
}
