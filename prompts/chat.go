package prompts

// Phrase is a reply without facts.
type Phrase string

// The phrases.
const (
	Hello     Phrase = "hello"
	Thanks    Phrase = "thanks"
	Bye       Phrase = "bye"
	Unclear   Phrase = "unclear"
	Wish      Phrase = "wish"
	Restarted Phrase = "restarted"
	Apology   Phrase = "apology"
	Forgotten Phrase = "forgotten"
	Help      Phrase = "help"
	NoCommand Phrase = "unknowncommand"
	Which     Phrase = "which"
	OffTopic  Phrase = "offtopic"
	Caution   Phrase = "caution"
	Wait      Phrase = "wait"
	NoOrders  Phrase = "noorders"
)

// Render writes the phrase.
func (p Phrase) Render(lang string) (string, error) { return render(string(p), lang, nil) }

// Noted confirms wishes that do not yet say what is looked for.
type Noted struct{ Wishes []string }

// Render writes the confirmation.
func (n Noted) Render(lang string) (string, error) { return render("noted", lang, n) }

// Who introduces the guide.
type Who struct{ Departments []string }

// Render writes the introduction.
func (w Who) Render(lang string) (string, error) { return render("who", lang, w) }

// Pictures points at the pages that show the items.
type Pictures struct{ Links []string }

// Render writes the answer.
func (p Pictures) Render(lang string) (string, error) { return render("pictures", lang, p) }
