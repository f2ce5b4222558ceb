package preference

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// span is a stretch of atoms whose words are known.
type span struct {
	from, to  int
	roles     []role
	meanings  []retrieval.Meaning
	attribute string // the attribute that the words name
	amount    bool   // a number, or the words that bound it: already dealt with
}

func (s span) is(r role) bool { return slices.Contains(s.roles, r) }

// Read works out what a message does and how it changes the ledger.
func (r *Reader) Read(text string, scene Scene) Reading {
	p := &parse{reader: r, scene: scene, text: lexical.Normalize(text)}
	p.atoms = lexical.Atoms(p.text)
	p.spans = p.know()
	p.findItems()
	p.findAmounts()
	p.release()
	p.reading.Question = asks(p.text)
	p.refuses = slices.ContainsFunc(p.spans, func(s span) bool { return s.is("act:reject") || s.is("act:another") })
	for _, c := range p.clauses() {
		p.readClause(c)
	}
	p.reading.Modifies = p.modifies()
	p.settle()
	return p.reading
}

// parse is the work on one message.
type parse struct {
	reader  *Reader
	scene   Scene
	text    string
	atoms   []lexical.Atom
	spans   []span // in order, not overlapping
	covers  []span // atoms that have been dealt with, to go into spans
	refuses bool   // it asks for something else than what is shown
	free    []lexical.Atom
	wishes  []Change // values said, before those of one attribute are joined
	amounts []Change
	reading Reading
}

// know finds the phrases that are roles, values or attribute names; where they
// overlap the longer one wins, and one phrase may be several things.
func (p *parse) know() []span {
	var all []span
	for _, m := range roles().FindAll(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, roles: m.Values})
	}
	for _, m := range p.reader.vocabulary.Find(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, meanings: m.Values})
	}
	for _, m := range p.reader.vocabulary.FindAttributes(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, attribute: m.Values[0]})
	}
	slices.SortStableFunc(all, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	var kept []span
	for _, s := range all {
		if len(kept) == 0 || s.from >= kept[len(kept)-1].to {
			kept = append(kept, s)
			continue
		}
		if last := &kept[len(kept)-1]; last.from == s.from && last.to == s.to {
			last.roles = slices.Concat(last.roles, s.roles) // the found values belong to the tables
			last.meanings = slices.Concat(last.meanings, s.meanings)
			last.attribute = cmp.Or(last.attribute, s.attribute)
		}
	}
	return kept
}

// release gives up the spans whose words only mean something beside a number, so
// that elsewhere they are ordinary words.
func (p *parse) release() {
	p.spans = slices.DeleteFunc(p.spans, func(s span) bool {
		return !s.amount && len(s.meanings) == 0 && s.attribute == "" && len(s.roles) > 0 &&
			!slices.ContainsFunc(s.roles, func(r role) bool { return !besideNumbers(r) })
	})
}

func besideNumbers(r role) bool {
	kind, _, _ := strings.Cut(string(r), ":")
	return r == "item:number" || slices.Contains([]string{"unit", "max", "min", "near", "range", "size"}, kind)
}

// clauseEnds is the punctuation that ends a clause, in normalized text.
const clauseEnds = ",.;!?\n。"

// clause is a stretch of spans and free atoms between punctuation or "but".
type clause struct {
	spans []span
	free  []lexical.Atom
}

func (c clause) is(r role) bool {
	return slices.ContainsFunc(c.spans, func(s span) bool { return s.is(r) })
}

// indifferent reports whether the clause leaves something open: "no preference",
// "any price is fine".
func (c clause) indifferent() bool { return c.is("indifferent") || c.is("any") && c.is("fine") }

func (p *parse) clauses() []clause {
	var all []clause
	var c clause
	end := func() {
		if len(c.spans)+len(c.free) > 0 {
			all = append(all, c)
		}
		c = clause{}
	}
	next := 0
	for i := 0; i < len(p.atoms); {
		if i > 0 && strings.ContainsAny(p.text[p.atoms[i-1].End:p.atoms[i].Start], clauseEnds) {
			end()
		}
		for next < len(p.spans) && p.spans[next].from < i {
			next++
		}
		if next == len(p.spans) || p.spans[next].from != i {
			c.free = append(c.free, p.atoms[i])
			i++
			continue
		}
		s := p.spans[next]
		if s.is("but") {
			end()
		}
		c.spans = append(c.spans, s)
		i = s.to
	}
	end()
	return all
}

