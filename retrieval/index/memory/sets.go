package memory

// sets are sets of documents, each kept as a list or as a bitset, whichever is
// smaller.
type sets struct {
	lists lists
	bits  map[int]bitset
}

// transpose returns, for each of n numbers, the documents whose list has it. No
// list has a number twice.
func transpose(l lists, n int) sets {
	counts := make([]uint32, n)
	for _, number := range l.all {
		counts[number]++
	}
	s := sets{lists: lists{ends: make([]uint32, n)}, bits: map[int]bitset{}}
	docs, total := len(l.ends), uint32(0)
	for number, count := range counts {
		if 32*int(count) >= docs && docs > 64 {
			s.bits[number] = newBitset(docs)
		} else {
			total += count
		}
		s.lists.ends[number] = total
	}
	s.lists.all = make([]uint32, total)
	next := counts
	for number := range next {
		next[number] = s.lists.ends[number] - uint32(len(s.lists.at(number)))
	}
	for doc := range docs {
		for _, number := range l.at(doc) {
			if bits, ok := s.bits[int(number)]; ok {
				bits.set(doc)
				continue
			}
			s.lists.all[next[number]] = uint32(doc)
			next[number]++
		}
	}
	return s
}

// addTo adds the members of a set to b.
func (s sets) addTo(number int, b bitset) {
	for i, word := range s.bits[number] {
		b[i] |= word
	}
	for _, doc := range s.lists.at(number) {
		b.set(int(doc))
	}
}

// in counts the members of a set that b has as well.
func (s sets) in(number int, b bitset) int {
	n := 0
	if bits, ok := s.bits[number]; ok {
		n += b.common(bits)
	}
	for _, doc := range s.lists.at(number) {
		if b.has(int(doc)) {
			n++
		}
	}
	return n
}
