package preference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Self is whom a wish is for when it is for the shopper.
const Self = "self"

// person is a row of words/people.tsv.
type person struct {
	key    string
	ages   []string
	gender string
	words  map[string][]string // by language
}

var people = sync.OnceValue(func() []*person {
	var all []*person
	readTable("words/people.tsv", 5, func(columns []string) {
		all = append(all, &person{
			key: columns[0], ages: strings.Split(columns[1], "|"), gender: columns[2],
			words: map[string][]string{"en": strings.Split(columns[3], "|"), "zh": strings.Split(columns[4], "|")},
		})
	})
	return all
})

// peoplePhrases finds people, with or without the word that makes them the shopper's.
var peoplePhrases = sync.OnceValue(func() *lexical.Phrases[*person] {
	phrases := &lexical.Phrases[*person]{}
	for _, p := range people() {
		for lang, words := range p.words {
			for _, w := range words {
				phrases.Add(w, p)
				if lang == "zh" {
					phrases.Add("我"+w, p)
				}
			}
		}
	}
	return phrases
})

// receives reports whether the person whose name begins at an atom is one that
// something is for: "for a colleague", "my mum", 给同事.
func (p *parse) receives(who *person, from, to int) bool {
	if p.inCompany(from, to) {
		return false
	}
	for i := from; i >= 0; i-- {
		word := p.atoms[i].Text
		switch {
		case slices.Contains(moods()["for:own"], word):
			return true
		case slices.Contains(moods()["for:before"], word):
			return !slices.Contains(moods()["for:own-only"], who.key)
		case i < from && !slices.Contains(moods()["for:between"], word) && strings.Trim(word, "0123456789") != "":
			return false
		}
	}
	return false
}

// inCompany reports whether atoms [from, to) name somebody who comes along: "my wife and
// I", 和老婆. What is looked for is not for them alone.
func (p *parse) inCompany(from, to int) bool {
	with := moods()["for:with"]
	return slices.Contains(with, p.wordAt(to)+" "+p.wordAt(to+1)) || slices.Contains(with, p.wordAt(from-1)) ||
		slices.Contains(with, p.wordAt(from-2)) && slices.Contains(moods()["for:own"], p.wordAt(from-1))
}

// wordAt returns the word of an atom, "" beyond the message.
func (p *parse) wordAt(i int) string {
	if i < 0 || i >= len(p.atoms) {
		return ""
	}
	return p.atoms[i].Text
}

// given returns the atom that makes what goes to the person whose name begins at an atom
// a present, or -1.
func (p *parse) given(from int) int {
	for i := from; i >= 0 && i >= from-2; i-- {
		if slices.Contains(moods()["for:gift"], p.atoms[i].Text) {
			return i
		}
	}
	return -1
}

// wishGift prefers what makes a good present, as far as the catalogue's products state it.
func (p *parse) wishGift() {
	for _, attribute := range []string{"label", "use"} {
		if p.reader.vocabulary.Lists(attribute) {
			p.wishes = append(p.wishes, Change{Kind: Add, Constraint: Constraint{
				Attribute: attribute, Op: In, Values: []string{"gift"}, Strength: Prefer, Words: p.present, Turn: p.scene.Turn,
			}})
		}
	}
}

var agePattern = regexp.MustCompile(`(?i)(?:\b(\d{1,3})|([一二两三四五六七八九十]{1,3}))\s?-?(?:(years?[- ]old|yrs?[- ]old|y/?o\b|岁半?)|(months?[- ]old|个月大|个月))的?`)

// birthdayPattern finds an age without its unit, where agePattern has its first group.
var birthdayPattern = regexp.MustCompile(`(?i)\bturn(?:s|ing|ed)\s(\d{1,2})\b`)