// readClause reads the spans of a clause from left to right. What is negated,
// softened or added lasts to its end.
func (p *parse) readClause(c clause) {
	if c.indifferent() && p.retracts(c) {
		for _, s := range c.spans {
			p.acts(s)
		}
		return
	}
	rejecting := c.is("act:reject")
	var negated, softened, also, replacing bool
	said := 0
	first, replaced := len(p.wishes), 0
	for i, s := range c.spans {
		negated = negated || s.is("negate") && !s.amount || s.is("lack") && !p.reading.Question || rejecting && len(s.meanings) > 0 && !replacing
		softened = softened || s.is("soft")
		also = also || s.is("also")
		if s.is("instead") || s.is("want") {
			negated = false
		}
		if s.is("instead") {
			replacing, replaced = true, len(p.wishes)
		}
		p.acts(s)
		if s.amount || len(s.meanings) == 0 {
			if s.attribute != "" && len(s.roles) == 0 && !s.amount {
				p.reading.Attributes = union(p.reading.Attributes, []string{s.attribute})
				if !p.reader.vocabulary.Lists(s.attribute) {
					c.free = append(c.free, p.atoms[s.from:s.to]...) // in this shop an ordinary word
				}
			}
			continue
		}
		said++
		p.say(s, i, c, negated, softened)
	}
	if said > 0 && c.endsWith("negate") {
		for i := first; i < len(p.wishes); i++ {
			p.wishes[i].Constraint.Op = NotIn
		}
	}
	if said > 0 && c.endsWith("soft") {
		for i := first; i < len(p.wishes); i++ {
			p.wishes[i].Constraint.Strength = Prefer
		}
	}
	sparesKind(p.wishes[first:])
	if also {
		for i := first; i < len(p.wishes); i++ {
			if p.wishes[i].Constraint.Op == In {
				p.wishes[i].Kind = Also
			}
		}
	}
	if replacing {
		p.replace(replaced)
	}
	if !c.is("act:picture") && !rejecting && !c.indifferent() && !negated && !p.complains(c) {
		p.free = append(p.free, lexical.WithoutStopWords(c.free)...)
	}
}

// sparesKind lets a negation be about the words before a product type, not about
// the type: "no black jeans" asks for jeans.
func sparesKind(wishes []Change) {
	refused := false
	for i := range wishes {
		w := &wishes[i].Constraint
		if w.Attribute != retrieval.TypeAttribute {
			refused = refused || w.Op == NotIn
		} else if refused {
			w.Op = In
		}
	}
}

// replace takes back the first n wishes of the message as far as later ones are
// about the same: 黑色换成白色.
func (p *parse) replace(n int) {
	later := slices.Clone(p.wishes[n:])
	p.wishes = append(slices.DeleteFunc(p.wishes[:n], func(w Change) bool {
		return w.Constraint.Op == In && slices.ContainsFunc(later, func(l Change) bool {
			return l.Constraint.Op == In && l.Constraint.Attribute == w.Constraint.Attribute
		})
	}), later...)
}

// complains reports whether the clause says what is wrong with a shown item.
func (p *parse) complains(c clause) bool {
	return p.refuses && c.is("item:focus") && !c.is("act:another")
}

// retracts reads "any colour", "price doesn't matter", "都行" and reports whether
// the clause was that: it takes back wishes and adds none.
func (p *parse) retracts(c clause) bool {
	var attributes []string
	for _, s := range c.spans {
		if len(s.meanings) > 0 && !s.is("indifferent") {
			flag := slices.IndexFunc(s.meanings, func(m retrieval.Meaning) bool { return p.reader.vocabulary.Flag(m.Attribute) })
			if flag < 0 {
				return false
			}
			attributes = append(attributes, s.meanings[flag].Attribute)
			continue
		}
		if s.attribute != "" {
			attributes = append(attributes, s.attribute)
		}
	}
	if len(attributes) == 0 && p.scene.Asking != "" {
		attributes = []string{p.scene.Asking}
	}
	for _, a := range attributes {
		p.reading.Changes = append(p.reading.Changes, Change{Kind: Retract, Constraint: Constraint{Attribute: a}})
		p.wishes = slices.DeleteFunc(p.wishes, func(w Change) bool { // "red, or any colour"
			return w.Constraint.Attribute == a && w.Constraint.Op == In
		})
	}
	return true
}

