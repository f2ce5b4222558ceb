package preference

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// inMinorUnits makes an amount of hundredths of a currency's unit.
func inMinorUnits(hundredths int64, code string) (catalog.Money, bool) {
	m, err := catalog.NewMoney(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100), code)
	if err != nil { // a currency without decimals: round down
		m, err = catalog.NewMoney(fmt.Sprint(hundredths/100), code)
	}
	return m, err == nil
}

// quantity is a number of the message with what stands around it.
type quantity struct {
	number
	from, to int  // atoms
	left     span // the known words right before it, zero if none
	right    span // and right after
	currency string
	other    bool // it counts something else: 256 GB, two pieces
}

// findAmounts turns numbers that are about money into constraints on the price,
// and numbers that are sizes into constraints on the size. All other numbers stay
// ordinary words.
func (p *parse) findAmounts() {
	quantities := p.quantities()
	for i := 0; i < len(quantities); i++ {
		q := quantities[i]
		if p.size(q) || q.other {
			continue
		}
		if i+1 < len(quantities) && p.isRange(q, quantities[i+1]) {
			p.bounds(q, quantities[i+1])
			i++
			continue
		}
		if op, ok := p.bound(q); ok {
			p.amount(q, op)
		}
	}
}

// quantities returns the numbers that are not part of a longer known phrase.
func (p *parse) quantities() []quantity {
	var all []quantity
	for _, n := range numbers(p.text) {
		q := quantity{number: n, from: -1, currency: n.Symbol}
		for i, a := range p.atoms {
			if a.End > n.From && a.Start < n.To {
				if q.from < 0 {
					q.from = i
				}
				q.to = i + 1
			}
		}
		if q.from < 0 || p.covered(q.from, q.to) {
			continue
		}
		q.left, q.right = p.neighbours(q.from, q.to)
		for _, r := range q.right.roles {
			unit, ok := strings.CutPrefix(string(r), "unit:")
			if ok && unit == "other" {
				q.other = true
			} else if ok {
				q.currency = unit
			}
		}
		if q.currency != "" && q.right.to > 0 && slices.ContainsFunc(q.right.roles, isUnit) {
			q.to = q.right.to
			_, q.right = p.neighbours(q.from, q.to)
		}
		all = append(all, q)
	}
	return all
}

func isUnit(r role) bool { return strings.HasPrefix(string(r), "unit:") }

// covered reports whether a phrase that is more than this number holds its atoms.
func (p *parse) covered(from, to int) bool {
	return slices.ContainsFunc(p.spans, func(s span) bool {
		return s.from < to && s.to > from && (s.from < from || s.to > to || !onlyUnit(s))
	})
}

func onlyUnit(s span) bool {
	return len(s.meanings) == 0 && !slices.ContainsFunc(s.roles, func(r role) bool { return !isUnit(r) })
}

// neighbours returns the known phrases next to atoms [from, to), with at most two
// stop words between.
func (p *parse) neighbours(from, to int) (left, right span) {
	for _, s := range p.spans {
		if s.to <= from && from-s.to <= 2 && p.onlyStopWords(s.to, from) {
			left = s
		}
		if right.to == 0 && s.from >= to && s.from-to <= 1 && p.onlyStopWords(to, s.from) {
			right = s
		}
	}
	return left, right
}

func (p *parse) onlyStopWords(from, to int) bool {
	return len(lexical.WithoutStopWords(p.atoms[from:to])) == 0
}

// bound returns the operator that the words around a number say, and whether
// the number is about money at all.
func (p *parse) bound(q quantity) (Op, bool) {
	switch {
	case q.Plus:
		return Min, q.currency != "" || p.aboutMoney(q)
	case q.left.is("max:before") || q.right.is("max:after"):
		return Max, true
	case q.left.is("min:before") && !q.left.is("range:before") || q.right.is("min:after"):
		return Min, true
	case q.Ish || q.left.is("near:before") || q.right.is("near:after"):
		return Near, true
	case q.left.is("range:before") && q.left.is("min:before"): // "from 30" without an end
		return Min, true
	case q.currency != "":
		return Near, true
	}
	return Max, p.aboutMoney(q)
}

// aboutMoney reports whether a bare number answers the question for a budget, or
// stands beside the word for the price.
func (p *parse) aboutMoney(q quantity) bool {
	if p.scene.Asking == catalog.PriceAttribute {
		return true
	}
	return q.left.attribute == catalog.PriceAttribute || q.right.attribute == catalog.PriceAttribute
}

