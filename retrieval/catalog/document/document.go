// Package document reads a shop's documents into the sections that customer service answers from.
package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// Section is one passage of a document under the headings that lead to it. Its
// text is plain: a paragraph, a list item or a table row a line.
type Section struct {
	// ID names the section by its source, its headings and its number among the
	// sections under the same headings: an edit elsewhere in the document leaves it
	// alone.
	ID string
	// Hash is of everything else that the section says; equal hashes need no work.
	Hash      string
	Source    string    // the document's name, as given
	Address   string    // what a citation links to: the document's, with a fragment where it has one
	Lang      string    // "zh", "en"; "" when the text shows neither
	Titles    []string  // headings, outermost first; at least one
	Text      string    // never empty, and within the bound of MaxText
	UpdatedAt time.Time // zero when neither the document nor the caller says
}

// MaxText bounds a section's text, in characters of English. A Chinese character
// counts as 25/12, so that a section holds 1,200 of them: about as much to read
// in either language. Longer sections are cut between paragraphs, else between
// sentences.
const MaxText = 2500

// Bounds on one document. A document beyond them is refused.
const (
	MaxBytes    = 20 << 20
	MaxLine     = 1 << 20 // bytes; a longer line is no text that a person wrote
	MaxNesting  = 200     // lists in lists, elements in elements
	MaxSections = 5000
	MaxPages    = 300 // of a PDF
	// MaxReading is how long a PDF may take.
	MaxReading = 2 * time.Minute
)

// Origin is what the caller knows of a document. What the document itself says
// goes before it, save the name.
type Origin struct {
	Name      string // "policies/returns.zh.md": its ending tells the format, and the ending before it the language
	Address   string // where shoppers can read it; the name when ""
	Lang      string
	UpdatedAt time.Time
}

// Refusal says why a document was not read, in words for the shop's owner. Any
// other error is trouble with reading, not with the document.
type Refusal struct {
	Name   string
	Reason string
	Err    error // may be nil
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s was left out: %s", r.Name, r.Reason) }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Err }

// Read returns the sections of a document, in order. The error is a *Refusal when
// the document is at fault; it is never accompanied by sections.
func Read(ctx context.Context, origin Origin, r io.Reader) ([]Section, error) {
	data, err := io.ReadAll(io.LimitReader(contextual{ctx, r}, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", origin.Name, err)
	}
	d := newDraft(origin)
	sections, err := d.read(ctx, data)
	if err != nil {
		var reason refused
		if errors.As(err, &reason) {
			return nil, &Refusal{Name: origin.Name, Reason: reason.text, Err: reason.err}
		}
		return nil, fmt.Errorf("read %s: %w", origin.Name, err)
	}
	return sections, nil
}

func (d *draft) read(ctx context.Context, data []byte) ([]Section, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, refuse(nil, "it is larger than %d MiB; divide it", MaxBytes>>20)
	case len(data) == 0:
		return nil, refuse(nil, "it is empty")
	}
	read, err := format(d.origin.Name, data)
	if err != nil {
		return nil, err
	}
	if err := read(ctx, d, data); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sections := d.sections()
	switch {
	case d.over || len(sections) > MaxSections:
		return nil, refuse(nil, "it has more than %d sections; divide it", MaxSections)
	case len(sections) == 0:
		return nil, refuse(nil, "it has no text")
	}
	return sections, nil
}

// A reading puts what a document of one format says into a draft.
type reading func(ctx context.Context, d *draft, data []byte) error

// format tells a document's format by its content where that is certain, else by
// its name.
func format(name string, data []byte) (reading, error) {
	if strings.HasPrefix(string(data), "%PDF-") {
		return readPDF, nil
	}
	for magic, reason := range binaries {
		if strings.HasPrefix(string(data), magic) {
			return nil, refuse(nil, "%s", reason)
		}
	}
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".md", ".markdown":
		return readMarkdown, nil
	case ".html", ".htm", ".xhtml":
		return readHTML, nil
	case ".txt", ".text":
		return readPlain, nil
	case ".pdf":
		return nil, refuse(nil, "it is named like a PDF but is none")
	}
	start := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(data[:min(len(data), 512)]), "\uFEFF"), " \t\r\n"))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if strings.HasPrefix(start, tag) {
			return readHTML, nil
		}
	}
	if path.Ext(name) == "" {
		return readPlain, nil
	}
	return nil, refuse(nil, "%s files cannot be read; save it as Markdown, HTML, text or PDF", path.Ext(name))
}

// binaries are the formats that people take for documents, by their first bytes.
var binaries = map[string]string{
	"PK\x03\x04":       "it is a Word, Excel or ZIP file; save it as PDF or text",
	"\xD0\xCF\x11\xE0": "it is an old Word or Excel file; save it as PDF or text",
	"{\\rtf":           "it is a rich text file; save it as PDF or text",
	"\x89PNG":          "it is a picture; the words in it cannot be read",
	"\xFF\xD8\xFF":     "it is a picture; the words in it cannot be read",
}

type refused struct {
	text string
	err  error
}

func (r refused) Error() string { return r.text }

func refuse(cause error, reason string, values ...any) error {
	return refused{fmt.Sprintf(reason, values...), cause}
}

// contextual stops a reader at its next read once the context ends.
type contextual struct {
	ctx context.Context
	r   io.Reader
}

func (c contextual) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// digest returns 128 bits of the SHA-256 of parts, in hex. No other parts have
// the same written form.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = io.WriteString(h, strconv.Itoa(len(p))+":"+p) // a hash never fails
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
