package memory

import (
	"sort"
	"strings"
)

// texts is a column of strings in one piece of memory.
type texts struct {
	all  string
	ends []uint32 // of each in all
}

// textsOf makes a column of n strings.
func textsOf(n int, at func(i int) string) texts {
	size := 0
	for i := range n {
		size += len(at(i))
	}
	t := texts{ends: make([]uint32, 0, n)}
	var all strings.Builder
	all.Grow(size)
	for i := range n {
		all.WriteString(at(i))
		t.ends = append(t.ends, uint32(all.Len()))
	}
	t.all = all.String()
	return t
}

func (t texts) len() int { return len(t.ends) }

// at returns a part of the column: a caller who keeps it keeps all of it.
func (t texts) at(i int) string {
	if i == 0 {
		return t.all[:t.ends[0]]
	}
	return t.all[t.ends[i-1]:t.ends[i]]
}

// find looks for a string between from and to, where they are sorted.
func (t texts) find(from, to int, s string) (int, bool) {
	n, found := sort.Find(to-from, func(i int) int { return strings.Compare(s, t.at(from+i)) })
	return from + n, found
}

// lists is a column of lists of numbers in one piece of memory.
type lists struct {
	all  []uint32
	ends []uint32 // of each in all
}

func (l lists) at(i int) []uint32 {
	from := uint32(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.all[from:l.ends[i]:l.ends[i]]
}
