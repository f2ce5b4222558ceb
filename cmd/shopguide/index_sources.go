package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"

	"github.com/google/renameio/v2"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/annotation"
	"github.com/shopguide/shopguide/retrieval/catalog/behaviour"
	"github.com/shopguide/shopguide/retrieval/catalog/builtin"
	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	catalogue "github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/source"
)

// sourceFlags say how sources are read.
type sourceFlags struct {
	Kind string `help:"What the sources are: auto, products, shopify, site, documents, behaviour or trends." enum:"auto,products,shopify,site,documents,behaviour,trends" default:"auto"`
	settingFlags
	AllowPrivate bool `help:"Let addresses be read that are not public, such as 127.0.0.1."`
}

// maxDownload is the most bytes of a feed: as many as one may expand to.
const maxDownload = 2 << 30

// options are those of all sources.
func (f sourceFlags) options() (source.Options, error) {
	return f.apply(source.Options{
		Kind: source.Kind(f.Kind), Fetch: fetch.New(fetch.Options{AllowPrivate: f.AllowPrivate, MaxBytes: maxDownload}),
	})
}

// builtinSource names the built-in shop among the sources.
const builtinSource = "builtin"

// named is a source to read and what kind it is said to be.
type named struct {
	Name string
	Kind source.Kind
	kept bool // the name is the one that the catalogue knows it by
}

// sources returns the ones that were named, else those known from before.
func (x *indexing) sources(ctx context.Context) ([]named, error) {
	known, err := x.builder.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	if x.settings, err = x.folder.settings(); err != nil {
		return nil, err
	}
	x.known = map[string]catalogue.Source{}
	for _, s := range known {
		x.known[s.Name] = s
	}
	var all []named
	for _, name := range x.command.Sources {
		all = append(all, named{name, x.options.Kind, false})
	}
	if len(all) > 0 {
		return all, nil
	}
	for _, s := range known {
		all = append(all, named{s.Name, source.Kind(s.Kind), true})
	}
	if len(all) == 0 {
		return nil, errors.New("name what to index: files, folders, addresses, or builtin")
	}
	return all, nil
}

// open opens one source, and returns with which settings.
func (x *indexing) open(ctx context.Context, n named) (*source.Source, settingFlags, error) {
	settings := x.command.settingFlags
	if n.kept {
		settings = settings.or(x.settings[n.Name])
	}
	switch {
	case n.Name == builtinSource:
		s, err := builtinShop(ctx)
		return s, settings, err
	case source.Withheld(n.Name):
		return nil, settings, errors.New("its address has a query or a password, which is not kept because it may be a secret: name the address in full")
	}
	options, err := settings.apply(x.options)
	if err != nil {
		return nil, settings, err
	}
	options.Kind = n.Kind
	options.OnSkip = func(name, reason string) {
		x.bar.clear()
		fmt.Fprintf(x.env.stderr, "not read: %s: %s\n", name, reason)
	}
	options.Validators = func(name string, k source.Kind) (etag, modified string) {
		before := x.known[name]
		if x.command.Force || before.Kind != string(k) || x.settings[name] != settings {
			return "", ""
		}
		return before.ETag, before.Modified
	}
	s, err := source.Open(ctx, n.Name, options)
	return s, settings, err
}

func builtinShop(ctx context.Context) (*source.Source, error) {
	c, err := builtin.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	return &source.Source{Name: builtinSource, Kind: source.Products, Products: func(yield func(catalog.Row, error) bool) {
		for i, p := range c.Products {
			if !yield(catalog.Row{Product: p, Line: i + 1}, nil) {
				return
			}
		}
	}}, nil
}

// stream is one of the streams of a source on its way into the catalogue.
type stream struct {
	of   string
	take func(context.Context, catalogue.SyncOptions) (summary, error)
}

