package catalog

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// lastYear is the last that RFC 3339 can write.
const lastYear = 9999

// encoded is a Product, field for field, as it is stored: the order of its fields and
// the order of keys that encoding/json gives to maps make the encoding canonical.
type encoded struct {
	ID           string              `json:"id"`
	GroupID      string              `json:"item_group_id,omitempty"`
	Brand        string              `json:"brand,omitempty"`
	Lang         string              `json:"lang,omitempty"`
	Texts        map[string]Text     `json:"texts,omitempty"`
	Type         []string            `json:"product_type,omitempty"`
	Price        Money               `json:"price,omitzero"`
	SalePrice    Money               `json:"sale_price,omitzero"`
	Availability Availability        `json:"availability,omitempty"`
	Stock        *int                `json:"stock,omitempty"`
	Attributes   map[string][]string `json:"attributes,omitempty"`
	Derived      map[string]string   `json:"derived,omitempty"`
	Link         string              `json:"link,omitempty"`
	ImageLink    string              `json:"image_link,omitempty"`
	UpdatedAt    time.Time           `json:"updated_at,omitzero"`
}

// Encode returns the canonical encoding of a product that a reader has made, for
// storage and comparison: one JSON object without a line break, fields in a fixed
// order, amounts exact in the feed form, time in UTC. Equal products have equal
// encodings, and DecodeProduct reads them back.
func (p *Product) Encode() []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	in := encoded(*p)
	in.UpdatedAt = in.UpdatedAt.UTC()
	err := e.Encode(in)
	if err != nil { // only a time past the year 9999, which no reader lets in
		return nil
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// DecodeProduct reads what Encode wrote. Fields that it does not know are left
// out.
func DecodeProduct(b []byte) (Product, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	e := encoded{Attributes: map[string][]string{}}
	if err := d.Decode(&e); err != nil {
		return Product{}, fmt.Errorf("decode a stored product: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Product{}, errors.New("decode a stored product: more follows it")
	}
	if e.ID == "" {
		return Product{}, errors.New("decode a stored product: it has no id")
	}
	if year := e.UpdatedAt.UTC().Year(); year > lastYear {
		return Product{}, fmt.Errorf("decode a stored product: updated in the year %d", year)
	}
	return Product(e), nil
}

// Hash returns the SHA-256 of the encoding: products that differ in anything
// that a feed states, or that annotation adds, differ in it.
func (p *Product) Hash() [sha256.Size]byte { return sha256.Sum256(p.Encode()) }
