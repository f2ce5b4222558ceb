package preference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	units    []*lexical.Unit // that it measures something in
	other    bool            // it counts something else: 256 GB, two pieces
	pieces   bool            // it says how many are wanted, up to atom to
}

// findAmounts turns numbers that are about money into constraints on the price,
// numbers that are sizes into constraints on the size, and numbers of shown items
// into references. All other numbers stay ordinary words.
func (p *parse) findAmounts() {
	quantities := p.quantities()
	body := p.tellsOfBody(quantities)
	pointing := slices.ContainsFunc(p.spans, span.aboutShown)
	for i := 0; i < len(quantities); i++ {
		q := quantities[i]
		if q.pieces || body && p.ofBody(q) {
			p.cover(q.from, q.to)
			continue
		}
		if of := p.ageOf(q); of >= 0 {
			p.cover(of, q.to)
			continue
		}
		if taken := p.measure(quantities, i); taken > 0 {
			i += taken - 1
			continue
		}
		if p.size(q) || q.other {
			continue
		}
		if i+1 < len(quantities) && p.betweenShown(q, quantities[i+1]) {
			i++
			continue
		}
		if i+1 < len(quantities) && p.isRange(q, quantities[i+1]) {
			p.bounds(q, quantities[i+1])
			i++
			continue
		}
		if op, ok := p.bound(q); ok {
			p.amount(q, op)
		} else if pointing {
			p.points(q)
		}
	}
	p.settleCovers()
	for i, s := range p.spans {
		p.spans[i].amount = s.amount || slices.Contains(p.measures, s.attribute)
	}
}

// quantities returns the numbers that are not part of a longer known phrase.
func (p *parse) quantities() []quantity {
	var all []quantity
	for _, n := range numbers(p.text) {
		q := quantity{number: n, currency: n.Symbol}
		q.from, q.to = p.atomsOf(n.From, n.To)
		if q.from == q.to || p.covered(q.from, q.to) {
			continue
		}
		q.left, q.right = p.neighbours(q.from, q.to)
		p.unit(&q)
		if q.currency == "" {
			p.unitsOf(&q)
		}
		q.other = q.other || len(q.units) > 0
		p.piecesOf(&q)
		all = append(all, q)
	}
	return all
}

// unit reads the currency or the counter beside a number. A small number right
// before something that has a name counts it: "two pockets", 一块手表.
func (p *parse) unit(q *quantity) {
	few := q.High < 20_00 && q.Symbol == ""
	counts := func(end int) bool {
		_, next := p.neighbours(q.from, end)
		return few && next.from == end && len(next.meanings) > 0
	}
	code := unitOf(q.right)
	switch {
	case code == "other" || q.right.is("unit:other") && counts(q.right.to):
		q.other = true
		if i, ok := p.spanAt(q.right.from); ok {
			p.spans[i].attribute = "" // "300 pages" asks for no attribute
		}
	case code != "":
		q.currency, q.to = code, q.right.to
		_, q.right = p.neighbours(q.from, q.to)
	case q.Symbol == "" && q.left.to == q.from && unitOf(q.left) != "" && unitOf(q.left) != "other":
		q.currency, q.from = unitOf(q.left), q.left.from
		q.left, _ = p.neighbours(q.from, q.to)
	default:
		q.other = counts(q.to)
	}
}

// piecesOf reads how many are wanted of a kind of product: "two mugs", 2双袜子.
func (p *parse) piecesOf(q *quantity) {
	if q.High >= 20_00 || q.Symbol != "" || len(q.units) > 0 || p.followsWord(q.from) {
		return
	}
	end := q.to
	if q.right.is("unit:other") {
		end = q.right.to
	}
	if items := p.reading.Items; len(items) == 1 && items[0] != Focused && (end > q.to || q.right.is("of")) { // "two of the first one"
		q.pieces, q.to = true, end
		return
	}
	if _, next := p.neighbours(q.from, end); next.from == end && names(next) {
		q.pieces, q.to = true, end
	}
}

