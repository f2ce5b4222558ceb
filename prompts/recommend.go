package prompts

// Lead is the sentence that opens a recommendation.
type Lead struct {
	Kind    string   // "", "cheaper", "cheapest", "dearer", "other", "similar", "closest", "unlisted", "exhausted"
	Like    string   // similar: the title it is measured by
	Unknown []string // closest: the words that no product has; unlisted: what no listing states
}

// Render writes the sentence.
func (l Lead) Render(lang string) (string, error) { return render("lead", lang, l) }

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
// point gave way.
type Nothing struct {
	Wish    string
	Relaxed []string // rendered Relaxed
}

// Render writes the answer.
func (n Nothing) Render(lang string) (string, error) { return render("nothing", lang, n) }

// Relaxed is one way to relax a wish: drop an attribute, or raise the amount.
type Relaxed struct {
	Label  string // of the attribute
	Amount string // formatted; "" unless the price is raised
	Flag   bool   // the attribute is a yes or no, such as waterproof
	Count  int
}

// Render writes the way as an option with its count.
func (r Relaxed) Render(lang string) (string, error) { return render("relaxed", lang, r) }

// Say writes what a shopper would say to choose the way.
func (r Relaxed) Say(lang string) (string, error) { return render("relax", lang, r) }

// Unfound says that the shop has nothing of that name.
type Unfound struct{ Words string }

// Render writes the answer.
func (u Unfound) Render(lang string) (string, error) { return render("unfound", lang, u) }

// Without says that a product is free of a value that the shopper declined.
type Without struct{ Value string }

// Render writes the phrase.
func (w Without) Render(lang string) (string, error) { return render("without", lang, w) }
