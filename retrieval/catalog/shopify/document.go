package shopify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// product is one of products.json, as the storefront and the administration write it.
type product struct {
	ID          scalar `json:"id"`
	Handle      string `json:"handle"`
	Title       string `json:"title"`
	HTML        string `json:"body_html"`
	Vendor      string `json:"vendor"`
	Type        string `json:"product_type"`
	Tags        tags   `json:"tags"`
	Status      string `json:"status"`
	UpdatedAt   string `json:"updated_at"`
	PublishedAt string `json:"published_at"`
	Options     []struct {
		Name string `json:"name"`
	} `json:"options"`
	Images []struct {
		Source string `json:"src"`
	} `json:"images"`
	Variants []offer `json:"variants"`
}

// offer is a variant in products.json.
type offer struct {
	ID        scalar `json:"id"`
	Option1   string `json:"option1"`
	Option2   string `json:"option2"`
	Option3   string `json:"option3"`
	SKU       string `json:"sku"`
	Barcode   string `json:"barcode"`
	Price     scalar `json:"price"`
	CompareAt scalar `json:"compare_at_price"`
	Available *bool  `json:"available"`
	Image     *struct {
		Source string `json:"src"`
	} `json:"featured_image"`
	Tracked   string `json:"inventory_management"` // by whom its stock is counted
	Policy    string `json:"inventory_policy"`
	Quantity  scalar `json:"inventory_quantity"`
	UpdatedAt string `json:"updated_at"`
}

// ReadJSON streams the variants of a {"products": […]} document of any length. A
// product that cannot be sold yields a *catalog.RowError, and
// reading goes on; JSON that is broken ends it.
func (s Shop) ReadJSON(file string, r io.Reader) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		if err := s.check(); err != nil {
			yield(catalog.Row{}, fmt.Errorf("read %s: %w", file, err))
			return
		}
		for p, err := range products(file, r) {
			if err != nil {
				if !yield(catalog.Row{}, err) {
					return
				}
				continue
			}
			for row, err := range s.variants(file, p) {
				if !yield(row, err) {
					return
				}
			}
		}
	}
}

// located is a product and where it was read.
type located struct {
	product
	line int
}

// products streams the products of a document. Errors are as in ReadJSON.
func products(file string, r io.Reader) iter.Seq2[located, error] {
	return func(yield func(located, error) bool) {
		d := newDecoder(r)
		err := d.open()
		for err == nil && d.json.More() {
			d.bounded.Reset()
			var raw json.RawMessage
			if err = d.json.Decode(&raw); err != nil {
				break
			}
			p, bad := decode(raw)
			line := d.lines.at(d.json.InputOffset() - int64(len(raw)))
			if bad != nil {
				bad = &catalog.RowError{File: file, Line: line, ID: string(p.ID), Err: bad}
			}
			if !yield(located{p, line}, bad) {
				return
			}
		}
		if err == nil {
			_, err = d.json.Token() // the end of the list, or what stands in its place
		}
		if cause := d.bounded.Err(); cause != nil {
			err = cause
		}
		if err != nil {
			yield(located{}, fmt.Errorf("read %s, line %d: %w", file, d.lines.at(d.json.InputOffset()), clarify(err)))
		}
	}
}

func clarify(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func decode(raw json.RawMessage) (product, error) {
	var p product
	if !utf8.Valid(raw) {
		return p, errors.New("the text is not valid UTF-8")
	}
	err := json.Unmarshal(raw, &p)
	var other *json.UnmarshalTypeError
	switch {
	case errors.As(err, &other):
		return p, fmt.Errorf("%s: a JSON %s does not belong there", first(other.Field, "products"), other.Value)
	case err != nil:
		return p, err
	case len(p.Variants) == 0:
		return p, errors.New("it has no variants")
	}
	return p, nil
}

func (s Shop) variants(file string, p located) iter.Seq2[catalog.Row, error] {
	l := listing{
		ID: string(p.ID), Handle: p.Handle, Title: p.Title, HTML: p.HTML, Vendor: p.Vendor, Type: p.Type, Tags: p.Tags,
	}
	for _, o := range p.Options {
		l.Options = append(l.Options, o.Name)
	}
	if len(p.Images) > 0 {
		l.Image = p.Images[0].Source
	}
	return func(yield func(catalog.Row, error) bool) {
		if hidden := hidden(p.Status, true); hidden != nil {
			yield(catalog.Row{}, &catalog.RowError{File: file, Line: p.line, ID: l.ID, Err: hidden})
			return
		}
		for _, o := range p.Variants {
			l.Updated = first(o.UpdatedAt, p.UpdatedAt, p.PublishedAt)
			if !yield(s.row(file, p.line, l, o.variant())) {
				return
			}
		}
	}
}

func (o offer) variant() variant {
	v := variant{
		ID: string(o.ID), Choices: []string{o.Option1, o.Option2, o.Option3},
		Price: string(o.Price), CompareAt: string(o.CompareAt),
		Attributes: map[string]any{"sku": o.SKU, "gtin": o.Barcode},
	}
	if o.Image != nil {
		v.Image = o.Image.Source
	}
	if o.Quantity != "" && o.Tracked != "" {
		v.Availability, v.Stock = stocked(string(o.Quantity), o.Policy == "continue")
	}
	switch {
	case o.Available == nil:
	case !*o.Available:
		v.Availability = catalog.OutOfStock
	case v.Availability != catalog.Backorder:
		v.Availability = catalog.InStock
	}
	return v
}