// followsWord reports whether a word that nothing is known of stands right before an
// atom, as in "iPhone 15".
func (p *parse) followsWord(atom int) bool {
	if atom == 0 || strings.ContainsAny(p.text[p.atoms[atom-1].End:p.atoms[atom].Start], clauseEnds) || len(lexical.WithoutStopWords(p.atoms[atom-1:atom])) == 0 {
		return false
	}
	i, _ := p.spanAt(atom)
	return i == 0 || p.spans[i-1].to < atom
}

// unitOf returns the currency that a span names, "other" for another unit, or "".
func unitOf(s span) string {
	for _, r := range s.roles {
		if unit, ok := strings.CutPrefix(string(r), "unit:"); ok {
			return unit
		}
	}
	return ""
}

// atomsOf returns the range of atoms that overlap the bytes [start, end).
func (p *parse) atomsOf(start, end int) (from, to int) {
	from, _ = slices.BinarySearchFunc(p.atoms, start+1, func(a lexical.Atom, at int) int { return a.End - at })
	to, _ = slices.BinarySearchFunc(p.atoms, end, func(a lexical.Atom, at int) int { return a.Start - at })
	return from, max(from, to)
}

func isUnit(r role) bool { return strings.HasPrefix(string(r), "unit:") }

// covered reports whether a phrase that is more than this number holds its atoms.
func (p *parse) covered(from, to int) bool {
	i, _ := p.spanAt(from)
	if i > 0 && p.spans[i-1].to > from {
		return true
	}
	for ; i < len(p.spans) && p.spans[i].from < to; i++ {
		s := p.spans[i]
		part := s.to-s.from < to-from // such as the "and" of a numeral in words
		if s.to > to || len(s.meanings) > 0 || !part && !slices.ContainsFunc(s.roles, isUnit) {
			return true
		}
	}
	return false
}

// spanAt returns where the span that begins at an atom is, or would be.
func (p *parse) spanAt(from int) (int, bool) {
	return slices.BinarySearchFunc(p.spans, from, func(s span, at int) int { return s.from - at })
}

// neighbours returns the known phrases next to atoms [from, to) in the same
// clause, with at most two stop words between on the left and one on the right.
func (p *parse) neighbours(from, to int) (left, right span) {
	if i, _ := p.spanAt(from); i > 0 && from-p.spans[i-1].to <= 2 && p.onlyStopWords(p.spans[i-1].to, from) {
		left = p.spans[i-1]
	}
	if i, _ := p.spanAt(to); i < len(p.spans) && p.spans[i].from-to <= 1 && p.onlyStopWords(to, p.spans[i].from) {
		right = p.spans[i]
	}
	return left, right
}

// onlyStopWords reports whether nothing of content, and no punctuation that ends
// a clause, stands between two places next to atoms.
func (p *parse) onlyStopWords(from, to int) bool {
	between := p.text[p.atoms[from-1].End:p.atoms[to].Start]
	return !strings.ContainsAny(between, clauseEnds) && len(lexical.WithoutStopWords(p.atoms[from:to])) == 0
}

// bound returns the operator that the words around a number say, and whether
// the number is about money at all.
func (p *parse) bound(q quantity) (Op, bool) {
	if op, ok := p.bounded(q); ok {
		return op, !q.Plus || q.currency != "" || p.aboutMoney(q) || p.alone(q, q)
	}
	switch {
	case q.left.is("range:before") && q.left.is("min:before"): // "from 30" without an end
		return Min, true
	case q.currency != "" && p.scene.Asking != catalog.PriceAttribute:
		return Near, true
	case q.left.is("revise") && q.Low >= hundreds, p.saysNothingElse(q):
		return Max, true
	}
	return Max, p.aboutMoney(q) || q.High > q.Low && q.Low >= hundreds
}

