// Package source opens what a shop's owner names as a source of knowledge, a file,
// a folder or an address, and tells what is in it.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
	"github.com/shopguide/shopguide/retrieval/catalog/feed"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
)

// Kind is what a source holds.
type Kind string

// The kinds of source. Auto tells products, documents and sites apart by name.
const (
	Auto      Kind = "auto"
	Products  Kind = "products"  // a feed of any format, or several in a folder
	Shopify   Kind = "shopify"   // the address of a shop, read through its products.json
	Site      Kind = "site"      // a web site: products that its pages state, the rest as documents
	Documents Kind = "documents" // texts for the knowledge base
	Behaviour Kind = "behaviour" // what shoppers did
	Trends    Kind = "trends"    // what is in demand
)

// Options say what sources leave out. The zero value will do for most.
type Options struct {
	Kind     Kind           // Auto by default
	Currency string         // of prices that state none, and of Shopify's
	Lang     string         // of Shopify's texts
	Zone     *time.Location // of times without one; UTC by default
	Key      []byte         // for the pseudonyms of shoppers, at least behaviour.MinKey bytes
	MaxPages int            // of a site or a shop; 0 takes the reader's default
	Delay    time.Duration  // between two pages of a site or a shop; 0 takes the reader's default
	Fetch    *fetch.Client  // for addresses
	Folder   string         // for downloads, until the source is closed; the system's by default
	// Validators returns the ETag and the Last-Modified of the copy of a source that was
	// read before: if it is still the same, Source.Unchanged says so and nothing is
	// downloaded. It may be nil.
	Validators func(name string, k Kind) (etag, modified string)
	// OnSkip is told what was not read, and why; it may be nil.
	OnSkip func(name, reason string)
}

// Source is what was named. Of the streams, those are set that the kind gives. Each
// can be read once, until Close.
type Source struct {
	Name string // one for each way of writing the same, without what may be a secret
	// Kind is the one to open the source as another time.
	Kind Kind

	Products iter.Seq2[catalog.Row, error]
	// Sections of a site can be read after all of its products.
	Sections iter.Seq2[document.Section, error]
	Events   iter.Seq2[behaviour.Event, error]
	Trends   iter.Seq2[behaviour.Trend, error]

	// Gone is nil unless what a source gave before may be there still although the
	// streams do not give it. It is to be asked once all products are read; see
	// store.SyncOptions.
	Gone func(page string) bool

	Unchanged      bool   // since it had Options.Validators; there are no streams
	ETag, Modified string // of what was downloaded

	download string // a file
}

// Close deletes what was downloaded.
func (s *Source) Close() error {
	if s.download == "" {
		return nil
	}
	if err := os.Remove(s.download); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a download: %w", err)
	}
	return nil
}

// Open opens a source, which the caller closes. An address that holds one file is
// downloaded first. What is wrong with the content comes with the streams.
func Open(ctx context.Context, name string, o Options) (*Source, error) {
	if o.Kind == "" {
		o.Kind = Auto
	}
	if o.OnSkip == nil {
		o.OnSkip = func(string, string) {}
	}
	if o.Validators == nil {
		o.Validators = func(string, Kind) (string, string) { return "", "" }
	}
	if address, ok := addressOf(name); ok {
		return openAddress(ctx, address, o)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open the source: %w; name a file, a folder or an address such as https://shop.example/feed.xml", err)
	}
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("open the source: %w", err)
	}
	s := &Source{Name: absolute, Kind: o.Kind}
	switch {
	case o.Kind == Shopify || o.Kind == Site:
		return nil, fmt.Errorf("%s is a file or folder, but a source of the kind %s is an address such as https://shop.example", name, o.Kind)
	case info.IsDir():
		return s, s.openFolder(ctx, absolute, o)
	}
	if o.Kind == Auto {
		s.Kind = kindOfFile(absolute)
	}
	return s, s.read(ctx, []file{{path: absolute, name: absolute, document: filepath.Base(absolute), updated: info.ModTime()}}, o)
}

// read sets the stream that the source's kind reads of files.
func (s *Source) read(ctx context.Context, files []file, o Options) error {
	switch s.Kind {
	case Products:
		s.Products = each(files, o.products)
	case Documents:
		s.Sections = sections(ctx, files)
	case Behaviour:
		s.Events = each(files, o.events)
	case Trends:
		s.Trends = each(files, o.trends)
	default:
		return fmt.Errorf("there is no kind of source %q", s.Kind)
	}
	return nil
}

func (o Options) products(name string, r io.Reader) iter.Seq2[catalog.Row, error] {
	return feed.Read(name, r, feed.Options{Currency: o.Currency, Lang: o.Lang})
}

func (o Options) events(name string, r io.Reader) iter.Seq2[behaviour.Event, error] {
	return behaviour.Read(name, r, behaviour.Options{Key: o.Key, Zone: o.Zone})
}

func (o Options) trends(name string, r io.Reader) iter.Seq2[behaviour.Trend, error] {
	return behaviour.ReadTrends(name, r, o.Zone)
}
