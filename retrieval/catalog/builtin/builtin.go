// Package builtin is the demonstration shop's catalogue, embedded in the binary.
package builtin

import (
	"bytes"
	"context"
	"embed"
	"fmt"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

//go:embed *.jsonl
var files embed.FS

// Catalog reads the embedded catalogue.
func Catalog(ctx context.Context) (*catalog.Catalog, error) {
	c, _, err := catalog.Load(ctx, true, rows)
	if err != nil {
		return nil, fmt.Errorf("built-in catalogue: %w", err)
	}
	return c, nil
}

// rows streams the rows of all files, in the order of their names.
func rows(yield func(catalog.Row, error) bool) {
	all, err := files.ReadDir(".")
	for _, f := range all {
		var text []byte
		if text, err = files.ReadFile(f.Name()); err != nil {
			break
		}
		for row, err := range catalog.ReadJSONL(f.Name(), bytes.NewReader(text)) {
			if !yield(row, err) {
				return
			}
		}
	}
	if err != nil {
		yield(catalog.Row{}, err)
	}
}
