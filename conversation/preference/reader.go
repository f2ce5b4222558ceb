package preference

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// span is a stretch of atoms whose words are known.
type span struct {
	from, to  int
	roles     []role
	meanings  []retrieval.Meaning
	adjust    []*Adjustment
	person    *person // that something is for
	attribute string  // the attribute that the words name
	lacks     bool    // the words are for what lacks the meanings
	amount    bool    // a number, or the words that bound it: already dealt with
}

func (s span) is(r role) bool { return slices.Contains(s.roles, r) }

// Read works out what a message does and how it changes the ledger.
func (r *Reader) Read(text string, scene Scene) Reading {
	p := &parse{reader: r, scene: scene, text: lexical.Normalize(text)}
	p.atoms = lexical.Atoms(p.text)
	p.spans = p.know()
	p.findPerson()
	p.findSizes()
	p.findDimensions()
	p.findItems()
	p.findAmounts()
	takes := p.takes()
	p.release()
	p.reading.Question = asks(p.text)
	p.reading.OfShop = p.reading.Question && !slices.Contains(p.reading.Items, Focused) && beginsWithAny(strings.ToLower(p.text), moods()["ask:shop"])
	corrected := 0 // how many wishes came before a "no"
	p.refuses = slices.ContainsFunc(p.spans, func(s span) bool { return s.is("act:reject") || s.is("act:another") })
	for _, c := range p.clauses() {
		if p.corrects(c) {
			corrected = len(p.wishes)
			continue
		}
		p.readClause(c)
	}
	p.replace(corrected)
	if p.present != "" {
		p.wishGift()
	}
	p.reading.Modifies = p.modifies()
	p.reading.Returns = slices.ContainsFunc(p.spans, func(s span) bool { return s.is("back") })
	p.reading.Anything = p.reading.For != "" && containsAny(strings.ToLower(p.text), moods()["for:something"])
	p.scope()
	if p.reading.Is(Complement) && slices.ContainsFunc(p.wishes, func(w Change) bool { return w.Constraint.Attribute == retrieval.TypeAttribute }) {
		p.reading.Acts = slices.DeleteFunc(p.reading.Acts, func(a Act) bool { return a == Complement }) // "heels to go with it" asks for heels
		p.reading.GoesWith = true
	}
	if takes && len(p.wishes)+len(p.amounts)+len(p.reading.Changes) == 0 && !p.reading.Question && p.onlyPoints() {
		p.reading.Acts = append([]Act{Accept}, slices.DeleteFunc(p.reading.Acts, func(a Act) bool { return a != Thanks })...)
	}
	p.settle()
	return p.reading
}

// parse is the work on one message.
type parse struct {
	reader   *Reader
	scene    Scene
	text     string
	atoms    []lexical.Atom
	spans    []span // in order, not overlapping
	covers   []span // atoms that have been dealt with, to go into spans
	present  string // the words that speak of a present to somebody
	likens   bool   // it wants something like a shown item
	refuses  bool   // it asks for something else than what is shown
	free     []lexical.Atom
	wishes   []Change // values said, before those of one attribute are joined
	amounts  []Change
	measures []string // the attributes of amounts that are no price
	reading  Reading
}

// know finds the phrases that are roles, values or attribute names; where they
// overlap the longer one wins, and one phrase may be several things.
func (p *parse) know() []span {
	var all []span
	for from, to := range p.stretches() {
		for _, m := range roles().FindAll(p.atoms[from:to]) {
			all = append(all, span{from: from + m.From, to: from + m.To, roles: m.Values})
		}
	}
	for _, m := range p.reader.vocabulary.Find(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, meanings: m.Values})
	}
	for _, m := range p.reader.vocabulary.FindAttributes(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, attribute: m.Values[0]})
	}
	for _, m := range peoplePhrases().FindAll(p.atoms) {
		if p.receives(m.Values[0], m.From, m.To) {
			all = append(all, span{from: m.From, to: m.To, person: m.Values[0]})
		}
	}
	for _, m := range compounds().FindAll(p.atoms) {
		if p.reader.vocabulary.Lists(m.Values[0].Attribute) {
			all = append(all, span{from: m.From, to: m.To, meanings: m.Values})
		}
	}
	for _, m := range opposites().FindAll(p.atoms) {
		if flag := m.Values[0]; p.reader.vocabulary.Lists(flag) {
			all = append(all, span{from: m.From, to: m.To, lacks: true, meanings: []retrieval.Meaning{{Attribute: flag, Value: lexical.Yes}}})
		}
	}
	for _, m := range critiques().FindAll(p.atoms) {
		all = append(all, span{from: m.From, to: m.To, adjust: m.Values})
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
			last.person = cmp.Or(last.person, s.person)
			last.adjust = slices.Concat(last.adjust, s.adjust)
			last.attribute = cmp.Or(last.attribute, s.attribute)
			last.lacks = last.lacks || s.lacks
		}
	}
	return kept
}

