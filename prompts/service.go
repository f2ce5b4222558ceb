package prompts

// Policy quotes a passage of the shop's policies with its source.
type Policy struct{ Text, Title, Section string }

// Render writes the quotation.
func (p Policy) Render(lang string) (string, error) { return render("policy", lang, p) }

// PolicyUnknown says that the policies don't cover the question.
type PolicyUnknown struct{}

// Render writes the sentence.
func (p PolicyUnknown) Render(lang string) (string, error) { return render("policyunknown", lang, p) }

// Identify asks for the proof of whose order it is.
type Identify struct{ Missing string } // "order", "email" or "" for both

// Render writes the request.
func (i Identify) Render(lang string) (string, error) { return render("identify", lang, i) }

// OrderNotFound says that number and address don't match; the same for an order
// that doesn't exist and one of somebody else.
type OrderNotFound struct{}

// Render writes the sentence.
func (o OrderNotFound) Render(lang string) (string, error) { return render("ordernotfound", lang, o) }

// OrderLocked says that too many attempts failed.
type OrderLocked struct{}

// Render writes the sentence.
func (o OrderLocked) Render(lang string) (string, error) { return render("orderlocked", lang, o) }

// OrderStatus names the state of an order.
type OrderStatus struct{ Status string }

// Render writes the name.
func (o OrderStatus) Render(lang string) (string, error) { return render("orderstatus", lang, o) }

// OrderDate is a day in the life of an order.
type OrderDate struct{ Kind, Day string } // Kind: placed, shipped, delivered, expected

// Render writes the phrase.
func (o OrderDate) Render(lang string) (string, error) { return render("orderdate", lang, o) }

// OrderItem is one line of an order.
type OrderItem struct {
	Title    string
	Quantity int
	Price    string
}

// Order tells the state of an order to its owner.
type Order struct {
	ID, Status        string // Status is rendered
	Items             []OrderItem
	Total             string
	Dates             []string // rendered
	Carrier, Tracking string
	Late              bool // it was expected before now
}

// Render writes the answer.
func (o Order) Render(lang string) (string, error) { return render("order", lang, o) }

// Person says that a colleague has been asked.
type Person struct{ Contact string }

// Render writes the sentence.
func (p Person) Render(lang string) (string, error) { return render("person", lang, p) }
