package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Catalog is all that a shop sells, in feed order. It is read-only.
type Catalog struct {
	Products []Product
	byID     map[string]int
}

// Report says what became of the rows of a feed.
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

// LoadFiles reads feeds by their file names: .jsonl, .csv or .tsv. Bad rows are left
// out and named in the report; with strict they are an error instead.
func LoadFiles(ctx context.Context, names []string, strict bool) (*Catalog, Report, error) {
	var l loader
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, Report{}, fmt.Errorf("open the catalogue: %w", err)
		}
		err = l.read(ctx, name, f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, Report{}, err
		}
	}
	return l.finish(strict)
}

// LoadFS reads every .jsonl, .csv and .tsv file of a file system, in name order.
func LoadFS(ctx context.Context, files fs.FS, strict bool) (*Catalog, Report, error) {
	var l loader
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || format(name) == nil {
			return err
		}
		f, err := files.Open(name)
		if err != nil {
			return err
		}
		return errors.Join(l.read(ctx, name, f), f.Close())
	})
	if err != nil {
		return nil, Report{}, err
	}
	return l.finish(strict)
}

type reader func(file string, r io.Reader) iter.Seq2[Row, error]

func format(name string) reader {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl":
		return ReadJSONL
	case ".csv", ".tsv":
		return ReadCSV
	}
	return nil
}

// loader gathers products over several files and leaves out what is bad or twice.
type loader struct {
	products []Product
	first    map[string]string // id → where it was first read
	report   Report
}

func (l *loader) read(ctx context.Context, name string, r io.Reader) error {
	read := format(name)
	if read == nil {
		return fmt.Errorf("read %s: the name ends in none of .jsonl, .csv and .tsv", name)
	}
	if l.first == nil {
		l.first = map[string]string{}
	}
	for row, err := range read(name, r) {
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
		l.add(name, row)
	}
	return nil
}

func (l *loader) add(name string, row Row) {
	if first, twice := l.first[row.ID]; twice {
		err := fmt.Errorf("the id was already used at %s", first)
		l.report.Rejected = append(l.report.Rejected, &RowError{File: name, Line: row.Line, ID: row.ID, Err: err})
		return
	}
	l.first[row.ID] = fmt.Sprintf("%s:%d", name, row.Line)
	l.products = append(l.products, row.Product)
}

func (l *loader) finish(strict bool) (*Catalog, Report, error) {
	l.report.Loaded = len(l.products)
	if strict && len(l.report.Rejected) > 0 {
		return nil, l.report, fmt.Errorf("%d bad rows in the catalogue, the first: %w", len(l.report.Rejected), l.report.Rejected[0])
	}
	return New(l.products), l.report, nil
}
