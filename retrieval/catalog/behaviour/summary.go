package behaviour

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Summary gathers what is known of each product from events. The same events in
// the same order give the same summary. It is for one goroutine.
type Summary struct {
	now      time.Time
	halfLife time.Duration
	items    map[string]*Tally
	baskets  map[string][]string
	ratings  Tally // of all products
}

// Tally is what was done with one product. The counts are weighted by age: an
// event weighs 1 now and half as much after each half-life.
type Tally struct {
	Views, Carts, Purchases, Returns float64
	// Rated and Stars are the weighted number of ratings and their weighted sum.
	Rated, Stars float64
}

// Bounds on what is remembered for co-purchases. Beyond them baskets, and items of
// a basket, are left out.
const (
	maxBaskets     = 500_000
	maxBasketItems = 30
)

// Summarize starts an empty summary as of now.
func Summarize(now time.Time, halfLife time.Duration) *Summary {
	return &Summary{now: now, halfLife: halfLife, items: map[string]*Tally{}, baskets: map[string][]string{}}
}

// Decay is the weight of an event of some age: 2^(-age/half-life). Events of the
// future, as clocks differ, weigh 1; without a half-life all do.
func Decay(age, halfLife time.Duration) float64 {
	if age <= 0 || halfLife <= 0 {
		return 1
	}
	return math.Exp2(-float64(age) / float64(halfLife))
}

// Add counts one event.
func (s *Summary) Add(e Event) {
	t := s.items[e.Item]
	if t == nil {
		t = &Tally{}
		s.items[e.Item] = t
	}
	weight := Decay(s.now.Sub(e.At), s.halfLife)
	counted := weight * float64(e.Quantity)
	switch e.Kind {
	case View:
		t.Views += counted
	case Cart:
		t.Carts += counted
	case Purchase:
		t.Purchases += counted
		s.pack(e)
	case Return:
		t.Returns += counted
	case Rating:
		for _, of := range []*Tally{t, &s.ratings} {
			of.Rated += weight
			of.Stars += weight * e.Value
		}
	}
}

// Item returns what was done with a product; the zero Tally if nothing was.
func (s *Summary) Item(id string) Tally {
	if t := s.items[id]; t != nil {
		return *t
	}
	return Tally{}
}

// Items returns the ids of all products of the events, sorted.
func (s *Summary) Items() []string { return slices.Sorted(maps.Keys(s.items)) }

// Rating returns a product's mean rating, from 0 to 1, drawn to the mean of all
// ratings as though that had been given strength times more:
// (strength·m + Σ wᵢrᵢ) / (strength + Σ wᵢ), the posterior mean under a conjugate
// prior (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.5). With nothing
// rated at all it is 1/2.
func (s *Summary) Rating(id string, strength float64) float64 {
	mean := 0.5
	if s.ratings.Rated > 0 {
		mean = s.ratings.Stars / s.ratings.Rated
	}
	t := s.Item(id)
	if strength+t.Rated <= 0 {
		return mean
	}
	return (strength*mean + t.Stars) / (strength + t.Rated)
}

// pack puts a purchase into its basket: the order, or what a shopper bought on one
// day (UTC).
func (s *Summary) pack(e Event) {
	name := e.Order
	if name == "" {
		if e.Shopper == "" {
			return
		}
		name = e.Shopper + " " + e.At.UTC().Format(time.DateOnly)
	}
	items, known := s.baskets[name]
	if !known && len(s.baskets) >= maxBaskets || len(items) >= maxBasketItems || slices.Contains(items, e.Item) {
		return
	}
	s.baskets[name] = append(items, e.Item)
}

// Companion is a product that was bought together with another.
type Companion struct {
	Item    string
	Baskets int // that hold both
}

// Companions returns for every product the at most limit others that most baskets
// hold with it, most first, then by id. Those in fewer than two baskets together
// are chance, and left out.
func (s *Summary) Companions(limit int) map[string][]Companion {
	bought := map[string][][]string{} // item → the baskets that hold it
	for _, items := range s.baskets {
		for _, item := range items {
			bought[item] = append(bought[item], items)
		}
	}
	all := map[string][]Companion{}
	for item, baskets := range bought {
		if found := companions(item, baskets); len(found) > 0 {
			all[item] = slices.Clone(found[:min(len(found), max(limit, 0))])
		}
	}
	return all
}

// companions counts for one product at a time: the pairs of all would not be bounded.
func companions(item string, baskets [][]string) []Companion {
	count := map[string]int{}
	for _, items := range baskets {
		for _, other := range items {
			if other != item {
				count[other]++
			}
		}
	}
	var all []Companion
	for other, n := range count {
		if n >= 2 {
			all = append(all, Companion{other, n})
		}
	}
	slices.SortFunc(all, func(a, b Companion) int {
		return cmp.Or(cmp.Compare(b.Baskets, a.Baskets), cmp.Compare(a.Item, b.Item))
	})
	return all
}
