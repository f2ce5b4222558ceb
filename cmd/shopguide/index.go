package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/shopguide/shopguide/retrieval/catalog/fetch"
	"github.com/shopguide/shopguide/retrieval/catalog/shopify"
	catalogue "github.com/shopguide/shopguide/retrieval/catalog/store"
	"github.com/shopguide/shopguide/retrieval/source"
)

// indexCommand reads a shop's feeds, pages, documents and exports, and builds the
// search index of what it read.
type indexCommand struct {
	dataFlag
	searchFlags
	sourceFlags
	Sources []string      `arg:"" optional:"" help:"Files, folders or addresses; none reads the sources known from before anew; \"builtin\" is the built-in shop." placeholder:"SOURCE"`
	Force   bool          `help:"Take over a source that has lost more than half of its items, and read one again that has not changed."`
	Rebuild bool          `help:"Build the whole index anew, even where little changed."`
	Adapt   bool          `help:"Fit the table of --embedder static to this catalogue, taught by the embedding service (--embedding-url)."`
	Watch   time.Duration `help:"Read the sources again and again, this long apart. --force, --rebuild and --adapt count the first time." placeholder:"TIME"`
	JSON    bool          `help:"Print the summary as JSON objects, one a line."`
}

// errInterrupted is not context.Canceled, which commands end with in peace: what was
// to be done is not done.
var errInterrupted = errors.New("interrupted; what was read by then is kept, and the index is the one of before: run the command again")

// Run reads the sources and brings the index up to date, once or until it is stopped.
func (c *indexCommand) Run(ctx context.Context, env environment) error {
	options, err := c.options()
	if err != nil {
		return err
	}
	if c.Watch < 0 {
		return fmt.Errorf("--watch %v: name a time such as 30m", c.Watch)
	}
	defer options.Fetch.Close()
	if c.Watch == 0 {
		return c.round(ctx, env, options)
	}
	for {
		if err := c.round(ctx, env, options); err != nil && ctx.Err() == nil {
			fmt.Fprintln(env.stderr, "shopguide:", err)
		}
		c.Force, c.Rebuild, c.Adapt = false, false, false
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(c.Watch):
		}
	}
}

// round reads and builds once. It keeps other rounds out of the folder, but not those
// who search.
func (c *indexCommand) round(ctx context.Context, env environment, options source.Options) (err error) {
	dir, err := c.dir(env.getenv)
	if err != nil {
		return err
	}
	lock := flock.New(filepath.Join(dir, "index.lock"))
	switch held, err := lock.TryLock(); {
	case err != nil:
		return fmt.Errorf("lock the index: %w; the data folder must be writable, or name another with --data-dir", err)
	case !held:
		return fmt.Errorf("another \"shopguide index\" works on %s; wait for it or end it", dir)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()

	folder := &dataFolder{Path: dir}
	if err := folder.clearDownloads(); err != nil {
		return err
	}
	options.Folder = dir
	if options.Key, err = folder.shopperKey(); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b, err := c.builder(ctx, folder, env.getenv, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	run := indexing{command: c, builder: b, options: options, folder: folder, env: env}
	return run.once(ctx)
}

// clearDownloads deletes what a round left behind that was killed.
func (d *dataFolder) clearDownloads() error {
	entries, err := os.ReadDir(d.Path)
	if err != nil {
		return fmt.Errorf("look for old downloads: %w", err)
	}
	for _, entry := range entries {
		if left, err := filepath.Match(source.Downloads, entry.Name()); err != nil || !left {
			continue
		}
		if err := os.Remove(d.file(entry.Name())); err != nil {
			return fmt.Errorf("delete an old download: %w", err)
		}
	}
	return nil
}

// indexing is the work of one round.
type indexing struct {
	command *indexCommand
	builder *builder
	options source.Options
	folder  *dataFolder
	env     environment
	bar     progress // of what is read now

	// Of the sources by name, as they were before:
	known    map[string]catalogue.Source
	settings map[string]settingFlags
}

// once reads every source, and then builds the index of what was read, also where a
// source could not be.
func (x *indexing) once(ctx context.Context) error {
	names, err := x.sources(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, name := range names {
		err := x.read(ctx, name)
		if ctx.Err() != nil {
			return errors.Join(append(failed, errInterrupted)...)
		}
		if err != nil {
			x.reportFailure(source.Shown(name.Name), err)
			failed = append(failed, fmt.Errorf("%s: %w", source.Shown(name.Name), advised(err)))
		}
	}
	empty, err := x.empty(ctx)
	switch {
	case err == nil && !empty:
		err = x.build(ctx)
	case err == nil && len(failed) == 0:
		x.reportNoProducts()
	}
	if ctx.Err() != nil {
		err = errInterrupted
	}
	return errors.Join(append(failed, err)...)
}

// empty reports whether there is nothing to index, and no index that once had something.
func (x *indexing) empty(ctx context.Context) (bool, error) {
	n, err := x.builder.Store.Len(ctx)
	if err != nil || n > 0 {
		return false, err
	}
	version, err := x.builder.Store.CurrentID(ctx)
	return version == "", err
}

// advised names the flag that may help.
func advised(err error) error {
	switch {
	case errors.Is(err, fetch.ErrPrivate):
		return fmt.Errorf("%w (--allow-private)", err)
	case errors.Is(err, shopify.ErrCurrency):
		return fmt.Errorf("%w (--currency)", err)
	}
	return err
}

// build brings the index up to date with what was read.
func (x *indexing) build(ctx context.Context) error {
	var adapting error
	if x.command.Adapt {
		if adapting = x.adapt(ctx); adapting != nil {
			adapting = fmt.Errorf("--adapt: %w", adapting)
		}
	}
	p := x.env.progress("index", 0)
	x.builder.Progress = p.of
	start := time.Now()
	outcome, err := x.builder.Run(ctx, x.command.Rebuild)
	p.end()
	if err != nil {
		return errors.Join(adapting, fmt.Errorf("build the index: %w; what was read is kept, so run the command again", err))
	}
	x.reportIndex(outcome, time.Since(start))
	return errors.Join(adapting, x.clearTables(ctx))
}
