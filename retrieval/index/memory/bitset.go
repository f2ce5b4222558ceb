package memory

import (
	"iter"
	"math/bits"
	"slices"
)

// bitset is a set of small numbers; its length is fixed when it is made.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) clear(i int)    { b[i/64] &^= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// fill makes b the set of all numbers below n, which it was made for.
func (b bitset) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n%64 != 0 {
		b[len(b)-1] = 1<<(n%64) - 1
	}
}

func (b bitset) count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// common counts what is in other as well.
func (b bitset) common(other bitset) int {
	n := 0
	for i, word := range b {
		n += bits.OnesCount64(word & other[i])
	}
	return n
}

// intersect keeps what is in other as well.
func (b bitset) intersect(other bitset) {
	for i := range b {
		b[i] &= other[i]
	}
}

// all yields the members in ascending order.
func (b bitset) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, word := range b {
			for ; word != 0; word &= word - 1 {
				if !yield(i*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}

// appendTo appends the members to a list, in ascending order.
func (b bitset) appendTo(list []uint32) []uint32 {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			list = append(list, uint32(i*64+bits.TrailingZeros64(word)))
		}
	}
	return list
}

// sized returns an empty set for numbers below n in b's memory, which it enlarges
// where it must.
func (b *bitset) sized(n int) bitset {
	words := (n + 63) / 64
	*b = slices.Grow((*b)[:0], words)[:words]
	clear(*b)
	return *b
}
