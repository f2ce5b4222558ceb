package memory

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"unsafe"
)

// element is what columns consist of. A column is written after its length, its
// elements in little-endian order.
type element interface {
	uint8 | int8 | uint32 | uint64 | int64 | float32
}

// piece is how many bytes are encoded or decoded at a time.
const piece = 1 << 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encoder writes until its first error.
type encoder struct {
	w   *bufio.Writer
	sum hash.Hash32
	buf []byte
	err error
}

func newEncoder(w io.Writer) *encoder {
	return &encoder{w: bufio.NewWriterSize(w, piece), sum: crc32.New(castagnoli), buf: make([]byte, 0, piece)}
}

func (e *encoder) raw(b []byte) {
	if e.err == nil {
		_, _ = e.sum.Write(b) // a hash returns no error
		_, e.err = e.w.Write(b)
	}
}

func (e *encoder) number(n uint64) { e.raw(binary.LittleEndian.AppendUint64(e.buf[:0], n)) }

func put[T element](e *encoder, column []T) {
	e.number(uint64(len(column)))
	for len(column) > 0 && e.err == nil {
		n := min(len(column), piece/size[T]())
		b, err := binary.Append(e.buf[:0], binary.LittleEndian, column[:n])
		if err != nil {
			e.err = err
			return
		}
		e.raw(b)
		column = column[n:]
	}
}

func size[T element]() int {
	var e T
	return int(unsafe.Sizeof(e))
}

func (e *encoder) texts(t texts) {
	put(e, []byte(t.all))
	put(e, t.ends)
}

// seal writes the checksum of all before it.
func (e *encoder) seal() { e.raw(binary.LittleEndian.AppendUint32(e.buf[:0], e.sum.Sum32())) }

func (e *encoder) end() error {
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

// decoder reads until its first error, which wraps ErrSnapshot unless the reader
// failed. From then on it returns nothing.
type decoder struct {
	r    io.Reader
	left int64 // bytes
	sum  hash.Hash32
	buf  []byte
	err  error
}

func newDecoder(r io.Reader, size int64) *decoder {
	return &decoder{r: r, left: size, sum: crc32.New(castagnoli), buf: make([]byte, piece)}
}

// raw returns the next n bytes, at most a piece, until the next call.
func (d *decoder) raw(n int) []byte {
	if d.err == nil && int64(n) > d.left {
		d.err = fmt.Errorf("%w: it ends too early", ErrSnapshot)
	}
	if d.err != nil {
		return nil
	}
	d.left -= int64(n)
	if _, err := io.ReadFull(d.r, d.buf[:n]); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = fmt.Errorf("%w: it became shorter", ErrSnapshot)
		}
		d.err = err
		return nil
	}
	_, _ = d.sum.Write(d.buf[:n]) // a hash returns no error
	return d.buf[:n]
}

func (d *decoder) number() uint64 {
	b := d.raw(8)
	if d.err != nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
}

func get[T element](d *decoder) []T {
	n := d.number()
	if d.err == nil && n > uint64(d.left)/uint64(size[T]()) {
		d.err = fmt.Errorf("%w: a column is longer than the file", ErrSnapshot)
	}
	if d.err != nil {
		return nil
	}
	column := make([]T, n)
	for rest := column; len(rest) > 0; {
		n := min(len(rest), piece/size[T]())
		b := d.raw(n * size[T]())
		if d.err != nil {
			return nil
		}
		if _, err := binary.Decode(b, binary.LittleEndian, rest[:n]); err != nil {
			d.err = err
			return nil
		}
		rest = rest[n:]
	}
	return column
}

func (d *decoder) texts() texts {
	return texts{all: string(get[byte](d)), ends: get[uint32](d)}
}

// check compares the checksum of all before it with the one that follows.
func (d *decoder) check() {
	want := d.sum.Sum32()
	b := d.raw(crc32.Size)
	if d.err == nil && binary.LittleEndian.Uint32(b) != want {
		d.err = fmt.Errorf("%w: its checksum is wrong", ErrSnapshot)
	}
}
