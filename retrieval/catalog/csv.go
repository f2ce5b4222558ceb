package catalog

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// ReadCSV streams the products of a feed whose first row names the columns: the
// properties of the product format, with texts.zh.title and the like for text in
// further languages and "|" between the values of a list; or what Chinese tables call
// them (columns.tsv). Commas, semicolons or
// tabs part the cells. Errors are as in ReadJSONL.
func ReadCSV(file string, r io.Reader) iter.Seq2[Row, error] { return Defaults{}.ReadCSV(file, r) }

// ReadCSV is ReadCSV with defaults.
func (d Defaults) ReadCSV(file string, r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		table, err := NewTable(file, r)
		if err != nil {
			yield(Row{}, err)
			return
		}
		columns, currencies := properties(table.Columns)
		if err := once(columns); err != nil {
			yield(Row{}, fmt.Errorf("read %s: %w", file, err))
			return
		}
		for {
			cells, line, err := table.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			var row Row
			if err == nil {
				for i, code := range currencies {
					if amount, err := ReadPrice(cells[i], code); code != "" && err == nil {
						cells[i] = amount.String()
					}
				}
				row, err = d.row(file, line, named(columns, cells))
			}
			var bad *RowError
			if !yield(row, err) || err != nil && !errors.As(err, &bad) {
				return
			}
		}
	}
}

// once refuses columns of which two hold the same: which is meant cannot be told.
func once(columns []string) error {
	for i, name := range columns {
		if name != "" && slices.Contains(columns[:i], name) {
			return fmt.Errorf("two of its columns hold %q: rename or remove one", name)
		}
	}
	return nil
}

// named returns the cells of a row as properties under the names of its columns.
func named(columns, cells []string) map[string]any {
	row := map[string]any{}
	for i, cell := range cells {
		var value any = cell
		name, deep := strings.CutPrefix(columns[i], "texts.")
		if deep {
			lang, field, _ := strings.Cut(name, ".")
			nest(row, "texts", lang)[field] = value
			continue
		}
		if !textual[columns[i]] && strings.Contains(cell, "|") {
			value = list(cell)
		}
		if name, deep := strings.CutPrefix(columns[i], "attributes."); deep {
			nest(row, "attributes")[name] = value
			continue
		}
		row[columns[i]] = value
	}
	return row
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
