package preference

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

const sizeAttribute = "size"

// sizeRow is a row of words/sizes.tsv.
type sizeRow struct {
	kind, gender, size string
	systems            map[string][]string
}

var sizes = sync.OnceValue(func() []sizeRow {
	var all []sizeRow
	readTable("words/sizes.tsv", 7, func(columns []string) {
		row := sizeRow{kind: columns[0], gender: columns[1], size: columns[2], systems: map[string][]string{}}
		for i, system := range []string{"us", "uk", "eu", "cn"} {
			row.systems[system] = strings.Split(columns[3+i], "|")
		}
		all = append(all, row)
	})
	return all
})

// systemPattern finds a number with the system that it is a size of, before or after.
var systemPattern = sync.OnceValue(func() *regexp.Regexp {
	var names []string
	for _, system := range []string{"us", "uk", "eu", "cn"} {
		for _, name := range moods()["sizes:"+system] {
			names = append(names, regexp.QuoteMeta(name))
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	name, number := "("+strings.Join(names, "|")+")", `(\d{1,3}(?:\.5)?(?:/\d{2,3}[a-c])?)`
	return regexp.MustCompile(`(?i)(?:^|[^a-z])(?:` + name + `\s?(?:men's |women's |mens |womens )?(?:size\s?)?` + number + `码?(?:$|[^\d.a-z/])|(?:size\s?)?` + number + `\s?` + name + `(?:$|[^a-z])|(\d{3}/\d{2,3}[a-c]))`)
})

// findSizes reads a size of a system that names itself, "US 8" or 255mm, as the sizes
// that shops list for the kind of product and the gender that the message, or the scene,
// is about.
func (p *parse) findSizes() {
	for _, m := range systemPattern().FindAllStringSubmatchIndex(p.text, -1) {
		system, number, start, end := "cn", m[10:], m[10], m[11] // 165/88A
		switch {
		case m[2] >= 0:
			system, number, start, end = systemOf(p.text[m[2]:m[3]]), m[4:6], m[2], m[5]
		case m[6] >= 0:
			system, number, start, end = systemOf(p.text[m[8]:m[9]]), m[6:8], m[6], m[9]
		}
		var meanings []retrieval.Meaning
		for _, size := range p.listed(system, strings.ToUpper(p.text[number[0]:number[1]])) {
			meanings = append(meanings, retrieval.Meaning{Attribute: sizeAttribute, Value: size})
		}
		if len(meanings) == 0 {
			continue
		}
		from, to := p.atomsOf(start, end)
		if i, _ := p.spanAt(from); i > 0 && p.spans[i-1].to == from && p.spans[i-1].is("size:before") {
			from = p.spans[i-1].from
		}
		p.covers = append(p.covers, span{from: from, to: to, meanings: meanings})
	}
	p.settleCovers()
}

// dimensionsPattern finds what is as long as it is wide: 200x230, "200 by 230".
var dimensionsPattern = regexp.MustCompile(`(?i)(\d{2,3})\s?(?:cm|厘米|公分)?\s?(?:x|×|\*|by|乘|乘以)\s?(\d{2,3})\s?(?:cm|厘米|公分)?`)

// findDimensions reads sizes that are lengths, as far as the catalogue's products have such.
func (p *parse) findDimensions() {
	for _, m := range dimensionsPattern.FindAllStringSubmatchIndex(p.text, -1) {
		said := p.text[m[2]:m[3]] + "x" + p.text[m[4]:m[5]]
		for _, stated := range p.reader.vocabulary.StatedValues(sizeAttribute) {
			if bare, _, _ := strings.Cut(stated, " "); bare != said {
				continue
			}
			from, to := p.atomsOf(m[0], m[1])
			p.covers = append(p.covers, span{from: from, to: to, meanings: []retrieval.Meaning{{Attribute: sizeAttribute, Value: stated}}})
		}
	}
	p.settleCovers()
}

// plainSize reads a bare number that is a size of the kind of product in question, and
// said as one: "sneakers in 38", 240的, "43 or 44", "38 then".
func (p *parse) plainSize(q quantity) bool {
	values := p.sizesNumbered(p.text[q.From:q.To])
	_, bounded := p.bounded(q)
	if len(values) == 0 || bounded || q.currency != "" || q.other || p.aboutMoney(q) {
		return false
	}
	after := strings.TrimLeft(p.text[p.atoms[q.to-1].End:], " ")
	joined := q.left.is("or") || q.right.is("or")
	said := q.left.is("of") && !q.left.is("range:before") || q.left.is("instead")
	if !said && !joined && !strings.HasPrefix(after, "的") && !p.saysOnly(q) {
		return false
	}
	p.covers = append(p.covers, span{from: q.from, to: q.to, meanings: values})
	return true
}

// sizesNumbered returns the sizes that a number stands for, by itself or in the Chinese
// system, of the kinds of product that the message, or else the scene, is about.
func (p *parse) sizesNumbered(number string) []retrieval.Meaning {
	kinds := p.kinds()
	if len(kinds) == 0 {
		kinds = p.scene.Kinds
	}
	v := p.reader.vocabulary
	if len(kinds) == 0 || !v.StatedBy(kinds, sizeAttribute) {
		return nil
	}
	sizes := []string{number}
	if !slices.Contains(v.StatedValues(sizeAttribute), number) {
		sizes = p.listed("cn", number)
	}
	var all []retrieval.Meaning
	for _, size := range sizes {
		all = append(all, retrieval.Meaning{Attribute: sizeAttribute, Value: size})
	}
	return all
}

// saysOnly reports whether a message of someone who looks for a kind of product holds a
// number, and nothing else but words without content.
func (p *parse) saysOnly(q quantity) bool {
	rest := slices.Concat(p.atoms[:q.from], p.atoms[q.to:])
	return len(p.scene.Kinds) > 0 && len(lexical.WithoutStopWords(rest)) == 0
}

func systemOf(name string) string {
	for _, system := range []string{"us", "uk", "eu", "cn"} {
		if slices.Contains(moods()["sizes:"+system], strings.ToLower(name)) {
			return system
		}
	}
	return ""
}

// listed returns the sizes that shops list for a number in a system, each once.
func (p *parse) listed(system, number string) []string {
	kinds := p.kinds()
	if len(kinds) == 0 {
		kinds = p.scene.Kinds
	}
	gender := p.scene.Gender
	if p.reading.For != "" { // perhaps another than before
		gender = ""
	}
	for _, s := range p.spans {
		for _, m := range s.meanings {
			if m.Attribute == "gender" {
				gender = m.Value
			}
		}
	}
	var all []string
	for _, row := range sizes() {
		applies := len(kinds) == 0 && row.kind == "shoes" || slices.ContainsFunc(kinds, func(k string) bool {
			expand := p.reader.vocabulary.Expand
			return slices.Contains(expand(retrieval.TypeAttribute, row.kind), k) || slices.Contains(expand(retrieval.TypeAttribute, k), row.kind)
		})
		if applies && (gender != "male" && gender != "female" || gender == row.gender) && slices.Contains(row.systems[system], number) {
			all = union(all, []string{row.size})
		}
	}
	return all
}

// SizeKind tells kinds of size apart, of which a person has one each: "letters" for
// clothes, "numbers" for shoes and children's clothes, "other". It is "" for a
// constraint on another attribute.
func SizeKind(c Constraint) string {
	if c.Attribute != sizeAttribute || len(c.Values) == 0 {
		return ""
	}
	switch v := c.Values[0]; {
	case strings.Trim(v, "XSML") == "":
		return "letters"
	case strings.Trim(v, "0123456789.") == "":
		return "numbers"
	}
	return "other"
}
