package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// repositoryRoot is where go.mod stands, seen from this package.
const repositoryRoot = "../.."

// longestFile is the number of lines beyond which a file wants to be two.
const longestFile = 500

// topLevel is all that may stand beside the dot files.
var topLevel = []string{
	"Dockerfile", "LICENSE", "README.md", "bot", "cmd", "conversation", "docker-compose.yml",
	"go.mod", "go.sum", "prompts", "retrieval",
}

func TestTheTopLevelHoldsWhatTheLayoutNames(t *testing.T) {
	names := slices.DeleteFunc(topLevelNames(t), func(name string) bool { return strings.HasPrefix(name, ".") })
	if diff := cmp.Diff(topLevel, names); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryPackageSaysInACommentWhatItDoes(t *testing.T) {
	commented := map[string]bool{}
	for _, f := range sourceFiles(t) {
		if !f.isTest() {
			commented[f.folder()] = commented[f.folder()] || f.syntax.Doc != nil
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(commented)) {
		if !commented[folder] {
			t.Errorf("%s has no package comment", folder)
		}
	}
}

func TestNoFileIsTooLongToRead(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.lines > longestFile {
			t.Errorf("%s has %d lines, more than %d", f.path, f.lines, longestFile)
		}
	}
}

// topLevelNames returns what git has or would add; without git (a source
// archive), the folder's content.
func topLevelNames(t *testing.T) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = repositoryRoot
	out, err := list.Output()
	if err != nil {
		entries, err := os.ReadDir(repositoryRoot)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	names := map[string]bool{}
	for file := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		name, _, _ := strings.Cut(file, "/")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// sourceFile is one Go file of the module.
type sourceFile struct {
	path   string // from the root, with slashes
	lines  int
	syntax *ast.File // up to its imports
}

func (f sourceFile) folder() string { return path.Dir(f.path) }

func (f sourceFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// sourceFiles reads every Go file of the module, whatever its build tags.
func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	root := os.DirFS(repositoryRoot)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, sourceFile{name, bytes.Count(text, []byte("\n")), syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no Go files under %s", repositoryRoot)
	}
	return files
}
