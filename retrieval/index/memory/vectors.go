package memory

import "math"

// vectors is a column of vectors of eight bits a dimension: code times scale.
type vectors struct {
	stride int // codes of a vector, its dimensions rounded up to a multiple of lanes
	codes  []int8
	scales []float32
}

// lanes is how many dimensions dots takes at a time.
const lanes = 32

// stride returns how many codes a vector takes.
func stride(dim int) int { return (dim + lanes - 1) / lanes * lanes }

func newVectors(dim, n int) vectors {
	return vectors{stride: stride(dim), codes: make([]int8, stride(dim)*n), scales: make([]float32, n)}
}

// set quantises the vector of a document. A code is off by half a step at most,
// and a step is 1/127 of the largest component.
func (v vectors) set(doc int, dense []float32) {
	const top = 127
	largest := magnitude(dense)
	if largest == 0 {
		return // similar to nothing, as it was made
	}
	step := largest / top
	v.scales[doc] = float32(step)
	codes := v.codes[doc*v.stride:]
	for i, x := range dense {
		codes[i] = int8(math.RoundToEven(float64(x) / step))
	}
}

// copyFrom takes over the vector of another column's document.
func (v vectors) copyFrom(other vectors, from, to int) {
	copy(v.codes[to*v.stride:(to+1)*v.stride], other.codes[from*v.stride:])
	v.scales[to] = other.scales[from]
}

// probe is the vector of a query, in so fine steps that all of the error comes
// from the documents' vectors.
type probe struct {
	codes []int16
	step  float64
}

func newProbe(dense []float32) probe {
	p := probe{codes: make([]int16, stride(len(dense)))}
	largest := magnitude(dense)
	if largest == 0 {
		return p
	}
	// The sum over all dimensions stays within 32 bits.
	top := min(math.MaxInt16, math.MaxInt32/(128*len(p.codes)))
	p.step = largest / float64(top)
	for i, x := range dense {
		p.codes[i] = int16(math.RoundToEven(float64(x) / p.step))
	}
	return p
}

// magnitude returns the absolute value of the largest component.
func magnitude(dense []float32) float64 {
	largest := float32(0)
	for _, x := range dense {
		largest = max(largest, x, -x)
	}
	return float64(largest)
}

// dotsGo computes the inner products of the query's codes and those of documents,
// which are as many and a multiple of lanes.
func dotsGo(codes []int8, docs []uint32, query []int16, products []int32) {
	for i, doc := range docs {
		products[i] = dotGo(codes[int(doc)*len(query):], query)
	}
}

func dotGo(a []int8, b []int16) int32 {
	var s0, s1, s2, s3 int32
	for len(a) >= 8 && len(b) >= 8 {
		x, y := a[:8:8], b[:8:8]
		s0 += int32(x[0])*int32(y[0]) + int32(x[4])*int32(y[4])
		s1 += int32(x[1])*int32(y[1]) + int32(x[5])*int32(y[5])
		s2 += int32(x[2])*int32(y[2]) + int32(x[6])*int32(y[6])
		s3 += int32(x[3])*int32(y[3]) + int32(x[7])*int32(y[7])
		a, b = a[8:], b[8:]
	}
	return s0 + s1 + s2 + s3
}
