package milvus

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/shopguide/shopguide/retrieval/index"
)

// Draft is an index that is built beside the one that readers see.
type Draft struct {
	*Index
}

// ErrNoAliases is returned by Commit where there are none: milvus-lite 2.5. The
// collection is complete, and can be opened by its own name (Index.Collection).
// There, nothing tells what is still in use, and so no other collection is dropped.
var ErrNoAliases = errors.New("this Milvus has no aliases")

// previous is what the alias of the index before the current one ends in. That one
// stays for readers that have not opened anew, and to go back to.
const previous = "_previous"

// Build begins an index of its own in the collection Config.Collection_version.
// Readers see it once it is committed. Drafts of the same name that were never
// committed are dropped, so one process at a time may build.
func Build(ctx context.Context, config Config, space index.Space, version string) (*Draft, error) {
	c, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	x, err := c.build(ctx, space, version)
	if err != nil {
		return nil, fmt.Errorf("build the index %s, version %s: %w", c.config.Collection, version, abandon(c, err))
	}
	return &Draft{x}, nil
}

func (c *connection) build(ctx context.Context, space index.Space, version string) (*Index, error) {
	collection := c.config.Collection + "_" + version
	if !validName.MatchString(collection) || "_"+version == previous {
		return nil, fmt.Errorf("a version is letters, digits and underscores, and not %q", version)
	}
	current, err := c.resolve(ctx, c.config.Collection)
	if err != nil {
		return nil, err
	}
	before, err := c.resolve(ctx, c.config.Collection+previous)
	if err != nil {
		return nil, err
	}
	if slices.Contains([]string{current, before}, collection) {
		return nil, fmt.Errorf("there is such a version already; choose another")
	}
	if err := c.dropAborted(ctx, collection); err != nil {
		return nil, err
	}
	d := description{Shopguide: layout, Name: c.config.Collection, Version: version, Model: space.Model, Dim: space.Dim}
	if err := c.create(ctx, collection, d); err != nil {
		return nil, err
	}
	x := &Index{connection: c, collection: collection, version: version, space: space}
	if err := x.learn(ctx); err != nil || !x.dialect.aliases {
		return x, err // without aliases, any collection may be in use
	}
	return x, c.dropAllBut(ctx, current, before, collection)
}

// dropAborted drops a collection of ours, if it is there.
func (c *connection) dropAborted(ctx context.Context, collection string) error {
	found, err := c.sdk.DescribeCollection(ctx, collection)
	switch {
	case refused(err, collectionNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("look up %s: %w", collection, err)
	}
	if d, ours := described(found); !ours || d.Name != c.config.Collection {
		return fmt.Errorf("the collection %s is there already, and is not shopguide's; choose another version", collection)
	}
	if err := c.sdk.DropCollection(ctx, collection); err != nil {
		return fmt.Errorf("drop %s, which was never put in place: %w", collection, err)
	}
	return nil
}

// resolve returns the collection that an alias names, "" if there is none.
func (c *connection) resolve(ctx context.Context, alias string) (string, error) {
	found, err := c.sdk.DescribeCollection(ctx, alias)
	switch {
	case refused(err, collectionNotFound):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("look up %s: %w", alias, err)
	}
	return found.Schema.CollectionName, nil
}

// dropAllBut drops the collections of this name, except some.
func (c *connection) dropAllBut(ctx context.Context, kept ...string) error {
	return c.dropOurs(ctx, func(collection string) bool { return !slices.Contains(kept, collection) },
		func(name string) bool { return name == c.config.Collection })
}

// Sweep drops what was built under the names (Config.Collection) that old picks. None of
// it may be in use.
func Sweep(ctx context.Context, config Config, old func(name string) bool) error {
	c, err := connect(ctx, config)
	if err != nil {
		return err
	}
	err = c.dropOurs(ctx, func(string) bool { return true }, old)
	return errors.Join(err, c.close())
}

// dropOurs drops the collections of shopguide's that both pick, by their own names and
// by those that they were built under.
func (c *connection) dropOurs(ctx context.Context, collections, names func(string) bool) error {
	// The SDK's ListCollections goes by ids, which milvus-lite 3.2 does not tell.
	listed, err := c.sdk.Service.ShowCollections(ctx, &milvuspb.ShowCollectionsRequest{})
	if err != nil {
		return fmt.Errorf("list the collections: %w", err)
	}
	for _, name := range listed.GetCollectionNames() {
		if !collections(name) {
			continue
		}
		found, err := c.sdk.DescribeCollection(ctx, name)
		if refused(err, collectionNotFound) {
			continue // dropped meanwhile
		}
		if err != nil {
			return fmt.Errorf("look up %s: %w", name, err)
		}
		if d, ours := described(found); !ours || !names(d.Name) {
			continue
		}
		if err := c.sdk.DropCollection(ctx, name); err != nil && !refused(err, collectionNotFound) {
			return fmt.Errorf("drop %s, which is no longer used: %w", name, err)
		}
	}
	return nil
}

// Current returns the collection that readers are led to, "" while there is none.
func Current(ctx context.Context, config Config) (string, error) {
	c, err := connect(ctx, config)
	if err != nil {
		return "", err
	}
	current, err := c.resolve(ctx, c.config.Collection)
	return current, errors.Join(err, c.close())
}

// Commit lets readers see the draft from now on, in place of the current index, and
// drops all older ones but the last. The draft stays open and goes on as an Index. It
// may be in place although an error is returned (Current tells).
func (d *Draft) Commit(ctx context.Context) error {
	if err := d.begin(ctx); err != nil {
		return err
	}
	if err := d.commit(ctx); err != nil {
		return fmt.Errorf("put the index %s, version %s, in place: %w", d.config.Collection, d.version, err)
	}
	return nil
}

func (d *Draft) commit(ctx context.Context) error {
	current, err := d.resolve(ctx, d.config.Collection)
	if err != nil || current == d.collection {
		return err
	}
	// Milvus builds the index over the dense vectors of what has been flushed, and
	// looks at each of the others until then.
	if err := d.sdk.Flush(ctx, d.collection, true); err != nil {
		return fmt.Errorf("flush: %w", err)
	}
	if current != "" {
		if err := d.point(ctx, d.config.Collection+previous, current); err != nil {
			return err
		}
	}
	if err := d.point(ctx, d.config.Collection, d.collection); err != nil {
		return err
	}
	return d.dropAllBut(ctx, d.collection, current)
}

// point lets an alias name a collection.
func (c *connection) point(ctx context.Context, alias, collection string) error {
	current, err := c.resolve(ctx, alias)
	switch {
	case err != nil:
		return err
	case current == "":
		err = c.sdk.CreateAlias(ctx, collection, alias)
	case current != collection:
		err = c.sdk.AlterAlias(ctx, collection, alias)
	}
	if status.Code(err) == codes.Unimplemented {
		return fmt.Errorf("%w; open %s by its own name, or use milvus-lite 3 or a full Milvus", ErrNoAliases, collection)
	}
	if err != nil {
		return fmt.Errorf("let the alias %s name %s: %w", alias, collection, err)
	}
	return nil
}

// Discard drops the draft, which must not have been committed, and closes it.
func (d *Draft) Discard(ctx context.Context) error {
	if err := d.begin(ctx); err != nil {
		return err
	}
	if err := d.sdk.DropCollection(ctx, d.collection); err != nil {
		return fmt.Errorf("drop the draft %s: %w", d.collection, err)
	}
	return d.Close()
}
