package conversation

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// figure is what can be compared of a value that a listing states: 1.28 kg, or of
// 40x29x17 cm the volume.
type figure struct {
	value  string // as the listing has it
	amount float64
	of     string // what is measured: figures of anything else cannot be compared with it
}

// dimensions are lengths to be multiplied: all but the last have no unit.
var dimensions = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*[x×*]\s*(?:(\d+(?:\.\d+)?)\s*[x×*]\s*)?(\d.*)$`)

// parseFigures returns what a value may measure: more than one thing where its unit is
// short for several.
func parseFigures(value string) []figure {
	if m := dimensions.FindStringSubmatch(lexical.Normalize(value)); m != nil {
		return parseDimensions(value, m)
	}
	var all []figure
	for _, a := range lexical.ParseAmount(value) {
		all = append(all, figure{value, a.Base(), a.Unit.Dimension})
	}
	return all
}

func parseDimensions(value string, m []string) []figure {
	var all []figure
	for _, last := range lexical.ParseAmount(m[3]) {
		f := figure{value, last.Base(), last.Unit.Dimension}
		for _, digits := range m[1:3] {
			if digits == "" {
				continue
			}
			n, err := strconv.ParseFloat(digits, 64)
			if err != nil {
				return nil // a number beyond all sense
			}
			f.amount *= lexical.Amount{Figure: n, Unit: last.Unit}.Base()
			f.of = fmt.Sprint(f.of, " × ", last.Unit.Dimension)
		}
		all = append(all, f)
	}
	return all
}

// figures returns what a product's listing states of an attribute that can be
// compared: of its price, what is paid now, and of its release the day.
func (t *turn) figures(p *catalog.Product, attribute string) []figure {
	switch attribute {
	case catalog.PriceAttribute:
		if r := t.engine.Record(p); r.Priced {
			return []figure{{amount: float64(r.Amount), of: attribute}}
		}
		return nil
	case "released":
		if day := p.Released(); !day.IsZero() {
			return []figure{{amount: float64(day.Unix()), of: attribute}}
		}
		return nil
	}
	var all []figure
	for _, value := range retrieval.Values(p, attribute) {
		all = append(all, parseFigures(value)...)
	}
	return all
}

// comparable returns the figure of a product that measures the same as another, or
// any if that is nothing yet.
func (t *turn) comparable(p *catalog.Product, attribute string, with figure) (figure, bool) {
	for _, f := range t.figures(p, attribute) {
		if with.of == "" || f.of == with.of {
			return f, true
		}
	}
	return figure{}, false
}

func (f figure) beyond(bound figure, d preference.Direction) bool {
	return f.of == bound.of && (d == preference.Up && f.amount > bound.amount || d == preference.Down && f.amount < bound.amount)
}

// extreme returns the product that goes furthest in a direction, and its figure; nil
// if none states any.
func (t *turn) extreme(products []*catalog.Product, attribute string, d preference.Direction) (*catalog.Product, figure) {
	var best *catalog.Product
	var bound figure
	for _, p := range products {
		if f, ok := t.comparable(p, attribute, bound); ok && (best == nil || f.beyond(bound, d)) {
			best, bound = p, f
		}
	}
	return best, bound
}

// beyondAll returns the bound on a measured attribute that lets pass what goes further
// than a figure: the next that there is among what keeps the wish. It is false if there
// is none.
func (t *turn) beyondAll(ctx context.Context, attribute string, bound figure, a preference.Adjustment) (preference.Constraint, bool, error) {
	facets, err := t.engine.Facets(ctx, t.wish().Must.Without(attribute), attribute)
	if err != nil {
		return preference.Constraint{}, false, err
	}
	c := preference.Constraint{
		Attribute: attribute, Op: preference.Min, Strength: preference.Must, Relative: true, Words: a.Words, Turn: t.state.Turn,
	}
	back := preference.Down
	if a.Direction == preference.Down {
		c.Op, back = preference.Max, preference.Up
	}
	var next figure
	for _, count := range facets.Values[attribute].Counts {
		for _, f := range parseFigures(count.Value) {
			if f.beyond(bound, a.Direction) && (next.of == "" || f.beyond(next, back)) {
				next = f
			}
		}
	}
	c.Values = []string{strings.TrimSpace(next.value)}
	return c, next.of != "", nil
}
