package prompts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestEveryTemplateHasATypedFunctionAndAnExampleInBothLanguages(t *testing.T) {
	wanted := map[string]string{} // template → who lacks it
	for _, name := range rendered(t) {
		wanted[name] = "a typed function renders"
	}
	if len(wanted) == 0 {
		t.Fatal("found no typed functions")
	}
	shown := map[string]bool{}
	for _, e := range examples() {
		shown[e.template] = true
		if wanted[e.template] == "" {
			t.Errorf("an example shows %s, which no typed function renders", e.template)
		}
	}
	for name := range wanted {
		if !shown[name] {
			t.Errorf("a typed function renders %s, but no example shows it", name)
		}
		for _, lang := range Languages {
			if templates().Lookup(name+"/"+lang) == nil {
				t.Errorf("a typed function renders %s, which has no template in %s", name, lang)
			}
		}
	}
	for _, defined := range templates().Templates() {
		name, rest, _ := strings.Cut(defined.Name(), "/")
		lang, way, more := strings.Cut(rest, "/")
		n, err := strconv.Atoi(way)
		switch {
		case strings.HasSuffix(defined.Name(), ".tmpl") || defined.Name() == "":
		case !slices.Contains(Languages, lang) || more && (err != nil || n < 2 || n > Ways(name)):
			t.Errorf("template %q is not named NAME/LANG or NAME/LANG/WAY with a language of %q and ways counted on from 2", defined.Name(), Languages)
		case wanted[name] == "":
			t.Errorf("no typed function renders the template %s", defined.Name())
		}
	}
}

// rendered returns the names of the templates that the package's functions
// render: the first argument of every call of render, and every Phrase.
func rendered(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	add := func(e ast.Expr) {
		literal, ok := e.(*ast.BasicLit)
		if !ok {
			return
		}
		name, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	note := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "render" {
				add(n.Args[0])
			}
		case *ast.ValueSpec:
			if kind, ok := n.Type.(*ast.Ident); ok && kind.Name == "Phrase" {
				add(n.Values[0])
			}
		}
		return true
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(source, note)
	}
	return names
}
