package conversation

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/shopguide/shopguide/conversation/llm"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/conversation/service"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval"
	"github.com/shopguide/shopguide/retrieval/lexical"
)

// supposable are the acts that a model may find in a message in which the rules
// found none. None of them changes anything but what is shown.
var supposable = []preference.Act{
	preference.Compare, preference.Similar, preference.Detail, preference.Cheaper, preference.Dearer, preference.More,
	preference.Another, preference.Policy, preference.Thanks, preference.Hello, preference.Bye, preference.Who, preference.OffTopic,
}

const (
	interpretTokens = 400
	// offered bounds the values of an attribute that a schema lists. Of an attribute
	// with more, any word is taken that the vocabulary knows.
	offered = 40
)

// supposed is what a model says that a message does. Nothing of it is believed
// before it is checked.
type supposed struct {
	Acts   []string `json:"acts"`
	Wishes []struct {
		Attribute string `json:"attribute"`
		Value     string `json:"value"`
		Words     string `json:"words"` // the shopper's own
	} `json:"wishes"`
}

// readingSchema returns the form of a supposed reading, with the words of the
// catalogue.
func readingSchema(v *retrieval.Vocabulary) (*llm.Schema, error) {
	type object map[string]any
	text := object{"type": "string"}
	var wishes []object
	for _, attribute := range v.Attributes() {
		value := text
		if values := v.Values(attribute); len(values) <= offered {
			value = object{"type": "string", "enum": values}
		}
		wishes = append(wishes, object{
			"type": "object", "additionalProperties": false, "required": []string{"attribute", "value", "words"},
			"properties": object{"attribute": object{"type": "string", "enum": []string{attribute}}, "value": value, "words": text},
		})
	}
	form := object{
		"type": "object", "additionalProperties": false, "required": []string{"acts", "wishes"},
		"properties": object{
			"acts":   object{"type": "array", "items": object{"type": "string", "enum": supposable}},
			"wishes": object{"type": "array", "items": object{"anyOf": wishes}},
		},
	}
	if len(wishes) == 0 {
		form["properties"].(object)["wishes"] = object{"type": "array", "maxItems": 0, "items": text}
	}
	b, err := json.Marshal(form)
	return &llm.Schema{Name: "reading", JSON: b}, err
}

// interpret lets the model add to the reading what the rules left in free words,
// or an act where they found none. On numbers, on what is not wanted, and on every
// attribute that they read, the rules are right.
func (t *turn) interpret(ctx context.Context) {
	if t.model == nil || !t.unexplained() {
		return
	}
	schema, err := t.form()
	if err != nil {
		t.fail(err)
		return
	}
	material, err := json.Marshal(map[string]any{"message": t.text, "left": t.left(), "wishes": t.inWords(t.state.inForce())})
	if err != nil {
		t.fail(err)
		return
	}
	answered, err := t.complete(ctx, llm.Request{
		System: t.writer.Say(prompts.Interpreter{}), Schema: schema, MaxTokens: interpretTokens,
		Messages: append(t.state.history(), llm.Message{Role: llm.User, Text: t.writer.Say(prompts.Material{JSON: string(material)})}),
	})
	if err != nil {
		return
	}
	var s supposed
	if err := json.Unmarshal([]byte(answered.Text), &s); err != nil {
		t.log.Warn("the language model's reading is not of the form asked for; the rules' stands")
		return
	}
	t.suppose(s)
}

// unexplained reports whether the rules left something of the message that is not
// for customer service.
func (t *turn) unexplained() bool {
	r := t.reading
	_, number := preference.ParsePick(t.text)
	if number || t.isCommand() || len(preference.ParseVotes(t.message.Text)) > 0 || t.aboutService() || service.Mentions(t.text) {
		return false
	}
	silent := len(r.Acts)+len(r.Changes)+len(r.Items)+len(r.Values)+len(r.Attributes) == 0
	return len(t.left()) > 0 || silent && len(lexical.ContentTerms(t.text)) > 0
}

// left returns the words of the message that the rules could only take as words.
func (t *turn) left() []string {
	var words []string
	for _, c := range t.reading.Changes {
		if c.Constraint.Op == preference.Like {
			words = append(words, c.Constraint.Words)
		}
	}
	return words
}

// suppose takes of a model's reading what holds: known acts where the rules found
// nothing, and known values for words that they left. What it drops is counted in
// the log, without the words of anybody.
func (t *turn) suppose(s supposed) {
	unknownActs, unknownValues := 0, 0
	if r := t.reading; len(r.Acts)+len(r.Changes) == 0 {
		for _, name := range s.Acts {
			act := preference.Act(name)
			if !slices.Contains(supposable, act) {
				unknownActs++
			} else if !t.reading.Is(act) {
				t.reading.Acts = append(t.reading.Acts, act)
			}
		}
	}
	free := lexical.ContentTerms(strings.Join(t.left(), " "))
	if len(t.left()) == 0 {
		free = lexical.ContentTerms(t.text)
	}
	var read []string // attributes that the rules read
	for _, c := range t.reading.Changes {
		read = append(read, c.Constraint.Attribute)
	}
	explained := map[string]bool{}
	for _, w := range s.Wishes {
		value, known := t.engine.Vocabulary().Known(w.Attribute, w.Value)
		terms := lexical.ContentTerms(w.Words)
		said := len(terms) > 0 && !slices.ContainsFunc(terms, func(term string) bool { return !slices.Contains(free, term) })
		if !known || !said || slices.Contains(read, w.Attribute) || strings.ContainsAny(w.Words, "0123456789") {
			unknownValues++
			continue
		}
		strength := preference.Prefer // a guess excludes nothing
		if w.Attribute == retrieval.TypeAttribute {
			strength = preference.Must
		}
		t.reading.Values = append(t.reading.Values, retrieval.Meaning{Attribute: w.Attribute, Value: value})
		t.reading.Changes = append(t.reading.Changes, preference.Change{Kind: preference.Add, Constraint: preference.Constraint{
			Attribute: w.Attribute, Op: preference.In, Values: []string{value}, Strength: strength, Words: w.Words, Turn: t.state.Turn,
		}})
		read = append(read, w.Attribute)
		for _, term := range terms {
			explained[term] = true
		}
	}
	t.reading.Changes = slices.DeleteFunc(t.reading.Changes, func(c preference.Change) bool {
		return c.Constraint.Op == preference.Like && !slices.ContainsFunc(lexical.ContentTerms(c.Constraint.Words), func(term string) bool { return !explained[term] })
	})
	if unknownActs+unknownValues > 0 {
		t.log.Warn("parts of the language model's reading were dropped: the catalogue or the message does not have them", "acts", unknownActs, "wishes", unknownValues)
	}
}
