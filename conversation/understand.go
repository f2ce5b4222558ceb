package conversation

import (
	"slices"
	"strings"
	"unicode"

	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// readable bounds how much of a message is read, in runes: beyond it there is no
// wish that a person would state.
const readable = 2000

// understand reads the message, or what the choice picked in it says.
func (t *turn) understand() {
	text := t.message.Text
	if n, ok := preference.ParsePick(text); ok {
		if choice := n - t.state.Listed - 1; choice >= 0 && choice < len(t.state.Choices) {
			text = t.state.Choices[choice].Say
		}
	}
	text = t.agreed(text)
	if runes := []rune(text); len(runes) > readable {
		text = string(runes[:readable])
	}
	if !t.isCommand() {
		text = t.engine.Spelled(text, preference.Knows)
	}
	t.text = text
	if t.isCommand() || len(preference.ParseVotes(text)) > 0 || t.picks() {
		return // what such a message says is not words
	}
	t.reading = t.read(text)
	t.passage = t.policyOn(text, t.reading)
	t.divide()
}

// policyOn returns the passage of the policies that answers a text, or nil. What a
// question for the shop is about is of no matter to it: a dress is returned as all else.
func (t *turn) policyOn(text string, r preference.Reading) *service.Passage {
	passage, ok := t.desk.Knowledge.Find(text, t.state.Lang)
	if !ok && r.Is(preference.Policy) {
		passage, ok = t.desk.Knowledge.Find(t.withoutKinds(text), t.state.Lang)
	}
	if !ok && len(r.OfService) > 0 {
		passage, ok = t.desk.Knowledge.Find(strings.Join(r.OfService, " "), t.state.Lang)
	}
	if !ok {
		return nil
	}
	return &passage
}

// withoutKinds leaves the product types out of a text.
func (t *turn) withoutKinds(text string) string {
	text = lexical.Normalize(text)
	atoms := lexical.Atoms(text)
	var rest strings.Builder
	end := 0
	for _, m := range t.engine.Vocabulary().Find(atoms) {
		if slices.ContainsFunc(m.Values, func(v retrieval.Meaning) bool { return v.Attribute == retrieval.TypeAttribute }) && atoms[m.From].Start >= end {
			rest.WriteString(text[end:atoms[m.From].Start])
			end = atoms[m.To-1].End
		}
	}
	return rest.String() + text[end:]
}

// read reads a text, or a part of one, in the scene of the turn.
func (t *turn) read(text string) preference.Reading {
	return t.reader.Read(text, preference.Scene{
		Turn: t.state.Turn, Asking: t.state.Asking, Kinds: t.state.Ledger.Values(retrieval.TypeAttribute),
		Gender: strings.Join(t.state.Ledger.Values("gender"), ""), Shown: t.shown(),
	})
}

// agreed returns what a message says that agrees to what the open question proposed:
// the proposal, and the rest of the message. Any other text says what it says.
func (t *turn) agreed(text string) string {
	proposed := t.state.Proposed
	t.state.Proposed = ""
	if rest, ok := preference.Agrees(text); ok && proposed != "" {
		return strings.TrimSuffix(proposed+". "+rest, ". ")
	}
	return text
}

// shown returns how many items the shopper has before them.
func (t *turn) shown() int {
	if t.state.Slate == nil {
		return 0
	}
	return len(t.state.Slate.Items)
}

// language returns the language to answer in: the pinned one, else that of the
// text, else the last one, else the platform's or the shopper's.
func (t *turn) language() string {
	if t.state.Pinned {
		return t.state.Lang
	}
	for _, lang := range []string{textLanguage(t.message.Text), t.state.Lang, t.message.Language, t.state.Profile.Lang} {
		if lang == "zh" || lang == "en" {
			return lang
		}
	}
	return "en"
}

// textLanguage returns "zh" for text with Chinese characters, "en" for other
// text with several words of Latin letters, and "" for text that shows no
// language: a number, a thumb, a command, an order number, a lone word such as a
// brand, which people write alike in both.
func textLanguage(text string) string {
	if strings.HasPrefix(strings.TrimSpace(text), "/") {
		return ""
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh"
	}
	words := 0
	for word := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) && !strings.ContainsAny(word, "@0123456789") {
			words++
		}
	}
	if words >= 2 {
		return "en"
	}
	return ""
}

// acts names what the message did, for the reply.
func (t *turn) acts() []string {
	var acts []string
	for _, a := range t.reading.Acts {
		if a == preference.Find {
			continue // said below, with what it is about
		}
		acts = append(acts, string(a))
	}
	if !t.aboutService() && !t.asksWhatGoes() && (t.reading.Wants() || t.reading.Is(preference.Find)) {
		act := preference.Refine
		if len(t.before.Constraints) == 0 {
			act = preference.Find
		}
		acts = append([]string{string(act)}, acts...)
	}
	if len(acts) == 0 && len(t.reading.Changes) > 0 && !t.aboutService() {
		acts = []string{string(preference.Refine)}
	}
	if len(acts) == 0 {
		acts = []string{string(preference.Unclear)}
	}
	if t.aside.asks {
		acts = append(acts, string(preference.Policy))
	}
	return slices.Compact(acts)
}
