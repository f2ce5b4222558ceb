package prompts

// Fact is one labelled value.
type Fact struct{ Label, Value string }

// Detail describes one product.
type Detail struct {
	Title, Price, ListPrice, Stock, Description string
	Facts                                       []Fact
}

// Render writes the description.
func (d Detail) Render(lang string) (string, error) { return render("detail", lang, d) }

// Variant is one sellable variant: its distinguishing values, price and stock.
type Variant struct {
	Options      []string
	Price, Stock string
}

// Variants answers whether a product comes in what was asked for.
type Variants struct {
	Title, Asked string
	Label        string // of the attribute asked about
	Found        []Variant
	Others       []string // the values it does come in
}

// Render writes the answer.
func (v Variants) Render(lang string) (string, error) { return render("variants", lang, v) }

// Attribute answers what a product's listing says of one attribute.
type Attribute struct {
	Title, Label string
	Answer       string // "yes" or "no" for a flag, else ""
	Values       []string
}

// Render writes the answer.
func (a Attribute) Render(lang string) (string, error) { return render("attribute", lang, a) }

// Comparison sets shown items side by side.
type Comparison struct{ Rows []ComparisonRow }

// ComparisonRow is one attribute in which the items differ; a value each.
type ComparisonRow struct {
	Label  string
	Values []string
}

// Render writes one line an attribute.
func (c Comparison) Render(lang string) (string, error) { return render("compare", lang, c) }

// NoSuchItem says that the number points at nothing.
type NoSuchItem struct{ Shown int }

// Render writes the sentence.
func (n NoSuchItem) Render(lang string) (string, error) { return render("nosuchitem", lang, n) }

// Accepted confirms the shopper's choice.
type Accepted struct {
	Title, Price, Stock, Link string
	Orderable                 bool
}

// Render writes the confirmation.
func (a Accepted) Render(lang string) (string, error) { return render("accept", lang, a) }
