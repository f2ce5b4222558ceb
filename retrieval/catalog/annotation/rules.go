package annotation

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

//go:embed data/*.tsv
var data embed.FS

// set is a set of attributes or of kinds of product, by their numbers.
type set uint64

const maxSet = 64

func (s set) has(i int) bool { return s&(1<<i) != 0 }

// attribute is how one attribute is read.
type attribute struct {
	name     string
	prose    bool // in descriptions, not only in titles
	several  bool // can have several values
	needs    set  // kinds of product, one of which it is read for
	excluded set  // kinds of product that it is not read for
	flag     bool
}

// role is what a known phrase does to the reading of a text.
type role int

const (
	says   role = iota // says values of an attribute
	guards             // means none of the values whose words it holds
	denies             // denies what follows, up to deniedWords on
	undoes             // denies the very next word
	takes              // takes what stands directly before for something else
	stops              // begins a part of the clause that is about something else
	parts              // likewise, of a part of the product
	lists              // makes the sentence a list to choose from
	labels             // announces a value
)

var roles = map[string]role{
	"not": denies, "un": undoes, "off": takes, "stop": stops, "part": parts, "list": lists, "label": labels,
}

// entry is what one phrase does.
type entry struct {
	role   role
	about  set // attributes; for says, one
	values []string
	alone  bool // says it only where it is cut off or announced
	last   bool // also where only what follows is cut off
}

// ending is the last character of a run of Chinese that says a value.
type ending struct {
	attribute, kind   int // kind -1 when any
	value             string
	shortest, longest int
}

// unit is a unit of measure in which an attribute is read.
type unit struct {
	attribute   string
	name        string
	least, most float64
	exact       bool // counts only with the capitals of spelling
	spelling    string
}

// system is a way to write sizes in figures.
type system struct {
	rank        int // the lowest is taken where a text has several
	least, most float64
	format      string
}

// rules is the data files, ready to be applied. They are read-only.
type rules struct {
	attributes []attribute
	number     map[string]int // of an attribute
	kindNumber map[string]int
	kinds      lexical.Phrases[int]
	phrases    lexical.Phrases[int] // by index in entries
	entries    []entry
	endings    map[string][]ending
	units      lexical.Phrases[int] // by index in measures
	measures   []unit
	before     lexical.Phrases[system]
	after      lexical.Phrases[system]
	systems    int
	lexicon    *lexical.Lexicon
}

// load reads the data files. They refer to the attributes and values of the lexicon.
func load(files fs.FS, lexicon *lexical.Lexicon) (*rules, error) {
	r := &rules{number: map[string]int{}, kindNumber: map[string]int{}, endings: map[string][]ending{}, lexicon: lexicon}
	for _, part := range []struct {
		file    string
		columns int
		add     func([]string) error
	}{
		{"kinds.tsv", 4, r.addKind},
		{"attributes.tsv", 5, r.addAttribute},
		{"cues.tsv", 4, r.addCue},
		{"guards.tsv", 2, r.addGuard},
		{"endings.tsv", 6, r.addEnding},
		{"units.tsv", 6, r.addUnit},
		{"systems.tsv", 5, r.addSystem},
	} {
		if err := each(files, part.file, part.columns, part.add); err != nil {
			return nil, err
		}
	}
	return r, r.addWords(files)
}

// each calls add with the columns of every line that is not a comment. Columns
// that a line leaves out at its end are empty.
func each(files fs.FS, name string, columns int, add func([]string) error) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.TrimRight(line, "\n"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) > columns {
			return fmt.Errorf("%s:%d: want %d columns, got %d", name, number, columns, len(row))
		}
		row = append(row, make([]string, columns-len(row))...)
		if err := add(row); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
	return nil
}

// kindsOf returns the kinds of product that a title or product type names.
func (r *rules) kindsOf(found set, atoms []lexical.Atom) set {
	for _, m := range r.kinds.FindAll(atoms) {
		for _, k := range m.Values {
			found |= 1 << k
		}
	}
	return found
}

// readable returns the attributes that are read for a product of some kinds.
func (r *rules) readable(kinds set) set {
	var s set
	for i, a := range r.attributes {
		if (a.needs == 0 || a.needs&kinds != 0) && a.excluded&kinds == 0 {
			s |= 1 << i
		}
	}
	return s
}

// narrow drops the values that cover another: wood beside oak.
func (r *rules) narrow(attribute string, values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool {
		return slices.ContainsFunc(values, func(other string) bool {
			return other != v && slices.Contains(r.lexicon.Expand(attribute, v), other)
		})
	})
}
