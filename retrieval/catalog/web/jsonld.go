package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// readJSONLD returns the values of a page's JSON-LD blocks. Blocks that cannot be
// read are left out; those among them that seem to tell of a product are faults.
func readJSONLD(doc *goquery.Document) (values []any, faults []error) {
	doc.Find("script[type]").Each(func(_ int, s *goquery.Selection) {
		kind, _, _ := strings.Cut(s.AttrOr("type", ""), ";")
		if !strings.EqualFold(strings.TrimSpace(kind), "application/ld+json") {
			return
		}
		block, err := decodeJSONLD(s.Text())
		values = append(values, block...)
		if err != nil && strings.Contains(s.Text(), "Product") {
			faults = append(faults, fmt.Errorf("its JSON-LD cannot be read: %w", err))
		}
	})
	return values, faults
}

// decodeJSONLD reads one block: as JSON, or else as what a template has made of it.
func decodeJSONLD(block string) ([]any, error) {
	if values, err := decodeAll(block); err == nil {
		return values, nil
	}
	if strings.HasPrefix(strings.TrimSpace(block), "{&quot;") {
		block = html.UnescapeString(block)
	}
	return decodeAll(mend(block))
}

// decodeAll reads JSON values one after another.
func decodeAll(text string) ([]any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var all []any
	for {
		var v any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
}
