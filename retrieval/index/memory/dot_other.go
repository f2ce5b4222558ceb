//go:build !amd64

package memory

func dots(codes []int8, docs []uint32, query []int16, products []int32) {
	dotsGo(codes, docs, query, products)
}
