package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"unicode/utf8"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
)

// SyncOptions say how a source is taken over. The zero value is fit for use.
type SyncOptions struct {
	Kind string // of the source, as Sources tells it: "jsonl", "shopify"
	// ETag and Modified are the HTTP validators of what is read, for the caller to
	// ask next time whether it changed.
	ETag, Modified string
	// Force takes over a reading that has lost more than half of the source's items.
	Force bool
	// Gone is asked of each item of the source that was not read this time, once all is
	// read, whether the page that stated it (catalog.Row.File, document.Section.Source)
	// no longer does: otherwise the item stays. Without it all of them are gone.
	Gone func(page string) bool
	// Annotate adds to each product what its text says. It is applied before
	// products are compared and must give equal products for equal rows.
	Annotate func(*catalog.Product)
	// Progress is called now and then with the number of rows read, bad ones included.
	Progress func(rows int)
}

// Summary says what a reading changed. Unchanged rows that moved in the feed are
// unchanged. Each row read is counted in one field but Removed and Kept.
type Summary struct {
	Added, Changed, Unchanged, Removed int
	Kept                               int // that were not read, and are not Gone
	Rejections
}

// Rejections are the rows that were left out.
type Rejections struct {
	Rejected int
	// Reasons are those of the first hundred: *catalog.RowError, and for documents
	// *document.Refusal.
	Reasons []error
}

const maxReasons = 100

func (r *Rejections) reject(reason error) {
	if r.Rejected++; len(r.Reasons) < maxReasons {
		r.Reasons = append(r.Reasons, reason)
	}
}

// ShrunkError is returned for a reading that has lost more than half of what its
// source had: more likely a broken export than a shop that sells up.
type ShrunkError struct {
	Source        string
	Before, After int // items of the source, and those of them that are left
}

func (e *ShrunkError) Error() string {
	return fmt.Sprintf("%s had %d items and only %d of them are left, so nothing was changed; look at the source, and if it is right, read it again with --force",
		e.Source, e.Before, e.After)
}

// ErrOvertaken says that another reading of the source was taken over while this
// one was read.
var ErrOvertaken = errors.New("the source was read by someone else meanwhile, so nothing was changed: run it again")

// Sync makes the products of a source those that rows yields, in their order. The
// source, a feed's name or address, owns its products: what it no longer has is
// removed, and an id that another source owns is rejected.
//
// Until all is read, the state of before is seen, and after it the new one; never
// a mixture. An error that ends the rows, the end of ctx, or a crash leaves all as
// it was. Memory does not grow with the feed; its rows wait in a file beside the
// catalogue, which goes with the process.
//
// A bad row, which rows yields as a *catalog.RowError, is counted and passed over.
// Where it names a product that is known, that product stays as it is. The last
// Sync to finish wins over one that began with another state of the source, which
// gets ErrOvertaken.
func (s *Store) Sync(ctx context.Context, source string, rows iter.Seq2[catalog.Row, error], opts SyncOptions) (Summary, error) {
	return s.sync(ctx, reading{kind: products, source: source, SyncOptions: opts}, productEntries(source, rows, opts.Annotate))
}

// SyncSections makes the sections of a source those that the iterator yields, in
// the way of Sync. A document that is refused, which the iterator yields as a
// *document.Refusal, keeps the sections that it had.
func (s *Store) SyncSections(ctx context.Context, source string, stream iter.Seq2[document.Section, error], opts SyncOptions) (Summary, error) {
	return s.sync(ctx, reading{kind: sections, source: source, SyncOptions: opts}, sectionEntries(stream))
}

// kind is what an item is.
type kind string

const (
	products kind = "product"
	sections kind = "section"
)

// refuse words the rejection of an item that is well in itself.
func (k kind) refuse(source string, e entry, reason error) error {
	if k == sections {
		return &document.Refusal{Name: e.group, Reason: fmt.Sprintf("section %q: %v", e.key, reason)}
	}
	return &catalog.RowError{File: source, Line: e.line, ID: e.key, Err: reason}
}

// reading is one source on its way into the catalogue.
type reading struct {
	kind   kind
	source string
	SyncOptions
}

// page returns what is kept of an entry's page: nothing where nobody asks for it again.
func (r reading) page(e entry) string {
	if r.Gone == nil {
		return ""
	}
	return e.page
}

// entry is an item on its way into the catalogue. Of a bad row it holds what stays
// as it is: the item with key, or those with group, or nothing.
type entry struct {
	key, group string
	page       string
	line       int
	hash, body []byte
}

func productEntries(source string, rows iter.Seq2[catalog.Row, error], annotate func(*catalog.Product)) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for row, err := range rows {
			var bad *catalog.RowError
			if errors.As(err, &bad) {
				if !yield(entry{key: bad.ID}, err) {
					return
				}
				continue
			}
			if err != nil {
				yield(entry{}, err)
				return
			}
			if annotate != nil {
				annotate(&row.Product)
			}
			if !yield(productEntry(source, row)) {
				return
			}
		}
	}
}

func productEntry(source string, row catalog.Row) (entry, error) {
	e := entry{key: row.ID, group: row.Group(), page: row.File, line: row.Line}
	e.hash, e.body = encoded(&row.Product)
	switch {
	case row.ID == "":
		return entry{}, products.refuse(source, e, errors.New("it has no id"))
	case !utf8.ValidString(row.ID) || !utf8.ValidString(row.GroupID):
		return entry{}, products.refuse(source, e, errors.New("its id is not valid UTF-8"))
	case e.body == nil:
		return entry{key: row.ID}, products.refuse(source, e, errors.New("it cannot be stored"))
	}
	return e, nil
}
