package catalog

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

//go:embed columns.tsv
var columnsFile string

//go:embed currencies.tsv
var currenciesFile string

// meaning is a word of the product format and what own tables call it.
type meaning struct {
	word  string
	names []string // folded, the likeliest first
}

var (
	columnMeanings   = sync.OnceValue(func() []meaning { return meanings(columnsFile) })
	currencyMeanings = sync.OnceValue(func() []meaning { return meanings(currenciesFile) })
)

func meanings(file string) []meaning {
	var all []meaning
	for line := range strings.Lines(file) {
		word, names, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		m := meaning{word: word}
		for name := range strings.SplitSeq(names, "|") {
			m.names = append(m.names, foldColumn(name))
		}
		all = append(all, m)
	}
	return all
}

var separators = strings.NewReplacer(" ", "", "_", "", "-", "")

// foldColumn brings a name to the form in which names are compared.
func foldColumn(name string) string {
	return separators.Replace(strings.ToLower(strings.Join(strings.Fields(lexical.Normalize(name)), "")))
}

// ColumnNames returns the properties that the columns of an own table hold. A name that
// is none of the format's own and none of columns.tsv is that of an attribute, in
// Chinese one of the lexicon's if it has it.
func ColumnNames(columns []string) []string {
	names, _ := properties(columns)
	return names
}

// properties returns, for each column, the property that it holds, and the currency that
// the column's name states ("" if none).
func properties(columns []string) (names, currencies []string) {
	names, currencies = slices.Clone(columns), make([]string, len(columns))
	folded := make([]string, len(columns))
	for i, name := range columns {
		folded[i] = foldColumn(name)
		if bare, unit, ok := strings.Cut(folded[i], "("); ok { // full-width ones are folded to it
			if code := currencyOf(strings.TrimSuffix(unit, ")"), ""); code != "" {
				folded[i], currencies[i] = bare, code
			}
		}
		if own := AttributeName(name); utf8.RuneCountInString(name) < len(name) && !slices.Contains(columns, own) {
			names[i] = own
		}
	}
	taken := make([]bool, len(columns))
	for _, m := range columnMeanings() {
		if slices.Contains(columns, m.word) {
			continue
		}
		for _, name := range m.names {
			if i := slices.Index(folded, name); i >= 0 && !taken[i] {
				names[i], taken[i] = m.word, true
				break
			}
		}
	}
	return names, currencies
}
