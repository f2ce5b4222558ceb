package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/shopguide/shopguide/retrieval/catalog"
	"github.com/shopguide/shopguide/retrieval/catalog/document"
)

// file is one file of a source.
type file struct {
	path string
	name string // for errors, and for formats that are told by the name's ending
	// What document.Origin wants to know of it.
	document, address string
	updated           time.Time
}

// The endings of documents, and of the feeds and exports that may lie beside them.
var (
	documentEndings = []string{".md", ".markdown", ".html", ".htm", ".txt", ".pdf"}
	feedEndings     = []string{".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".rss", ".atom", ".json", ".gz", ".zip"}
)

func ending(name string) string { return strings.ToLower(path.Ext(filepath.ToSlash(name))) }

// kindOfFile tells the kind of a file by its ending: what is no document is a feed,
// whose format its content tells.
func kindOfFile(name string) Kind {
	if slices.Contains(documentEndings, ending(name)) {
		return Documents
	}
	return Products
}

// openFolder sets the streams of the files in a folder. One without a kind may hold
// feeds and documents alike, today or the next time.
func (s *Source) openFolder(ctx context.Context, folder string, o Options) error {
	all, err := filesOf(folder)
	if err != nil {
		return err
	}
	var feeds, documents []file
	others := map[string]int{} // files by an ending that is neither
	for _, f := range all {
		switch {
		case slices.Contains(documentEndings, ending(f.path)):
			documents = append(documents, f)
		case slices.Contains(feedEndings, ending(f.path)):
			feeds = append(feeds, f)
		default:
			others[ending(f.path)]++
		}
	}
	for _, end := range slices.Sorted(maps.Keys(others)) {
		o.OnSkip(folder, fmt.Sprintf("files that end in %s (%d) are taken for neither a feed nor a document", cmp.Or(end, "nothing"), others[end]))
	}
	switch {
	case o.Kind == Documents && len(documents) > 0:
		return s.read(ctx, documents, o)
	case o.Kind != Documents && o.Kind != Auto && len(feeds) > 0:
		return s.read(ctx, feeds, o)
	case o.Kind == Auto && len(all) > 0 && len(feeds)+len(documents) > 0:
		if len(feeds) > 0 {
			s.Products = each(feeds, o.products)
		}
		if len(documents) > 0 {
			s.Sections = sections(ctx, documents)
		}
		return nil
	}
	return fmt.Errorf("%s holds nothing to read: feeds and exports end in %s, documents in %s",
		folder, strings.Join(feedEndings, " "), strings.Join(documentEndings, " "))
}

// filesOf returns the files of a folder and of those in it, in order, less hidden
// ones. A link is read as the file that it leads to; links to folders are not
// followed.
func filesOf(folder string) ([]file, error) {
	var files []file
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(entry.Name(), ".") && name != ".":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		absolute := filepath.Join(folder, filepath.FromSlash(name))
		info, err := os.Stat(absolute)
		if err != nil || info.IsDir() {
			return err
		}
		files = append(files, file{
			path: absolute, name: absolute, updated: info.ModTime(),
			document: path.Join(filepath.Base(folder), name), // the same wherever the folder is moved to
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the source: %w", err)
	}
	return files, nil
}

// each streams what read finds in files, which may be compressed.
func each[T any](files []file, read func(name string, r io.Reader) iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for _, f := range files {
			for content, err := range catalog.Open(f.path, catalog.Limits{}) {
				if err != nil {
					yield(none, err)
					return
				}
				for v, err := range read(f.nameOf(content), content) {
					if !yield(v, err) {
						return
					}
				}
			}
		}
	}
}

// nameOf returns the name of what a file holds, once it is expanded.
func (f file) nameOf(content catalog.File) string {
	member := strings.TrimPrefix(content.Name, f.path) // of an archive
	if member == "" && ending(f.name) == ".gz" {
		return f.name[:len(f.name)-len(".gz")]
	}
	return f.name + member
}

// sections streams the sections of documents.
func sections(ctx context.Context, files []file) iter.Seq2[document.Section, error] {
	return func(yield func(document.Section, error) bool) {
		for _, f := range files {
			all, err := f.sections(ctx)
			if err != nil && !yield(document.Section{}, err) {
				return
			}
			for _, s := range all {
				if !yield(s, nil) {
					return
				}
			}
		}
	}
}

func (f file) sections(ctx context.Context) (_ []document.Section, err error) {
	content, err := os.Open(f.path)
	if err != nil {
		return nil, fmt.Errorf("open a document: %w", err)
	}
	defer func() { err = errors.Join(err, content.Close()) }()
	return document.Read(ctx, document.Origin{Name: f.document, Address: f.address, UpdatedAt: f.updated}, content)
}
