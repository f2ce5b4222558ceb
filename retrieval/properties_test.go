package retrieval_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// breaks reports whether a product is known to break a condition.
func (s shop) breaks(p *catalog.Product, c catalog.Condition) bool {
	r := s.record(p.ID)
	switch c.Op {
	case catalog.Max:
		return r.Priced && r.Amount > c.Amount
	case catalog.Min:
		return r.Priced && r.Amount < c.Amount
	}
	stated, wanted := r.Values[c.Attribute], false
	for _, v := range stated {
		wanted = wanted || slices.Contains(c.Values, v)
	}
	return len(stated) > 0 && wanted == (c.Op == catalog.NotIn)
}

// hand counts, by looking at every product, the groups that no condition excludes.
func (s shop) hand(f catalog.Filter) int {
	groups := map[string]bool{}
	for i := range s.products {
		p := &s.products[i]
		if !slices.ContainsFunc(f, func(c catalog.Condition) bool { return s.breaks(p, c) }) {
			groups[p.Group()] = true
		}
	}
	return len(groups)
}

// relaxed is the filter as a shopper who takes up the offer means it.
func relaxed(f catalog.Filter, way retrieval.Relaxation) catalog.Filter {
	var left catalog.Filter
	for _, c := range f {
		if c.Attribute != way.With && (c.Attribute != way.Attribute || way.Amount > 0 && c.Op == catalog.Min) {
			left = append(left, c)
		}
	}
	if way.Amount > 0 {
		left = append(left, catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: way.Amount})
	}
	return left
}

// generator makes up what shoppers ask of a shop.
type generator struct {
	*rand.Rand
	shop shop
}

// said is what shoppers of the built-in shop look for in words.
var said = []string{
	"shirt", "衬衫", "navy", "藏青色", "for summer", "夏天穿的", "headphones", "耳机", "gift for my mother", "送妈妈的礼物",
	"waterproof jacket", "防水外套", "a novel", "长篇小说", "submarine", "潜水艇", "the", "的",
}

// condition asks something of what some product states, so that it is worth asking.
func (g generator) condition() catalog.Condition {
	p := &g.shop.products[g.IntN(len(g.shop.products))]
	r := g.shop.record(p.ID)
	if g.IntN(4) == 0 && r.Priced {
		c := catalog.Condition{Attribute: catalog.PriceAttribute, Op: catalog.Max, Amount: r.Amount + int64(g.IntN(3)-1)}
		if g.IntN(3) == 0 {
			c.Op = catalog.Min
		}
		return c
	}
	attributes := slices.Sorted(maps.Keys(r.Values))
	attribute := attributes[g.IntN(len(attributes))]
	values := r.Values[attribute]
	c := in(attribute, g.shop.Vocabulary().Expand(attribute, values[g.IntN(len(values))])...)
	if g.IntN(4) == 0 {
		c.Op = catalog.NotIn
	}
	return c
}

func (g generator) filter() catalog.Filter {
	var f catalog.Filter
	for range g.IntN(6) {
		f = append(f, g.condition())
	}
	return f
}

func (g generator) query() retrieval.Query {
	q := retrieval.Query{Must: g.filter()}
	for range g.IntN(3) {
		q.Texts = append(q.Texts, said[g.IntN(len(said))])
	}
	for range g.IntN(2) {
		q.Prefer = append(q.Prefer, g.condition())
	}
	for range g.IntN(3) {
		q.Seen = append(q.Seen, g.group())
		q.Refused = append(q.Refused, g.group())
	}
	return q
}

func (g generator) group() string { return g.shop.products[g.IntN(len(g.shop.products))].Group() }

// TestGeneratedQueries asks random things of the built-in shop, and checks what
// must be true of any result.
func TestGeneratedQueries(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(1, 2)), builtinShop(t)}
	found := 0
	for range 400 {
		q := g.query()
		r := g.shop.search(t, q)
		g.shop.checkResult(t, q, r)
		if t.Failed() {
			t.Fatalf("after %+v", q)
		}
		found += len(r.Ranked)
	}
	if found < 400 {
		t.Errorf("the queries found %d products in all: they test too little", found)
	}
}

