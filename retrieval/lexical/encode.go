package lexical

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// encodingVersion is raised whenever an encoded Corpus, or how terms are made of
// text, changes.
const encodingVersion = 1

// MarshalBinary encodes the statistics: version, documents, mean length, and the
// terms in ascending order as differences, each with its frequency.
func (c *Corpus) MarshalBinary() ([]byte, error) {
	data := []byte{encodingVersion}
	data = binary.AppendUvarint(data, uint64(c.documents))
	data = binary.LittleEndian.AppendUint64(data, math.Float64bits(c.meanLength))
	data = binary.AppendUvarint(data, uint64(len(c.frequency)))
	last := uint32(0)
	for _, term := range slices.Sorted(maps.Keys(c.frequency)) {
		data = binary.AppendUvarint(data, uint64(term-last))
		data = binary.AppendUvarint(data, uint64(c.frequency[term]))
		last = term
	}
	return data, nil
}

// UnmarshalBinary decodes what MarshalBinary made.
func (c *Corpus) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != encodingVersion {
		return errors.New("decode the word statistics: they are of another version; build the index anew")
	}
	r := decoding{rest: data[1:]}
	documents := r.number(math.MaxInt32)
	meanLength := r.float()
	terms := r.number(uint64(len(r.rest) / 2)) // two bytes each, at the least
	frequency := make(map[uint32]uint32, terms)
	last := uint64(0)
	for range terms {
		last += r.number(math.MaxUint32 - last)
		frequency[uint32(last)] = uint32(r.number(documents))
	}
	if r.err == nil && (len(r.rest) > 0 || uint64(len(frequency)) != terms || math.IsNaN(meanLength) || meanLength < 0) {
		r.err = errors.New("they contradict themselves")
	}
	if r.err != nil {
		return fmt.Errorf("decode the word statistics: %w; build the index anew", r.err)
	}
	c.documents, c.meanLength, c.frequency = int(documents), meanLength, frequency
	return nil
}

// decoding takes numbers off the front of data. The first error sticks.
type decoding struct {
	rest []byte
	err  error
}

func (d *decoding) number(limit uint64) uint64 {
	n, size := binary.Uvarint(d.rest)
	if d.err == nil && (size <= 0 || n > limit) {
		d.err = errors.New("they are cut off or damaged")
	}
	if d.err != nil {
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

func (d *decoding) float() float64 {
	if d.err == nil && len(d.rest) < 8 {
		d.err = errors.New("they are cut off")
	}
	if d.err != nil {
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(d.rest))
	d.rest = d.rest[8:]
	return f
}
