package prompts

// Interpreter instructs a language model that reads a message.
type Interpreter struct{}

// Render writes the instructions.
func (i Interpreter) Render(lang string) (string, error) { return render("interpreter", lang, i) }

// Narrator instructs a language model that writes the words around an answer.
type Narrator struct{}

// Render writes the instructions.
func (n Narrator) Render(lang string) (string, error) { return render("narrator", lang, n) }

// Material hands a language model data, apart from all instructions. JSON has no
// angle brackets but escaped ones, as encoding/json writes them, so that no data
// can end it.
type Material struct{ JSON string }

// Render writes the data in their brackets.
func (m Material) Render(lang string) (string, error) { return render("material", lang, m) }

// Repair asks a language model to write again without a claim.
type Repair struct{ Claim string }

// Render writes the request.
func (r Repair) Render(lang string) (string, error) { return render("repair", lang, r) }
