package milvus

import (
	"math"
	"strings"
	"testing"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestItemsThatMilvusCannotKeepAreRefusedByName(t *testing.T) {
	x := &Index{space: index.Space{Model: "m", Dim: 2}}
	stating := func(attribute string, values ...string) index.Item {
		return index.Item{ID: "a", Group: "a", Record: catalog.Record{Values: map[string][]string{attribute: values}}}
	}
	for _, c := range []struct {
		name string
		item index.Item
		says string
	}{
		{"no id", index.Item{Group: "a"}, "no id"},
		{"a long id", index.Item{ID: strings.Repeat("长", 342), Group: "a"}, "1024 bytes"},
		{"an id with many quotes", index.Item{ID: strings.Repeat(`"`, 513), Group: "a"}, "1024 bytes"},
		{"a long group", index.Item{ID: "a", Group: strings.Repeat("x", 1025)}, "1024 bytes"},
		{"an id that is not UTF-8", index.Item{ID: "\xff", Group: "a"}, "UTF-8"},
		{"a value that is not UTF-8", stating("color", "\xff"), `"color" is not UTF-8`},
		{"an attribute that is not UTF-8", stating("\xff", "x"), "UTF-8"},
		{"a record beyond 64 KiB", stating("color", strings.Repeat("x", 65_536)), "65535"},
		{"too many values", stating("color", make([]string, 4097)...), "4097 values"},
		{"a vector of another dimension", index.Item{ID: "a", Dense: []float32{1}}, "1 dimensions"},
		{"a vector with NaN", index.Item{ID: "a", Dense: []float32{1, float32(math.NaN())}}, "vector"},
		{"a vector with infinity", index.Item{ID: "a", Dense: []float32{1, float32(math.Inf(1))}}, "vector"},
		{"a weight below zero", index.Item{ID: "a", Lexical: lexical.Vector{{Term: 1, Weight: -1}}}, "term 1"},
		{"a weight that is none", index.Item{ID: "a", Lexical: lexical.Vector{{Term: 1, Weight: float32(math.NaN())}}}, "term 1"},
		{"a term beyond Milvus's dimensions", index.Item{ID: "a", Lexical: lexical.Vector{{Term: math.MaxUint32, Weight: 1}}}, "term 4294967295"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := x.row(c.item); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want it to say %q", err, c.says)
			}
		})
	}
}

func TestTheLongestItemsAreKept(t *testing.T) {
	x := &Index{space: index.Space{Model: "m", Dim: 2}}
	for _, item := range []index.Item{
		{ID: strings.Repeat("长", 341), Group: strings.Repeat("x", 1024)},
		{ID: "a", Record: catalog.Record{Values: map[string][]string{"color": {strings.Repeat("x", 65_000)}}}},
	} {
		if _, err := x.row(item); err != nil {
			t.Error(err)
		}
	}
}
