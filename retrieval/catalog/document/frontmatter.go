package document

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// maxFront bounds a front matter, in bytes.
const maxFront = 16 << 10

// front is what the lines between "---" at a Markdown document's start may say.
// Other keys are for other programs.
type front struct {
	Title   string `yaml:"title"`
	Lang    string `yaml:"lang"`
	URL     string `yaml:"url"`
	Updated string `yaml:"updated"`
}

// takeFront reads the front matter, if there is one, and returns the rest of the text.
func (d *draft) takeFront(text string) (string, error) {
	body, found := strings.CutPrefix(text, "---\n")
	if !found {
		return text, nil
	}
	head, body, found := strings.Cut(body, "\n---\n")
	if !found || len(head) > maxFront {
		return text, nil // a thematic break, then
	}
	var f front
	if err := yaml.Unmarshal([]byte(head), &f); err != nil {
		return "", refuse(err, "the lines between the two --- at its start are not YAML; write them like \"title: Returns\"")
	}
	d.title = shorten(oneLine(f.Title), maxTitle)
	if f.Lang != "" {
		d.lang = declaredLanguage(f.Lang)
	}
	if webAddress(f.URL) {
		d.address = f.URL
	}
	if f.Updated != "" {
		at, err := day(f.Updated)
		if err != nil {
			return "", refuse(err, "\"updated\" at its start is no date; write it like 2026-11-23")
		}
		d.updated = at
	}
	return body, nil
}

func day(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly, "2006/1/2", "2006年1月2日"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date", shorten(s, 40))
}
