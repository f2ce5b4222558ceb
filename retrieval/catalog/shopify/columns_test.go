package shopify

import (
	"slices"
	"strings"
	"testing"
)

func TestAColumnNameMeansOneThing(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(columnsFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) < 2 || slices.Contains(cells, "") {
			t.Errorf("%q: want what the column holds, then its names, with tabs between", line)
		}
		for _, name := range cells[1:] {
			if seen[name] {
				t.Errorf("%q stands twice", name)
			}
			seen[name] = true
		}
	}
}

func TestEverySharedAttributeHasAColumn(t *testing.T) {
	held := map[string]bool{}
	for _, holds := range columnNames() {
		held[holds] = true
	}
	for _, name := range shared {
		if !held[name] {
			t.Errorf("no column holds %q", name)
		}
	}
}

func TestIsExport(t *testing.T) {
	for columns, want := range map[string]bool{
		"Handle,Title,Variant Price":    true,
		" Title ,URL handle,Price,Tags": true,
		"Handle,Title":                  false,
		"id,title,price":                false,
		"":                              false,
	} {
		if got := IsExport(strings.Split(columns, ",")); got != want {
			t.Errorf("%q: %t, want %t", columns, got, want)
		}
	}
}
