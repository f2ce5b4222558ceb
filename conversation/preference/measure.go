package preference

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// measurable is a row of words/amounts.tsv: an attribute that an amount may be of.
type measurable struct {
	attribute   string
	units       []string
	least, most float64
	bare        Op // what an amount without a bound means
	named       bool
}

var measurables = sync.OnceValue(func() []measurable {
	var all []measurable
	limit := func(cell string, otherwise float64) float64 {
		if x, err := strconv.ParseFloat(cell, 64); err == nil {
			return x
		}
		return otherwise
	}
	readTable("words/amounts.tsv", 6, func(columns []string) {
		all = append(all, measurable{
			attribute: columns[0], units: strings.Split(columns[1], "|"),
			least: limit(columns[2], 0), most: limit(columns[3], math.Inf(1)),
			bare: Op(columns[4]), named: columns[5] != "",
		})
	})
	return all
})

// measure reads an amount of something else than money that begins with the i-th
// number, "at least 256GB" or "500-700ml", and returns how many numbers it takes: 0
// if it is none, or of nothing that the products in question state.
func (p *parse) measure(quantities []quantity, i int) int {
	low, high, taken := quantities[i], quantities[i], 1
	if i+1 < len(quantities) && len(low.units) == 0 && len(quantities[i+1].units) > 0 && p.joined(low, quantities[i+1]) {
		high, taken = quantities[i+1], 2
	}
	if len(high.units) == 0 || low.Symbol != "" || high.Symbol != "" {
		return 0
	}
	m, unit, ok := p.measured(high)
	if !ok {
		return 0
	}
	switch {
	case taken == 2 || low.High > low.Low:
		p.wantAmount(m, Min, low.Low, unit, low, high)
		p.wantAmount(m, Max, high.High, unit, low, high)
	default:
		op, bounded := p.bounded(high)
		if !bounded && i > 0 {
			op, bounded = p.boundedTogether(quantities[i-1], high)
		}
		if !bounded {
			op = m.bare
		}
		if op == In && high.left.is("negate") {
			op = NotIn
		}
		p.wantAmount(m, op, high.Low, unit, high, high)
	}
	p.consume(low)
	p.consume(high)
	if _, next := p.neighbours(high.from, high.to); m.attribute == laptopAttribute && names(next) {
		p.cover(next.from, next.to)
	}
	p.measures = append(p.measures, m.attribute)
	return taken
}

// boundedTogether returns the operator of the amount before, where "and" joins the two:
// "at least 16GB of memory and 512GB of storage".
func (p *parse) boundedTogether(before, q quantity) (Op, bool) {
	between := p.text[before.To:q.From]
	and := slices.ContainsFunc(p.spans, func(s span) bool { return s.from >= before.to && s.to <= q.from && s.is("range:and") })
	if len(before.units) == 0 || strings.ContainsAny(between, clauseEnds) || !and {
		return "", false
	}
	return p.bounded(before)
}

// joined reports whether nothing but a dash, "to" or "and" stands between two numbers.
func (p *parse) joined(a, b quantity) bool {
	between := strings.TrimSpace(p.text[a.To:b.From])
	dash := between != "" && strings.Trim(between, "-–—~〜 ") == ""
	return b.Low >= a.Low && (dash || a.right.to == b.from && (a.right.is("range:to") || a.right.is("range:and")))
}

// measured returns what an amount is of, and in which of its units.
func (p *parse) measured(q quantity) (measurable, *lexical.Unit, bool) {
	said := p.kinds()
	if m, u, ok := p.measuredOf(q, said); ok || len(said) == 0 {
		return m, u, ok
	}
	return p.measuredOf(q, p.scene.Kinds) // "good camera, at least 256GB" of a phone
}

// measuredOf is measured for kinds of product.
func (p *parse) measuredOf(q quantity, kinds []string) (measurable, *lexical.Unit, bool) {
	if len(kinds) == 0 {
		kinds = p.scene.Kinds
	}
	nearest := p.nearestAttribute(q)
	if p.holdsLaptop(q, kinds) {
		nearest = laptopAttribute
	}
	fits := []func(measurable, float64) bool{
		func(m measurable, _ float64) bool { return m.attribute == nearest },
		func(m measurable, base float64) bool {
			return !m.named && base >= m.least && base <= m.most && p.reader.vocabulary.StatedBy(kinds, m.attribute)
		},
	}
	for _, fit := range fits {
		for _, m := range measurables() {
			for _, u := range q.units {
				base := lexical.Amount{Figure: float64(q.High) / 100, Unit: u}.Base()
				if slices.Contains(m.units, u.Name) && p.reader.vocabulary.Measures(m.attribute) && fit(m, base) {
					return m, u, true
				}
			}
		}
	}
	return measurable{}, nil, false
}

// laptopAttribute is the size of laptops that a bag has room for.
const laptopAttribute = "laptop"

