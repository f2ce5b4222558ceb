package preference

import (
	"slices"

	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

// Act is what a message does.
type Act string

// The acts.
const (
	Find      Act = "find"
	Refine    Act = "refine"
	Cheaper   Act = "cheaper"
	Dearer    Act = "dearer"
	Reject    Act = "reject"
	Another   Act = "another"
	More      Act = "more"
	StartOver Act = "reset"
	GiveUp    Act = "give-up" // a StartOver, unless the message goes on; only while it is read
	Similar   Act = "similar"
	Advise    Act = "advise" // which of the items the guide would take; always with Compare
	Compare   Act = "compare"
	Detail    Act = "detail"
	Accept    Act = "accept"
	Policy    Act = "ask-policy"
	Order     Act = "ask-order"
	Person    Act = "person"
	Feedback  Act = "feedback"
	Command   Act = "command"
	Pick      Act = "pick"
	Thanks    Act = "thanks"
	Hello     Act = "hello"
	Bye       Act = "bye"
	Who       Act = "who"
	Cheapest  Act = "cheapest"
	Dearest   Act = "dearest"
	Recall    Act = "recall" // asks what was said before
	Wait      Act = "wait"   // hesitation
	Why       Act = "why"
	OffTopic  Act = "off-topic"
	Upset     Act = "upset"   // angry or disappointed with the guide
	Lost      Act = "lost"    // knows not what to look for
	Caution   Act = "caution" // health or safety: nothing that a shop may advise on
	Unclear   Act = "unclear"

	Adjust     Act = "adjust"     // Reading.Adjustments say which way: bigger, brighter, more formal
	Variant    Act = "variant"    // Reading.Items, but as Reading.Changes and Reading.Adjustments say
	Between    Act = "between"    // priced between the two Reading.Items
	Complement Act = "complement" // what goes with Reading.Items, or with what is shown
	InStock    Act = "in-stock"   // only what can be had now
)

// Reading is what the rules understood of one message.
type Reading struct {
	Acts        []Act
	Changes     []Change
	Adjustments []Adjustment        // how what is shown should differ, in order
	Items       []int               // positions of shown items referred to, from 1; Last and Focused stand for themselves
	Values      []retrieval.Meaning // values said, in order, whether wanted or asked about
	Attributes  []string            // attributes named, such as "material" in "what material is it"
	Question    bool                // the message asks rather than tells
	OfShop      bool                // such a question asks what the shop has: "is there a", 有…吗
	Modifies    bool                // it speaks of the kind at hand: "a quiet one", 静音的
	Returns     bool                // it comes back to something: "back to the lamps"
	Picture     bool                // it asks for pictures
	Anything    bool                // it is for somebody, whatever it may be: "something for my niece"
	GoesWith    bool                // what it looks for is to go with a shown item: "shoes to go with it"
	Refused     string              // words refused that name no value: "flip-flops" in "no flip-flops"
	OfService   []string            // words that ask about the shop: "return policy"
	For         string              // whom it is for, as PersonLabel knows them: Self, or another; "" if it does not say
}

// Direction is which way an amount, or a size, is to go.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// Adjustment is a critique of what is shown, as words/critiques.tsv has them: it has
// a Direction or Values, not both.
type Adjustment struct {
	Attributes []string  // it is about the first of these that the products state
	Direction  Direction // of the attribute's amount, or along its sizes
	Values     []string  // canonical values of the attribute; any of them is what is asked for
	Words      string    // the shopper's own
}

// Positions that are not numbers.
const (
	Last    = -1
	Focused = -2 // "it", "this one"
	Other   = -3 // of two, the one that was not talked about
)

// Is reports whether the message does any of the acts.
func (r Reading) Is(acts ...Act) bool {
	return slices.ContainsFunc(acts, func(a Act) bool { return slices.Contains(r.Acts, a) })
}

// Wants reports whether the message says something of what is looked for.
func (r Reading) Wants() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Kind != Retract && c.Kind != Reset })
}

// Scene is what a message is read against.
type Scene struct {
	Turn   int
	Asking string   // the attribute that the shopper was just asked about, or ""
	Kinds  []string // the product types looked for so far
	Gender string   // whom the wish is for so far: "male", "female" or ""
	Shown  int      // how many items the shopper has before them
}

// Reader reads messages with the words of one catalogue. It is read-only and
// safe for concurrent use.
type Reader struct {
	vocabulary *retrieval.Vocabulary
	rates      catalog.Rates
}

// NewReader returns a reader; amounts in other currencies are converted by rates.
func NewReader(v *retrieval.Vocabulary, rates catalog.Rates) *Reader {
	return &Reader{vocabulary: v, rates: rates}
}