// isRange reports whether two numbers are the ends of a price range.
func (p *parse) isRange(a, b quantity) bool {
	if b.other || b.Low < a.Low {
		return false
	}
	between := strings.TrimSpace(p.text[a.To:b.From])
	dash := between != "" && strings.Trim(between, "-–—~〜 ") == ""
	joined := dash || a.right.is("range:join") && a.right.to == b.from
	if !joined {
		return false
	}
	money := a.currency != "" || b.currency != "" || p.aboutMoney(a)
	return money || a.left.is("range:before") && !a.Ideographs || b.right.is("range:after") ||
		a.left.is("max:before") || b.right.is("near:after") || b.right.is("max:after") ||
		dash && p.alone(a, b)
}

// alone reports whether the message holds nothing but the two numbers.
func (p *parse) alone(a, b quantity) bool {
	return strings.IndexFunc(p.text[:a.From]+p.text[b.To:], func(r rune) bool { return unicode.IsLetter(r) }) < 0
}

func (p *parse) bounds(low, high quantity) {
	currency := low.currency
	if currency == "" {
		currency = high.currency
	}
	p.want(low.Low, currency, Min, low, high)
	p.want(high.High, currency, Max, low, high)
	p.consume(low)
	p.consume(high)
}

func (p *parse) amount(q quantity, op Op) {
	if q.High > q.Low { // 五六百
		p.want(q.Low, q.currency, Min, q, q)
		p.want(q.High, q.currency, Max, q, q)
	} else {
		p.want(q.Low, q.currency, op, q, q)
	}
	p.consume(q)
}

func (p *parse) want(hundredths int64, currency string, op Op, first, last quantity) {
	amount, said, ok := p.reader.price(hundredths, currency)
	if !ok {
		return
	}
	from, to := first.from, last.to
	if bounds(first.left) {
		from = first.left.from
	}
	if bounds(last.right) {
		to = last.right.to
	}
	p.amounts = append(p.amounts, Change{Kind: Add, Constraint: Constraint{
		Attribute: catalog.PriceAttribute, Op: op, Amount: amount, Said: said,
		Strength: strengthOf(catalog.PriceAttribute), Words: p.phrase(from, to, first, last), Turn: p.scene.Turn,
	}})
}

// phrase returns the shopper's words from one atom to another, with the currency
// sign of the first number and the "+" of the last.
func (p *parse) phrase(from, to int, first, last quantity) string {
	start, end := p.atoms[from].Start, p.atoms[to-1].End
	return p.text[min(start, first.From):max(end, last.To)]
}

func bounds(s span) bool {
	return slices.ContainsFunc(s.roles, func(r role) bool {
		kind, _, _ := strings.Cut(string(r), ":")
		return kind == "max" || kind == "min" || kind == "near" || kind == "range"
	})
}

// consume marks a number and the words that bound it as dealt with.
func (p *parse) consume(q quantity) {
	p.cover(span{from: q.from, to: q.to, amount: true})
	for i := range p.spans {
		if s := &p.spans[i]; bounds(*s) && (s.to == q.left.to && s.from == q.left.from || s.to == q.right.to && s.from == q.right.from) {
			s.amount = true
		}
	}
}

// size reads "size 42" and 42码.
func (p *parse) size(q quantity) bool {
	if q.Symbol != "" || q.Ideographs || !q.left.is("size:before") && !q.right.is("size:after") {
		return false
	}
	value := strings.ToLower(p.text[q.From:q.To])
	words := p.words(q.from, q.to)
	if q.right.is("size:after") {
		words = p.words(q.from, q.right.to)
	}
	p.reading.Values = append(p.reading.Values, retrieval.Meaning{Attribute: "size", Value: value})
	p.wishes = append(p.wishes, Change{Kind: Add, Constraint: Constraint{
		Attribute: "size", Op: In, Values: []string{value}, Strength: Must, Words: words, Turn: p.scene.Turn,
	}})
	p.cover(span{from: q.from, to: q.to, amount: true})
	return true
}

// cover puts a span into its place and removes those that it overlaps.
func (p *parse) cover(s span) {
	p.spans = slices.DeleteFunc(p.spans, func(old span) bool { return old.from < s.to && old.to > s.from })
	i, _ := slices.BinarySearchFunc(p.spans, s, func(a, b span) int { return a.from - b.from })
	p.spans = slices.Insert(p.spans, i, s)
}
