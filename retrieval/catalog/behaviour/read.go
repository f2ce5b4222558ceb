package behaviour

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
)

// eventFields in the order in which they claim columns.
var eventFields = []string{"shopper", "order", "item", "kind", "rating", "quantity", "at", "query", "lang"}

// Read streams the events of an export, by its name's ending: .csv or .tsv, whose
// first row names the columns, or .jsonl with one object a line (an object with a
// list of items, as Google Analytics exports them, makes an event of each). A row
// that cannot be used yields a *catalog.RowError and reading goes on; any other
// error ends it. No error quotes what a row says.
func Read(name string, r io.Reader, o Options) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		if err := o.check(); err != nil {
			yield(Event{}, err)
			return
		}
		for rec, err := range records(name, r, eventFields) {
			if err != nil {
				if !yield(Event{}, err) || !isRow(err) {
					return
				}
				continue
			}
			event, err := o.event(rec.record, rec.columns)
			switch {
			case errors.Is(err, errNoEvent):
				continue
			case err != nil:
				err = &catalog.RowError{File: name, Line: rec.line, Err: err}
			}
			if !yield(event, err) {
				return
			}
		}
	}
}

func isRow(err error) bool {
	var bad *catalog.RowError
	return errors.As(err, &bad)
}

// located is a record and where it stands.
type located struct {
	record  record
	columns map[string]bool // the fields that the export has at all
	line    int
}

// records yields the rows of an export by its format.
func records(name string, r io.Reader, fields []string) iter.Seq2[located, error] {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".csv", ".tsv", ".txt":
		return tableRecords(name, r, fields)
	case ".jsonl", ".ndjson":
		return objectRecords(name, r, fields)
	default:
		return func(yield func(located, error) bool) {
			yield(located{}, fmt.Errorf("read %s: the name ends in none of .csv, .tsv, .jsonl", name))
		}
	}
}

// tableRecords yields the rows of a table under its column names.
func tableRecords(name string, r io.Reader, fields []string) iter.Seq2[located, error] {
	return func(yield func(located, error) bool) {
		var header columns
		var width int
		var comma rune
		var has map[string]bool
		order := orderLines{}
		for row, err := range rows(name, r, true) {
			if err != nil {
				if !yield(located{}, err) {
					return
				}
				continue
			}
			if header == nil {
				comma = separator(row.text)
				names, err := cells(row.text, comma)
				if err != nil {
					yield(located{}, fmt.Errorf("read the column names of %s: %w", name, err))
					return
				}
				header, width = columnsOf(names, fields...), len(names)
				order.adopt(names, header)
				has = header.fields()
				continue
			}
			values, err := cells(row.text, comma)
			if err == nil && len(values) != width {
				err = fmt.Errorf("%d cells under %d column names", len(values), width)
			}
			if err != nil {
				if !yield(located{}, &catalog.RowError{File: name, Line: row.line, Err: err}) {
					return
				}
				continue
			}
			if !yield(located{order.complete(header.record(values)), has, row.line}, nil) {
				return
			}
		}
	}
}

func (c columns) fields() map[string]bool {
	all := map[string]bool{}
	for field := range c {
		all[field] = true
	}
	return all
}

// orderLines completes the rows of an order that has several: Shopify's export
// says who ordered, and when, on the first alone.
type orderLines struct {
	shopify bool
	first   record
}

func (o *orderLines) adopt(names []string, header columns) {
	o.shopify = slices.ContainsFunc(names, func(name string) bool { return fold(name) == "lineitemquantity" })
	if i, ok := columnsOf(names, "orders_name")["orders_name"]; ok && o.shopify {
		header["order"] = i
	}
}

func (o *orderLines) complete(r record) record {
	if !o.shopify {
		return r
	}
	if o.first == nil || r["order"] == "" || r["order"] != o.first["order"] {
		o.first = r
		return r
	}
	for _, field := range []string{"shopper", "at", "kind"} {
		r[field] = cmp.Or(r[field], o.first[field])
	}
	return r
}

// errNoEvent is of rows that say nothing of a product, such as a search.
var errNoEvent = errors.New("no event")

// event makes an event of a record. The export's fields tell what the rows of one
// without a column for it are.
func (o Options) event(r record, has map[string]bool) (Event, error) {
	kind, err := o.kind(r, has)
	if err != nil {
		return Event{}, err
	}
	if r["item"] == "" {
		return Event{}, errors.New("it names no product")
	}
	at, err := instant(r["at"], o.zone())
	if err != nil {
		return Event{}, fmt.Errorf("the time: %w", err)
	}
	e := Event{
		Shopper: Pseudonym(o.Key, r["shopper"]), Order: pseudonym(o.Key, "order", r["order"]),
		Item: r["item"], Kind: kind, Quantity: 1, At: at, Query: impersonal(r["query"]), Lang: base(r["lang"]),
	}
	if kind == Rating {
		if e.Value, err = o.rating(r["rating"]); err != nil {
			return Event{}, err
		}
	}
	if r["quantity"] != "" && kind != Rating {
		if e.Quantity, err = quantity(r["quantity"]); err != nil {
			return Event{}, err
		}
	}
	return e, nil
}

func (o Options) kind(r record, has map[string]bool) (Kind, error) {
	if r["kind"] != "" {
		kind, ok := kindNames()[fold(r["kind"])]
		switch {
		case !ok && o.Kind != "":
			return o.Kind, nil
		case !ok:
			return "", errors.New("what was done is none of view, cart, purchase, rating, return")
		case kind == none:
			return "", errNoEvent
		}
		return kind, nil
	}
	switch {
	case o.Kind != "":
		return o.Kind, nil
	case has["rating"]:
		return Rating, nil
	case has["order"] || has["quantity"]:
		return Purchase, nil
	}
	return "", errors.New("no column says what was done: name one event_type (or 行为), or say it for the whole export")
}

func (o Options) rating(s string) (float64, error) {
	stars, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSuffix(s, "星"), "分"), 64)
	if err != nil || !(stars >= 1 && stars <= o.maxRating()) {
		return 0, fmt.Errorf("the rating is no number from 1 to %g", o.maxRating())
	}
	return (stars - 1) / (o.maxRating() - 1), nil
}

// maxQuantity bounds what one event counts for.
const maxQuantity = 10_000

func quantity(s string) (int, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != math.Trunc(n) || n < 1 || n > maxQuantity {
		return 0, fmt.Errorf("the quantity is no whole number from 1 to %d", maxQuantity)
	}
	return int(n), nil
}

// maxQuery bounds a query, in characters.
const maxQuery = 200

// personal finds e-mail addresses, and numbers as long as a telephone's: people
// paste them into the wrong field.
var personal = regexp.MustCompile(`@|[0-9][0-9 \-]{5,}[0-9]`)

// impersonal returns a query, or "" if it holds personal data or is too long.
func impersonal(query string) string {
	if personal.MatchString(query) || utf8.RuneCountInString(query) > maxQuery {
		return ""
	}
	return query
}

// base returns "zh" of "zh-CN".
func base(lang string) string {
	lang, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(lang), "_", "-"), "-")
	return lang
}
