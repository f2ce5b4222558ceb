package prompts

// Vote confirms one vote.
type Vote struct {
	Title string
	Up    bool
}

// Votes confirms the votes of one message.
type Votes struct{ Votes []Vote }

// Render writes a line a vote.
func (v Votes) Render(lang string) (string, error) { return render("vote", lang, v) }

// Preferences lists the wishes in force.
type Preferences struct {
	For   string // whom they are for, "" for the shopper
	Lines []PreferenceLine
}

// PreferenceLine is one wish in force; Text and Source are rendered.
type PreferenceLine struct {
	Number       int
	Text, Source string
	Lasting      bool
}

// Render writes the list.
func (p Preferences) Render(lang string) (string, error) { return render("prefs", lang, p) }

// Preference puts one wish into words.
type Preference struct {
	Op        string // preference.Op, or "range" from Amount to To
	Label     string
	Values    []string
	Amount    string
	To        string
	Words     string
	Preferred bool
}

// Render writes the wish.
func (p Preference) Render(lang string) (string, error) { return render("preference", lang, p) }

// Source says where a wish came from. Turn is 0 for an earlier session.
type Source struct {
	Words string
	Turn  int
}

// Render writes the source.
func (s Source) Render(lang string) (string, error) { return render("source", lang, s) }

// Dropped confirms that a wish is gone.
type Dropped struct{ Text string }

// Render writes the confirmation.
func (d Dropped) Render(lang string) (string, error) { return render("dropped", lang, d) }

// NoSuchPreference says that the number names no wish.
type NoSuchPreference struct{ Number int }

// Render writes the sentence.
func (n NoSuchPreference) Render(lang string) (string, error) {
	return render("nosuchpreference", lang, n)
}

// Explanation says what put an item into its place.
type Explanation struct {
	Title, Why, Score, Policy string
	Position                  int
	Features                  []Contribution
}

// Contribution is one feature's share of a score; Name is rendered.
type Contribution struct{ Name, Value string }

// Render writes the explanation.
func (e Explanation) Render(lang string) (string, error) { return render("whyitem", lang, e) }

// Feature names a feature of the ranking.
type Feature string

// Render writes the name.
func (f Feature) Render(lang string) (string, error) { return render("feature", lang, f) }

// Undone says what was undone: "vote", "wish" or "".
type Undone struct{ What string }

// Render writes the sentence.
func (u Undone) Render(lang string) (string, error) { return render("undone", lang, u) }

// Exported counts what an export holds.
type Exported struct{ Messages, Slates, Reactions int }

// Render writes the sentence.
func (e Exported) Render(lang string) (string, error) { return render("exported", lang, e) }

// Language answers a change of language.
type Language struct{ Known bool }

// Render writes the answer.
func (l Language) Render(lang string) (string, error) { return render("language", lang, l) }
