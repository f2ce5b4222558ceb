// Package builtin is the demonstration shop's customer service, its policies and
// sample orders embedded in the binary.
package builtin

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"

	"github.com/shopguide/shopguide/conversation/service"
)

//go:embed policies/*.md
var policies embed.FS

//go:embed orders.json
var orders []byte

// Desk reads the embedded policies and orders.
func Desk() (*service.Desk, error) {
	files, err := fs.Sub(policies, "policies")
	if err != nil {
		return nil, fmt.Errorf("built-in policies: %w", err)
	}
	knowledge, err := service.LoadKnowledge(files)
	if err != nil {
		return nil, fmt.Errorf("built-in policies: %w", err)
	}
	list, err := service.LoadOrders(bytes.NewReader(orders))
	if err != nil {
		return nil, fmt.Errorf("built-in orders: %w", err)
	}
	return &service.Desk{Knowledge: knowledge, Orders: list}, nil
}
