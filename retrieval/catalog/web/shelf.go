package web

import (
	"errors"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// shelf passes each product on once, and keeps those back of which another page
// may know more.
type shelf struct {
	yield  func(catalog.Row, error) bool
	closed bool            // the caller wants no more
	passed map[string]bool // ids, and addresses of products' own pages
	kept   []stated
	place  map[string]int // in kept, by id
}

// stated is a statement and where it was read.
type stated struct {
	statement
	address string
	shown   string // the address in messages
	line    int
}

func newShelf(yield func(catalog.Row, error) bool) *shelf {
	return &shelf{yield: yield, passed: map[string]bool{}, place: map[string]int{}}
}

// put takes a product in, and reports whether it was not known. A product that
// may be told of in another language waits for clear.
func (s *shelf) put(p stated, otherLanguages bool) bool {
	id, _ := p.properties["id"].(string)
	at, known := s.place[id]
	switch {
	case s.passed[id] && id != "":
		return false
	case !p.listed && !otherLanguages && !known:
		s.pass(p)
	case !known:
		s.place[id] = len(s.kept)
		s.kept = append(s.kept, p)
	case s.kept[at].listed && !p.listed:
		s.kept[at] = p
	case !p.listed:
		s.kept[at].learn(p)
	}
	return !known
}

// clear passes on what was kept. What a list says of a product never stands in for the
// product's own page: not for one that was read, nor for one that will be.
func (s *shelf) clear(r *Reach) {
	for _, p := range s.kept {
		if link, _ := p.properties["link"].(string); !p.listed || !s.passed[link] && !r.missed[keyOf(link)] {
			s.pass(p)
		}
	}
}

func (s *shelf) pass(p stated) {
	for _, name := range []string{"id", "link"} {
		if value, _ := p.properties[name].(string); value != "" {
			s.passed[value] = true
		}
	}
	row, err := catalog.NewRow(p.address, p.line, p.properties)
	var wrong *catalog.RowError
	if errors.As(err, &wrong) {
		wrong.File = p.shown
	}
	s.send(row, err)
}

// reject reports a page or a product that could not be read.
func (s *shelf) reject(address string, err error) {
	s.send(catalog.Row{}, &catalog.RowError{File: address, Line: 1, Err: err})
}

func (s *shelf) send(row catalog.Row, err error) {
	if !s.closed {
		s.closed = !s.yield(row, err)
	}
}

// learn adds the words of the same product in another language.
func (p *stated) learn(other stated) {
	mine, _ := p.properties["lang"].(string)
	lang, _ := other.properties["lang"].(string)
	if lang == "" || lang == mine {
		return
	}
	texts, _ := p.properties["texts"].(map[string]any)
	if texts == nil {
		texts = map[string]any{}
		p.properties["texts"] = texts
	}
	if texts[lang] == nil {
		texts[lang] = map[string]any{"title": other.properties["title"], "description": other.properties["description"]}
	}
}
