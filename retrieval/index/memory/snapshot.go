package memory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/renameio/v2"

	"github.com/shopguide/shopguide/retrieval/index"
)

// A snapshot is signature, version and space with their checksum, then the columns
// of one segment with the checksum of all.
const (
	signature = "shopguide index\n"
	version   = 1
)

// ErrSnapshot is returned by Open for a file that is no snapshot, not a whole one,
// or one of another release.
var ErrSnapshot = errors.New("not a readable snapshot of an index")

// Save writes a snapshot of the index as it is when Save begins, beside readers and
// writers. The file at path is either replaced by a whole snapshot or left alone.
func (x *Index) Save(ctx context.Context, path string) (err error) {
	v, err := x.current(ctx)
	if err != nil {
		return err
	}
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	defer func() {
		if cleanup := f.Cleanup(); cleanup != nil {
			err = errors.Join(err, fmt.Errorf("save the index: %w", cleanup))
		}
	}()
	if err := encode(writer(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return f.Write(b)
	}), x.space, v.whole(x.space.Dim)); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("save the index: %w", err)
	}
	return nil
}

// whole returns all valid documents as one segment.
func (v *view) whole(dim int) *segment {
	if len(v.parts) == 1 && v.parts[0].live == v.parts[0].len() {
		return v.parts[0].segment
	}
	return merge(v.parts, dim)
}

// Open returns the index that was saved at path. It returns an
// *index.MismatchError if that has vectors of another space, an error that wraps
// ErrSnapshot if the file cannot be used, and one that wraps fs.ErrNotExist if
// there is none.
func Open(ctx context.Context, path string, space index.Space) (*Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	c, err := decode(reader(func(b []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return f.Read(b)
	}), info.Size(), space)
	if err != nil {
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	return c.index(space), nil
}

// index returns an index of its own over the columns.
func (c columns) index(space index.Space) *Index {
	x := New(space)
	numbers := make([]uint32, c.ids.len())
	for doc := range numbers {
		numbers[doc] = x.groups.join(c.groups.at(doc))
	}
	x.publish([]part{whole(c.segment(numbers))})
	return x
}

type (
	writer func([]byte) (int, error)
	reader func([]byte) (int, error)
)

func (w writer) Write(b []byte) (int, error) { return w(b) }
func (r reader) Read(b []byte) (int, error)  { return r(b) }

// encode writes a segment as a snapshot.
func encode(w io.Writer, space index.Space, s *segment) error {
	e := newEncoder(w)
	e.raw([]byte(signature))
	e.number(version)
	put(e, []byte(space.Model))
	e.number(uint64(space.Dim))
	e.seal()
	e.texts(s.ids)
	put(e, s.byID)
	e.texts(s.groups)
	put(e, s.amounts)
	put(e, s.priced)
	put(e, s.byAmount)
	put(e, s.stocks)
	put(e, s.releases)
	e.texts(s.vocabulary.attributes)
	put(e, s.vocabulary.ends)
	e.texts(s.vocabulary.values)
	put(e, s.records.all)
	put(e, s.records.ends)
	put(e, s.postings.terms)
	put(e, s.postings.ends)
	put(e, s.postings.docs)
	put(e, s.postings.weights)
	put(e, s.vectors.codes)
	put(e, s.vectors.scales)
	e.seal()
	return e.end()
}

// decode reads what encode wrote, size bytes.
func decode(r io.Reader, size int64, space index.Space) (columns, error) {
	d := newDecoder(r, size)
	signed := string(d.raw(len(signature))) == signature
	if d.err == nil && !signed {
		return columns{}, fmt.Errorf("%w: it begins otherwise", ErrSnapshot)
	}
	if v := d.number(); d.err == nil && v != version {
		return columns{}, fmt.Errorf("%w: it has version %d, this release reads %d", ErrSnapshot, v, version)
	}
	have := index.Space{Model: string(get[byte](d)), Dim: int(d.number())}
	if d.check(); d.err != nil {
		return columns{}, d.err
	}
	if have != space {
		return columns{}, &index.MismatchError{Have: have, Want: space}
	}
	var c columns
	c.ids = d.texts()
	c.byID = get[uint32](d)
	c.groups = d.texts()
	c.amounts = get[int64](d)
	c.priced = get[uint64](d)
	c.byAmount = get[uint32](d)
	c.stocks = get[int64](d)
	c.releases = get[int64](d)
	c.vocabulary.attributes = d.texts()
	c.vocabulary.ends = get[uint32](d)
	c.vocabulary.values = d.texts()
	c.records = lists{all: get[uint32](d), ends: get[uint32](d)}
	c.postings = postings{terms: get[uint32](d), ends: get[uint64](d), docs: get[uint32](d), weights: get[float32](d)}
	c.vectors = vectors{stride: stride(space.Dim), codes: get[int8](d), scales: get[float32](d)}
	if d.check(); d.err != nil {
		return columns{}, d.err
	}
	if err := c.verify(); err != nil {
		return columns{}, fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	return c, nil
}
