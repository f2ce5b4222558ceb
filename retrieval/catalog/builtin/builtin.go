// Package builtin is the demonstration shop's catalogue, embedded in the binary.
package builtin

import (
	"context"
	"embed"
	"fmt"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

//go:embed *.jsonl
var files embed.FS

// Catalog reads the embedded catalogue.
func Catalog(ctx context.Context) (*catalog.Catalog, error) {
	c, _, err := catalog.LoadFS(ctx, files, true)
	if err != nil {
		return nil, fmt.Errorf("built-in catalogue: %w", err)
	}
	return c, nil
}
