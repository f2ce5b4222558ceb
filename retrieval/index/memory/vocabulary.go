package memory

import (
	"cmp"
	"sort"
	"strings"
)

// vocabulary numbers the attributes of a segment, sorted by name, and the values
// that are stated of them, sorted by attribute and text.
type vocabulary struct {
	attributes texts
	ends       []uint32 // by attribute, of its values
	values     texts
}

// vocabularyBuilder takes values in the order of a vocabulary.
type vocabularyBuilder struct {
	attributes, values []string
	ends               []uint32
}

// add appends a value, unless it is the last one.
func (b *vocabularyBuilder) add(attribute, value string) {
	last := len(b.attributes) - 1
	switch {
	case last < 0 || b.attributes[last] != attribute:
		b.attributes, b.ends = append(b.attributes, attribute), append(b.ends, 0)
	case b.values[len(b.values)-1] == value:
		return
	}
	b.values = append(b.values, value)
	b.ends[len(b.ends)-1] = uint32(len(b.values))
}

func (b *vocabularyBuilder) vocabulary() vocabulary {
	return vocabulary{
		attributes: textsOf(len(b.attributes), func(i int) string { return b.attributes[i] }),
		ends:       b.ends,
		values:     textsOf(len(b.values), func(i int) string { return b.values[i] }),
	}
}

// valuesOf returns the numbers from, below to, of the values of an attribute.
func (v vocabulary) valuesOf(attribute int) (from, to int) {
	if attribute > 0 {
		from = int(v.ends[attribute-1])
	}
	return from, int(v.ends[attribute])
}

// attributeOf returns the attribute that a value is stated of.
func (v vocabulary) attributeOf(value int) int {
	return sort.Search(len(v.ends), func(i int) bool { return int(v.ends[i]) > value })
}

// byValue returns the attribute of each value.
func (v vocabulary) byValue() []uint32 {
	attributes := make([]uint32, v.values.len())
	for a := range v.ends {
		for from, to := v.valuesOf(a); from < to; from++ {
			attributes[from] = uint32(a)
		}
	}
	return attributes
}

// attribute returns the number of an attribute.
func (v vocabulary) attribute(name string) (int, bool) {
	return v.attributes.find(0, v.attributes.len(), name)
}

// compare orders a value of v and one of other as a vocabulary does.
func (v vocabulary) compare(value int, other vocabulary, otherValue int) int {
	return cmp.Or(
		strings.Compare(v.attributes.at(v.attributeOf(value)), other.attributes.at(other.attributeOf(otherValue))),
		strings.Compare(v.values.at(value), other.values.at(otherValue)),
	)
}
