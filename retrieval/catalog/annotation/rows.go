package annotation

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// spellings returns the phrases of a column that separates them by "|".
func spellings(columns ...string) []string {
	var all []string
	for _, column := range columns {
		for phrase := range strings.SplitSeq(column, "|") {
			if phrase = strings.TrimSpace(phrase); phrase != "" {
				all = append(all, phrase)
			}
		}
	}
	return all
}

func (r *rules) addKind(row []string) error {
	number := len(r.kindNumber)
	if number == maxSet {
		return errors.New("too many kinds")
	}
	r.kindNumber[row[0]] = number
	for _, group := range spellings(row[1]) {
		for _, t := range r.lexicon.Expand("product_type", group) {
			for _, w := range r.lexicon.Words("product_type", t) {
				r.kinds.Add(w, number)
			}
		}
	}
	for _, w := range spellings(row[2], row[3]) {
		r.kinds.Add(w, number)
	}
	return nil
}

func (r *rules) addAttribute(row []string) error {
	if len(r.attributes) == maxSet {
		return errors.New("too many attributes")
	}
	a := attribute{name: row[0], prose: row[1] == "prose", several: row[2] == "some", flag: r.lexicon.Flag(row[0])}
	var err error
	if a.needs, err = members(r.kindNumber, row[3]); err != nil {
		return err
	}
	if a.excluded, err = members(r.kindNumber, row[4]); err != nil {
		return err
	}
	r.number[a.name] = len(r.attributes)
	r.attributes = append(r.attributes, a)
	return nil
}

// members returns the set of the names in a column, "*" for all.
func members(numbers map[string]int, column string) (set, error) {
	if column == "*" {
		return ^set(0), nil
	}
	var s set
	for name := range strings.FieldsSeq(column) {
		number, ok := numbers[name]
		if !ok {
			return 0, fmt.Errorf("%q is not known", name)
		}
		s |= 1 << number
	}
	return s, nil
}

func (r *rules) addCue(row []string) error {
	role, ok := roles[row[0]]
	if !ok {
		return fmt.Errorf("%q is not a rule", row[0])
	}
	about, err := members(r.number, row[1])
	if err != nil {
		return err
	}
	r.add(entry{role: role, about: about}, spellings(row[2], row[3]))
	return nil
}

func (r *rules) addGuard(row []string) error {
	r.add(entry{role: guards}, spellings(row[0], row[1]))
	return nil
}

func (r *rules) add(e entry, phrases []string) {
	r.entries = append(r.entries, e)
	for _, phrase := range phrases {
		r.phrases.Add(phrase, len(r.entries)-1)
	}
}

func (r *rules) addEnding(row []string) error {
	e := ending{value: row[2], kind: -1}
	var ok bool
	if e.attribute, ok = r.number[row[1]]; !ok {
		return fmt.Errorf("%q is not an attribute", row[1])
	}
	if row[5] != "" {
		if e.kind, ok = r.kindNumber[row[5]]; !ok {
			return fmt.Errorf("%q is not a kind", row[5])
		}
	}
	var err error
	if e.shortest, err = strconv.Atoi(row[3]); err != nil {
		return err
	}
	if e.longest, err = strconv.Atoi(row[4]); err != nil {
		return err
	}
	r.endings[row[0]] = append(r.endings[row[0]], e)
	return nil
}

func (r *rules) addUnit(row []string) error {
	u := unit{attribute: row[0], name: row[1]}
	if err := limits(row[2:4], &u.least, &u.most); err != nil {
		return err
	}
	for _, spelling := range spellings(row[4], row[5]) {
		u.spelling, u.exact = strings.CutPrefix(spelling, "=")
		r.measures = append(r.measures, u)
		r.units.Add(u.spelling, len(r.measures)-1)
	}
	return nil
}

func (r *rules) addSystem(row []string) error {
	s := system{rank: r.systems, format: row[4]}
	r.systems++
	if err := limits(row[2:4], &s.least, &s.most); err != nil {
		return err
	}
	phrases := &r.before
	if row[0] == "after" {
		phrases = &r.after
	}
	for _, word := range spellings(row[1]) {
		phrases.Add(word, s)
	}
	return nil
}

func limits(columns []string, least, most *float64) (err error) {
	if *least, err = strconv.ParseFloat(columns[0], 64); err != nil {
		return err
	}
	*most, err = strconv.ParseFloat(columns[1], 64)
	return err
}

// word is a phrase of an attribute.
type word struct{ attribute, phrase string }

// addWords joins the words of the lexicon with what words.tsv says of them.
func (r *rules) addWords(files fs.FS) error {
	known := map[word]entry{}
	for _, c := range r.lexicon.Concepts() {
		if number, read := r.number[c.Attribute]; read {
			for _, phrase := range r.lexicon.Words(c.Attribute, c.Canonical) {
				known[word{c.Attribute, atoms(phrase)}] = entry{about: 1 << number, values: []string{c.Canonical}}
			}
		}
	}
	err := each(files, "words.tsv", 5, func(row []string) error {
		number, ok := r.number[row[1]]
		if !ok {
			return fmt.Errorf("%q is not an attribute", row[1])
		}
		phrases := spellings(row[3], row[4])
		if len(phrases) == 0 {
			return errors.New("it has no words")
		}
		for _, phrase := range phrases {
			w := word{row[1], atoms(phrase)}
			switch row[0] {
			case "never":
				delete(known, w)
			case "also", "alone", "last":
				known[w] = entry{
					about: 1 << number, values: strings.Split(row[2], "+"),
					alone: row[0] != "also", last: row[0] == "last",
				}
			default:
				return fmt.Errorf("%q is not a rule", row[0])
			}
		}
		return nil
	})
	for w, e := range known {
		r.add(e, []string{w.phrase})
	}
	return err
}

// atoms returns a phrase as its atoms, which stand for all its spellings.
func atoms(phrase string) string {
	var texts []string
	for _, a := range lexical.Atoms(lexical.Normalize(phrase)) {
		texts = append(texts, a.Text)
	}
	return strings.Join(texts, " ")
}
