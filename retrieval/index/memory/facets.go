package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// Facets implements index.Index.
func (x *Index) Facets(ctx context.Context, f catalog.Filter, attributes []string) (index.Facets, error) {
	v, err := x.current(ctx)
	if err != nil {
		return index.Facets{}, err
	}
	room := rooms.Get().(*room)
	defer rooms.Put(room)
	c := newCensus(v, attributes)
	c.shared = room.members[:0]
	defer func() { room.members = c.shared }()
	if err := c.admit(ctx, f, room); err != nil {
		return index.Facets{}, err
	}
	facets := index.Facets{Groups: room.seen.count(), Values: make(map[string]index.Values, len(attributes))}
	for part := range v.parts {
		c.countAlone(part)
	}
	if err := ctx.Err(); err != nil {
		return index.Facets{}, err
	}
	c.countShared()
	for _, t := range c.tallies {
		facets.Values[t.attribute] = t.values()
	}
	facets.Amounts = c.cheapest(room.again.sized(v.groups))
	return facets, ctx.Err()
}

// census counts over the documents that a filter admits. Of most groups it admits
// one document: their values are counted set by set. The documents of the others
// are looked at one by one, group by group.
type census struct {
	view     *view
	admitted []bitset // by part
	alone    []bitset // those of the admitted that are the only one of their group
	shared   []member // the others, by group
	tallies  []*tally
}

// member is a document of a group.
type member struct {
	group, part, doc uint32
}

func newCensus(v *view, attributes []string) *census {
	c := &census{view: v}
	for _, a := range slices.Compact(slices.Sorted(slices.Values(attributes))) {
		c.tallies = append(c.tallies, newTally(v, a))
	}
	return c
}

// admit finds the documents that the filter admits; room.seen has their groups.
func (c *census) admit(ctx context.Context, f catalog.Filter, room *room) error {
	seen, again := room.seen.sized(c.view.groups), room.again.sized(c.view.groups)
	for _, p := range c.view.parts {
		admitted := slices.Clone(room.admit(p, f))
		for doc := range admitted.all() {
			group := int(p.numbers[doc])
			if seen.has(group) {
				again.set(group)
			}
			seen.set(group)
		}
		c.admitted = append(c.admitted, admitted)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for i, p := range c.view.parts {
		alone := slices.Clone(c.admitted[i])
		few := 16*alone.count() < p.len()
		for doc := range c.admitted[i].all() {
			group := p.numbers[doc]
			if few || again.has(int(group)) {
				alone.clear(doc)
				c.shared = append(c.shared, member{group, uint32(i), uint32(doc)})
			}
		}
		c.alone = append(c.alone, alone)
	}
	slices.SortFunc(c.shared, func(a, b member) int { return cmp.Compare(a.group, b.group) })
	return nil
}

func (c *census) countAlone(part int) {
	p, alone := c.view.parts[part], c.alone[part]
	if alone.count() == 0 {
		return
	}
	for _, t := range c.tallies {
		s := t.spans[part]
		if s.from == s.to {
			continue
		}
		t.stating += p.stating.in(s.attribute, alone)
		for value := s.from; value < s.to; value++ {
			if n := p.having.in(value, alone); n > 0 {
				t.counts[t.number(part, value)].Groups += n
			}
		}
	}
}

func (c *census) countShared() {
	for _, m := range c.shared {
		p := c.view.parts[m.part]
		values := p.records.at(int(m.doc))
		for _, t := range c.tallies {
			s := t.spans[m.part]
			i, _ := slices.BinarySearch(values, uint32(s.from))
			for ; i < len(values) && int(values[i]) < s.to; i++ {
				t.state(int(m.part), int(values[i]), m.group)
			}
		}
	}
}

// cheapest returns what the priced groups cost, ascending. met is an empty set of
// groups.
func (c *census) cheapest(met bitset) []int64 {
	var offers []offer
	for i, p := range c.view.parts {
		own := make([]offer, 0, c.admitted[i].common(p.priced))
		for _, doc := range p.byAmount {
			if c.admitted[i].has(int(doc)) {
				own = append(own, offer{p.amounts[doc], p.numbers[doc]})
			}
		}
		offers = mergeOffers(offers, own)
	}
	amounts := make([]int64, 0, len(offers))
	for _, o := range offers {
		if !met.has(int(o.group)) {
			met.set(int(o.group))
			amounts = append(amounts, o.amount)
		}
	}
	return amounts
}

// offer is what a document of a group costs.
type offer struct {
	amount int64
	group  uint32
}

func mergeOffers(a, b []offer) []offer {
	if len(a) == 0 {
		return b
	}
	all := make([]offer, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].amount <= b[0].amount {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// tally counts the groups that state the values of one attribute.
type tally struct {
	attribute string
	spans     []span // by part
	stating   int
	stated    uint32 // the last group, plus 1, that was counted as stating one by one
	counts    []index.Count
	last      []uint32          // by count, the last group, plus 1, that was counted one by one
	numbers   map[string]uint32 // by value, of its count; nil where one part alone states the attribute
}

// span is where a part keeps an attribute's values.
type span struct {
	attribute, from, to int
	numbers             []uint32 // by value from from on, of its count plus 1, or 0
	texts               texts
}

func newTally(v *view, attribute string) *tally {
	t := &tally{attribute: attribute, spans: make([]span, len(v.parts))}
	stating := 0
	for i, p := range v.parts {
		a, ok := p.vocabulary.attribute(attribute)
		if !ok {
			continue
		}
		from, to := p.vocabulary.valuesOf(a)
		t.spans[i] = span{a, from, to, make([]uint32, to-from), p.vocabulary.values}
		stating++
	}
	if stating > 1 {
		t.numbers = map[string]uint32{}
	}
	return t
}

// number returns the number of a value's count.
func (t *tally) number(part, value int) uint32 {
	s := &t.spans[part]
	if n := s.numbers[value-s.from]; n > 0 {
		return n - 1
	}
	text := s.texts.at(value)
	n, ok := t.numbers[text]
	if !ok {
		n = uint32(len(t.counts))
		t.counts, t.last = append(t.counts, index.Count{Value: text}), append(t.last, 0)
		if t.numbers != nil {
			t.numbers[text] = n
		}
	}
	s.numbers[value-s.from] = n + 1
	return n
}

// state counts a group as stating a value. The calls for a group follow each other.
func (t *tally) state(part, value int, group uint32) {
	if t.stated != group+1 {
		t.stated = group + 1
		t.stating++
	}
	if n := t.number(part, value); t.last[n] != group+1 {
		t.last[n] = group + 1
		t.counts[n].Groups++
	}
}

func (t *tally) values() index.Values {
	slices.SortFunc(t.counts, func(a, b index.Count) int {
		return cmp.Or(cmp.Compare(b.Groups, a.Groups), strings.Compare(a.Value, b.Value))
	})
	return index.Values{Stating: t.stating, Counts: t.counts}
}
