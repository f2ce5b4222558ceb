package milvus

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"github.com/milvus-io/milvus-proto/go-api/v2/schemapb"
	"github.com/milvus-io/milvus-sdk-go/v2/entity"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// window is the most rows that Milvus returns of a search or a query.
const window = 16384

// page is some rows, by column.
type page struct {
	rows    int
	columns map[string]entity.Column
}

// texts returns a column of texts as they were before they were escaped.
func (p page) texts(field string) []string {
	column, ok := p.columns[field].(*entity.ColumnVarChar)
	if !ok {
		return make([]string, p.rows)
	}
	texts := make([]string, p.rows)
	for i, text := range column.Data() {
		texts[i] = unescape.Replace(text)
	}
	return texts
}

// records returns the records of the rows.
func (p page) records() ([]catalog.Record, error) {
	column, ok := p.columns[fieldRecord].(*entity.ColumnVarChar)
	if !ok {
		return nil, fmt.Errorf("the field %s is not text", fieldRecord)
	}
	records := make([]catalog.Record, p.rows)
	for i, text := range column.Data() {
		if err := json.Unmarshal([]byte(text), &records[i]); err != nil {
			return nil, fmt.Errorf("read the record of an item: %w", err)
		}
	}
	return records, nil
}

// pages returns the rows that an expression admits in the order of their ids, size
// at a time. It asks as the SDK's QueryIterator does, which asks for a short first
// page twice and fails on an empty one of milvus-lite 2.5.
func (x *Index) pages(ctx context.Context, expr string, fields []string, size int) iter.Seq2[page, error] {
	return func(yield func(page, error) bool) {
		after := everything
		for {
			p, err := x.query(ctx, all(expr, after), append([]string{fieldID}, fields...), size)
			if err != nil {
				yield(page{}, err)
				return
			}
			if p.rows == 0 || !yield(p, nil) {
				return
			}
			ids := p.columns[fieldID].(*entity.ColumnVarChar).Data()
			after = fmt.Sprintf(`%s > "%s"`, fieldID, ids[len(ids)-1]) // still escaped
		}
	}
}

// query returns the rows with the lowest ids, at most so many. The SDK's Query
// neither asks for that order nor takes an empty result of milvus-lite 2.5.
func (x *Index) query(ctx context.Context, expr string, fields []string, limit int) (page, error) {
	return x.ask(ctx, expr, fields,
		&commonpb.KeyValuePair{Key: "limit", Value: strconv.Itoa(limit)},
		&commonpb.KeyValuePair{Key: "iterator", Value: "true"},
		&commonpb.KeyValuePair{Key: "reduce_stop_for_best", Value: "true"},
	)
}

func (x *Index) ask(ctx context.Context, expr string, fields []string, options ...*commonpb.KeyValuePair) (page, error) {
	reply, err := x.sdk.Service.Query(ctx, &milvuspb.QueryRequest{
		CollectionName: x.collection, Expr: expr, OutputFields: fields, QueryParams: options,
	})
	if err != nil {
		return page{}, err
	}
	p := page{columns: map[string]entity.Column{}}
	for _, data := range reply.GetFieldsData() {
		name := data.GetFieldName()
		if data.GetType() == schemapb.DataType_None || !slices.Contains(fields, name) {
			continue // milvus-lite 2.5 returns such fields where there are no rows
		}
		column, err := entity.FieldDataColumn(data, 0, -1)
		if err != nil {
			return page{}, fmt.Errorf("read the field %s: %w", name, err)
		}
		p.columns[name], p.rows = column, column.Len()
	}
	if err := p.check(fields); err != nil {
		return page{}, err
	}
	return p, nil
}

// check returns an error unless every row has every field.
func (p page) check(fields []string) error {
	for name, column := range p.columns {
		if column.Len() != p.rows {
			return fmt.Errorf("there are %d rows in Milvus's answer, and %d of the field %s", p.rows, column.Len(), name)
		}
	}
	for _, name := range fields {
		if p.rows > 0 && p.columns[name] == nil {
			return fmt.Errorf("there is no field %s in Milvus's answer", name)
		}
	}
	return nil
}

const countAll = "count(*)"

// count returns how many rows an expression admits.
func (x *Index) count(ctx context.Context, expr string) (int, error) {
	p, err := x.ask(ctx, expr, []string{countAll})
	if err != nil {
		return 0, err
	}
	counted, ok := p.columns[countAll].(*entity.ColumnInt64)
	if !ok || counted.Len() != 1 {
		return 0, fmt.Errorf("there is no count in Milvus's answer to %.200q", expr)
	}
	return int(counted.Data()[0]), nil
}
