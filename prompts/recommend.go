package prompts

// Lead is the sentence that opens a recommendation.
type Lead struct {
	// Kind is "", "cheaper", "cheapest", "dearer", "other", "similar", "closest",
	// "unlisted", "exhausted", "adjusted", "between", "complement", "variant",
	// "instead" or "instock".
	Kind     string
	Like     string   // the title that the items are measured by, beside which they go, or that has the variant
	Words    string   // adjusted: the direction, such as "lighter"; variant and instead: what was asked for
	From, To string   // between: the amounts
	Unknown  []string // closest: the words that no product has; unlisted: what no listing states
}

// Render writes the sentence.
func (l Lead) Render(lang string) (string, error) { return render("lead", lang, l) }

// Name implements Varied.
func (l Lead) Name() string { return "lead" }

// RenderWay implements Varied.
func (l Lead) RenderWay(lang string, way int) (string, error) {
	return renderWay(l.Name(), lang, way, l)
}

// List is the shown items as lines of text, for places without cards.
type List struct{ Items []Line }

// Line is one shown item. Amounts are formatted; "" where there is none.
type Line struct {
	Position                       int
	Title, Price, ListPrice, Stock string
}

// Render writes one line an item.
func (l List) Render(lang string) (string, error) { return render("list", lang, l) }

// Converted says at which rate an amount was understood.
type Converted struct{ Said, Amount, Date string }

// Render writes the sentence.
func (c Converted) Render(lang string) (string, error) { return render("converted", lang, c) }

// Question asks for the wish on one attribute.
type Question struct{ Attribute, Label string }

// Render writes the question.
func (q Question) Render(lang string) (string, error) { return render("question", lang, q) }

// Name implements Varied.
func (q Question) Name() string { return "question" }

// RenderWay implements Varied.
func (q Question) RenderWay(lang string, way int) (string, error) {
	return renderWay(q.Name(), lang, way, q)
}

// Why says how a product stands to the wishes, each given as a short label.
type Why struct {
	Met, Missed, Unlisted []string
	InBudget              bool
	Notable               []string // said when there are no wishes
}

// Render writes the reasons.
func (w Why) Render(lang string) (string, error) { return render("why", lang, w) }

// Stock says whether a product can be had.
type Stock struct {
	Availability string // catalog.Availability
	Stock        int
	Low          bool // few enough to say how many
	Content      bool // something to read, watch or hear
}

// Render writes the words.
func (s Stock) Render(lang string) (string, error) { return render("stock", lang, s) }

// Nothing says that no product meets the wish, and what would be there if one
// point gave way, or two.
type Nothing struct {
	Wish    string
	Relaxed []string // rendered Relaxed
	Two     bool     // each way gives up two points
}

// Render writes the answer.
func (n Nothing) Render(lang string) (string, error) { return render("nothing", lang, n) }

// Name implements Varied.
func (n Nothing) Name() string { return "nothing" }

// RenderWay implements Varied.
func (n Nothing) RenderWay(lang string, way int) (string, error) {
	return renderWay(n.Name(), lang, way, n)
}

// Relaxed is one way to relax a wish: attributes to drop, an amount to raise, or both.
type Relaxed struct {
	Dropped []Dropping
	Amount  string // formatted; "" unless the price is raised
	Count   int
}

// Dropping is an attribute that need not be as wished.
type Dropping struct {
	Label string
	Flag  bool // the attribute is a yes or no, such as waterproof
}

// Render writes the way as an option with its count.
func (r Relaxed) Render(lang string) (string, error) { return render("relaxed", lang, r) }

// Say writes what a shopper would say to choose the way.
func (r Relaxed) Say(lang string) (string, error) { return render("relax", lang, r) }

// Unfound says that the shop has nothing of that name.
type Unfound struct{ Words string }

// Render writes the answer.
func (u Unfound) Render(lang string) (string, error) { return render("unfound", lang, u) }

// Name implements Varied.
func (u Unfound) Name() string { return "unfound" }

// RenderWay implements Varied.
func (u Unfound) RenderWay(lang string, way int) (string, error) {
	return renderWay(u.Name(), lang, way, u)
}

// Without says that a product is free of a value that the shopper declined.
type Without struct{ Value string }

// Render writes the phrase.
func (w Without) Render(lang string) (string, error) { return render("without", lang, w) }
