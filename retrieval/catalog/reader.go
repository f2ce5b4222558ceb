package catalog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// maxRow bounds one row of a feed, in bytes.
const maxRow = 4 << 20

// Row is a product and the line of its feed, from 1.
type Row struct {
	Product
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

// ReadJSONL streams the products of a feed with one JSON object a line. A bad
// row yields a *RowError and reading goes on; any other error ends it.
func ReadJSONL(file string, r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		in := unmarked(r)
		for line := 1; ; line++ {
			row, err := readLine(in)
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
			if !yieldRow(yield, file, line, func() (map[string]any, error) { return decode(row, err) }) {
				return
			}
		}
	}
}

// ReadCSV streams the products of a feed whose first row names the columns: the
// properties of the product format, with texts.zh.title and the like for text in
// further languages and "|" between the values of a list. Errors are as in ReadJSONL.
func ReadCSV(file string, r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		in := csv.NewReader(unmarked(r))
		in.FieldsPerRecord = -1
		header, err := in.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			yield(Row{}, fmt.Errorf("read the column names of %s: %w", file, err))
			return
		}
		if !utf8.ValidString(strings.Join(header, "")) {
			yield(Row{}, fmt.Errorf("read the column names of %s: %w", file, errEncoding))
			return
		}
		for {
			cells, err := in.Read()
			if err == io.EOF {
				return
			}
			var syntax *csv.ParseError
			if err != nil && !errors.As(err, &syntax) {
				yield(Row{}, fmt.Errorf("read %s: %w", file, err))
				return
			}
			line := 0
			if syntax != nil {
				line, err = syntax.StartLine, syntax.Err
			} else {
				line, _ = in.FieldPos(0)
			}
			if !yieldRow(yield, file, line, func() (map[string]any, error) { return zip(header, cells, err) }) {
				return
			}
		}
	}
}

// unmarked skips the byte order mark that some programs put before UTF-8. What
// goes wrong here goes wrong again at the first read.
func unmarked(r io.Reader) *bufio.Reader {
	const mark = "\uFEFF"
	in := bufio.NewReaderSize(r, 64<<10)
	if start, _ := in.Peek(len(mark)); string(start) == mark {
		_, _ = in.Discard(len(mark))
	}
	return in
}

func yieldRow(yield func(Row, error) bool, file string, line int, row func() (map[string]any, error)) bool {
	properties, err := row()
	if err != nil {
		return yield(Row{}, &RowError{File: file, Line: line, Err: err})
	}
	p, err := product(properties)
	if err != nil {
		return yield(Row{}, &RowError{File: file, Line: line, ID: p.ID, Err: err})
	}
	return yield(Row{Product: p, Line: line}, nil)
}

var errLongRow = fmt.Errorf("the row is longer than %d MiB", maxRow>>20)

// readLine returns the next line without its end. Of a line over maxRow it skips
// the rest and returns errLongRow.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	var long bool
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxRow; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) == 0 && !long:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		case long:
			return nil, errLongRow
		}
		return line, nil
	}
}

func decode(row []byte, err error) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(row) {
		return nil, errEncoding
	}
	d := json.NewDecoder(bytes.NewReader(row))
	d.UseNumber()
	var properties map[string]any
	err = d.Decode(&properties)
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

var errEncoding = errors.New("the text is not valid UTF-8")

func zip(header, cells []string, err error) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	if len(cells) != len(header) {
		return nil, fmt.Errorf("%d cells under %d column names", len(cells), len(header))
	}
	row := map[string]any{}
	for i, cell := range cells {
		if !utf8.ValidString(cell) {
			return nil, errEncoding
		}
		var value any = cell
		name, deep := strings.CutPrefix(header[i], "texts.")
		if deep {
			lang, field, _ := strings.Cut(name, ".")
			nest(row, "texts", lang)[field] = value
			continue
		}
		if !textual[header[i]] && strings.Contains(cell, "|") {
			value = list(cell)
		}
		if name, deep := strings.CutPrefix(header[i], "attributes."); deep {
			nest(row, "attributes")[name] = value
			continue
		}
		row[header[i]] = value
	}
	return row, nil
}

// textual names the columns in which "|" is a character like any other.
var textual = map[string]bool{"id": true, "title": true, "description": true, "link": true, "image_link": true}

func nest(row map[string]any, path ...string) map[string]any {
	for _, name := range path {
		inner, ok := row[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			row[name] = inner
		}
		row = inner
	}
	return row
}

func list(cell string) []any {
	var values []any
	for v := range strings.SplitSeq(cell, "|") {
		values = append(values, v)
	}
	return values
}
