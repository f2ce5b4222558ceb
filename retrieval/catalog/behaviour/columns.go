package behaviour

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed columns.tsv
var columnsFile string

//go:embed kinds.tsv
var kindsFile string

// columnNames are the folded names of each field's columns, the likeliest first.
var columnNames = sync.OnceValue(func() map[string][]string { return words("columns.tsv", columnsFile) })

// kindNames tells a kind by the folded word for it.
var kindNames = sync.OnceValue(func() map[string]Kind {
	kinds := map[string]Kind{}
	for kind, names := range words("kinds.tsv", kindsFile) {
		for _, name := range names {
			kinds[name] = Kind(kind)
		}
	}
	return kinds
})

// none is the kind of events that say nothing of a product.
const none Kind = "none"

func words(file, table string) map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(columns) != 3 {
			panic(fmt.Sprintf("behaviour: %s: %q has not three columns", file, line)) // the binary was built with broken data
		}
		for _, names := range columns[1:] {
			for name := range strings.SplitSeq(names, "|") {
				all[columns[0]] = append(all[columns[0]], fold(name))
			}
		}
	}
	return all
}

// fold brings a name to the form in which names are compared.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("_-.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(name))
}

// columns tells which of a table's columns holds a field.
type columns map[string]int

// columnsOf finds the fields in a row of column names. No column holds two.
func columnsOf(header []string, fields ...string) columns {
	at := map[string]int{}
	for i, name := range header {
		if name = fold(name); name != "" {
			if _, twice := at[name]; !twice {
				at[name] = i
			}
		}
	}
	found := columns{}
	taken := map[int]bool{}
	for _, field := range fields {
		for _, name := range columnNames()[field] {
			if i, ok := at[name]; ok && !taken[i] {
				found[field] = i
				taken[i] = true
				break
			}
		}
	}
	return found
}

// record is one row of an export, reduced to the fields that are read. All
// others, such as names, addresses and phone numbers, are gone by then.
type record map[string]string

func (c columns) record(cells []string) record {
	r := record{}
	for field, i := range c {
		if i < len(cells) {
			r[field] = strings.TrimSpace(cells[i])
		}
	}
	return r
}
