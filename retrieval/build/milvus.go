package build

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/milvus"
)

// Milvus is the home of indexes in Milvus. A location is the name of a collection:
// who searches by the statistics of a version searches that version, whatever the
// alias names by then.
type Milvus struct{ Config milvus.Config }

// Name implements Home.
func (m Milvus) Name() string { return "milvus" }

// Create implements Home.
func (m Milvus) Create(ctx context.Context, space index.Space, version string) (Draft, error) {
	draft, err := milvus.Build(ctx, m.Config, space, version)
	if err != nil {
		return nil, err
	}
	return &collection{Draft: draft}, nil
}

// scratch stands, between the name of the home's collection and a time in nanoseconds,
// in the names of those that Scratch makes.
const scratch = "_scratch_"

// abandoned is the age at which a scratch index belongs to a process that was killed:
// what it is made for takes minutes.
const abandoned = 6 * time.Hour

// Scratch begins an index under a name of its own, or another build would drop it, for
// the caller alone: it goes when it is closed. Those that were left behind by processes
// that were killed are dropped first.
func (m Milvus) Scratch(ctx context.Context, space index.Space, now time.Time) (index.Index, error) {
	old := func(name string) bool {
		stamp, is := strings.CutPrefix(name, m.Config.Collection+scratch)
		nanos, err := strconv.ParseInt(stamp, 10, 64)
		return is && err == nil && now.Sub(time.Unix(0, nanos)) > abandoned
	}
	if err := milvus.Sweep(ctx, m.Config, old); err != nil {
		return nil, fmt.Errorf("clear old scratch indexes away: %w", err)
	}
	m.Config.Collection += scratch + strconv.FormatInt(now.UnixNano(), 10)
	return m.Create(ctx, space, "only")
}

// Revise implements Home: readers see each batch of changes as it is made.
func (m Milvus) Revise(ctx context.Context, space index.Space, location, _ string) (Draft, error) {
	ix, err := m.Open(ctx, space, location)
	if err != nil {
		return nil, err
	}
	return revision{ix, location}, nil
}

// Committed implements Home.
func (m Milvus) Committed(ctx context.Context, location string) (bool, error) {
	current, err := milvus.Current(ctx, m.Config)
	return current == location, err
}

// Open implements Home.
func (m Milvus) Open(ctx context.Context, space index.Space, location string) (index.Index, error) {
	config := m.Config
	config.Collection = location
	ix, err := milvus.Open(ctx, config, space)
	if errors.Is(err, milvus.ErrNoIndex) {
		return nil, &damagedError{err}
	}
	if err != nil {
		return nil, err
	}
	return ix, nil
}

// Clean implements Home: committing a collection drops those that are older than
// the one before it.
func (m Milvus) Clean(context.Context, []string) error { return nil }

// collection is a new collection.
type collection struct {
	*milvus.Draft
	committing bool
}

// Location implements Draft.
func (c *collection) Location() string { return c.Collection() }

// Commit implements Draft.
func (c *collection) Commit(ctx context.Context) error {
	c.committing = true
	return c.Draft.Commit(ctx)
}

// Close implements Draft. A collection that may be what readers see is left alone, even
// where committing it has failed: if it is not, the next build drops it.
func (c *collection) Close() error {
	if c.committing {
		return c.Draft.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), discarding)
	defer cancel()
	return c.Discard(ctx)
}

// discarding is how long the removal of an unfinished collection may take; if it
// fails, the next build removes it.
const discarding = 10 * time.Second

// revision is a collection that readers see while it changes.
type revision struct {
	index.Index
	location string
}

// Location implements Draft.
func (r revision) Location() string { return r.location }

// Commit implements Draft.
func (r revision) Commit(context.Context) error { return nil }
