package lexical

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Concept is one value of one attribute with the words for it in both languages.
type Concept struct {
	Attribute string
	Canonical string
	Words     map[string][]string // by language; the first is the one to show
	Includes  []string            // canonical values that this umbrella value covers
}

// Lexicon knows the words for attributes and their values.
type Lexicon struct {
	concepts   []Concept
	byValue    map[string]map[string]int // attribute → canonical → index of the concept
	byWord     map[string]map[string]int // attribute → folded word → index of the concept
	attributes map[string]map[string][]string
	units      map[string]map[string][]string
	flags      map[string]bool
	needs      map[string]map[string][]string // by product type and language
}

// Default is the lexicon in the binary.
var Default = sync.OnceValue(func() *Lexicon {
	sub, err := fs.Sub(data, "lexicon")
	if err == nil {
		var l *Lexicon
		if l, err = Load(sub); err == nil {
			return l
		}
	}
	panic("lexical: embedded lexicon: " + err.Error()) // the binary was built with broken data
})

// flagsFile holds the attributes whose value is yes or no; its canonical column
// is the attribute. attributesFile and unitsFile hold the names of attributes and
// of units of measure. needsFile holds what shoppers say who need a kind of product.
const (
	flagsFile      = "flags.tsv"
	attributesFile = "attributes.tsv"
	unitsFile      = "units.tsv"
	needsFile      = "needs.tsv"
)

// Yes and No are the canonical values of a flag.
const (
	Yes = "yes"
	No  = "no"
)

// Load reads a lexicon: one NAME.tsv per attribute with the columns canonical,
// English words, Chinese words, included canonicals (words separated by "|").
func Load(files fs.FS) (*Lexicon, error) {
	l := &Lexicon{
		byValue: map[string]map[string]int{}, byWord: map[string]map[string]int{},
		attributes: map[string]map[string][]string{}, units: map[string]map[string][]string{}, flags: map[string]bool{},
		needs: map[string]map[string][]string{},
	}
	names, err := fs.Glob(files, "*.tsv")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
			if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
				continue
			}
			if err := l.add(name, strings.Split(line, "\t")); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
		}
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *Lexicon) add(file string, columns []string) error {
	if names := l.named(file); names != nil {
		if len(columns) != 3 {
			return fmt.Errorf("want 3 columns, got %d", len(columns))
		}
		names[columns[0]] = map[string][]string{"en": split(columns[1]), "zh": split(columns[2])}
		return nil
	}
	if len(columns) != 4 {
		return fmt.Errorf("want 4 columns, got %d", len(columns))
	}
	c := Concept{
		Attribute: strings.TrimSuffix(path.Base(file), ".tsv"), Canonical: columns[0],
		Words: map[string][]string{"en": split(columns[1]), "zh": split(columns[2])}, Includes: split(columns[3]),
	}
	if len(c.Words["en"]) == 0 || len(c.Words["zh"]) == 0 {
		return fmt.Errorf("%q needs words in both languages", c.Canonical)
	}
	if file == flagsFile {
		c.Attribute, c.Canonical = columns[0], Yes
		l.flags[c.Attribute] = true
	}
	if _, twice := l.byValue[c.Attribute][c.Canonical]; twice {
		return fmt.Errorf("%q stands twice", c.Canonical)
	}
	index := len(l.concepts)
	l.concepts = append(l.concepts, c)
	put(l.byValue, c.Attribute, c.Canonical, index)
	put(l.byWord, c.Attribute, fold(c.Canonical), index)
	for _, words := range c.Words {
		for _, w := range words {
			put(l.byWord, c.Attribute, fold(w), index)
		}
	}
	return nil
}

// named returns the names that a file of three columns holds, or nil if it is none.
func (l *Lexicon) named(file string) map[string]map[string][]string {
	switch file {
	case attributesFile:
		return l.attributes
	case unitsFile:
		return l.units
	case needsFile:
		return l.needs
	}
	return nil
}