// say records the meanings of one span as wishes.
func (p *parse) say(s span, i int, c clause, negated, softened bool) {
	meanings := choose(s.meanings)
	if meanings[0].Attribute == retrieval.TypeAttribute && !p.head(s, i, c) {
		p.free = append(p.free, p.atoms[s.from:s.to]...)
		return
	}
	for _, m := range meanings {
		p.reading.Values = append(p.reading.Values, m)
		strength := strengthOf(m.Attribute)
		if softened {
			strength = Prefer
		}
		op := In
		if negated {
			op = NotIn
		}
		p.wishes = append(p.wishes, Change{Kind: Add, Constraint: Constraint{
			Attribute: m.Attribute, Op: op, Values: []string{m.Value}, Strength: strength,
			Words: p.words(s.from, s.to), Turn: p.scene.Turn,
		}})
	}
}

// head reports whether a product type names what is looked for. Of two in a row
// ("sports watch", 运动手表) the last one does; across a preposition ("lamp for
// my desk") the first; joined by "or" both do.
func (p *parse) head(s span, i int, c clause) bool {
	for j := i + 1; j < len(c.spans); j++ {
		next := c.spans[j]
		if next.is("or") || next.is("of") {
			return true
		}
		if names(next) {
			return false
		}
	}
	for j := i - 1; j >= 0; j-- {
		before := c.spans[j]
		if before.is("of") && slices.ContainsFunc(c.spans[:j], names) {
			return false
		}
		if names(before) {
			return true
		}
	}
	return true
}

func names(s span) bool {
	return slices.ContainsFunc(s.meanings, func(m retrieval.Meaning) bool { return m.Attribute == retrieval.TypeAttribute })
}

// priority orders the attributes that one ambiguous word may mean.
var priority = []string{retrieval.TypeAttribute, retrieval.BrandAttribute, "color", "material", "size", "season"}

// choose settles what an ambiguous word means: one attribute that excludes, by
// priority, and beside it whom a product is for; or all that only rank.
func choose(meanings []retrieval.Meaning) []retrieval.Meaning {
	var person, hard, soft []retrieval.Meaning
	for _, m := range meanings {
		switch {
		case m.Attribute == "gender" || m.Attribute == "age_group":
			person = append(person, m)
		case strengthOf(m.Attribute) == Must:
			hard = append(hard, m)
		default:
			soft = append(soft, m)
		}
	}
	rank := func(m retrieval.Meaning) int {
		if i := slices.Index(priority, m.Attribute); i >= 0 {
			return i
		}
		return len(priority)
	}
	if len(hard) > 0 {
		best := slices.MinFunc(hard, func(a, b retrieval.Meaning) int { return cmp.Compare(rank(a), rank(b)) })
		return append([]retrieval.Meaning{best}, person...)
	}
	if len(person) > 0 {
		return person
	}
	return soft
}

// endsWith reports whether words with the role stand after the last value of the
// clause: "黑色的不要", "linen if possible". They are about what stands before them.
func (c clause) endsWith(r role) bool {
	for _, s := range slices.Backward(c.spans) {
		if len(s.meanings) > 0 {
			return false
		}
		if s.is(r) {
			return true
		}
	}
	return false
}

// acts records what the words of a span do.
func (p *parse) acts(s span) {
	for _, r := range s.roles {
		if act, ok := strings.CutPrefix(string(r), "act:"); ok && !s.amount {
			p.act(act)
		}
	}
}

func (p *parse) act(name string) {
	act := Act(name)
	switch name {
	case "policy":
		act = Policy
	case "order":
		act = Order
	case "picture":
		p.reading.Picture = true
		return
	}
	if !slices.Contains(p.reading.Acts, act) {
		p.reading.Acts = append(p.reading.Acts, act)
	}
}

// words returns the shopper's own words for a stretch of atoms.
func (p *parse) words(from, to int) string { return p.text[p.atoms[from].Start:p.atoms[to-1].End] }

