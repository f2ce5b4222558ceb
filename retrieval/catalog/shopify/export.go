package shopify

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// ReadCSV streams the variants of the product CSV that the administration exports. A
// product's first row states what its variants share; the rows below it with the same
// handle are its other variants and pictures. A row that is no variant, and a product
// that is a draft, archived or not published, yields a *catalog.RowError and reading
// goes on; any other error ends it.
func (s Shop) ReadCSV(file string, r io.Reader) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		e, err := s.export(file, r)
		if err != nil {
			yield(catalog.Row{}, err)
			return
		}
		for {
			row, err := e.next()
			if errors.Is(err, io.EOF) {
				return
			}
			var bad *catalog.RowError
			if !yield(row, err) || err != nil && !errors.As(err, &bad) {
				return
			}
		}
	}
}

// export reads an export row by row.
type export struct {
	shop    Shop
	file    string
	table   *catalog.Table
	layout  layout
	listing listing         // of the product that is being read
	hidden  bool            // shoppers cannot see that product
	ids     map[string]bool // of its variants
}

func (s Shop) export(file string, r io.Reader) (*export, error) {
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	table, err := catalog.NewTable(file, r)
	if err != nil {
		return nil, err
	}
	if table.Columns != nil && !IsExport(table.Columns) {
		return nil, fmt.Errorf("read %s: it lacks one of the columns Handle, Title and Variant Price, which a Shopify export has", file)
	}
	return &export{shop: s, file: file, table: table, layout: layoutOf(table.Columns)}, nil
}

// next returns the next variant. Errors are those of catalog.Table.Next.
func (e *export) next() (catalog.Row, error) {
	for {
		values, line, err := e.table.Next()
		if err != nil {
			return catalog.Row{}, err
		}
		c := e.layout.cells(values)
		starts := c["handle"] != e.listing.Handle || c["handle"] == ""
		if starts {
			if err := e.start(c); err != nil {
				return catalog.Row{}, &catalog.RowError{File: e.file, Line: line, ID: c["handle"], Err: err}
			}
		}
		if !e.hidden && (starts || c["price"] != "" || c["choice1"] != "") { // else it is one more picture
			return e.shop.row(e.file, line, e.listing, e.variant(c))
		}
	}
}

// start makes the row's product the one that is read. With an error its other rows are
// passed over.
func (e *export) start(c cells) error {
	e.listing = listing{
		Handle: c["handle"], Title: c["title"], HTML: c["html"], Vendor: c["vendor"], Type: c["type"], Category: c["category"],
		Tags: splitTags(c["tags"]), Options: []string{c["option1"], c["option2"], c["option3"]}, Image: c["image"],
		Attributes: e.layout.attributes(c),
	}
	e.ids = map[string]bool{}
	err := hidden(c["status"], !strings.EqualFold(c["published"], "false"))
	switch {
	case c["handle"] == "":
		err = errors.New("it has no handle")
	case err == nil && c["title"] == "":
		err = errors.New("it has no title, and the row above is of another product")
	}
	e.hidden = err != nil
	return err
}

func (e *export) variant(c cells) variant {
	v := variant{
		Choices: []string{c["choice1"], c["choice2"], c["choice3"]},
		Price:   c["price"], CompareAt: c["compare"], Image: c["variant_image"],
		Attributes: map[string]any{"sku": c["sku"], "gtin": c["gtin"]},
	}
	v.ID = e.id(c["sku"], v.Choices)
	switch {
	case c["tracker"] == "" && e.layout.tracks, c["quantity"] == "":
		v.Availability = catalog.InStock // nobody counts it
	default:
		v.Availability, v.Stock = stocked(c["quantity"], sellsWithout[strings.ToLower(c["policy"])])
	}
	return v
}

// sellsWithout are the inventory policies that sell what is out of stock.
var sellsWithout = map[string]bool{"continue": true, "true": true}

// id returns the SKU, or where a variant has none of its own, the handle and what is
// chosen.
func (e *export) id(sku string, choices []string) string {
	id := sku
	if id == "" || e.ids[id] {
		id = strings.Join(append([]string{e.listing.Handle}, taken(choices)...), "/")
	}
	e.ids[id] = true
	return id
}
