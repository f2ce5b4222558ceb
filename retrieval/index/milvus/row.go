package milvus

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/milvus-io/milvus-sdk-go/v2/entity"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// row is an item as it is stored.
type row struct {
	id, group, record         string
	amount                    int64
	variant, priced, embedded bool
	typed                     [][][]byte // the values of typedAttributes
	dynamic                   []byte     // JSON
	dense                     []float32
	sparse                    entity.SparseEmbedding
}

// filler stands in sparse vectors without a term, which Milvus refuses. It is the
// largest dimension that Milvus takes.
const filler = math.MaxUint32 - 1

// row returns an item as it is stored, or an error that says why it cannot be.
func (x *Index) row(item index.Item) (row, error) {
	r := row{
		id: escape.Replace(item.ID), group: escape.Replace(item.Group),
		variant: item.Group != item.ID,
		amount:  item.Record.Amount, priced: item.Record.Priced,
		dense: item.Dense,
	}
	switch {
	case item.ID == "":
		return row{}, errors.New("it has no id")
	case !utf8.ValidString(item.ID) || !utf8.ValidString(item.Group):
		return row{}, errors.New("its id or group is not UTF-8")
	case len(r.id) > maxID || len(r.group) > maxID:
		return row{}, fmt.Errorf("its id or group is longer than the %d bytes that Milvus is told to keep", maxID)
	case len(item.Dense) != 0 && len(item.Dense) != x.space.Dim:
		return row{}, fmt.Errorf("its vector has %d dimensions, those of the index have %d", len(item.Dense), x.space.Dim)
	}
	if err := r.state(item, x.dialect); err != nil {
		return row{}, err
	}
	if r.embedded = norm(item.Dense) > 0; !r.embedded && x.space.Dim > 0 {
		// A cosine wants a direction; searches leave it out.
		r.dense = make([]float32, x.space.Dim)
		r.dense[0] = 1
	}
	for _, f := range item.Dense {
		if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
			return row{}, errors.New("its vector has a number that is none, or infinite")
		}
	}
	var err error
	r.sparse, err = sparse(item.Lexical)
	return r, err
}

// state writes what the item states of its attributes.
func (r *row) state(item index.Item, d dialect) error {
	values := item.Record.Values
	dynamic := map[string][]string{}
	for attribute, list := range values {
		if len(list) > maxValues {
			return fmt.Errorf("it has %d values of %.40q, more than the %d that Milvus keeps", len(list), attribute, maxValues)
		}
		field, typed := attributeField(attribute)
		for _, v := range list {
			if !utf8.ValidString(v) || !utf8.ValidString(attribute) {
				return fmt.Errorf("its attribute %.40q is not UTF-8", attribute)
			}
			if !typed {
				dynamic[field] = append(dynamic[field], escape.Replace(v))
			}
			if !d.negation {
				dynamic[valueField(attribute, v)] = []string{"1"}
			}
		}
	}
	r.typed = make([][][]byte, len(typedAttributes))
	for i, attribute := range typedAttributes {
		r.typed[i] = make([][]byte, len(values[attribute]))
		for j, v := range values[attribute] {
			r.typed[i][j] = []byte(escape.Replace(v))
		}
	}
	record, err := json.Marshal(item.Record)
	if err != nil {
		return fmt.Errorf("write its record: %w", err)
	}
	r.record = string(record)
	if r.dynamic, err = json.Marshal(dynamic); err != nil {
		return fmt.Errorf("write its attributes: %w", err)
	}
	if long := max(len(record), len(r.dynamic)); long > maxText {
		return fmt.Errorf("its attributes take %d bytes, more than the %d that Milvus keeps of an item; shorten the longest, or leave some out", long, maxText)
	}
	return nil
}

func sparse(v lexical.Vector) (entity.SparseEmbedding, error) {
	terms, weights := make([]uint32, 0, len(v)+1), make([]float32, 0, len(v)+1)
	for _, e := range v {
		switch {
		case e.Term >= filler:
			return nil, fmt.Errorf("term %d is beyond what Milvus takes", e.Term)
		case math.IsNaN(float64(e.Weight)) || math.IsInf(float64(e.Weight), 0) || e.Weight < 0:
			return nil, fmt.Errorf("term %d has the weight %g; Milvus takes what is positive and finite", e.Term, e.Weight)
		case e.Weight > 0:
			terms, weights = append(terms, e.Term), append(weights, e.Weight)
		}
	}
	if len(terms) == 0 {
		terms, weights = append(terms, filler), append(weights, 1)
	}
	return entity.NewSliceSparseEmbedding(terms, weights)
}

// size estimates the bytes that the row takes in a request.
func (r *row) size() int {
	size := len(r.id) + len(r.group) + len(r.record) + len(r.dynamic) + 4*len(r.dense) + 8*r.sparse.Len() + 64
	for _, values := range r.typed {
		for _, v := range values {
			size += len(v) + 4
		}
	}
	return size
}

// columns turns rows into what the SDK sends. It fills in every field of schema.
func columns(rows []row, dim int) []entity.Column {
	var ids, groups, records []string
	var amounts []int64
	var variants, priced, embedded []bool
	var dynamic [][]byte
	var dense [][]float32
	var words []entity.SparseEmbedding
	typed := make([][][][]byte, len(typedAttributes))
	for _, r := range rows {
		ids, groups, records = append(ids, r.id), append(groups, r.group), append(records, r.record)
		amounts, priced = append(amounts, r.amount), append(priced, r.priced)
		variants, embedded = append(variants, r.variant), append(embedded, r.embedded)
		dynamic, dense, words = append(dynamic, r.dynamic), append(dense, r.dense), append(words, r.sparse)
		for i, values := range r.typed {
			typed[i] = append(typed[i], values)
		}
	}
	all := []entity.Column{
		entity.NewColumnVarChar(fieldID, ids),
		entity.NewColumnVarChar(fieldGroup, groups),
		entity.NewColumnBool(fieldVariant, variants),
		entity.NewColumnVarChar(fieldRecord, records),
		entity.NewColumnInt64(fieldAmount, amounts),
		entity.NewColumnBool(fieldPriced, priced),
		entity.NewColumnBool(fieldEmbedded, embedded),
		entity.NewColumnSparseVectors(fieldSparse, words),
		entity.NewColumnJSONBytes("", dynamic).WithIsDynamic(true),
	}
	for i, name := range typedAttributes {
		all = append(all, entity.NewColumnVarCharArray(name, typed[i]))
	}
	if dim > 0 {
		all = append(all, entity.NewColumnFloatVector(fieldDense, dim, dense))
	}
	return all
}

func norm(v []float32) float64 {
	var sum float64
	for _, f := range v {
		sum += float64(f) * float64(f)
	}
	return math.Sqrt(sum)
}