// holdsLaptop reports whether an amount is of a laptop that is to go into what is looked
// for: "a backpack for a 15 inch laptop".
func (p *parse) holdsLaptop(q quantity, kinds []string) bool {
	_, next := p.neighbours(q.from, q.to)
	bags := slices.DeleteFunc(slices.Concat(kinds, p.scene.Kinds), func(k string) bool {
		return slices.Contains(p.reader.vocabulary.Expand(retrieval.TypeAttribute, k), laptopKind)
	})
	v := p.reader.vocabulary
	return len(bags) > 0 && v.StatedBy(bags, laptopAttribute) && slices.ContainsFunc(next.meanings, func(m retrieval.Meaning) bool {
		return isType(m) && slices.Contains(v.Expand(retrieval.TypeAttribute, m.Value), laptopKind)
	})
}

const laptopKind = "laptops"

// ofBody reports whether an amount is of a body, in a message that speaks of one: 我175，150斤.
func (p *parse) ofBody(q quantity) bool {
	if _, bounded := p.bounded(q); bounded || q.Symbol != "" || q.currency != "" {
		return false
	}
	if len(q.units) == 0 {
		return q.High >= 140_00 && q.High <= 210_00
	}
	return slices.ContainsFunc(q.units, func(u *lexical.Unit) bool {
		base := lexical.Amount{Figure: float64(q.High) / 100, Unit: u}.Base()
		return u.Dimension == "mass" && base >= 30_000 && base <= 200_000 || u.Dimension == "length" && base >= 140 && base <= 210
	})
}

// heightPattern finds a height as people say it: 一米八五, 1米75.
var heightPattern = regexp.MustCompile(`[一1]\s?米\s?(?:[一二三四五六七八九]{1,2}|\d{1,2})`)

// tellsOfBody reports whether the message gives a weight or a height of somebody, whose
// words it holds; heights that are none of a product are covered.
func (p *parse) tellsOfBody(quantities []quantity) bool {
	if !slices.ContainsFunc(p.atoms, func(a lexical.Atom) bool { return slices.Contains(moods()["body"], a.Text) }) {
		return false
	}
	high := heightPattern.FindAllStringIndex(p.text, -1)
	for _, m := range high {
		p.cover(p.atomsOf(m[0], m[1]))
	}
	return len(high) > 0 || slices.ContainsFunc(quantities, func(q quantity) bool { return len(q.units) > 0 && p.ofBody(q) })
}

// nearestAttribute returns the measured attribute that is named closest to a number in
// its clause, the later of two as close: "16GB of memory and 512GB of storage".
func (p *parse) nearestAttribute(q quantity) string {
	nearest, least := "", len(p.atoms)
	for _, s := range p.spans {
		distance := max(s.from-q.to, q.from-s.to)
		if !p.reader.vocabulary.Measures(s.attribute) || distance < 0 || distance > least {
			continue
		}
		between := p.text[p.atoms[min(s.to, q.to)-1].End:p.atoms[max(s.from, q.from)].Start]
		if !strings.ContainsAny(between, clauseEnds) {
			nearest, least = s.attribute, distance
		}
	}
	return nearest
}

// kinds returns the product types that the message names.
func (p *parse) kinds() []string {
	var all []string
	for _, s := range p.spans {
		for _, m := range s.meanings {
			if isType(m) {
				all = append(all, m.Value)
			}
		}
	}
	return all
}

func (p *parse) wantAmount(m measurable, op Op, hundredths int64, unit *lexical.Unit, first, last quantity) {
	from, to := first.from, last.to
	if bounds(first.left) {
		from = first.left.from
	}
	if bounds(last.right) {
		to = last.right.to
	}
	amount := lexical.Amount{Figure: float64(hundredths) / 100, Unit: unit}
	wish := Constraint{
		Attribute: m.attribute, Op: op, Values: []string{amount.String()},
		Strength: strengthOf(m.attribute), Words: p.phrase(from, to, first, last), Turn: p.scene.Turn,
	}
	for i := range p.amounts { // "256GB or 512GB"
		if c := &p.amounts[i].Constraint; c.Attribute == wish.Attribute && c.Op == op && (op == In || op == NotIn) {
			c.Values, c.Words = union(c.Values, wish.Values), c.Words+" "+wish.Words
			return
		}
	}
	p.amounts = append(p.amounts, Change{Kind: Add, Constraint: wish})
}

// limits are the wishes for a measured attribute that its bounds stand for.
var limits = map[Op]string{Min: retrieval.AtLeast, Max: retrieval.AtMost, Near: retrieval.About}

// unitsOf reads the units of measure beside a number, and puts its end behind them. A
// lone "in" is a preposition: "20 in blue".
func (p *parse) unitsOf(q *quantity) {
	if len(q.number.Units) > 0 {
		q.units = q.number.Units
		return
	}
	units, taken := lexical.Units(p.atoms[q.to:])
	if taken == 0 {
		return
	}
	first := p.atoms[q.to]
	between := p.text[q.To:first.Start]
	if strings.Trim(between, " -") != "" || len(between) > 1 || first.Text == "in" {
		return
	}
	q.units = units
	q.to += taken
	q.To = p.atoms[q.to-1].End
	q.left, q.right = p.neighbours(q.from, q.to)
}
