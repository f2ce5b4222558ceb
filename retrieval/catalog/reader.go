package catalog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// MaxRow bounds one row of a feed, in bytes.
const MaxRow = 4 << 20

// Row is a product and where its feed states it: the file and the line, from 1.
type Row struct {
	Product
	File string
	Line int
}

// RowError says why one row of a feed was left out.
type RowError struct {
	File string
	Line int
	ID   string // "" when the row has none that could be read
	Err  error
}

func (e *RowError) Error() string {
	if e.ID != "" {
		return fmt.Sprintf("%s:%d: product %q: %v", e.File, e.Line, e.ID, e.Err)
	}
	return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err)
}

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }

// NewRow makes the row at a line of a file from its properties; see FromProperties.
// Its error is a *RowError.
func NewRow(file string, line int, properties map[string]any) (Row, error) {
	p, err := FromProperties(properties)
	if err != nil {
		return Row{}, &RowError{File: file, Line: line, ID: p.ID, Err: err}
	}
	return Row{Product: p, File: file, Line: line}, nil
}

// Defaults are what the rows of a feed may leave out.
type Defaults struct {
	Currency string // of prices that state none
}

func (d Defaults) row(file string, line int, properties map[string]any) (Row, error) {
	if stated, err := scalars(properties["currency"]); err == nil && len(stated) == 0 {
		properties["currency"] = d.Currency
	}
	return NewRow(file, line, properties)
}

// ReadJSONL streams the products of a feed with one JSON object a line. A bad
// row yields a *RowError and reading goes on; any other error ends it.
func ReadJSONL(file string, r io.Reader) iter.Seq2[Row, error] { return Defaults{}.ReadJSONL(file, r) }

// ReadJSONL is ReadJSONL with defaults.
func (d Defaults) ReadJSONL(file string, r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		in := bufio.NewReader(UTF8(r))
		var row []byte
		for line := 1; ; line++ {
			var err error
			row, err = readLine(in, row[:0])
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.Is(err, errLongRow) {
				yield(Row{}, fmt.Errorf("read %s: %w", file, err))
				return
			}
			if err == nil && len(bytes.TrimSpace(row)) == 0 {
				continue
			}
			if !yield(d.decode(file, line, row, err)) {
				return
			}
		}
	}
}

func (d Defaults) decode(file string, line int, row []byte, err error) (Row, error) {
	var properties map[string]any
	if err == nil {
		properties, err = object(row)
	}
	if err != nil {
		return Row{}, &RowError{File: file, Line: line, Err: err}
	}
	return d.row(file, line, properties)
}

func object(row []byte) (map[string]any, error) {
	if !utf8.Valid(row) {
		return nil, errEncoding
	}
	d := json.NewDecoder(bytes.NewReader(row))
	d.UseNumber()
	var properties map[string]any
	err := d.Decode(&properties)
	var other *json.UnmarshalTypeError
	if errors.As(err, &other) {
		return nil, fmt.Errorf("not a JSON object: %s", other.Value)
	}
	if err != nil {
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("not a JSON object: text follows it on the line")
	}
	if properties == nil {
		return nil, errors.New("not a JSON object: null")
	}
	return properties, nil
}

var (
	errEncoding = errors.New("the text is not valid UTF-8")
	errLongRow  = fmt.Errorf("the row is longer than %d MiB", MaxRow>>20)
)

// readLine appends the next line to buf, with its end. Of a line over MaxRow it
// skips the rest and returns errLongRow.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	var long bool
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(buf)+len(part) > MaxRow; !long {
			buf = append(buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(buf) == 0 && !long:
			return buf, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return buf, err
		case long:
			return buf, errLongRow
		}
		return buf, nil
	}
}

// Bounded keeps a streaming decoder from gathering an endless value: it fails when
// more than MaxRow bytes are read after the last Reset, which belongs between one
// value and the next.
type Bounded struct {
	r    io.Reader
	left int
	err  error
}

// NewBounded bounds r.
func NewBounded(r io.Reader) *Bounded { return &Bounded{r: r, left: MaxRow} }

// Reset starts to count anew.
func (b *Bounded) Reset() { b.left = MaxRow }

// Read reads from the bounded reader.
func (b *Bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = errLongRow
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// Err returns what has ended reading before the end of the text, nil if nothing has:
// a decoder may report no more than that it has found half a character.
func (b *Bounded) Err() error { return b.err }
