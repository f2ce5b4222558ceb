package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/shopguide/shopguide/retrieval/index"
	"github.com/shopguide/shopguide/retrieval/index/memory"
)

// Memory is the home of indexes in memory, each with a snapshot in a folder. A
// location is the name of a snapshot's file.
type Memory struct{ Folder string }

// What the files of snapshots are called, and those that a process left behind which
// was ended while it wrote one.
const (
	snapshots = "index-*.snapshot"
	torn      = ".index-*.snapshot*"
)

// Name implements Home.
func (m Memory) Name() string { return "memory" }

// Create implements Home.
func (m Memory) Create(_ context.Context, space index.Space, version string) (Draft, error) {
	return &snapshot{Index: memory.New(space), home: m, name: "index-" + version + ".snapshot"}, nil
}

// Revise implements Home: readers see the snapshot of before until Commit.
func (m Memory) Revise(ctx context.Context, space index.Space, location, version string) (Draft, error) {
	ix, err := memory.Open(ctx, m.path(location), space)
	if err != nil {
		return nil, m.opening(err)
	}
	return &snapshot{Index: ix, home: m, name: "index-" + version + ".snapshot"}, nil
}

// Committed implements Home.
func (m Memory) Committed(_ context.Context, location string) (bool, error) {
	_, err := os.Stat(m.path(location))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Open implements Home.
func (m Memory) Open(ctx context.Context, space index.Space, location string) (index.Index, error) {
	ix, err := memory.Open(ctx, m.path(location), space)
	if err != nil {
		return nil, m.opening(err)
	}
	return ix, nil
}

// opening classifies what may go wrong with a snapshot: what is not there or not
// whole can be built again, the embedder's mismatch is the operator's to decide.
func (m Memory) opening(err error) error {
	var mismatch *index.MismatchError
	if errors.As(err, &mismatch) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &damagedError{err}
}

// Clean implements Home.
func (m Memory) Clean(_ context.Context, kept []string) error {
	files, err := os.ReadDir(m.Folder)
	if err != nil {
		return fmt.Errorf("look for old snapshots: %w", err)
	}
	for _, file := range files {
		if !isSnapshot(file.Name()) || slices.Contains(kept, file.Name()) {
			continue
		}
		if err := os.Remove(m.path(file.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete an old snapshot: %w", err)
		}
	}
	return nil
}

func isSnapshot(name string) bool {
	return slices.ContainsFunc([]string{snapshots, torn}, func(pattern string) bool {
		is, _ := path.Match(pattern, name) // both are patterns
		return is
	})
}

func (m Memory) path(name string) string { return filepath.Join(m.Folder, name) }

// snapshot is an index in memory that is to be kept.
type snapshot struct {
	*memory.Index
	home Memory
	name string
}

// Location implements Draft.
func (s *snapshot) Location() string { return s.name }

// Commit implements Draft.
func (s *snapshot) Commit(ctx context.Context) error { return s.Save(ctx, s.home.path(s.name)) }
