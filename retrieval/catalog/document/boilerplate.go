package document

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

//go:embed boilerplate.tsv
var boilerplateFile string

// boilerplate is the parsed table: where → names.
var boilerplate = sync.OnceValue(func() map[string]map[string]bool {
	table := map[string]map[string]bool{}
	for line := range strings.Lines(boilerplateFile) {
		where, names, found := strings.Cut(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(where, "#") {
			continue
		}
		if !found {
			panic(fmt.Sprintf("document: boilerplate.tsv: %q has no names", where)) // the binary was built with broken data
		}
		table[where] = map[string]bool{}
		for name := range strings.SplitSeq(names, "|") {
			table[where][name] = true
		}
	}
	return table
})

// skipped reports whether a shopper who reads the page's content would not read
// this element. A header within the content holds its title, and what a control on
// the page opens is where shops put the answers to frequent questions.
func (p *page) skipped(n *html.Node) bool {
	table := boilerplate()
	if n.DataAtom == atom.Header && p.focused {
		return false
	}
	if table["element"][n.Data] || table["role"][strings.ToLower(attribute(n, "role"))] {
		return true
	}
	for name := range strings.FieldsSeq(classes.Replace(strings.ToLower(attribute(n, "class") + " " + attribute(n, "id")))) {
		for whole := name; name != ""; name = whole[:max(strings.LastIndexByte(name, '-'), 0)] {
			if table["class"][name] {
				return true
			}
		}
	}
	return hidden(n) && p.opened[attribute(n, "id")] == ""
}

var classes = strings.NewReplacer("_", "-")

func hidden(n *html.Node) bool {
	style := strings.ToLower(strings.Join(strings.Fields(attribute(n, "style")), ""))
	return has(n, "hidden") || attribute(n, "aria-hidden") == "true" ||
		strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
