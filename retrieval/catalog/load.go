package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
)

// Catalog is all that a shop sells, in feed order. It is read-only.
type Catalog struct {
	Products []Product
	byID     map[string]int
}

// Report says what became of the rows of feeds.
type Report struct {
	Loaded   int
	Rejected []*RowError
}

// New makes a catalogue of products whose ids differ.
func New(products []Product) *Catalog {
	c := &Catalog{Products: products, byID: make(map[string]int, len(products))}
	for i := range products {
		c.byID[products[i].ID] = i
	}
	return c
}

// Product returns the product with the id, or nil.
func (c *Catalog) Product(id string) *Product {
	i, ok := c.byID[id]
	if !ok {
		return nil
	}
	return &c.Products[i]
}

// Currency returns the currency of most prices, or "" when nothing has a price.
func (c *Catalog) Currency() string {
	count := map[string]int{}
	best := ""
	for i := range c.Products {
		code := c.Products[i].Price.Currency
		if code == "" {
			continue
		}
		if count[code]++; best == "" || cmp.Compare(count[code], count[best]) > 0 {
			best = code
		}
	}
	return best
}

// Load gathers the products that feeds stream. Of products that share an id, the first
// counts. Bad rows are left out and named in the report; with strict they are an error
// instead.
func Load(ctx context.Context, strict bool, feeds ...iter.Seq2[Row, error]) (*Catalog, Report, error) {
	l := loader{first: map[string]string{}}
	for _, rows := range feeds {
		if err := l.read(ctx, rows); err != nil {
			return nil, Report{}, err
		}
	}
	l.report.Loaded = len(l.products)
	if strict && len(l.report.Rejected) > 0 {
		return nil, l.report, fmt.Errorf("%d bad rows in the catalogue, the first: %w", len(l.report.Rejected), l.report.Rejected[0])
	}
	return New(l.products), l.report, nil
}

// loader gathers products over several feeds and leaves out what is bad or twice.
type loader struct {
	products []Product
	first    map[string]string // id → where it was first read
	report   Report
}

func (l *loader) read(ctx context.Context, rows iter.Seq2[Row, error]) error {
	for row, err := range rows {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var bad *RowError
		if errors.As(err, &bad) {
			l.report.Rejected = append(l.report.Rejected, bad)
			continue
		}
		if err != nil {
			return err
		}
		l.add(row)
	}
	return nil
}

func (l *loader) add(row Row) {
	if first, twice := l.first[row.ID]; twice {
		err := fmt.Errorf("the id was already used at %s", first)
		l.report.Rejected = append(l.report.Rejected, &RowError{File: row.File, Line: row.Line, ID: row.ID, Err: err})
		return
	}
	l.first[row.ID] = fmt.Sprintf("%s:%d", row.File, row.Line)
	l.products = append(l.products, row.Product)
}