// checkResult checks that nothing of a result breaks a must or was refused, that
// groups stand once, what cannot be ordered last, and that nothing that keeps the
// musts is missing where all of it can be ranked.
func (s shop) checkResult(t *testing.T, q retrieval.Query, r retrieval.Result) {
	t.Helper()
	groups := map[string]bool{}
	orderable := true
	for _, ranked := range r.Ranked {
		p := s.row(ranked.ID)
		for _, c := range q.Must {
			if s.breaks(p, c) {
				t.Errorf("%s breaks %+v", p.ID, c)
			}
		}
		if groups[p.Group()] || ranked.Group != p.Group() {
			t.Errorf("%s stands twice, or for the wrong group %q", p.ID, ranked.Group)
		}
		if groups[p.Group()] = true; slices.Contains(q.Refused, p.Group()) {
			t.Errorf("%s was refused", p.ID)
		}
		if p.Orderable() && !orderable {
			t.Errorf("%s comes after what cannot be ordered", p.ID)
		}
		orderable = p.Orderable()
	}
	if r.Coverage < 0 || r.Coverage > 1 {
		t.Errorf("coverage %g", r.Coverage)
	}
	if len(q.Must) == 0 {
		return
	}
	if want := s.hand(q.Must); r.Total != want {
		t.Errorf("%d in all, counted by hand %d", r.Total, want)
	}
	kind := slices.ContainsFunc(q.Must, func(c catalog.Condition) bool { return c.Op == catalog.In })
	admitted := 0
	for i := range s.products {
		if q.Must.Admits(s.record(s.products[i].ID)) {
			admitted++
		}
	}
	if kind && admitted <= 200 {
		for _, group := range q.Refused {
			groups[group] = true
		}
		for i := range s.products {
			p := &s.products[i]
			if q.Must.Admits(s.record(p.ID)) && !groups[p.Group()] {
				t.Errorf("%s keeps the musts and is not found", p.ID)
			}
		}
	}
}

// TestGeneratedFilters counts by hand what random filters let pass, and what
// their relaxations would.
func TestGeneratedFilters(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(3, 4)), builtinShop(t)}
	relaxations := 0
	for range 1500 {
		f := g.filter()
		count, err := g.shop.Count(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if want := g.shop.hand(f); count != want {
			t.Errorf("%+v lets %d groups pass, counted by hand %d", f, count, want)
		}
		if count > 0 {
			continue
		}
		ways, err := g.shop.Relax(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		g.shop.checkRelaxations(t, f, ways)
		relaxations += len(ways)
		if t.Failed() {
			t.Fatalf("after %+v, %+v", f, ways)
		}
	}
	if relaxations < 100 {
		t.Errorf("%d relaxations in all: the filters test too little", relaxations)
	}
}

// checkRelaxations checks that the ways to relax a filter that nothing passes are
// true, all there are of a single attribute, and in order.
func (s shop) checkRelaxations(t *testing.T, f catalog.Filter, ways []retrieval.Relaxation) {
	t.Helper()
	offered := map[string]bool{}
	twice := map[retrieval.Relaxation]bool{}
	for i, way := range ways {
		if same := (retrieval.Relaxation{Attribute: way.Attribute, With: way.With, Amount: way.Amount}); twice[same] {
			t.Errorf("%+v is offered twice", same)
		} else {
			twice[same] = true
		}
		offered[way.Attribute] = offered[way.Attribute] || way.With == ""
		if way.Attribute == retrieval.TypeAttribute || way.With == retrieval.TypeAttribute {
			t.Error("the product type gives way")
		}
		if want := s.hand(relaxed(f, way)); way.Count != want || want == 0 {
			t.Errorf("%+v, counted by hand %d", way, want)
		}
		if i > 0 && way.Count > ways[i-1].Count {
			t.Errorf("%+v opens more than %+v before it", way, ways[i-1])
		}
		if way.Amount > 0 {
			s.checkRaise(t, f, way)
		}
	}
	for _, c := range f {
		opens := s.hand(relaxed(f, retrieval.Relaxation{Attribute: c.Attribute}))
		if c.Attribute != retrieval.TypeAttribute && opens > 0 && !offered[c.Attribute] {
			t.Errorf("%s would open %d groups and is not offered", c.Attribute, opens)
		}
	}
}

// checkRaise checks that a raised bound is the lowest that lets any group in, or
// the lowest that lets three in, or all there are.
func (s shop) checkRaise(t *testing.T, f catalog.Filter, way retrieval.Relaxation) {
	t.Helper()
	below := way
	below.Amount--
	fewer := s.hand(relaxed(f, below))
	endless := way
	endless.Amount = 1 << 40
	if all := s.hand(relaxed(f, endless)); fewer > 0 && (fewer >= 3 || way.Count < min(3, all)) {
		t.Errorf("%+v of %d, yet a lower bound opens %d", way, all, fewer)
	}
}
