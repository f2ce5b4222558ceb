package retrieval

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Profile is what must be known of a whole catalogue before one of its products
// can be indexed or a message understood. It is read-only and can be kept as JSON.
type Profile struct {
	Products int    `json:"products"`
	Currency string `json:"currency,omitempty"` // of most prices, "" when nothing has a price
	// Listed are the attributes that any product states.
	Listed []string `json:"listed,omitempty"`
	// Values holds, by attribute, the canonical values that products state of those
	// attributes that can be filtered by, each as a feed wrote it.
	Values map[string]map[string]string `json:"values,omitempty"`
	// Measured holds, by attribute, the values that are figures with a unit, each as a
	// feed wrote it. Such attributes can be filtered by amounts.
	Measured map[string]map[string]string `json:"measured,omitempty"`
	// Kinds holds, by attribute of Values and Measured, the innermost product types of the products
	// that state it: what has no genre is not "not listed" for one.
	Kinds map[string][]string `json:"kinds,omitempty"`
	// Said are the attributes of Values and Measured that no feed states, and texts alone say.
	Said []string `json:"said,omitempty"`
	// Called holds what brands are called in Chinese, where titles alone say so.
	Called      map[string]string `json:"called,omitempty"`
	Departments []Department      `json:"departments,omitempty"`
	// Centroid is the mean of the products' dense vectors, once they are indexed.
	Centroid []float32 `json:"centroid,omitempty"`
}

// Department is a top-level product type.
type Department struct {
	Meaning
	Count int // groups
}

// Survey gathers the Profile of a catalogue, product by product.
type Survey struct {
	lexicon    *lexical.Lexicon
	known      []string // attributes that can be filtered by when stated
	measurable []string // attributes with a name and no words for values: those may be amounts
	profile    Profile
	listed     map[string]bool
	stated     map[string]bool            // known attributes that a feed states
	kinds      map[string]map[string]bool // known attribute → innermost types that state it
	currencies map[string]int
	tops       map[string]map[string]bool // top-level type → groups
	titles     map[string]map[string]bool // brand → how its Chinese titles begin
}

// NewSurvey begins a survey. Attributes can be filtered by when the lexicon knows
// their values; the product type and the brand always.
func NewSurvey(lexicon *lexical.Lexicon) *Survey {
	known := map[string]bool{TypeAttribute: true, BrandAttribute: true}
	for _, concept := range lexicon.Concepts() {
		known[concept.Attribute] = true
	}
	var measurable []string
	for _, attribute := range sortedKeys(lexicon.Attributes()) {
		if !known[attribute] && attribute != catalog.PriceAttribute {
			measurable = append(measurable, attribute)
		}
	}
	return &Survey{
		lexicon: lexicon, known: sortedKeys(known), measurable: measurable, listed: map[string]bool{}, stated: map[string]bool{}, kinds: map[string]map[string]bool{},
		profile:    Profile{Values: map[string]map[string]string{}, Measured: map[string]map[string]string{}},
		currencies: map[string]int{}, tops: map[string]map[string]bool{}, titles: map[string]map[string]bool{},
	}
}

// Add counts a product.
func (s *Survey) Add(p *catalog.Product) {
	s.profile.Products++
	if code := p.Price.Currency; code != "" {
		if s.currencies[code]++; s.currencies[code] > s.currencies[s.profile.Currency] {
			s.profile.Currency = code
		}
	}
	for attribute := range p.Attributes {
		s.listed[attribute] = true
	}
	if p.Stock != nil {
		s.listed["stock"], s.listed[catalog.AvailabilityAttribute] = true, true
	}
	for _, attribute := range s.known {
		s.states(p, attribute, Values(p, attribute), s.profile.Values)
	}
	for _, attribute := range s.measurable {
		if values := amountsOnly(p.Attributes[attribute]); len(values) > 0 {
			s.states(p, attribute, values, s.profile.Measured)
		}
	}
	if p.Brand != "" {
		brand := s.lexicon.Canonical(BrandAttribute, p.Brand)
		if s.titles[brand] == nil {
			s.titles[brand] = map[string]bool{}
		}
		s.titles[brand][opening(p.Texts["zh"].Title)] = true
	}
	if len(p.Type) >= 2 {
		top := s.lexicon.Canonical(TypeAttribute, p.Type[0])
		if s.tops[top] == nil {
			s.tops[top] = map[string]bool{}
		}
		s.tops[top][p.Group()] = true
	}
}

// states notes that a product states values of an attribute.
func (s *Survey) states(p *catalog.Product, attribute string, values []string, all map[string]map[string]string) {
	if len(values) == 0 {
		return
	}
	if p.Derived[attribute] == "" {
		s.stated[attribute] = true
	}
	if len(p.Type) > 0 {
		if s.kinds[attribute] == nil {
			s.kinds[attribute] = map[string]bool{}
		}
		s.kinds[attribute][s.lexicon.Canonical(TypeAttribute, p.Type[len(p.Type)-1])] = true
	}
	if all[attribute] == nil {
		all[attribute] = map[string]string{}
	}
	for _, value := range values {
		all[attribute][s.lexicon.Canonical(attribute, value)] = value
	}
}

// Profile returns what was gathered. Add must not be called afterwards.
func (s *Survey) Profile() Profile {
	s.profile.Listed = sortedKeys(s.listed)
	s.profile.Kinds = map[string][]string{}
	for attribute, types := range s.kinds {
		s.profile.Kinds[attribute] = sortedKeys(types)
	}
	for _, attribute := range slices.Concat(sortedKeys(s.profile.Values), sortedKeys(s.profile.Measured)) {
		if !s.stated[attribute] {
			s.profile.Said = append(s.profile.Said, attribute)
		}
	}
	s.profile.Called = called(s.titles, s.lexicon)
	for top, groups := range s.tops {
		s.profile.Departments = append(s.profile.Departments, Department{Meaning{TypeAttribute, top}, len(groups)})
	}
	slices.SortFunc(s.profile.Departments, func(a, b Department) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return s.profile
}

// ProfileOf surveys a catalogue in memory.
func ProfileOf(c *catalog.Catalog, lexicon *lexical.Lexicon) Profile {
	s := NewSurvey(lexicon)
	for i := range c.Products {
		s.Add(&c.Products[i])
	}
	return s.Profile()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