// stretches yields the ranges of atoms with no punctuation between them: no phrase of
// a role goes across it, as 不要 would in 不，要长袖的.
func (p *parse) stretches() iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		from := 0
		for i := 1; i <= len(p.atoms); i++ {
			if i < len(p.atoms) && !strings.ContainsAny(p.text[p.atoms[i-1].End:p.atoms[i].Start], clauseEnds+":") {
				continue
			}
			if !yield(from, i) {
				return
			}
			from = i
		}
	}
}

// release gives up the spans whose words only mean something beside a number, so
// that elsewhere they are ordinary words, and the idioms.
func (p *parse) release() {
	p.spans = slices.DeleteFunc(p.spans, func(s span) bool {
		return !s.amount && len(s.meanings) == 0 && s.attribute == "" && len(s.roles) > 0 &&
			!slices.ContainsFunc(s.roles, func(r role) bool { return !besideNumbers(r) })
	})
}

func besideNumbers(r role) bool {
	kind, _, _ := strings.Cut(string(r), ":")
	return r == "item:number" || r == "idiom" || slices.Contains([]string{"unit", "max", "min", "near", "range", "revise", "size", "take", "look"}, kind)
}

// acts records what the words of a span do.
func (p *parse) acts(s span) {
	for _, r := range s.roles {
		if act, ok := strings.CutPrefix(string(r), "act:"); ok && !s.amount && !p.rather(s) {
			p.act(act)
			if act == "policy" {
				p.reading.OfService = append(p.reading.OfService, p.words(s.from, s.to))
			}
		}
	}
}

// rather reports whether a 比较 compares nothing, but stands before an adjective: 比较怕冷.
func (p *parse) rather(s span) bool {
	if !slices.Contains(moods()["rather"], p.words(s.from, s.to)) || s.to >= len(p.atoms) || p.atoms[s.to].Start != p.atoms[s.to-1].End {
		return false
	}
	return p.atoms[s.to].Ideograph
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

// modifies reports whether the message speaks of the kind of product at hand, which
// it does not name: "a quiet one", 要静音的.
func (p *parse) modifies() bool {
	if slices.ContainsFunc(p.spans, func(s span) bool { return s.is("one") }) {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(p.text, func(r rune) bool { return strings.ContainsRune(clauseEnds, r) }), func(clause string) bool {
		last := strings.TrimRight(clause, "~ "+strings.Join(moods()["particle"], ""))
		return endsInAny(last, moods()["modify:last"])
	})
}

// asks reports whether the text is put as a question.
func asks(text string) bool {
	if strings.Contains(text, "?") {
		return true
	}
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	end := strings.TrimRight(text, "。.! ")
	return slices.Contains(moods()["ask:first"], first) || endsInAny(end, moods()["ask:last"]) ||
		slices.ContainsFunc(moods()["ask:anywhere"], func(w string) bool {
			_, after, found := strings.Cut(text, w)
			return found && !containsAny(after, moods()["ask:not"])
		})
}

func endsInAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(text, w) })
}

// beginsWithAny reports whether a text begins with one of the words, whole in English.
func beginsWithAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		rest, found := strings.CutPrefix(text, w)
		return found && (rest == "" || rest[0] < 'a' || rest[0] > 'z')
	})
}

func containsAny(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
