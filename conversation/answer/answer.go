// Package answer makes one Answer from facts, so that text, cards and choices
// cannot disagree, and verifies every claim of its text against those facts.
package answer

import (
	"strings"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Answer is one reply before it is sent. Its text is Lead, the list of cards and
// Closing; a place that shows cards leaves the list out.
type Answer struct {
	Lead    string
	List    string
	Closing string
	Cards   []Card
	Choices []Choice
	// Facts are the texts that the answer's claims rest on beside the cards: rows,
	// passages, an order, the shopper's own words.
	Facts []string
	// Opens says that Lead does no more than to open the list: other words may stand for it.
	Opens bool
}

// Text returns the whole answer as text.
func (a Answer) Text() string {
	var parts []string
	for _, s := range []string{a.Lead, a.List, a.Closing} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

// Card shows one product. Its fields are facts read from the product's row
// within the turn, in the language of the reply.
type Card struct {
	ID           string        `json:"id"`
	Position     int           `json:"position"` // from 1, as the shopper counts
	Title        string        `json:"title"`
	Brand        string        `json:"brand,omitempty"`
	Price        catalog.Money `json:"price"`               // what is paid now; zero for content
	ListPrice    catalog.Money `json:"list_price,omitzero"` // the price before the sale; zero when not on sale
	Availability string        `json:"availability"`
	Stock        *int          `json:"stock,omitempty"`
	StockText    string        `json:"stock_text"`           // a phrase such as "Only 2 left"
	Attributes   []Fact        `json:"attributes,omitempty"` // the few that tell the items apart
	Why          string        `json:"why"`                  // why it fits, or where it does not
	Link         string        `json:"link,omitempty"`
	ImageLink    string        `json:"image_link,omitempty"`
}

// Fact is one labelled value, in the language of the reply.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Choice is a button. Pressing it is the same as saying Say.
type Choice struct {
	Label string `json:"label"`
	Say   string `json:"say"`
	Count int    `json:"count,omitempty"` // products behind it; 0 where counting makes no sense
}
