package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// maxNesting bounds how deep one item is read inside others.
const maxNesting = 32

// item is a thing described in schema.org's words, by JSON-LD or microdata alike:
// its properties, with "@type" and "@id". Values are strings, numbers, booleans,
// items and lists of them.
type item = map[string]any

// graph is all items of a page.
type graph struct {
	roots []item
	byID  map[string]item // those that say more than their id
}

func newGraph(values []any) *graph {
	g := &graph{byID: map[string]item{}}
	for _, v := range values {
		g.addRoots(g.adopt(v, 0))
	}
	return g
}

func (g *graph) addRoots(v any) {
	for _, it := range itemsOf(v) {
		if inner, ok := it["@graph"]; ok {
			g.addRoots(inner)
			delete(it, "@graph")
			if len(it) == 0 {
				continue
			}
		}
		g.roots = append(g.roots, it)
	}
}

// adopt returns a copy of v with the vocabulary's prefix taken from names, and
// enters its items into byID.
func (g *graph) adopt(v any, depth int) any {
	if depth > maxNesting {
		return nil
	}
	switch v := v.(type) {
	case []any:
		all := make([]any, 0, len(v))
		for _, inner := range v {
			all = append(all, g.adopt(inner, depth+1))
		}
		return all
	case item:
		it := make(item, len(v))
		for name, value := range v {
			if name != "@context" {
				it[local(name)] = g.adopt(value, depth+1)
			}
		}
		if id, _ := it["@id"].(string); id != "" && len(it) > 1 && len(it) > len(g.byID[id]) {
			g.byID[id] = it
		}
		return it
	}
	return v
}

// local is a name of the vocabulary without the address of the vocabulary.
func local(name string) string {
	for _, prefix := range []string{"https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return rest
		}
	}
	return name
}

// is reports whether an item is of one of the types.
func is(it item, types ...string) bool {
	return slices.ContainsFunc(flat(it["@type"]), func(v any) bool {
		t, _ := v.(string)
		return slices.Contains(types, local(t))
	})
}

func flat(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var all []any
		for _, inner := range v {
			all = append(all, flat(inner)...)
		}
		return all
	}
	return []any{v}
}

func itemsOf(v any) []item {
	var all []item
	for _, inner := range flat(v) {
		if it, ok := inner.(item); ok {
			all = append(all, it)
		}
	}
	return all
}

// items returns the items that a property holds, those given by reference too.
func (g *graph) items(it item, property string) []item {
	all := itemsOf(it[property])
	for i, inner := range all {
		all[i] = g.deref(inner)
	}
	return all
}

func (g *graph) deref(it item) item {
	if id, _ := it["@id"].(string); len(it) < len(g.byID[id]) {
		return g.byID[id]
	}
	return it
}

// first returns the first of the items that a property holds, or an empty one.
func (g *graph) first(it item, property string) item {
	if all := g.items(it, property); len(all) > 0 {
		return all[0]
	}
	return item{}
}

// text returns the first value of the first property that has one.
func (g *graph) text(it item, properties ...string) string {
	for _, p := range properties {
		if all := g.texts(it, p); len(all) > 0 {
			return all[0]
		}
	}
	return ""
}

// texts returns the values of a property as text; an item gives its name or value.
func (g *graph) texts(it item, property string) []string {
	var all []string
	for _, v := range flat(it[property]) {
		if s := g.say(v); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func (g *graph) say(v any) string {
	switch v := v.(type) {
	case string:
		return clean(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case item:
		v = g.deref(v)
		if value, ok := v["@value"]; ok {
			return plain(value)
		}
		if name := plain(v["name"]); name != "" {
			return name
		}
		return g.quantity(v)
	}
	return ""
}

// quantity returns an item's value with its unit, such as "12 W".
func (g *graph) quantity(it item) string {
	value := plain(it["value"])
	if unit := plain(it["unitText"]); value != "" && unit != "" {
		return value + " " + unit
	}
	return value
}

// plain is the text of a value that is no item.
func plain(v any) string {
	for _, inner := range flat(v) {
		switch inner := inner.(type) {
		case string:
			return clean(inner)
		case json.Number:
			return inner.String()
		case bool:
			return strconv.FormatBool(inner)
		}
	}
	return ""
}
