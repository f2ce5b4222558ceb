package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/gofrs/flock"
)

// environmentVariables lets every flag be set by the variable SHOPGUIDE_NAME.
func environmentVariables(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "SHOPGUIDE_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value := getenv(name); value != "" {
			return value, nil
		}
		return nil, nil
	})
}

// dataFlag says where the state is kept.
type dataFlag struct {
	DataDir string `help:"Folder for all state ($SHOPGUIDE_DATA_DIR). Default: the user's data folder." type:"path" placeholder:"DIR"`
}

// dataFolder is the folder for all state, held by this process alone.
type dataFolder struct {
	Path string
	lock *flock.Flock
}

// open creates the folder if need be and keeps other processes out of it.
func (f dataFlag) open(getenv func(string) string) (*dataFolder, error) {
	dir, err := f.dir(getenv)
	if err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("another shopguide is using %s; end it, or name another folder with --data-dir", dir)
	}
	return &dataFolder{Path: dir, lock: lock}, nil
}

// dir returns the path of the folder, which it creates if need be.
func (f dataFlag) dir(getenv func(string) string) (string, error) {
	dir := f.DataDir
	if dir == "" {
		var err error
		if dir, err = userDataDir(getenv); err != nil {
			return "", err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("create the data folder: %w; name another with --data-dir", err)
	}
	return dir, nil
}

// Close lets other processes in.
func (d *dataFolder) Close() error { return d.lock.Unlock() }

// file returns the path of a file in the folder.
func (d *dataFolder) file(name string) string { return filepath.Join(d.Path, name) }

// userDataDir follows the XDG base directory specification.
func userDataDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "shopguide"), nil
	}
	home := getenv("HOME")
	if home == "" {
		return "", errors.New("there is no home folder to keep the state in; name a folder with --data-dir")
	}
	return filepath.Join(home, ".local", "share", "shopguide"), nil
}
