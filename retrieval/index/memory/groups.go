package memory

// groups numbers the groups that have items, so that distinct ones are counted
// in a bit set. A number is given to another group once its own has no items:
// views from before then never meet items from after.
type groups struct {
	numbers map[string]uint32
	members []int // by number
	free    []uint32
}

// join counts one more item of a group and returns the group's number.
func (g *groups) join(name string) uint32 {
	n, ok := g.numbers[name]
	if !ok {
		if last := len(g.free) - 1; last >= 0 {
			n, g.free = g.free[last], g.free[:last]
		} else {
			n, g.members = uint32(len(g.members)), append(g.members, 0)
		}
		g.numbers[name] = n
	}
	g.members[n]++
	return n
}

// leave counts one item less.
func (g *groups) leave(name string) {
	n := g.numbers[name]
	if g.members[n]--; g.members[n] == 0 {
		delete(g.numbers, name)
		g.free = append(g.free, n)
	}
}

// bound is above every number given so far.
func (g *groups) bound() int { return len(g.members) }
