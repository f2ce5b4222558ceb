package document

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// linkedData is a node of JSON-LD, as far as a page of frequent questions goes.
// https://schema.org/FAQPage
type linkedData struct {
	Type       oneOrMore[string]     `json:"@type"`
	Graph      oneOrMore[linkedData] `json:"@graph"`
	MainEntity oneOrMore[linkedData] `json:"mainEntity"`
	Answer     oneOrMore[linkedData] `json:"acceptedAnswer"`
	Name       string                `json:"name"`
	Text       string                `json:"text"`
	ID         string                `json:"@id"`
	Modified   string                `json:"dateModified"`
}

// oneOrMore reads a value or a list of them, and nothing from any other shape:
// a page's structured data holds much that is not for us.
type oneOrMore[T any] []T

// UnmarshalJSON never fails.
func (o *oneOrMore[T]) UnmarshalJSON(data []byte) error {
	var many []json.RawMessage
	if json.Unmarshal(data, &many) != nil {
		many = []json.RawMessage{data}
	}
	for _, raw := range many {
		var one T
		if json.Unmarshal(raw, &one) == nil {
			*o = append(*o, one)
		}
	}
	return nil
}

// answers adds the questions that the page's JSON-LD answers and its visible text
// does not.
func (p *page) answers() error {
	shown := p.draft.shown()
	for _, script := range p.linked {
		var nodes oneOrMore[linkedData]
		if json.Unmarshal([]byte(script), &nodes) != nil {
			continue
		}
		for _, n := range nodes {
			if err := p.frequent(append(n.Graph, n), shown); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *page) frequent(nodes []linkedData, shown string) error {
	for _, n := range nodes {
		if at, err := day(n.Modified); err == nil && p.draft.updated.IsZero() {
			p.draft.updated = at
		}
		if !n.is("FAQPage") {
			continue
		}
		for _, q := range n.MainEntity {
			question := words(q.Name)
			if !q.is("Question") || len(q.Answer) == 0 || question == "" || strings.Contains(shown, lexical.Normalize(question)) {
				continue
			}
			_, anchor, _ := strings.Cut(q.ID, "#")
			var err error
			p.draft.top()
			p.draft.question(question, anchor, func() {
				for _, a := range q.Answer {
					if err == nil {
						err = p.draft.fragment(a.Text)
					}
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (n linkedData) is(kind string) bool {
	for _, t := range n.Type {
		if t == kind {
			return true
		}
	}
	return false
}

// words returns what a string that may hold HTML says.
func words(s string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		return ""
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return oneLine(plain(body))
}

// shown returns all that the draft holds, folded for comparison.
func (d *draft) shown() string {
	var b strings.Builder
	for _, p := range d.passages {
		for _, s := range append(p.titles[:len(p.titles):len(p.titles)], p.lines...) {
			b.WriteString(lexical.Normalize(s))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