// findPerson works out whom the message is for, from a relation, an age, or "for me".
func (p *parse) findPerson() {
	for i, s := range p.spans {
		switch {
		case s.person != nil:
			p.reading.For = s.person.key
			p.spans[i].meanings = p.ofPerson(s.person.ages, s.person.gender)
			if from := p.given(s.from); from >= 0 {
				p.present = p.words(from, s.to)
			}
			p.spans[i].attribute = ""
		case s.is("self") && p.reading.For == "":
			p.reading.For = Self
		}
	}
	m := agePattern.FindStringSubmatchIndex(p.text)
	if b := birthdayPattern.FindStringSubmatchIndex(p.text); m == nil && b != nil {
		m = slices.Concat(b, []int{-1, -1, -1, -1, -1, -1})
	}
	if m == nil || !p.reader.vocabulary.Lists("age_group") {
		return
	}
	number := p.text[max(m[2], m[4]):max(m[3], m[5])]
	age, err := strconv.Atoi(number)
	if err != nil {
		age = int(numeral([]rune(number)))
	}
	unit, months := "years", age*12
	if m[8] >= 0 {
		unit, months = "months", age
		if !slices.ContainsFunc(p.spans, func(s span) bool { return slices.ContainsFunc(s.meanings, isAge) }) {
			return // "48个月" may be anything's
		}
	}
	groups := ageGroups(months)
	if len(groups) == 0 {
		return
	}
	for i := range p.spans { // the age says it better than the relation does
		p.spans[i].meanings = slices.DeleteFunc(slices.Clone(p.spans[i].meanings), isAge)
	}
	from, to := p.atomsOf(m[0], m[1])
	p.covers = append(p.covers, span{from: from, to: to, meanings: p.ofPerson(groups, "")})
	p.settleCovers()
	if p.reading.For == "" || p.reading.For == Self || p.reading.For == "child" || p.reading.For == "baby" {
		p.reading.For = unit + " " + strconv.Itoa(age)
	}
}

func isAge(m retrieval.Meaning) bool { return m.Attribute == "age_group" }

// ofPerson returns age groups and a gender as values, as far as the catalogue's
// products state such.
func (p *parse) ofPerson(ages []string, gender string) []retrieval.Meaning {
	var all []retrieval.Meaning
	if p.reader.vocabulary.Lists("age_group") {
		for _, a := range ages {
			all = append(all, retrieval.Meaning{Attribute: "age_group", Value: a})
		}
	}
	if gender != "" && p.reader.vocabulary.Lists("gender") {
		all = append(all, retrieval.Meaning{Attribute: "gender", Value: gender})
	}
	return all
}

type ageRange struct {
	from, to int // months
	groups   []string
}

var ages = sync.OnceValue(func() []ageRange {
	var all []ageRange
	readTable("words/ages.tsv", 3, func(columns []string) {
		from, errFrom := strconv.Atoi(columns[0])
		to, errTo := strconv.Atoi(columns[1])
		if errFrom != nil || errTo != nil {
			panic("preference: embedded words/ages.tsv: want months in the first two columns") // broken data in the binary
		}
		all = append(all, ageRange{from, to, strings.Split(columns[2], "|")})
	})
	return all
})

// ageGroups returns the age groups of an age in months, nil for no age of people.
func ageGroups(months int) []string {
	for _, r := range ages() {
		if months >= r.from && months < r.to {
			return r.groups
		}
	}
	return nil
}

// PersonLabel returns the words to show for whom a wish is for: "mum", 6岁. It is empty
// for the shopper and for whom the data does not know.
func PersonLabel(who, lang string) string {
	if unit, age, ok := strings.Cut(who, " "); ok {
		for _, words := range moods()["age:"+unit] {
			if en, zh, ok := strings.Cut(words, "/"); ok {
				if lang == "zh" {
					en = zh
				}
				return strings.ReplaceAll(en, "N", age)
			}
		}
	}
	for _, p := range people() {
		if p.key == who {
			return p.words[lang][0]
		}
	}
	return ""
}
