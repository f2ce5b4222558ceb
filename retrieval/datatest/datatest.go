// Package datatest finds the public data sets that tests measure with, which are not
// part of the module.
package datatest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a file or folder of the data sets: in $SHOPGUIDE_SHARED, or
// the folder shared beside the module. Where it is missing the test is skipped; on the
// build server (CI=true) it fails.
func Path(tb testing.TB, name string) string {
	tb.Helper()
	path, err := find(name)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		tb.Fatalf("the shared data are missing: %v", err)
	default:
		tb.Skipf("the shared data are missing, set SHOPGUIDE_SHARED: %v", err)
	}
	return path
}

func find(name string) (string, error) {
	shared := os.Getenv("SHOPGUIDE_SHARED")
	if shared == "" {
		module, err := moduleFolder()
		if err != nil {
			return "", err
		}
		shared = filepath.Join(filepath.Dir(module), "shared")
	}
	path := filepath.Join(shared, "data", filepath.FromSlash(name))
	_, err := os.Stat(path) //nolint:gosec // whoever runs the tests says where the data are
	return path, err
}

// moduleFolder returns the folder of the module that the working folder, a package's,
// belongs to.
func moduleFolder() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("there is no go.mod here or above")
		}
		folder = parent
	}
}
