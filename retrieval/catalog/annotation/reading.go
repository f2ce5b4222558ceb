package annotation

import (
	"slices"
	"unicode"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// deniedWords is how many words may stand between a denial and what it denies:
// "not fully waterproof".
const deniedWords = 2

// finding is one value that atoms [from, to) of a passage say.
type finding struct {
	attribute int
	value     string
	from, to  int
	sentence  int
	sure      bool // announced by a label, or with its share in percent
	weak      bool // counts only if it is sure
}

// cue is a phrase that changes how what stands around it is read.
type cue struct {
	about    set
	from, to int
}

// reader reads one passage.
type reader struct {
	rules    *rules
	passage  *passage
	wanted   set
	kinds    set
	brand    []lexical.Atom
	found    []finding
	taken    []cue // what the quantity before it is not a value of
	stopped  []cue // [from, to) is about something else
	denied   []cue // what begins at from, or before to, is not so
	labelled []cue
	listed   []set // by sentence
	sentence int
}

// read finds what the passage says of the wanted attributes, from left to right.
func (r *reader) read() []finding {
	p := r.passage
	r.sentence = -1
	for from := 0; from < len(p.atoms); {
		if p.gaps[from]&sentence != 0 {
			r.sentence++
			r.listed = append(r.listed, 0)
		}
		to := p.clauseEnd(from)
		r.clause(from, to)
		from = to
	}
	r.quantities()
	r.sizes()
	return slices.DeleteFunc(r.found, func(f finding) bool {
		return f.weak && !f.sure || r.listed[f.sentence].has(f.attribute) || r.branded(f)
	})
}

// branded reports whether the words of a finding are part of the brand's name.
func (r *reader) branded(f finding) bool {
	for start := max(0, f.to-len(r.brand)); len(r.brand) > 0 && start <= f.from; start++ {
		end := start + len(r.brand)
		if end <= len(r.passage.atoms) && slices.EqualFunc(r.brand, r.passage.atoms[start:end], sameText) {
			return true
		}
	}
	return false
}

func sameText(a, b lexical.Atom) bool { return a.Text == b.Text }

// clause reads the words of atoms [from, to).
func (r *reader) clause(from, to int) {
	matches := r.rules.phrases.Find(r.passage.atoms[from:to])
	for i := range matches {
		matches[i].From += from
		matches[i].To += from
	}
	var labelled set
	for _, m := range matches {
		if r.guarded(m) {
			continue
		}
		for _, number := range m.Values {
			switch e := r.rules.entries[number]; e.role {
			case says:
				r.say(m, e, labelled)
			case denies:
				r.denied = append(r.denied, cue{e.about, m.To, m.To + deniedWords})
			case undoes:
				r.denied = append(r.denied, cue{e.about, m.To, m.To})
			case takes:
				r.take(m, e)
			case stops:
				r.stopped = append(r.stopped, cue{e.about, m.From, r.passage.stretch(m.From, m.To+1, to)})
			case parts:
				r.stopped = append(r.stopped, cue{e.about, m.From, r.passage.stretch(m.From, m.To, to)})
			case lists:
				r.listed[r.sentence] |= e.about
			case labels:
				labelled |= e.about
				r.announce(m, e)
				r.labelled = append(r.labelled, cue{e.about, m.From, m.To})
			}
		}
	}
	r.endings(from, to, matches)
}

func (r *reader) guarded(m lexical.Match[int]) bool {
	return slices.ContainsFunc(m.Values, func(number int) bool { return r.rules.entries[number].role == guards })
}

// isStopped reports whether the words at an atom are about something else, as far
// as an attribute is concerned.
func (r *reader) isStopped(number, atom int) bool {
	return slices.ContainsFunc(r.stopped, func(c cue) bool {
		return c.about.has(number) && c.from <= atom && atom < c.to
	})
}

// isDenied reports whether what begins at an atom is denied.
func (r *reader) isDenied(number, atom int) bool {
	return slices.ContainsFunc(r.denied, func(c cue) bool {
		return c.about.has(number) && r.passage.near(c.from, atom, c.to-c.from)
	})
}

func (r *reader) say(m lexical.Match[int], e entry, labelled set) {
	p := r.passage
	number := only(e.about)
	if !r.wanted.has(number) || r.isStopped(number, m.From) || p.gaps[m.To]&question != 0 {
		return
	}
	a := &r.rules.attributes[number]
	sure := e.about&labelled != 0 || p.share(m.From, m.To)
	if !p.capital(m.From, m.To, a.name) {
		return
	}
	weak := e.alone && !p.alone(m.From, m.To) && !(e.last && p.border(m.To)) || !a.prose && !p.headed
	values := e.values
	if r.isDenied(number, m.From) {
		if !a.flag || values[0] == lexical.No {
			return
		}
		values = []string{lexical.No}
	}
	for _, v := range values {
		r.found = append(r.found, finding{number, v, m.From, m.To, r.sentence, sure, weak})
	}
}

// announce makes sure of what stands directly before a label: TPE材质.
func (r *reader) announce(m lexical.Match[int], e entry) {
	for i := len(r.found) - 1; i >= 0 && r.found[i].to == m.From && r.passage.near(m.From, m.From, 0); i-- {
		r.found[i].sure = r.found[i].sure || e.about.has(r.found[i].attribute)
	}
}

// take drops what stands directly before a phrase such as "strap", unless that is
// how a title begins: then the strap is the product.
func (r *reader) take(m lexical.Match[int], e entry) {
	p := r.passage
	r.taken = append(r.taken, cue{e.about, m.From, m.To})
	first, keep := m.From, len(r.found)
	for keep > 0 && (r.found[keep-1].to == first || r.found[keep-1].from == first) && p.near(first, first, 0) {
		keep--
		first = r.found[keep].from
	}
	if first == 0 && p.headed && p.border(m.To) {
		return
	}
	r.found = append(r.found[:keep], slices.DeleteFunc(r.found[keep:], func(f finding) bool {
		return e.about.has(f.attribute)
	})...)
}

// endings reads runs of Chinese by their last character: 曜石黑 is a black.
func (r *reader) endings(from, to int, matches []lexical.Match[int]) {
	p := r.passage
	if !p.headed {
		return
	}
	for start := from; start < to; {
		end := start + 1
		for p.atoms[start].Ideograph && end < to && p.atoms[end].Ideograph && p.gaps[end]&joined != 0 {
			end++
		}
		known := slices.ContainsFunc(matches, func(m lexical.Match[int]) bool {
			return m.From < end-1 && end <= m.To
		})
		for _, e := range r.rules.endings[p.atoms[end-1].Text] {
			length := end - start
			if known || length < e.shortest || length > e.longest || e.kind >= 0 && !r.kinds.has(e.kind) ||
				!r.wanted.has(e.attribute) || r.isStopped(e.attribute, start) {
				continue
			}
			f := finding{e.attribute, e.value, start, end, r.sentence, false, false}
			if e.shortest == 1 {
				f.from = end - 1
			}
			r.found = append(r.found, f)
		}
		start = end
	}
}

// share reports whether atoms [from, to) stand beside a share in percent, as in
// "95% cotton" and 棉95%.
func (p *passage) share(from, to int) bool {
	return from > 0 && p.gaps[from]&percent != 0 && digits(p.atoms[from-1].Text) ||
		to < len(p.atoms) && p.gaps[to]&breaks == 0 && digits(p.atoms[to].Text) && p.gaps[to+1]&percent != 0
}

// capital reports whether a size is written with the capitals that tell it from
// other words.
func (p *passage) capital(from, to int, attribute string) bool {
	if attribute != "size" || to-from > 1 || p.atoms[from].Ideograph {
		return true
	}
	for _, c := range p.text[p.atoms[from].Start:p.atoms[from].End] {
		if unicode.IsLower(c) {
			return len(p.atoms[from].Text) > len("XXXL")
		}
	}
	return true
}

func digits(s string) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && c != '.' {
			return false
		}
	}
	return s != ""
}

// only returns the one member of a set.
func only(s set) int {
	n := 0
	for ; s > 1; s >>= 1 {
		n++
	}
	return n
}
