package shopify

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

//go:embed columns.tsv
var columnsFile string

// columnNames returns what a column holds by each of its names.
var columnNames = sync.OnceValue(func() map[string]string {
	byName := map[string]string{}
	for line := range strings.Lines(columnsFile) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range cells[1:] {
			byName[name] = cells[0]
		}
	}
	return byName
})

// IsExport reports whether a table with these columns is Shopify's product CSV.
func IsExport(columns []string) bool {
	var handle, title, price bool
	for _, name := range columns {
		switch columnNames()[strings.TrimSpace(name)] {
		case "handle":
			handle = true
		case "title":
			title = true
		case "price":
			price = true
		}
	}
	return handle && title && price
}

// shared are the attributes that a product's first row states for all its variants.
var shared = []string{"gender", "age_group", "mpn", "condition", "custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4"}

// cells are a row of the export by what its columns hold.
type cells map[string]string

// layout says what each column holds: "" where it is left out, and for a metafield
// the attribute that its own name means, after metafield.
type layout struct {
	holds  []string
	tracks bool // whether it says by whom stock is counted
}

const metafield = "metafield "

func layoutOf(columns []string) layout {
	l := layout{holds: make([]string, len(columns))}
	for i, name := range columns {
		name = strings.TrimSpace(name)
		l.holds[i] = columnNames()[name]
		if label, _, ok := strings.Cut(name, " (product.metafields."); ok {
			l.holds[i] = metafield + catalog.AttributeName(label)
		}
		l.tracks = l.tracks || l.holds[i] == "tracker"
	}
	return l
}

func (l layout) cells(values []string) cells {
	c := cells{}
	for i, name := range l.holds {
		if value := strings.TrimSpace(values[i]); name != "" && value != "" {
			// An apostrophe keeps a spreadsheet from reading a number.
			c[name] = strings.TrimPrefix(value, "'")
		}
	}
	return c
}

// attributes returns what a first row states of all variants.
func (l layout) attributes(c cells) map[string]any {
	all := map[string]any{}
	for _, name := range l.holds {
		if attribute, ok := strings.CutPrefix(name, metafield); ok {
			all[attribute] = list(strings.Split(c[name], ";"))
		}
	}
	for _, name := range shared {
		if c[name] != "" {
			all[name] = c[name]
		}
	}
	return all
}
