package milvus

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// Count implements index.Index. Items that are a group of their own are counted by
// Milvus; the groups of the others are fetched, 16,384 items at a time.
func (x *Index) Count(ctx context.Context, f catalog.Filter) (int, error) {
	if err := x.begin(ctx); err != nil {
		return 0, err
	}
	expr, ok := x.dialect.expression(f)
	if !ok {
		return 0, nil
	}
	ctx, cancel := x.within(ctx, x.config.SearchTimeout)
	defer cancel()
	n, err := x.countGroups(ctx, expr)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return n, nil
}

func (x *Index) countGroups(ctx context.Context, expr string) (int, error) {
	alone := all(expr, fieldVariant+" == false")
	n, err := x.count(ctx, alone)
	if err != nil {
		return 0, err
	}
	found := groups{}
	for p, err := range x.pages(ctx, all(expr, fieldVariant+" == true"), []string{fieldGroup}, window) {
		if err != nil {
			return 0, err
		}
		for _, group := range p.texts(fieldGroup) {
			found[group] = true
		}
	}
	// An item may be named like the group of others, and is then of that group.
	for list := range lists(slices.Sorted(maps.Keys(found))) {
		twice, err := x.count(ctx, all(alone, fieldID+" in "+quoteAll(list)))
		if err != nil {
			return 0, err
		}
		n -= twice
	}
	return n + len(found), nil
}

// facetPage is how many items are fetched at a time to be counted.
const facetPage = 4096

// Facets implements index.Index. Milvus cannot count values: the records of all
// items that the filter admits are fetched and counted here, about a second's work
// for 100,000 items. (Records and not the attributes asked for, because milvus-lite
// 2.5 takes quadratic time to return lists.)
func (x *Index) Facets(ctx context.Context, f catalog.Filter, attributes []string) (index.Facets, error) {
	if err := x.begin(ctx); err != nil {
		return index.Facets{}, err
	}
	t := newTally(attributes)
	expr, ok := x.dialect.expression(f)
	if !ok {
		return t.facets(), nil
	}
	for p, err := range x.pages(ctx, expr, []string{fieldGroup, fieldRecord}, facetPage) {
		if err == nil {
			err = t.add(p)
		}
		if err != nil {
			return index.Facets{}, fmt.Errorf("count facets: %w", err)
		}
	}
	return t.facets(), nil
}

// groups are the names of groups.
type groups map[string]bool

// tally counts groups while their items come by.
type tally struct {
	groups   groups
	cheapest map[string]int64             // by group
	stating  map[string]groups            // by attribute
	values   map[string]map[string]groups // by attribute and value
}

func newTally(attributes []string) *tally {
	t := &tally{groups: groups{}, cheapest: map[string]int64{}, stating: map[string]groups{}, values: map[string]map[string]groups{}}
	for _, attribute := range attributes {
		t.stating[attribute], t.values[attribute] = groups{}, map[string]groups{}
	}
	return t
}

func (t *tally) add(p page) error {
	records, err := p.records()
	if err != nil {
		return err
	}
	for i, group := range p.texts(fieldGroup) {
		r := records[i]
		t.groups[group] = true
		if least, ok := t.cheapest[group]; r.Priced && (!ok || r.Amount < least) {
			t.cheapest[group] = r.Amount
		}
		for attribute, values := range t.values {
			for _, v := range r.Values[attribute] {
				t.stating[attribute][group] = true
				if values[v] == nil {
					values[v] = groups{}
				}
				values[v][group] = true
			}
		}
	}
	return nil
}

func (t *tally) facets() index.Facets {
	f := index.Facets{Groups: len(t.groups), Amounts: slices.Sorted(maps.Values(t.cheapest)), Values: map[string]index.Values{}}
	for attribute, values := range t.values {
		counts := make([]index.Count, 0, len(values))
		for value, groups := range values {
			counts = append(counts, index.Count{Value: value, Groups: len(groups)})
		}
		slices.SortFunc(counts, func(a, b index.Count) int {
			return cmp.Or(cmp.Compare(b.Groups, a.Groups), strings.Compare(a.Value, b.Value))
		})
		f.Values[attribute] = index.Values{Stating: len(t.stating[attribute]), Counts: counts}
	}
	return f
}
