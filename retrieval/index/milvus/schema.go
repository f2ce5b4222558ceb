package milvus

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/milvus-io/milvus-sdk-go/v2/client"
	"github.com/milvus-io/milvus-sdk-go/v2/entity"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/index"
)

// The fields of a collection, beside those of typedAttributes.
const (
	fieldID       = "id"       // escaped
	fieldGroup    = "group"    // escaped
	fieldVariant  = "variant"  // whether the group is named otherwise than the item
	fieldRecord   = "record"   // the catalog.Record as JSON
	fieldAmount   = "amount"   // minor units
	fieldPriced   = "priced"   // whether there is an amount
	fieldEmbedded = "embedded" // whether dense is a vector and not filler
	fieldDense    = "dense"
	fieldSparse   = "sparse" // term → BM25 weight
)

// typedAttributes are those with a field of their own, a list of escaped values.
// All other attributes are dynamic fields (attributeField).
var typedAttributes = []string{"availability", "product_type", "brand", "color", "size", "material", "gender"}

// Bounds of what is stored, in bytes of UTF-8; Milvus enforces its own in bytes,
// characters or not at all. Each control character and each of ! " & ' [ \ counts twice.
const (
	maxID     = 2 * catalog.MaxID // ids and groups
	maxText   = 65535             // an item's record, or its dynamic fields
	maxValues = catalog.MaxValues // of one attribute
)

// description is kept with a collection, so that it can be told from others and is
// never searched with vectors of another space.
type description struct {
	Shopguide int    `json:"shopguide"` // version of the fields
	Name      string `json:"name"`      // Config.Collection
	Version   string `json:"version"`
	Model     string `json:"model"`
	Dim       int    `json:"dim"`
}

// layout counts up when the fields change their meaning.
const layout = 1

// descriptionProperty holds the description a second time: milvus-lite 2.5 keeps
// no properties and 3.2 no descriptions.
const descriptionProperty = "shopguide.index"

func (d description) space() index.Space { return index.Space{Model: d.Model, Dim: d.Dim} }

// described returns the description of a collection; ok is false for one that we
// did not make.
func described(c *entity.Collection) (d description, ok bool) {
	for _, text := range []string{c.Schema.Description, c.Properties[descriptionProperty]} {
		if json.Unmarshal([]byte(text), &d) == nil && d.Shopguide > 0 {
			return d, true
		}
	}
	return description{}, false
}

func schema(collection, description string, dim int) *entity.Schema {
	text := func(name string, length int64) *entity.Field {
		return entity.NewField().WithName(name).WithDataType(entity.FieldTypeVarChar).WithMaxLength(length)
	}
	plain := func(name string, t entity.FieldType) *entity.Field {
		return entity.NewField().WithName(name).WithDataType(t)
	}
	s := entity.NewSchema().WithName(collection).WithDescription(description).WithDynamicFieldEnabled(true).
		WithField(text(fieldID, maxID).WithIsPrimaryKey(true)).
		WithField(text(fieldGroup, maxID)).
		WithField(plain(fieldVariant, entity.FieldTypeBool)).
		WithField(text(fieldRecord, maxText)).
		WithField(plain(fieldAmount, entity.FieldTypeInt64)).
		WithField(plain(fieldPriced, entity.FieldTypeBool)).
		WithField(plain(fieldEmbedded, entity.FieldTypeBool)).
		WithField(plain(fieldSparse, entity.FieldTypeSparseVector))
	for _, name := range typedAttributes {
		s.WithField(plain(name, entity.FieldTypeArray).WithElementType(entity.FieldTypeVarChar).WithMaxLength(maxText).WithMaxCapacity(maxValues))
	}
	if dim > 0 {
		s.WithField(plain(fieldDense, entity.FieldTypeFloatVector).WithDim(int64(dim)))
	}
	return s
}

// create makes a collection with its indexes and loads it.
func (c *connection) create(ctx context.Context, collection string, d description) error {
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("describe the collection: %w", err)
	}
	err = c.sdk.CreateCollection(ctx, schema(collection, string(text), d.Dim), 1,
		client.WithConsistencyLevel(entity.ClSession), client.WithCollectionProperty(descriptionProperty, string(text)))
	if err != nil {
		return fmt.Errorf("create the collection: %w", err)
	}
	sparse, err := entity.NewIndexSparseInverted(entity.IP, 0)
	if err != nil {
		return fmt.Errorf("index the words: %w", err)
	}
	if err := c.sdk.CreateIndex(ctx, collection, fieldSparse, sparse, true); err != nil {
		return fmt.Errorf("index the words: %w", err)
	}
	if d.Dim > 0 {
		dense, err := c.config.ANN.index()
		if err != nil {
			return err
		}
		if err := c.sdk.CreateIndex(ctx, collection, fieldDense, dense, true); err != nil {
			return fmt.Errorf("index the dense vectors: %w", err)
		}
	}
	return c.load(ctx, collection)
}

const hnsw = "HNSW"

func (a ANN) index() (entity.Index, error) {
	build := a.Build
	if build == nil {
		build = map[string]string{}
	}
	parameters, err := json.Marshal(build)
	if err != nil {
		return nil, fmt.Errorf("the parameters of the index over the dense vectors: %w", err)
	}
	return entity.NewGenericIndex("", entity.IndexType(a.Type), map[string]string{
		"index_type": a.Type, "metric_type": string(entity.COSINE), "params": string(parameters),
	}), nil
}

// search returns the parameters of a search for k items.
func (a ANN) search(k int) searchParams {
	p := searchParams{}
	for name, value := range a.Search {
		p[name] = value
	}
	if a.Type == hnsw {
		p["ef"] = max(a.Search["ef"], k)
	}
	return p
}

// searchParams are the parameters of a search, by Milvus's names.
type searchParams map[string]any

func (p searchParams) Params() map[string]any { return maps.Clone(p) }

func (p searchParams) AddRadius(radius float64) { p["radius"] = radius }

func (p searchParams) AddRangeFilter(filter float64) { p["range_filter"] = filter }

// load waits until a collection can be searched.
func (c *connection) load(ctx context.Context, collection string) error {
	ctx, cancel := c.within(ctx, c.config.WriteTimeout)
	defer cancel()
	if err := c.sdk.LoadCollection(ctx, collection, true); err != nil {
		return fmt.Errorf("load the collection: %w", err)
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		progress, err := c.sdk.GetLoadingProgress(ctx, collection, nil)
		if err != nil {
			return fmt.Errorf("load the collection: %w", err)
		}
		if progress >= 100 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("load the collection, %s%% done: %w", strconv.FormatInt(progress, 10), context.Cause(ctx))
		case <-tick.C:
		}
	}
}
