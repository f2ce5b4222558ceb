package annotation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// The attributes that figures in gigabytes can be, and what units.tsv calls them
// together.
const (
	storage   = "storage"
	memory    = "memory"
	gigabytes = "gigabytes"
)

// labelWords is how many words may stand between a figure and its label.
const labelWords = 2

// quantity is a figure with its unit in atoms [from, to).
type quantity struct {
	figure   string
	unit     unit
	from, to int
}

func (q quantity) value() string { return q.figure + " " + q.unit.name }

// quantities reads the figures with a unit of measure.
func (r *reader) quantities() {
	var sizes []quantity
	for i := 0; i < len(r.passage.atoms); i++ {
		for _, q := range r.measures(i) {
			if q.unit.attribute == gigabytes {
				sizes = append(sizes, q)
			} else if number, read := r.rules.number[q.unit.attribute]; read {
				r.measured(q, number, r.passage.headed)
			}
		}
	}
	r.sort(sizes)
}

// measures returns what the figure at atom i measures, one quantity for each
// meaning of its unit.
func (r *reader) measures(i int) []quantity {
	p := r.passage
	written := p.text[p.atoms[i].Start:p.atoms[i].End]
	if _, of, pack := strings.Cut(written, "x"); pack && len(of) > 0 && digits(written[:len(written)-len(of)-1]) {
		written = of // 2x500ml
	}
	length := strings.IndexFunc(written, func(c rune) bool { return (c < '0' || c > '9') && c != '.' })
	if length < 0 {
		length = len(written)
	}
	if length == 0 || written[0] == '0' && length > 1 && written[1] != '.' || p.named(i) || i > 0 && digits(p.atoms[i-1].Text) && p.gaps[i]&hyphened != 0 { // a range
		return nil
	}
	figure, spelling := written[:length], written[length:]
	to := i + 1
	if spelling == "" && to < len(p.atoms) && p.text[p.atoms[i].End:p.atoms[to].Start] == "," {
		if rest := p.text[p.atoms[to].Start:p.atoms[to].End]; len(rest) >= 3 && digits(rest[:3]) && (len(rest) == 3 || rest[3] > '9') {
			figure, spelling, to = figure+rest[:3], rest[3:], to+1 // 20,000mAh
		}
	}
	if i > 0 && p.text[p.atoms[i-1].End:p.atoms[i].Start] == "," && digits(p.atoms[i-1].Text) {
		return nil // the rest of one
	}
	unitAtoms := []lexical.Atom{{Text: strings.ToLower(spelling)}}
	if spelling == "" {
		if p.gaps[to]&inches != 0 {
			unitAtoms = []lexical.Atom{{Text: "in"}}
		} else if to < len(p.atoms) && p.gaps[to]&(joined|spaced|hyphened) != 0 {
			unitAtoms = p.atoms[to:min(to+3, len(p.atoms))]
			spelling = p.text[unitAtoms[0].Start:unitAtoms[0].End]
		}
	}
	found := r.rules.units.Find(unitAtoms)
	if len(found) == 0 || found[0].From != 0 {
		return nil
	}
	if spelling != "" && len(unitAtoms) > 0 && unitAtoms[0].End > 0 {
		to += found[0].To
	}
	value, err := strconv.ParseFloat(figure, 64)
	if err != nil {
		return nil
	}
	var all []quantity
	for _, number := range found[0].Values {
		u := r.rules.measures[number]
		if value >= u.least && value <= u.most && (!u.exact || u.spelling == spelling) {
			all = append(all, quantity{figure, u, i, to})
		}
	}
	return all
}

// named reports whether the figure at an atom is part of a name: CBL-18L, f/4L.
func (p *passage) named(i int) bool {
	if i == 0 || p.atoms[i-1].Ideograph || p.gaps[i]&(hyphened|divided) == 0 {
		return false
	}
	before := p.atoms[i-1]
	return p.atoms[i].Start-before.End == 1 && p.text[before.End] != ':' && p.text[before.End] != '+' && (before.Text[0] < '0' || before.Text[0] > '9')
}

// measured notes what a quantity says of an attribute: where it is announced, and
// elsewhere if bare figures are trusted.
func (r *reader) measured(q quantity, number int, bare bool) {
	if !r.wanted.has(number) || r.elsewhere(q, number) {
		return
	}
	sure := r.label(q, number) >= 0
	if sure || bare {
		r.found = append(r.found, finding{number, q.value(), q.from, q.to, r.sentenceOf(q.from), sure, false})
	}
}

// elsewhere reports whether a quantity is about something else than the product.
func (r *reader) elsewhere(q quantity, number int) bool {
	return r.isStopped(number, q.from) || r.isDenied(number, q.from) || slices.ContainsFunc(r.taken, func(c cue) bool {
		return c.about.has(number) && c.from == q.to && r.passage.gaps[q.to]&breaks == 0
	})
}