// saysNothingElse reports whether a bare number is all that its clause says of what is
// looked for, and as large as a price: "ok 4000 then", 太贵了，500.
func (p *parse) saysNothingElse(q quantity) bool {
	least := hundreds
	if slices.ContainsFunc(p.spans, func(s span) bool { return s.is("act:cheaper") }) {
		least = smallestPrice
	}
	if len(p.scene.Kinds) == 0 || q.Low < int64(least) || q.Words {
		return false
	}
	from, to := p.clauseAround(q.from)
	for i := from; i < to; {
		if at, ok := p.spanAt(i); ok && (len(p.spans[at].meanings) == 0 || p.spans[at].is("act:cheaper")) && p.spans[at].attribute == "" {
			i = p.spans[at].to
			continue
		}
		if (i < q.from || i >= q.to) && len(lexical.WithoutStopWords(p.atoms[i:i+1])) > 0 {
			return false
		}
		i++
	}
	return true
}

// clauseAround returns the range of atoms between the punctuation on both sides of one.
func (p *parse) clauseAround(atom int) (from, to int) {
	ends := func(i int) bool { return strings.ContainsAny(p.text[p.atoms[i-1].End:p.atoms[i].Start], clauseEnds) }
	from, to = atom, atom+1
	for from > 0 && !ends(from) {
		from--
	}
	for to < len(p.atoms) && !ends(to) {
		to++
	}
	return from, to
}

// bounded returns the operator that the words around an amount say, if they do.
func (p *parse) bounded(q quantity) (Op, bool) {
	switch {
	case q.Plus:
		return Min, true
	case q.left.is("max:before") || q.right.is("max:after"):
		return p.unlessNegated(q, Max, Min), true
	case q.left.is("min:before") && !q.left.is("range:before") || q.right.is("min:after"):
		return p.unlessNegated(q, Min, Max), true
	case q.Ish || q.left.is("near:before") || q.right.is("near:after"):
		return Near, true
	}
	return "", false
}

// unlessNegated returns op, or its opposite if the bound is refused: "不要300以上的".
func (p *parse) unlessNegated(q quantity, op, opposite Op) Op {
	if p.beforeBound(q).is("negate") {
		return opposite
	}
	return op
}

// beforeBound returns the known phrase on the left of a number and of the words
// that bound it.
func (p *parse) beforeBound(q quantity) span {
	if !bounds(q.left) {
		return q.left
	}
	before, _ := p.neighbours(q.left.from, q.left.to)
	return before
}

// hundreds is where two bare numbers, or a range in one numeral such as 五六百,
// become more likely a price than anything else, in hundredths.
const hundreds = 100_00

// aboutMoney reports whether a bare number answers the question for a budget, is
// written like a price, or stands beside the word for it.
func (p *parse) aboutMoney(q quantity) bool {
	if p.scene.Asking == catalog.PriceAttribute || q.Cents {
		return true
	}
	return q.left.attribute == catalog.PriceAttribute || q.right.attribute == catalog.PriceAttribute
}

// ageOf returns the atom of whom a number is the age, as in "she's about 60" and 他快40了,
// or -1.
func (p *parse) ageOf(q quantity) int {
	const oldest = 110_00
	if q.currency != "" || q.other || len(q.units) > 0 || q.Low != q.High || q.High > oldest || q.right.is("size:after") {
		return -1
	}
	for i := q.from - 1; i >= 0; i-- {
		switch word := p.atoms[i].Text; {
		case slices.Contains(moods()["age:of"], word):
			return i
		case !slices.Contains(moods()["age:between"], word):
			return -1
		}
	}
	return -1
}

// smallestPrice is the lowest end, in hundredths, of a range that is taken for a
// price without a word that says so: smaller numbers count things.
const smallestPrice = 20_00

