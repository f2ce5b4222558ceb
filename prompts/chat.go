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
	Upset     Phrase = "upset"
	Lost      Phrase = "lost"
	Caution   Phrase = "caution"
	Wait      Phrase = "wait"
	NoOrders  Phrase = "noorders"
)

// Render writes the phrase.
func (p Phrase) Render(lang string) (string, error) { return render(string(p), lang, nil) }

// Name implements Varied.
func (p Phrase) Name() string { return string(p) }

// RenderWay implements Varied.
func (p Phrase) RenderWay(lang string, way int) (string, error) {
	return renderWay(p.Name(), lang, way, nil)
}

// Noted confirms wishes that do not yet say what is looked for.
type Noted struct{ Wishes []string }

// Render writes the confirmation.
func (n Noted) Render(lang string) (string, error) { return render("noted", lang, n) }

// Name implements Varied.
func (n Noted) Name() string { return "noted" }

// RenderWay implements Varied.
func (n Noted) RenderWay(lang string, way int) (string, error) {
	return renderWay(n.Name(), lang, way, n)
}

// CannotRefuse says that listings do not speak of what the shopper does not want.
type CannotRefuse struct{ Words string }

// Render writes the sentence.
func (c CannotRefuse) Render(lang string) (string, error) { return render("cannotrefuse", lang, c) }

// Who introduces the guide.
type Who struct{ Departments []string }

// Render writes the introduction.
func (w Who) Render(lang string) (string, error) { return render("who", lang, w) }

// Pictures points at the pages that show the items.
type Pictures struct{ Links []string }

// Render writes the answer.
func (p Pictures) Render(lang string) (string, error) { return render("pictures", lang, p) }

// Courtesy answers a greeting or thanks that stands before something else.
type Courtesy struct{ Kind string } // "hello" or "thanks"

// Render writes the words.
func (c Courtesy) Render(lang string) (string, error) { return render("courtesy", lang, c) }