// check makes sure that umbrella values cover values that exist.
func (l *Lexicon) check() error {
	for _, c := range l.concepts {
		for _, v := range c.Includes {
			if _, ok := l.byValue[c.Attribute][v]; !ok {
				return fmt.Errorf("%s %q includes %q, which is not a value", c.Attribute, c.Canonical, v)
			}
		}
	}
	return nil
}

// Needs returns what shoppers say in a language who need a kind of product and do not
// name it.
func (l *Lexicon) Needs(productType, lang string) []string { return l.needs[productType][lang] }

// Concepts returns all concepts, ordered by attribute.
func (l *Lexicon) Concepts() []Concept { return l.concepts }

// Flag reports whether the attribute's value is yes or no.
func (l *Lexicon) Flag(attribute string) bool { return l.flags[attribute] }

// Canonical returns the canonical value that raw names as a value of attribute;
// for a word that the lexicon does not have, raw itself, folded to lower case.
func (l *Lexicon) Canonical(attribute, raw string) string {
	words := l.byWord[attribute]
	if i, ok := words[raw]; ok { // most are written as the lexicon has them
		return l.concepts[i].Canonical
	}
	word := fold(raw)
	if i, ok := words[word]; ok {
		return l.concepts[i].Canonical
	}
	if l.flags[attribute] {
		switch word {
		case "true", "1", "是", "有":
			return Yes
		case "false", "0", "否", "无":
			return No
		}
	}
	return word
}

// Expand returns value and all values that it covers, directly or not.
func (l *Lexicon) Expand(attribute, value string) []string {
	all := []string{value}
	for i := 0; i < len(all); i++ {
		if j, ok := l.byValue[attribute][all[i]]; ok {
			for _, v := range l.concepts[j].Includes {
				if !slices.Contains(all, v) {
					all = append(all, v)
				}
			}
		}
	}
	return all
}

// Label returns the word to show for a canonical value, or the value itself.
func (l *Lexicon) Label(attribute, value, lang string) string {
	if i, ok := l.byValue[attribute][value]; ok && len(l.concepts[i].Words[lang]) > 0 {
		return l.concepts[i].Words[lang][0]
	}
	return value
}

// Position returns where a value stands in its attribute's file, or -1: sizes are
// listed from small to large.
func (l *Lexicon) Position(attribute, value string) int {
	if i, ok := l.byValue[attribute][value]; ok {
		return i
	}
	return -1
}

// Words returns all words of both languages for a canonical value.
func (l *Lexicon) Words(attribute, value string) []string {
	i, ok := l.byValue[attribute][value]
	if !ok {
		return nil
	}
	return slices.Concat(l.concepts[i].Words["en"], l.concepts[i].Words["zh"])
}

// AttributeLabel returns the name to show for an attribute, or the name itself.
func (l *Lexicon) AttributeLabel(attribute, lang string) string {
	if names := l.attributes[attribute][lang]; len(names) > 0 {
		return names[0]
	}
	return strings.ReplaceAll(attribute, "_", " ")
}

// Unit returns the word to show for a unit of measure, or the unit itself.
func (l *Lexicon) Unit(unit, lang string) string {
	if names := l.units[unit][lang]; len(names) > 0 {
		return names[0]
	}
	return unit
}

// Attributes returns the names, in both languages, of each attribute.
func (l *Lexicon) Attributes() map[string]map[string][]string { return l.attributes }

func split(s string) []string {
	var words []string
	for w := range strings.SplitSeq(s, "|") {
		if w = strings.TrimSpace(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(Normalize(s)), " ")) }

func put(m map[string]map[string]int, outer, inner string, v int) {
	if m[outer] == nil {
		m[outer] = map[string]int{}
	}
	if _, ok := m[outer][inner]; !ok {
		m[outer][inner] = v
	}
}