// isRange reports whether two numbers are the ends of a price range.
func (p *parse) isRange(a, b quantity) bool {
	if b.other || b.Low < a.Low {
		return false
	}
	between := strings.TrimSpace(p.text[a.To:b.From])
	dash := between != "" && strings.Trim(between, "-–—~〜 ") == ""
	joined := a.right.to == b.from
	switch {
	case joined && a.right.is("range:and"):
		return a.left.is("range:before") || b.right.is("range:after")
	case !dash && !(joined && a.right.is("range:to")):
		return false
	case a.currency != "" || b.currency != "" || p.aboutMoney(a) || bounds(a.left) || bounds(b.right):
		return true
	}
	return p.alone(a, b) || a.Low >= smallestPrice && !(a.isYear() && b.isYear())
}

func (q quantity) isYear() bool { return q.Low >= 1900_00 && q.Low < 2100_00 && q.Low%100 == 0 }

// alone reports whether the message holds nothing but two numbers.
func (p *parse) alone(a, b quantity) bool { return a.from == 0 && b.to == len(p.atoms) }

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
		return kind == "max" || kind == "min" || kind == "near" || kind == "range" || kind == "revise"
	})
}

// consume marks a number and the words that bound it as dealt with.
func (p *parse) consume(q quantity) {
	p.cover(q.from, q.to)
	for _, s := range []span{q.left, q.right, p.beforeBound(q)} {
		if i, found := p.spanAt(s.from); found && (bounds(s) || s.is("negate") || s.attribute == catalog.PriceAttribute) {
			p.spans[i].amount = true
		}
	}
}

// size reads "size 42" and 42码.
func (p *parse) size(q quantity) bool {
	if q.Symbol != "" || q.Words || len(q.units) > 0 {
		return false
	}
	if !q.left.is("size:before") && !q.right.is("size:after") {
		return p.plainSize(q)
	}
	from, to := q.from, q.to
	if q.left.is("size:before") && !q.left.is("negate") {
		from = q.left.from
	}
	if q.right.is("size:after") {
		to = q.right.to
	}
	values := p.sizesNumbered(p.text[q.From:q.To])
	if len(values) == 0 { // who says "size 10" means the one system or the other
		for _, size := range union(p.listed("us", p.text[q.From:q.To]), p.listed("uk", p.text[q.From:q.To])) {
			values = append(values, retrieval.Meaning{Attribute: sizeAttribute, Value: size})
		}
	}
	if len(values) == 0 {
		values = []retrieval.Meaning{{Attribute: sizeAttribute, Value: strings.ToLower(p.text[q.From:q.To])}}
	}
	p.covers = append(p.covers, span{from: from, to: to, meanings: values})
	return true
}

// cover marks atoms as dealt with, once settleCovers is called.
func (p *parse) cover(from, to int) {
	p.covers = append(p.covers, span{from: from, to: to, amount: true})
}

// settleCovers puts the covers into their places and removes the spans that they
// overlap.
func (p *parse) settleCovers() {
	slices.SortStableFunc(p.covers, func(a, b span) int { return a.from - b.from })
	var merged []span
	add := func(s span) {
		if len(merged) == 0 || merged[len(merged)-1].to <= s.from {
			merged = append(merged, s)
		}
	}
	spans := p.spans
	for _, c := range p.covers {
		for len(spans) > 0 && spans[0].to <= c.from {
			add(spans[0])
			spans = spans[1:]
		}
		for len(spans) > 0 && spans[0].from < c.to {
			spans = spans[1:]
		}
		add(c)
	}
	for _, s := range spans {
		add(s)
	}
	p.spans, p.covers = merged, nil
}

// price makes an amount in the shop's currency of hundredths in a currency.
func (r *Reader) price(hundredths int64, code string) (amount, said catalog.Money, ok bool) {
	shop := r.vocabulary.Currency()
	if shop == "" {
		shop = cmp.Or(code, "USD")
	}
	if code == "" || code == shop {
		m, ok := inMinorUnits(hundredths, shop)
		return m, catalog.Money{}, ok
	}
	said, ok = inMinorUnits(hundredths, code)
	if !ok {
		return catalog.Money{}, catalog.Money{}, false
	}
	amount, err := r.rates.Convert(said, shop)
	return amount, said, err == nil
}
