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

// Quoted answers a question with the sentence of a description that speaks of it.
// Where none does, it gives the facts that the listing states.
type Quoted struct {
	Title, Sentence string
	Facts           []Fact
}

// Render writes the answer.
func (q Quoted) Render(lang string) (string, error) { return render("quoted", lang, q) }

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
	Described    bool     // by the description alone
}

// Render writes the answer.
func (v Variants) Render(lang string) (string, error) { return render("variants", lang, v) }

// Attribute answers what a product's listing says of one attribute.
type Attribute struct {
	Title, Label string
	Answer       string // "yes" or "no" for a flag, else ""
	Values       []string
	Described    bool // by the description alone
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

// Name implements Varied.
func (a Accepted) Name() string { return "accept" }

// RenderWay implements Varied.
func (a Accepted) RenderWay(lang string, way int) (string, error) {
	return renderWay(a.Name(), lang, way, a)
}

// Superlative names the shown item that has most, or least, of something.
type Superlative struct {
	Label    string     // of what is compared
	Items    []Measured // those that state it, the one asked for first
	Tied     bool       // the first two are equal
	Unstated []string   // titles of those that do not state it
}

// Measured is an item with what it states.
type Measured struct{ Title, Value string }

// Render writes the answer.
func (s Superlative) Render(lang string) (string, error) { return render("superlative", lang, s) }

// NoFurther says that nothing that fits goes further in the direction asked for.
type NoFurther struct {
	Words        string // the shopper's
	Label        string // of the attribute it is about
	Title, Value string // of the item that goes furthest; "" where no listing states it
}

// Render writes the answer.
func (n NoFurther) Render(lang string) (string, error) { return render("nofurther", lang, n) }

// Described marks what no listing states but the product's description says.
type Described struct{ Value string }

// Render writes the value with its mark.
func (d Described) Render(lang string) (string, error) { return render("described", lang, d) }

// NoComplement says that nothing in the shop is known to go with a product.
type NoComplement struct{ Title string }

// Render writes the answer.
func (n NoComplement) Render(lang string) (string, error) { return render("nocomplement", lang, n) }

// Advice says which of the items that are compared the guide would take.
type Advice struct {
	Number int
	Title  string
}

// Render writes the advice.
func (a Advice) Render(lang string) (string, error) { return render("advice", lang, a) }

// Alone says that there is nothing to compare the only item with.
type Alone struct{ Title string }

// Render writes the sentence.
func (a Alone) Render(lang string) (string, error) { return render("alone", lang, a) }
