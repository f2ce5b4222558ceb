package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// ProseError says what in a sentence of a language model no row and no passage of
// the turn supports, or what makes it unfit to be sent.
type ProseError struct{ Claim, Why string }

func (e *ProseError) Error() string { return e.Why + ": " + e.Claim }

const (
	maxSentence  = 280 // runes
	maxSentences = 6
)

// Prose checks the sentences of a language model, in order, against the evidence
// of the turn. It is for one goroutine.
type Prose struct {
	*Writer
	evidence Evidence
	names    map[string]bool // words that codes and capitals may be taken from
	words    map[string]bool // of all the evidence
	passages []passage
	subject  []int // rows that the last sentence spoke of
	count    int
}

// Prose returns a checker of prose in the writer's language.
func (w *Writer) Prose(e Evidence) *Prose {
	p := &Prose{Writer: w, evidence: e, names: map[string]bool{}, words: map[string]bool{}}
	for _, r := range e.Rows {
		for word := range r.names {
			p.names[word] = true
		}
		for word := range r.words {
			p.words[word] = true
		}
	}
	noteWords(p.names, e.Passages...)
	noteWords(p.words, append([]string{e.Said, e.Template}, e.Passages...)...)
	for _, text := range e.Passages {
		for _, s := range Sentences(text) {
			p.passages = append(p.passages, read(s))
		}
	}
	return p
}

// Check returns a *ProseError for the first claim of the next sentence that the
// evidence does not support.
func (p *Prose) Check(sentence string) error {
	if p.count++; p.count > maxSentences {
		return &ProseError{Claim: clip(sentence), Why: "there are too many sentences"}
	}
	text := lexical.Normalize(points.Replace(sentence))
	if err := p.form(text); err != nil {
		return err
	}
	if len(p.evidence.Rows) == 0 {
		return p.quoted(text)
	}
	return p.claims(text)
}

// points turns the numbers of entries into words that point at them.
var points = strings.NewReplacer("①", " #1 ", "②", " #2 ", "③", " #3 ", "④", " #4 ", "⑤", " #5 ")

var (
	address = regexp.MustCompile(`(?i)https?:|www\.|[\pL\d-]+\.[a-z]{2,}(?:/|\b)|@|\+\d{6,}`)
	markup  = regexp.MustCompile("[<>{}|`\\\\~^]|\\]\\(|\\*\\*|__|^#+ ")
	word    = regexp.MustCompile(`\p{Han}+|[\p{Latin}\d][\p{Latin}\d'’-]*|\pL+`)
)

// form refuses what no sentence of the guide looks like: addresses, markup, other
// languages, names and codes that no row has.
func (p *Prose) form(text string) error {
	refuse := func(claim, why string) error { return &ProseError{Claim: clip(claim), Why: why} }
	switch {
	case utf8.RuneCountInString(text) > maxSentence:
		return refuse(text, "the sentence is too long")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		return refuse(text, "it has control characters")
	case address.MatchString(text):
		return refuse(address.FindString(text), "it has an address")
	case markup.MatchString(text):
		return refuse(text, "it has markup")
	}
	plain := p.withoutTitles(text, nil)
	if p.Lang == "zh" && !strings.ContainsFunc(text, han) {
		return refuse(text, "it is not in Chinese")
	}
	for _, at := range word.FindAllStringIndex(plain, -1) {
		w := plain[at[0]:at[1]]
		known := func(in map[string]bool) bool {
			for _, a := range lexical.Atoms(w) {
				if !in[a.Text] {
					return false
				}
			}
			return true
		}
		latin := strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case p.Lang == "en" && strings.ContainsFunc(w, foreign), strings.ContainsFunc(w, neither):
			if !known(p.words) {
				return refuse(w, "it is in another language")
			}
		case p.Lang == "zh" && latin && !known(p.words) && !known(p.names):
			return refuse(w, "no row has the word")
		case latin && (strings.ContainsAny(w, "0123456789") || len(w) > 3 && w == strings.ToUpper(w)) && !measured.MatchString(w) && !known(p.names):
			return refuse(w, "no row has the name")
		case latin && unicode.IsUpper(first) && len(w) > 1 && !begins(plain[:at[0]]) && !known(p.words) && !strings.HasPrefix(w, "I'") && !strings.HasPrefix(w, "I’"):
			return refuse(w, "no row has the name")
		}
	}
	if p.Lang == "en" && !english(plain) {
		return refuse(text, "it is not in English")
	}
	return nil
}

// measured matches a figure with its unit: its number is checked as a number.
var measured = regexp.MustCompile(`^\d+-?(?:inch|mm|cm|m|kg|g|ml|l|w|mah|gb|tb|hz|hour|day|year|pack|piece|in)s?$`)

// begins reports whether a sentence begins after a text, where a capital names
// nobody.
func begins(before string) bool {
	before = strings.TrimRight(before, " \"“‘'(")
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".!?:")
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// foreign reports whether English has not the letter.
func foreign(r rune) bool { return unicode.IsLetter(r) && r > unicode.MaxASCII }

// neither reports whether neither of the languages has the letter.
func neither(r rune) bool {
	return unicode.IsLetter(r) && !han(r) && !unicode.Is(unicode.Latin, r)
}

// english reports whether a sentence of some length has the small words that
// English cannot do without.
func english(text string) bool {
	const enough, share = 5, 6
	atoms := lexical.Atoms(text)
	small := len(atoms) - len(lexical.WithoutStopWords(atoms))
	return len(atoms) < enough || small*share >= len(atoms)
}

// withoutTitles blanks the titles of the rows, and tells where each stood.
func (p *Prose) withoutTitles(text string, at func(row, offset int)) string {
	for i, r := range p.evidence.Rows {
		for _, title := range r.titles {
			for {
				lower := strings.ToLower(text)
				n := strings.Index(lower, strings.ToLower(title))
				if title == "" || n < 0 || len(lower) != len(text) || len(strings.ToLower(title)) != len(title) {
					break
				}
				if at != nil {
					at(i, n)
				}
				text = text[:n] + strings.Repeat(" ", len(title)) + text[n+len(title):]
			}
		}
	}
	return text
}

// clip shortens a claim for an error.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// ending matches the end of a sentence, but not the point in a number.
var ending = regexp.MustCompile(`[。！？!?]+["”’」』)）]*|\.+["”’)]*(?:\s+|$)|\n+`)

// Sentences cuts a text into its sentences, less the space around them.
func Sentences(text string) []string {
	var all []string
	keep := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	from := 0
	for _, end := range ending.FindAllStringIndex(text, -1) {
		keep(text[from:end[1]])
		from = end[1]
	}
	keep(text[from:])
	return all
}
