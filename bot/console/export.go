package console

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/shopguide/shopguide/conversation"
)

// exportNote writes the export of r, if it has one, and returns the sentence
// that tells the shopper where it is.
func exportNote(cfg Config, r conversation.Reply) string {
	if r.Export == nil {
		return ""
	}
	path, err := saveExport(cfg.Dir, cfg.Now(), r.Export)
	if err != nil {
		cfg.Log.Error("console: an export was not written", "error", err)
		return wordsIn(r.Lang).NotExported
	}
	return fill(wordsIn(r.Lang).Exported, path)
}

// saveExport writes e to a new file under dir/exports that only its owner can
// read, whole or not at all, and returns its path.
func saveExport(dir string, now time.Time, e *conversation.Export) (path string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the export (is %s writable?): %w", dir, err)
		}
	}()
	body, err := marshal(exportWithLists(e), "  ")
	if err != nil {
		return "", err
	}
	folder := filepath.Join(dir, "exports")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, ".new-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(body); err != nil {
		_ = f.Close()
		return "", err
	}
	if err := f.Sync(); err != nil {
		_ = f.Close()
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	path = filepath.Join(folder, now.UTC().Format("20060102T150405.000Z")+".json")
	return path, os.Rename(f.Name(), path)
}