// settle joins what was said of one attribute into one change, and adds the
// wishes in free words.
func (p *parse) settle() {
	if p.reading.Is(StartOver) {
		p.reading.Changes = append([]Change{{Kind: Reset}}, p.reading.Changes...)
	}
	var joined []Change
	for _, w := range p.wishes {
		i := slices.IndexFunc(joined, func(c Change) bool {
			return c.Constraint.Attribute == w.Constraint.Attribute && c.Constraint.Op == w.Constraint.Op
		})
		if i < 0 {
			joined = append(joined, w)
			continue
		}
		same := &joined[i].Constraint
		same.Values = union(same.Values, w.Constraint.Values)
		if !strings.Contains(same.Words, w.Constraint.Words) {
			same.Words += " " + w.Constraint.Words
		}
	}
	// The product type comes first: a new one decides what is carried over.
	slices.SortStableFunc(joined, func(a, b Change) int { return cmp.Compare(typeLast(a), typeLast(b)) })
	p.reading.Changes = append(p.reading.Changes, joined...)
	p.reading.Changes = append(p.reading.Changes, p.amounts...)
	if words := p.freeWords(); words != "" {
		p.reading.Changes = append(p.reading.Changes, Change{Kind: Add, Constraint: Constraint{
			Attribute: FreeText, Op: Like, Strength: Prefer, Words: words, Turn: p.scene.Turn,
		}})
	}
}

func typeLast(c Change) int {
	if c.Constraint.Attribute == retrieval.TypeAttribute && c.Constraint.Op == In {
		return 0
	}
	return 1
}

// freeWords joins the atoms that nothing else explains; characters that stood
// together stay together.
func (p *parse) freeWords() string {
	var b strings.Builder
	slices.SortFunc(p.free, func(x, y lexical.Atom) int { return cmp.Compare(x.Start, y.Start) })
	p.free = p.meaningful()
	for i, a := range p.free {
		if i > 0 && p.free[i-1].End != a.Start {
			b.WriteByte(' ')
		}
		b.WriteString(p.text[a.Start:a.End])
	}
	return strings.TrimSpace(b.String())
}

// meaningful returns the free atoms less what is left of idioms: numbers with no
// word beside them, and single Chinese characters in a message that says more.
func (p *parse) meaningful() []lexical.Atom {
	atoms := p.free
	lone := func(i int) bool {
		joined := i > 0 && atoms[i-1].End == atoms[i].Start || i+1 < len(atoms) && atoms[i].End == atoms[i+1].Start
		return atoms[i].Ideograph && !joined
	}
	var words []lexical.Atom
	for i, a := range atoms {
		if !lone(i) {
			words = append(words, a)
		}
	}
	if len(words) == 0 && len(p.wishes)+len(p.amounts)+len(p.reading.Items) == 0 {
		words = atoms
	}
	if !slices.ContainsFunc(words, func(a lexical.Atom) bool { return strings.ContainsFunc(a.Text, unicode.IsLetter) }) {
		return nil
	}
	return words
}

// modifies reports whether the message speaks of the kind of product at hand, which
// it does not name: "a quiet one", 要静音的.
func (p *parse) modifies() bool {
	if slices.ContainsFunc(p.spans, func(s span) bool { return s.is("one") }) {
		return true
	}
	last := strings.TrimRight(p.text, "?!.。~ 吗呢吧么")
	return strings.HasSuffix(last, "的") || strings.HasSuffix(last, "点") || strings.HasSuffix(last, "些")
}

// asks reports whether the text is put as a question.
func asks(text string) bool {
	if strings.Contains(text, "?") {
		return true
	}
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	end := strings.TrimRight(text, "。.! ")
	return slices.Contains(askingFirst, first) ||
		slices.ContainsFunc(askingLast, func(w string) bool { return strings.HasSuffix(end, w) }) ||
		slices.ContainsFunc(askingAnywhere, func(w string) bool {
			_, after, found := strings.Cut(text, w)
			return found && !strings.Contains(after, "都") // 什么都行 asks nothing
		})
}

var (
	askingFirst = []string{
		"does", "do", "is", "are", "can", "could", "would", "will", "has", "have",
		"what", "what's", "which", "how", "where", "when", "who", "why",
	}
	askingLast     = []string{"吗", "呢", "么", "没有"}
	askingAnywhere = []string{"什么", "怎么", "哪", "多少", "谁", "多久", "多长", "多大", "多重", "多高", "有没有", "是不是", "能不能", "可不可以", "会不会", "是否"}
)

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
