package catalog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// maxColumns bounds the cells of one row of a table.
const maxColumns = 1000

// Table reads the rows of a CSV or TSV file. It shares the errors of encoding/csv,
// but gathers no row past MaxRow, and a quote that never closes costs it one row,
// where encoding/csv reads on to the end of the file.
type Table struct {
	// Columns are the cells of the first row; none in an empty file.
	Columns []string

	file      string
	in        *bufio.Reader
	delimiter byte
	line      int    // how many lines have been read
	text      []byte // the line read last, without its end
	again     []byte // lines that an open quote had swallowed, to be read once more
}

// NewTable reads the names of the columns, and tells from them which of comma,
// semicolon and tab parts the cells.
func NewTable(file string, r io.Reader) (*Table, error) {
	t := &Table{file: file, in: bufio.NewReader(UTF8(r))}
	columns, _, err := t.record()
	if errors.Is(err, io.EOF) {
		return t, nil
	}
	if err == nil {
		err = checkText(columns)
	}
	if err != nil {
		return nil, fmt.Errorf("read the column names of %s: %w", file, err)
	}
	t.Columns = columns
	return t, nil
}

// Next returns the cells of the next row, one for each column, and the line that it
// starts on. After a *RowError reading can go on; io.EOF and other errors end it.
func (t *Table) Next() (cells []string, line int, err error) {
	cells, line, err = t.record()
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, 0, io.EOF
	case errors.As(err, &syntax):
		err = syntax.Err
	case err != nil:
		return nil, 0, fmt.Errorf("read %s: %w", t.file, err)
	case len(cells) != len(t.Columns):
		err = fmt.Errorf("%d cells under %d column names", len(cells), len(t.Columns))
	default:
		err = checkText(cells)
	}
	if err != nil {
		return nil, line, &RowError{File: t.file, Line: line, Err: err}
	}
	return cells, line, nil
}

func checkText(cells []string) error {
	for _, cell := range cells {
		if !utf8.ValidString(cell) {
			return errEncoding
		}
	}
	return nil
}

// record returns the cells of the next row and the line that it starts on. An error
// in the row itself is a *csv.ParseError.
func (t *Table) record() (cells []string, start int, err error) {
	for blank := true; blank; blank = err == nil && len(t.text) == 0 {
		err = t.read()
	}
	start = t.line
	if errors.Is(err, errLongRow) {
		return nil, start, t.wrong(start, 0, err)
	}
	if err != nil {
		return nil, start, err
	}
	if t.delimiter == 0 {
		t.delimiter = delimiterOf(t.text)
	}
	row := record{delimiter: t.delimiter}
	open, err := row.add(t.text)
	var swallowed []byte
	for open && err == nil {
		switch err = t.read(); {
		case err == nil:
			if swallowed = append(append(swallowed, t.text...), '\n'); len(swallowed) > MaxRow {
				err = errOpenQuote
				break
			}
			open, err = row.add(t.text)
		case errors.Is(err, io.EOF):
			err = errOpenQuote
		case errors.Is(err, errLongRow):
			swallowed = nil // for the long line cannot be read again with them
		default:
			return nil, start, err
		}
	}
	if err == nil {
		return row.cells, start, nil
	}
	err = t.wrong(start, row.at, err)
	if len(swallowed) > 0 {
		t.again, t.line = append(swallowed, t.again...), start
	}
	return nil, start, err
}

var errOpenQuote = fmt.Errorf("a quote is opened and not closed before the end of the file or of %d MiB", MaxRow>>20)

func (t *Table) wrong(start, at int, err error) error {
	return &csv.ParseError{StartLine: start, Line: t.line, Column: at + 1, Err: err}
}

// read reads the next line.
func (t *Table) read() error {
	if len(t.again) > 0 {
		t.text, t.again, _ = bytes.Cut(t.again, []byte("\n"))
		t.line++
		return nil
	}
	text, err := readLine(t.in, t.text[:0])
	if err == nil || errors.Is(err, errLongRow) {
		t.line++
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	t.text = bytes.TrimSuffix(text, []byte("\r"))
	return err
}

// delimiterOf returns the delimiter that stands most often in the first line,
// outside quotes.
func delimiterOf(line []byte) byte {
	delimiters := []byte{',', ';', '\t'}
	count := make([]int, len(delimiters))
	quoted := false
	for _, b := range line {
		if b == '"' {
			quoted = !quoted
		}
		if i := bytes.IndexByte(delimiters, b); i >= 0 && !quoted {
			count[i]++
		}
	}
	return delimiters[slices.Index(count, slices.Max(count))]
}

// record gathers the cells of a row from its lines.
type record struct {
	delimiter byte
	cells     []string
	quoted    bool
	cell      []byte // of the open quote
	at        int    // how far the line has been read, for errors
}

var errColumns = fmt.Errorf("the row has more than %d cells", maxColumns)

// add reads a line without its end, and reports whether a quote is open at it, so
// that the row goes on in the next line.
func (r *record) add(line []byte) (open bool, err error) {
	for r.at = 0; len(r.cells) < maxColumns; {
		rest := line[r.at:]
		if !r.quoted && len(rest) > 0 && rest[0] == '"' {
			r.quoted = true
			r.at++
			continue
		}
		if r.quoted {
			done, open, err := r.quote(rest)
			if done || open || err != nil {
				return open, err
			}
			continue
		}
		cell, _, more := bytes.Cut(rest, []byte{r.delimiter})
		// Inches are written with a quote, which means nothing between tabs.
		if i := bytes.IndexByte(cell, '"'); i >= 0 && r.delimiter != '\t' {
			r.at += i
			return false, csv.ErrBareQuote
		}
		r.cells = append(r.cells, string(cell))
		if !more {
			return false, nil
		}
		r.at += len(cell) + 1
	}
	return false, errColumns
}

// quote reads on in a quoted cell, up to its end or that of the line.
func (r *record) quote(rest []byte) (done, open bool, err error) {
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		r.cell = append(append(r.cell, rest...), '\n')
		return false, true, nil
	}
	r.cell = append(r.cell, rest[:end]...)
	after := rest[end+1:]
	if len(after) > 0 && after[0] == '"' {
		r.cell = append(r.cell, '"')
		r.at += end + 2
		return false, false, nil
	}
	if len(after) > 0 && after[0] != r.delimiter {
		r.at += end
		return false, false, csv.ErrQuote
	}
	r.cells = append(r.cells, string(r.cell))
	r.cell, r.quoted = r.cell[:0], false
	r.at += end + 2
	return len(after) == 0, false, nil
}
