package milvus

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

func TestNoUpsertIsLarge(t *testing.T) {
	const bound, dim = 1_500_000, 1024
	words := make(lexical.Vector, 2000)
	for i := range words {
		words[i] = lexical.Entry{Term: uint32(i), Weight: 1}
	}
	for name, c := range map[string]struct {
		dim    int
		values map[string][]string
		words  lexical.Vector
	}{
		"of items with long vectors": {dim: dim},
		"of items with many words":   {words: words},
		"of items with long texts":   {values: map[string][]string{"notes": {strings.Repeat("长", 3000)}}},
		"of items with many colours": {values: map[string][]string{"color": strings.Split(strings.Repeat("red,", 999)+"red", ",")}},
	} {
		t.Run(name, func(t *testing.T) {
			x := &Index{space: index.Space{Model: "m", Dim: c.dim}}
			rows := make([]row, 1500)
			for i := range rows {
				id := fmt.Sprintf("item-%d", i)
				var err error
				rows[i], err = x.row(index.Item{
					ID: id, Group: id, Record: catalog.Record{Values: c.values}, Lexical: c.words, Dense: make([]float32, c.dim),
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			var sent []string
			for batch := range batches(rows) {
				size := 0
				for _, column := range columns(batch, c.dim) {
					size += proto.Size(column.FieldData())
				}
				if size > bound || size < bound/4 && len(sent)+len(batch) < len(rows) {
					t.Errorf("a batch of %d items takes %d bytes", len(batch), size)
				}
				for _, r := range batch {
					sent = append(sent, r.id)
				}
			}
			if !slices.EqualFunc(sent, rows, func(id string, r row) bool { return id == r.id }) {
				t.Errorf("%d of %d items are sent, or not in order", len(sent), len(rows))
			}
		})
	}
}

func TestAListOfIDsHasNoneThatCannotBe(t *testing.T) {
	long, longest := strings.Repeat("x", maxID+1), strings.Repeat("x", maxID)
	var listed []string
	for list := range lists([]string{"a", "", long, strings.Repeat("'", maxID/2+1), "\xff", longest, "b"}) {
		listed = append(listed, list...)
	}
	if !slices.Equal(listed, []string{"a", longest, "b"}) {
		t.Errorf("listed %.200q", listed)
	}
}