// read takes over one source.
func (x *indexing) read(ctx context.Context, n named) (err error) {
	s, settings, err := x.open(ctx, n)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	before, known := x.known[s.Name]
	if s.Unchanged {
		x.reportUnchanged(before)
		return nil
	}
	all := x.streams(s, before)
	rows, taken := 0, 0
	for i, one := range all {
		x.bar = x.env.progress(fmt.Sprintf("%s, %s", path.Base(s.Name), one.of), -1)
		o := catalogue.SyncOptions{Kind: string(s.Kind), Force: x.command.Force, Gone: s.Gone, Annotate: annotation.Default().Annotate, Progress: x.bar.set}
		if i == len(all)-1 { // once all is read, and not before, it need not be read again
			o.ETag, o.Modified = s.ETag, s.Modified
		}
		sum, err := one.take(ctx, o)
		x.bar.end()
		if err != nil {
			return err
		}
		x.report(s.Name, one.of, sum)
		rows, taken = rows+sum.rows(), taken+sum.rows()+sum.Kept-sum.Rejected
	}
	if taken > 0 {
		return x.keepSettings(s.Name, settings)
	}
	if !known { // it was named by mistake, and need not be read another time
		err = x.builder.Store.Forget(ctx, s.Name)
	}
	if rows == 0 {
		return errors.Join(errors.New("nothing was found in it: see whether it is the right one, and say what it is with --kind"), err)
	}
	return errors.Join(errors.New("nothing in it could be used, for the reasons above"), err)
}

// streams returns what the source gives, and an empty stream for what it gave before
// and gives no longer.
func (x *indexing) streams(s *source.Source, before catalogue.Source) []stream {
	db := x.builder.Store
	var all []stream
	if s.Products != nil || before.Products > 0 {
		all = append(all, stream{"products", func(ctx context.Context, o catalogue.SyncOptions) (summary, error) {
			rows, fault := watched(s.Products)
			sum, err := db.Sync(ctx, s.Name, rows, o)
			return summaryOf(sum), fault.of(err)
		}})
	}
	if s.Sections != nil || before.Sections > 0 {
		all = append(all, stream{"sections", func(ctx context.Context, o catalogue.SyncOptions) (summary, error) {
			sections, fault := watched(s.Sections)
			sum, err := db.SyncSections(ctx, s.Name, sections, o)
			return summaryOf(sum), fault.of(err)
		}})
	}
	if s.Events != nil { // those of before stay, also when an export has them no longer
		all = append(all, stream{"events", func(ctx context.Context, o catalogue.SyncOptions) (summary, error) {
			events, fault := watched(s.Events)
			sum, err := db.AddEvents(ctx, s.Name, events, o)
			taken := summaryOf(catalogue.Summary{Added: sum.Added, Unchanged: sum.Known, Rejections: sum.Rejections})
			taken.Purged, taken.Forgotten = sum.Purged, sum.Forgotten
			return taken, fault.of(err)
		}})
	}
	if s.Trends != nil || before.Trends > 0 {
		all = append(all, stream{"trends", func(ctx context.Context, o catalogue.SyncOptions) (summary, error) {
			trends, fault := watched(s.Trends)
			sum, err := db.SyncTrends(ctx, s.Name, trends, o)
			return summaryOf(sum), fault.of(err)
		}})
	}
	return all
}

// fault is the last error of a stream.
type fault struct{ last error }

// of returns the fault of the stream where err came of it: that the catalogue was
// reading it helps nobody to mend the source.
func (f *fault) of(err error) error {
	var shrunk *catalogue.ShrunkError
	switch {
	case errors.As(err, &shrunk):
		return shrunk
	case err != nil && f.last != nil && errors.Is(err, f.last):
		return f.last
	}
	return err
}

// watched returns a stream, an empty one for none, that notes its errors.
func watched[T any](stream iter.Seq2[T, error]) (iter.Seq2[T, error], *fault) {
	var f fault
	return func(yield func(T, error) bool) {
		if stream == nil {
			return
		}
		for v, err := range stream {
			if err != nil {
				f.last = err
			}
			if !yield(v, err) {
				return
			}
		}
	}, &f
}

// shopperKey returns the key that makes pseudonyms of shoppers, which is made on the
// first call. Without it nobody can tell whose events were read.
func (d *dataFolder) shopperKey() ([]byte, error) {
	name := d.file("shopper.key")
	key, err := os.ReadFile(name)
	switch {
	case err == nil && len(key) < behaviour.MinKey:
		return nil, fmt.Errorf("the key for pseudonyms in %s is cut short: restore it from a copy, or delete it, and shoppers of before get other pseudonyms", name)
	case err == nil:
		return key, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read the key for pseudonyms: %w", err)
	}
	key = make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("make the key for pseudonyms: %w", err)
	}
	if err := renameio.WriteFile(name, key, 0o600); err != nil {
		return nil, fmt.Errorf("keep the key for pseudonyms: %w", err)
	}
	return key, nil
}
