// Package feed reads a product feed of any format, which it tells by the content.
package feed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/merchant"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
)

// Options are what feeds leave out.
type Options struct {
	Currency string    // of prices that state none, and of all in Shopify's files
	Lang     string    // of all texts in Shopify's files
	At       time.Time // when sale prices must hold; now by default
}

// start is how much of a feed its format is told from, in bytes.
const start = 64 << 10

// Read streams the products of a feed that catalog.Open has expanded: JSON Lines, CSV
// or TSV of the product format, of Google Merchant's or of Shopify's, RSS or Atom of
// Google Merchant's, or Shopify's products.json. The name is for errors alone. A bad
// row yields a *catalog.RowError and reading goes on; any other error ends it.
func Read(name string, r io.Reader, o Options) iter.Seq2[catalog.Row, error] {
	return func(yield func(catalog.Row, error) bool) {
		in := bufio.NewReaderSize(r, start)
		ahead, _ := in.Peek(start) // an error comes again at the first read
		read, err := formatOf(name, ahead, o)
		if err != nil {
			yield(catalog.Row{}, err)
			return
		}
		read(name, in)(yield)
	}
}

type reader func(file string, r io.Reader) iter.Seq2[catalog.Row, error]

// formatOf returns the reader for a feed that begins like this.
func formatOf(name string, ahead []byte, o Options) (reader, error) {
	text, err := io.ReadAll(catalog.UTF8(bytes.NewReader(ahead)))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return catalog.ReadJSONL, nil // which finds no row
	case text[0] == '<' && isPage(text):
		return nil, fmt.Errorf("read %s: it is a web page, not a feed: give its address, to be crawled", name)
	case text[0] == '<':
		return merchant.Reader{At: o.At, Currency: o.Currency}.Read, nil
	case text[0] == '[':
		return nil, fmt.Errorf("read %s: it is a JSON list: write one product a line, without the brackets", name)
	case text[0] == '{' && hasProducts(text):
		return shopify.Shop{Currency: o.Currency, Lang: o.Lang}.ReadJSON, nil
	case text[0] == '{':
		return catalog.Defaults{Currency: o.Currency}.ReadJSONL, nil
	}
	return tableOf(name, ahead, o)
}

// tableOf returns the reader for a table that begins like this.
func tableOf(name string, ahead []byte, o Options) (reader, error) {
	table, err := catalog.NewTable(name, bytes.NewReader(ahead))
	if err != nil {
		return nil, err
	}
	switch columns := table.Columns; {
	case shopify.IsExport(columns):
		return shopify.Shop{Currency: o.Currency, Lang: o.Lang}.ReadCSV, nil
	case merchant.IsTable(columns):
		return merchant.Reader{At: o.At, Currency: o.Currency}.ReadTable, nil
	default:
		if own := catalog.ColumnNames(columns); slices.Contains(own, "id") && slices.Contains(own, "title") {
			return catalog.Defaults{Currency: o.Currency}.ReadCSV, nil
		}
		return nil, fmt.Errorf("read %s: its first row, %.200q, names no columns id and title (or 编号 and 标题), and it is neither JSON nor XML", name, strings.Join(columns, ", "))
	}
}

// isPage reports whether a document's first element is that of HTML.
func isPage(text []byte) bool {
	lower := bytes.ToLower(text[:min(len(text), 4096)])
	for _, mark := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if bytes.Contains(lower, []byte(mark)) {
			return !bytes.Contains(lower, []byte("<rss")) && !bytes.Contains(lower, []byte("<feed"))
		}
	}
	return false
}

// hasProducts reports whether the object that a text begins with has a list of
// products.
func hasProducts(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return false
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false
		}
		if key == "products" {
			value, err := d.Token()
			return err == nil && value == json.Delim('[')
		}
		var other json.RawMessage
		if d.Decode(&other) != nil {
			return false
		}
	}
	return false
}
