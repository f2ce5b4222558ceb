// Package prompts holds the words of the shopping guide: templates in Chinese
// and English, named by purpose, with a typed function for each.
package prompts

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

// Languages are the languages that every template exists in.
var Languages = []string{"zh", "en"}

var templates = sync.OnceValue(func() *template.Template {
	t := template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"join": strings.Join, "series": series, "plural": plural, "line": line, "prose": prose,
	})
	template.Must(t.ParseFS(files, "*.tmpl"))
	for _, defined := range t.Templates() {
		confine(defined.Tree)
	}
	return t
})

// render executes the template NAME/LANG, the first way to say it. Space at both
// ends is dropped, and a line that a template left empty does not show.
func render(name, lang string, data any) (string, error) { return renderWay(name, lang, 1, data) }

// renderWay executes the template NAME/LANG, or NAME/LANG/WAY for the second way on.
func renderWay(name, lang string, way int, data any) (string, error) {
	template := name + "/" + lang
	if way > 1 {
		template = fmt.Sprint(template, "/", way)
	}
	var b strings.Builder
	if err := templates().ExecuteTemplate(&b, template, data); err != nil {
		return "", fmt.Errorf("prompt %s in %q: %w", name, lang, err)
	}
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = strings.TrimRight(line, " \t"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), nil
}

// series joins words by separator, but the last two by last: "a, b or c".
func series(words []string, separator, last string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, separator)
	}
	return strings.Join(words[:n-1], separator) + last + words[n-1]
}

// plural counts things in English.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}