// label returns how many words stand between a quantity and the nearest label of
// the attribute in its clause, or -1.
func (r *reader) label(q quantity, number int) int {
	nearest := -1
	for _, c := range r.labelled {
		distance := 0
		switch {
		case !c.about.has(number):
			continue
		case c.from >= q.to && r.together(q.to, c.from):
			distance = c.from - q.to
		case c.to <= q.from && r.together(c.to, q.from):
			distance = q.from - c.to
		default:
			continue
		}
		if distance <= labelWords && (nearest < 0 || distance < nearest) {
			nearest = distance
		}
	}
	return nearest
}

// together reports whether no clause ends in the gaps from one atom to another.
func (r *reader) together(from, to int) bool {
	for i := from; i <= to; i++ {
		if r.passage.gaps[i]&breaks != 0 {
			return false
		}
	}
	return true
}

func (r *reader) sentenceOf(atom int) int {
	n := -1
	for i := 0; i <= atom; i++ {
		if r.passage.gaps[i]&sentence != 0 {
			n++
		}
	}
	return n
}

// sort tells memory from storage among figures in gigabytes.
func (r *reader) sort(sizes []quantity) {
	for i, q := range sizes {
		ram, disk := r.label(q, r.rules.number[memory]), r.label(q, r.rules.number[storage])
		attribute := ""
		switch {
		case ram >= 0 && (disk < 0 || ram < disk):
			attribute = memory
		case disk >= 0 && (ram < 0 || disk < ram):
			attribute = storage
		case i+1 < len(sizes) && r.pair(q, sizes[i+1]):
			attribute = memory
		case i > 0 && r.pair(sizes[i-1], q):
			attribute = storage
		default:
			attribute = r.usual(q)
		}
		if attribute == storage {
			r.shorthand(q)
		}
		if attribute != "" {
			r.measured(q, r.rules.number[attribute], r.passage.headed)
		}
	}
}

// largestMemory is the most memory, in gigabytes, that is taken for it without a
// label.
const largestMemory = 64

// pair reports whether two figures that stand together are memory and storage:
// 8GB+256GB.
func (r *reader) pair(first, second quantity) bool {
	return first.to == second.from && r.together(first.to, second.from) && first.unit.name == "GB" &&
		first.gigabytes() <= largestMemory && first.gigabytes() < second.gigabytes()
}

func (q quantity) gigabytes() float64 {
	n, err := strconv.ParseFloat(q.figure, 64)
	if err != nil {
		return 0
	}
	if q.unit.name == "TB" {
		return n * 1024
	}
	return n
}

// shorthand reads the memory before storage that shares its unit: 8+256GB.
func (r *reader) shorthand(q quantity) {
	p := r.passage
	if q.from == 0 || p.gaps[q.from]&divided == 0 || !digits(p.atoms[q.from-1].Text) {
		return
	}
	first := quantity{p.atoms[q.from-1].Text, q.unit, q.from - 1, q.from}
	if r.pair(first, q) {
		r.measured(first, r.rules.number[memory], p.headed)
	}
}

// usual returns what a figure in gigabytes without a label is for the kind of
// product, or "".
func (r *reader) usual(q quantity) string {
	is := func(kind string) bool { return r.kinds.has(r.rules.kindNumber[kind]) }
	size := q.gigabytes()
	switch {
	case is("ram"):
		return memory
	case is("drive"), is("phone") && size >= 8, is("computer") && size > largestMemory:
		return storage
	}
	return ""
}

// sizes reads the sizes that are figures.
func (r *reader) sizes() {
	number := r.rules.number["size"]
	if !r.wanted.has(number) || !r.kinds.has(r.rules.kindNumber["wear"]) {
		return
	}
	p := r.passage
	best := -1
	note := func(s system, figure, from, to int) {
		value, err := strconv.ParseFloat(p.atoms[figure].Text, 64)
		if err != nil || value < s.least || value > s.most || !p.headed || r.ranges(figure) {
			return
		}
		if best >= 0 && s.rank > best {
			return
		}
		if best > s.rank {
			r.found = slices.DeleteFunc(r.found, func(f finding) bool { return f.attribute == number })
		}
		best = s.rank
		written := strings.Replace(s.format, "#", p.atoms[figure].Text, 1)
		r.found = append(r.found, finding{number, written, from, to, r.sentenceOf(from), true, false})
	}
	for _, m := range r.rules.before.Find(p.atoms) {
		if m.To < len(p.atoms) && digits(p.atoms[m.To].Text) && p.gaps[m.To]&breaks == 0 {
			note(m.Values[0], m.To, m.From, m.To+1)
		}
	}
	for _, m := range r.rules.after.Find(p.atoms) {
		if m.From > 0 && digits(p.atoms[m.From-1].Text) && p.gaps[m.From]&(joined|spaced) != 0 {
			note(m.Values[0], m.From-1, m.From-1, m.To)
		}
	}
}

// ranges reports whether the figure at an atom is an end of a range.
func (r *reader) ranges(i int) bool {
	p := r.passage
	beside := func(j, gap int) bool {
		return j >= 0 && j < len(p.atoms) && p.gaps[gap]&(hyphened|divided) != 0 && digits(p.atoms[j].Text)
	}
	return beside(i-1, i) || beside(i+1, i+1)
}
