package behaviour

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// maxItems bounds the items of one object.
const maxItems = 1000

// objectRecords yields the rows of an export with a JSON object a line.
func objectRecords(name string, r io.Reader, fields []string) iter.Seq2[located, error] {
	return func(yield func(located, error) bool) {
		for row, err := range rows(name, r, false) {
			if err != nil {
				if !yield(located{}, err) {
					return
				}
				continue
			}
			objects, err := decode(row.text)
			if err != nil {
				if !yield(located{}, &catalog.RowError{File: name, Line: row.line, Err: err}) {
					return
				}
				continue
			}
			for _, object := range objects {
				names := slices.Sorted(maps.Keys(object))
				found := columnsOf(names, fields...)
				values := make([]string, len(names))
				for i, n := range names {
					values[i] = object[n]
				}
				if !yield(located{found.record(values), found.fields(), row.line}, nil) {
					return
				}
			}
		}
	}
}

// decode returns the scalars of an object by their names, those of objects in it as
// "outer.inner". Of one that lists items it returns an object for each, with the
// item's own names before those around it.
func decode(text string) ([]map[string]string, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var outer map[string]any
	if err := d.Decode(&outer); err != nil || outer == nil {
		return nil, errors.New("not a JSON object")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a JSON object: text follows it on the line")
	}
	shared := map[string]string{}
	flatten(shared, "", outer, 0)
	items := list(outer)
	if items == nil {
		return []map[string]string{shared}, nil
	}
	if len(items) > maxItems {
		return nil, errors.New("it has more than 1000 items")
	}
	var all []map[string]string
	for _, item := range items {
		inner, ok := item.(map[string]any)
		if !ok {
			return nil, errors.New("its items are no JSON objects")
		}
		object := maps.Clone(shared)
		own := map[string]string{}
		flatten(own, "", inner, 0)
		for name, value := range own {
			// An item's id is the product's, not the event's.
			if folded := fold(name); folded == "id" {
				name = "item_id"
			}
			object[name] = value
		}
		all = append(all, object)
	}
	return all, nil
}

func list(object map[string]any) []any {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if items, ok := object[name].([]any); ok && slices.Contains(columnNames()["items"], fold(name)) {
			return items
		}
	}
	return nil
}

// maxDepth bounds the objects in objects that are read.
const maxDepth = 4

func flatten(into map[string]string, prefix string, object map[string]any, depth int) {
	if depth > maxDepth {
		return
	}
	for name, value := range object {
		switch v := value.(type) {
		case string:
			into[prefix+name] = v
		case json.Number:
			into[prefix+name] = v.String()
		case map[string]any:
			flatten(into, prefix+name+".", v, depth+1)
		}
	}
}
