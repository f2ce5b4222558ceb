package service

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/lexical"
)

// Passage is one section of a policy document. Document and Number together
// name the same section in every language.
type Passage struct {
	Document string // "returns"
	Lang     string
	Title    string // of the document
	Section  string // the section's heading
	Number   int    // of the section within its document, from 1
	Text     string // Markdown, as written
}

// Knowledge is what the shop says of itself: its policies, by section. It is
// read-only once loaded.
type Knowledge struct {
	subjects  *subjects
	languages map[string]*shelf
}

// shelf holds the sections of one language with their index.
type shelf struct {
	passages []Passage
	vectors  []lexical.Vector
	headings [][]subject // that each passage's heading names
	corpus   *lexical.Corpus
}

// LoadKnowledge reads every NAME.LANG.md of a file system. A document is a title
// ("# …") and sections ("## …") with text; in another language it has the same
// sections in the same order.
func LoadKnowledge(files fs.FS) (*Knowledge, error) {
	words, err := readSubjects(subjectsFile)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "*.*.md")
	if err != nil {
		return nil, fmt.Errorf("list the policies: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("no policies: want files named like returns.en.md")
	}
	k := &Knowledge{subjects: words, languages: map[string]*shelf{}}
	sections := map[string]int{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the policies: %w", err)
		}
		passages, err := cut(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("policy %s: %w", name, err)
		}
		document, lang := passages[0].Document, passages[0].Lang
		if other, ok := sections[document]; ok && other != len(passages) {
			return nil, fmt.Errorf("policy %s: %d sections, but %d in another language", name, len(passages), other)
		}
		sections[document] = len(passages)
		if k.languages[lang] == nil {
			k.languages[lang] = &shelf{}
		}
		k.languages[lang].passages = append(k.languages[lang].passages, passages...)
	}
	for _, s := range k.languages {
		s.index(words)
	}
	return k, nil
}

// Passage returns a section of a document in a language.
func (k *Knowledge) Passage(document string, number int, lang string) (Passage, bool) {
	s := k.languages[lang]
	if s == nil {
		return Passage{}, false
	}
	for _, p := range s.passages {
		if p.Document == document && p.Number == number {
			return p, true
		}
	}
	return Passage{}, false
}

// cut divides a document at its headings. It returns at least one passage or an
// error.
func cut(name, text string) ([]Passage, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("the text is not valid UTF-8")
	}
	stem := strings.TrimSuffix(path.Base(name), ".md")
	dot := strings.LastIndexByte(stem, '.')
	head := Passage{Document: stem[:dot], Lang: stem[dot+1:]}
	var passages []Passage
	for i, line := range strings.Split(strings.TrimPrefix(text, "\uFEFF"), "\n") {
		line = strings.TrimRight(line, " \t\r")
		if title, ok := strings.CutPrefix(line, "# "); ok && head.Title == "" {
			head.Title = strings.TrimSpace(title)
			continue
		}
		if section, ok := strings.CutPrefix(line, "## "); ok {
			p := head
			p.Section, p.Number = strings.TrimSpace(section), len(passages)+1
			passages = append(passages, p)
			continue
		}
		if len(passages) > 0 {
			passages[len(passages)-1].Text += line + "\n"
		} else if line != "" {
			return nil, fmt.Errorf("line %d: put the text under a \"## \" heading", i+1)
		}
	}
	if head.Title == "" || len(passages) == 0 {
		return nil, errors.New("want a title (\"# …\") and at least one section (\"## …\")")
	}
	for i := range passages {
		if passages[i].Text = strings.TrimSpace(passages[i].Text); passages[i].Text == "" || passages[i].Title == "" {
			return nil, fmt.Errorf("section %q: no text, or no title above it", passages[i].Section)
		}
	}
	return passages, nil
}
