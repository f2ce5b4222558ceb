package conversation

import (
	"fmt"
	"strings"
)

// readTable reads an embedded tab-separated file; "#" begins a comment line.
func readTable(name, text string, columns int, row func([]string)) {
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != columns {
			panic(fmt.Sprintf("conversation: embedded %s:%d: %d columns, want %d", name, i+1, len(cells), columns)) // the binary was built of broken data
		}
		row(cells)
	}
}

// list returns the parts of a cell, none for an empty one.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}
