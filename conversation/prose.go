package conversation

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/conversation/answer"
	"github.com/shopguide/shopguide/conversation/llm"
	"github.com/shopguide/shopguide/conversation/preference"
	"github.com/shopguide/shopguide/prompts"
	"github.com/shopguide/shopguide/retrieval/catalog"
)

const (
	proseTokens = 300
	maxProse    = 700 // runes
)

// subject is what prose is written about: the products of the answer, or a passage.
type subject struct {
	products []*catalog.Product
	cards    []answer.Card
	passage  string
}

// tell lets the model write the words around the answer. Cards, list, choices and
// question stay as they are, and without prose that stands every check the whole
// answer does.
func (t *turn) tell(ctx context.Context, a answer.Answer) answer.Answer {
	if t.model == nil || t.failed != nil || t.writer.Err() != nil {
		return a
	}
	about := t.subjectOf(ctx, a)
	if len(about.products) == 0 && about.passage == "" {
		return a
	}
	evidence := t.evidence(ctx, a, about)
	prose, err := t.narrate(ctx, t.material(a, about), evidence)
	if err != nil {
		return a
	}
	switch {
	case about.passage != "":
		a.Lead = t.writer.Say(prompts.Policy{Text: prose, Title: t.passage.Title, Section: t.passage.Section})
	case a.List != "" && a.Opens, len(about.cards) == 0:
		a.Lead = prose
	case a.List != "":
		a.Lead += "\n" + prose // the template's says what was not found
	default:
		a.Lead = prose + "\n" + a.Lead
	}
	a.Facts = append(a.Facts, prose) // checked against its evidence, sentence by sentence
	return a
}

// subjectOf returns what an answer is about, nothing for those that a model is not
// asked to put into words.
func (t *turn) subjectOf(ctx context.Context, a answer.Answer) subject {
	var s subject
	recommends := t.out.Slate != nil && a.List != ""
	compares := t.reading.Is(preference.Compare) && len(a.Cards) > 1
	details := slices.Equal(t.out.Reply.Acts, []string{string(preference.Detail)})
	switch {
	case t.several || t.isCommand() || t.aboutOrder() || t.reading.Is(preference.Person) || t.out.Forget:
	case t.aboutPolicy() && t.passage != nil && len(a.Cards) == 0:
		s.passage = t.passage.Text
	case recommends, compares, details && len(a.Cards) > 0:
		for _, c := range a.Cards {
			if p := t.product(ctx, c.ID); p != nil {
				s.products, s.cards = append(s.products, p), append(s.cards, c)
			}
		}
	case details && t.state.FocusAt == t.state.Turn:
		if p := t.product(ctx, t.state.Focus); p != nil {
			s.products = append(s.products, p)
		}
	}
	return s
}

func (t *turn) evidence(ctx context.Context, a answer.Answer, about subject) answer.Evidence {
	e := answer.Evidence{Wishes: t.state.inForce(), Said: t.text, Template: a.Lead}
	for i, p := range about.products {
		position := 0
		if len(about.cards) > 0 {
			position = about.cards[i].Position
		}
		e.Rows = append(e.Rows, t.writer.Row(position, p, t.variants(ctx, p.Group()), t.engine.Record))
	}
	if about.passage != "" {
		e.Passages = []string{about.passage}
	}
	return e
}

// told is one product as a model is told of it, in the language of the reply.
type told struct {
	Position    int           `json:"position,omitempty"`
	Title       string        `json:"title"`
	Brand       string        `json:"brand,omitempty"`
	Price       string        `json:"price,omitempty"`
	Before      string        `json:"price_before_sale,omitempty"`
	Stock       string        `json:"stock"`
	Attributes  []answer.Fact `json:"attributes"`
	Description string        `json:"description,omitempty"`
	Why         string        `json:"why,omitempty"`
}

// material returns what the model is told: rows or passage, the wishes, the
// message and the answer as the template has it. Sentences of a listing that speak
// to a model rather than to a shopper are left out.
func (t *turn) material(a answer.Answer, about subject) any {
	var items []told
	for i, p := range about.products {
		card := t.writer.Card(p, t.engine.Record(p), 0, nil, nil)
		if len(about.cards) > 0 {
			card = about.cards[i]
		}
		items = append(items, told{
			Position: card.Position, Title: card.Title, Brand: card.Brand, Price: card.Price.Format(t.state.Lang),
			Before: card.ListPrice.Format(t.state.Lang), Stock: card.StockText, Attributes: t.writer.Listing(p),
			Description: answer.Innocent(p.Text(t.state.Lang).Description), Why: card.Why,
		})
	}
	return struct {
		Message string   `json:"message"`
		Wishes  []string `json:"wishes"`
		Items   []told   `json:"items,omitempty"`
		Policy  string   `json:"policy,omitempty"`
		Answer  string   `json:"answer"`
	}{t.text, t.inWords(t.state.inForce()), items, answer.Innocent(about.passage), a.Lead}
}

// narrate asks for prose, once more if it claims what nothing supports and the
// turn has a call left.
func (t *turn) narrate(ctx context.Context, material any, evidence answer.Evidence) (string, error) {
	b, err := json.Marshal(material)
	if err != nil {
		return "", err
	}
	request := llm.Request{
		System: t.writer.Say(prompts.Narrator{}), MaxTokens: proseTokens,
		Messages: append(t.state.history(), llm.Message{Role: llm.User, Text: t.writer.Say(prompts.Material{JSON: string(b)})}),
	}
	for {
		draft, err := t.draft(ctx, request, evidence)
		var refused *answer.ProseError
		if !errors.As(err, &refused) {
			return draft, err
		}
		t.log.Warn("the language model's words were refused", "why", refused.Why, "call", t.calls)
		if t.calls == callsPerTurn {
			return "", err
		}
		request.Messages = append(request.Messages,
			llm.Message{Role: llm.Assistant, Text: shortened(draft)},
			llm.Message{Role: llm.User, Text: t.writer.Say(prompts.Repair{Claim: refused.Claim})})
	}
}

// draft asks for prose once. It shows each sentence that stands, and returns what
// was said up to the first that does not with its *answer.ProseError.
func (t *turn) draft(ctx context.Context, request llm.Request, evidence answer.Evidence) (string, error) {
	checker := t.writer.Prose(evidence)
	var said strings.Builder
	request.Sentence = func(s string) error {
		said.WriteString(s)
		if err := checker.Check(strings.TrimSpace(s)); err != nil {
			return err
		}
		if t.preview != nil {
			t.preview(strings.TrimSpace(said.String()))
		}
		return nil
	}
	response, err := t.complete(ctx, request)
	if isRefusal(err) {
		return said.String(), err
	}
	if err != nil {
		return "", err
	}
	return t.checked(response.Text, evidence)
}

// checked checks a whole text, however it came.
func (t *turn) checked(text string, evidence answer.Evidence) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > maxProse {
		return "…", &answer.ProseError{Claim: "…", Why: "it is empty or too long"}
	}
	checker := t.writer.Prose(evidence)
	for _, s := range answer.Sentences(text) {
		if err := checker.Check(s); err != nil {
			return text, err
		}
	}
	return strings.Join(strings.Fields(text), " "), nil
}

func isRefusal(err error) bool {
	var refused *answer.ProseError
	return errors.As(err, &refused)
}
