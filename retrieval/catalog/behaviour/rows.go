package behaviour

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Bounds on one row: in bytes, and in lines where a cell has several.
const (
	maxRow      = 1 << 20
	maxRowLines = 200
)

var (
	errLongRow = fmt.Errorf("the row is longer than %d MiB", maxRow>>20)
	errQuote   = errors.New("a quotation mark is not closed")
)

// row is a line of an export and its number, from 1.
type row struct {
	text string
	line int
}

// rows yields the rows of a text. With quoted, a row goes on over line ends within
// quotation marks; one whose mark is never closed is an error of its first line
// alone. A row is an error (*catalog.RowError) or text in UTF-8.
func rows(file string, r io.Reader, quoted bool) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		in := &lines{in: bufio.NewReaderSize(catalog.UTF8(r), 64<<10)}
		for {
			first, err := in.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !errors.Is(err, errLongRow) {
				yield(row{}, fmt.Errorf("read %s: %w", file, err))
				return
			}
			at := in.number
			if err == nil && quoted {
				first, err = in.closed(first)
			}
			if err == nil && !utf8.ValidString(first) {
				err = errors.New("the text is not valid UTF-8")
			}
			if err != nil {
				if !yield(row{}, &catalog.RowError{File: file, Line: at, Err: err}) {
					return
				}
				continue
			}
			if strings.TrimSpace(first) != "" && !yield(row{first, at}, nil) {
				return
			}
		}
	}
}

// lines reads lines of at most maxRow bytes, and takes some back.
type lines struct {
	in     *bufio.Reader
	ahead  []line // read before, to be read again
	number int    // of the last line, from 1
}

type line struct {
	text string
	err  error
}

// next returns the next line with its end.
func (l *lines) next() (string, error) {
	l.number++
	if len(l.ahead) > 0 {
		again := l.ahead[0]
		l.ahead = l.ahead[1:]
		return again.text, again.err
	}
	return readLine(l.in)
}

// readLine skips the rest of a line that is too long and returns errLongRow.
func readLine(in *bufio.Reader) (string, error) {
	var text []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(text)+len(part) > maxRow; !long {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(text) == 0 && !long:
			return "", io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return "", err
		case long:
			return "", errLongRow
		}
		return string(text), nil
	}
}

// closed adds the lines to first that its open quotation mark takes in. If none
// closes it, they are left to be read again.
func (l *lines) closed(first string) (string, error) {
	open := quoting(first, false)
	if !open {
		return first, nil
	}
	var whole strings.Builder
	whole.WriteString(first)
	var taken []line
	for len(taken) < maxRowLines && whole.Len() < maxRow {
		text, err := l.next()
		taken = append(taken, line{text, err})
		if err != nil {
			break
		}
		whole.WriteString(text)
		if open = quoting(text, open); !open {
			return whole.String(), nil
		}
	}
	l.ahead = append(taken, l.ahead...)
	l.number -= len(taken)
	return "", errQuote
}

// quoting reports whether a text ends within quotation marks, given whether it
// starts there. A mark opens at the start of a cell alone: elsewhere it may stand
// for inches.
func quoting(text string, open bool) bool {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] != '"':
		case !open:
			open = i == 0 || strings.IndexByte(",;\t\n", text[i-1]) >= 0
		case i+1 < len(text) && text[i+1] == '"':
			i++
		default:
			open = false
		}
	}
	return open
}

// cells splits a row at a comma, semicolon or tab. Tables with tabs often quote
// nothing and have quotation marks in their text.
func cells(text string, comma rune) ([]string, error) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = comma, -1
	fields, err := in.Read()
	var syntax *csv.ParseError
	switch {
	case err != nil && comma == '\t':
		return unquoted(text), nil
	case errors.As(err, &syntax):
		return nil, syntax.Err
	case err != nil:
		return nil, err
	}
	return fields, nil
}

func unquoted(text string) []string {
	fields := strings.Split(strings.TrimRight(text, "\r\n"), "\t")
	for i, f := range fields {
		if len(f) >= 2 && f[0] == '"' && f[len(f)-1] == '"' {
			fields[i] = strings.ReplaceAll(f[1:len(f)-1], `""`, `"`)
		}
	}
	return fields
}

// separator returns what separates the column names: of tab, semicolon and comma
// the most frequent.
func separator(header string) rune {
	best := ','
	for _, r := range ";\t" {
		if strings.Count(header, string(r)) > strings.Count(header, string(best)) {
			best = r
		}
	}
	return best
}
