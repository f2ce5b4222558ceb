package merchant

import (
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// ReadTable streams the products of the tab-separated form of the format, whose
// columns bear the attributes' names with spaces or underscores. Errors are as in
// catalog.ReadCSV.
func (r Reader) ReadTable(file string, in io.Reader) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		table, err := catalog.NewTable(file, in)
		if err != nil {
			yield(catalog.Row{}, err)
			return
		}
		for {
			cells, line, err := table.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			var row catalog.Row
			if err == nil {
				row, err = r.row(file, itemOf(table.Columns, cells, line))
			}
			var bad *catalog.RowError
			if !yield(row, err) || err != nil && !errors.As(err, &bad) {
				return
			}
		}
	}
}

// itemOf returns a row of a table as an item.
func itemOf(columns, cells []string, line int) item {
	i := item{line: line}
	for c, cell := range cells {
		i.elements = append(i.elements, element{space: "g", name: columnName(columns[c]), text: cell})
	}
	return i
}

func columnName(column string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(column)), " ", "_")
}

// telling are the columns that only Google's format has.
var telling = set("sale_price_effective_date", "google_product_category", "additional_image_link", "content_language")

// IsTable reports whether a table with these columns is in Google's format: it has an
// id and a title, and a column that other tables lack or a name of two words with a
// space.
func IsTable(columns []string) bool {
	var id, title, google bool
	for _, column := range columns {
		switch name := columnName(column); {
		case name == "id":
			id = true
		case name == "title":
			title = true
		case telling[name], name != strings.ToLower(strings.TrimSpace(column)) && known(name):
			google = true
		}
	}
	return id && title && google
}

func known(name string) bool {
	return special[name] || unused[name] || slices.Contains(single, name)
}
